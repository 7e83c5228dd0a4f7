"""Plugins have their say when a caseload goes to whoever covers: rules, vetoes, and word of it afterwards."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from caseload_gql.db.models import Assignment, PluginDelivery, PluginValue, Provider
from caseload_gql.plugins import BeforeAssignmentRequest, Ineligible, Plugin, Veto
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.services.covering import ROUNDS
from tests.services.large_caseload import assert_sound
from tests.services.practice import SmallPractice
from tests.services.test_provider_leave import COVER
from tests.services.test_vetoes import Hook, last_word, raises


async def caseload(practice: SmallPractice, *names: str) -> None:
    for at, name in enumerate(names):
        await practice.served(name, "ana", since=20 - at)


async def moved(practice: SmallPractice) -> list[str]:
    return sorted(each["client_id"] for each in await practice.rows(Assignment, provider_id="prv_sam"))


async def test_each_is_asked_about_with_the_room_that_those_before_left(practice: SmallPractice) -> None:
    await caseload(practice, "bo", "cy", "di")
    asked: list[BeforeAssignmentRequest] = []

    async def note(request: BeforeAssignmentRequest) -> None:
        asked.append(request)

    desk = await practice.desk(rules=[last_word(note)])
    await desk.do(COVER)
    (request,) = asked
    assert [(each.client.id, each.provider.load_hundredths) for each in request.assignments] == [
        ("cli_bo", 0),
        ("cli_cy", 100),
        ("cli_di", 200),
    ]
    assert {(each.previous_provider_id, each.overridden) for each in request.assignments} == {("prv_ana", False)}


async def test_who_is_ruled_out_or_vetoed_goes_to_the_pool_and_makes_room(practice: SmallPractice) -> None:
    await practice.change(Provider, "prv_sam", capacity=2)
    await caseload(practice, "ruled", "vetoed", "di", "ed", "fy")

    def rule(request: Any) -> list[Ineligible]:
        return [Ineligible("cli_ruled", "prv_sam", "CLOSED", "Closed.", overridable=True)]

    async def veto(request: BeforeAssignmentRequest) -> list[Veto]:
        await request.store.put("asked", [each.client.id for each in request.assignments])
        return [Veto("cli_vetoed", "No.")] if "cli_vetoed" in {each.client.id for each in request.assignments} else []

    panel = LoadedPlugin(Plugin("panel", ">=1"), "0", {"eligibility": rule})
    desk = await practice.desk(rules=[panel, last_word(veto)])
    await desk.do(COVER)
    assert await moved(practice) == ["cli_di", "cli_ed"]
    async with practice.database.read() as connection:
        (kept,) = await connection.scalars(select(PluginValue.value))
    assert json.loads(kept) == ["cli_di", "cli_ed"]
    await assert_sound(practice)


async def never_enough(request: BeforeAssignmentRequest) -> list[Veto]:
    return [Veto(request.assignments[0].client.id, "Not this one.")]


@pytest.mark.parametrize("hook", [raises, never_enough])
async def test_where_a_plugin_fails_or_vetoes_anew_each_time_all_go_to_the_pool(
    practice: SmallPractice, hook: Hook
) -> None:
    await practice.change(Provider, "prv_sam", capacity=10)
    await caseload(practice, *"abcdefgh")
    plugin = last_word(hook)
    desk = await practice.desk(rules=[plugin])
    outcome = await desk.do(COVER)
    assert (outcome.user_errors, outcome.lists["assignments"], len(outcome.lists["pool_entries"])) == ((), [], 8)
    assert plugin.seen().calls == (1 if hook is raises else ROUNDS)
    await assert_sound(practice)


async def test_plugins_are_told_of_each_move_after_it_was_made(practice: SmallPractice) -> None:
    await caseload(practice, "bo", "cy")

    async def told(request: Any) -> None:
        del request

    hook = LoadedPlugin(Plugin("hook", ">=1"), "0", {"after_assignment": told})
    desk = await practice.desk(rules=[hook])
    await desk.do(COVER)
    assert len(await practice.rows(PluginDelivery)) == 2
