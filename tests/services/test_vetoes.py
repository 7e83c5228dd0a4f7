"""Plugins have the last word before anybody is assigned: every veto holds, and nothing is kept of what was vetoed."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from caseload_gql.db.models import Assignment, PluginValue
from caseload_gql.errors import UserErrorCode
from caseload_gql.plugins import BeforeAssignmentRequest, Ineligible, Plugin, Veto
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.services.commands import AssignClient, ReassignClient, UndoAssignment
from caseload_gql.services.desk import ActorDesk
from caseload_gql.services.outcome import Outcome
from tests.services.practice import SmallPractice, codes

Hook = Callable[[BeforeAssignmentRequest], Awaitable[Any]]


def last_word(hook: Hook, name: str = "supervision") -> LoadedPlugin:
    return LoadedPlugin(Plugin(name, ">=1"), "0", {"before_assignment": hook})


async def veto(request: BeforeAssignmentRequest) -> list[Veto]:
    return [Veto(each.client.id, "Intake is closed.", "INTAKE_CLOSED") for each in request.assignments]


async def nothing(request: BeforeAssignmentRequest) -> None:
    await request.store.put("asked", "yes")


def asking(desk: ActorDesk, *plugins: LoadedPlugin, seconds: float = 2.0) -> ActorDesk:
    """The same person's desk, with these plugins."""
    return replace(desk, desk=replace(desk.desk, rules=plugins, plugin_seconds=seconds))


def gates(outcome: Outcome) -> list[tuple[UserErrorCode, str]]:
    return [(each.code, "" if each.gate is None else each.gate.code) for each in outcome.user_errors]


async def kept(practice: SmallPractice) -> dict[tuple[str, str], Any]:
    async with practice.database.read() as connection:
        rows = await connection.execute(select(PluginValue.plugin, PluginValue.key, PluginValue.value))
        return {(row.plugin, row.key): json.loads(row.value) for row in rows}


async def test_a_veto_refuses_and_no_reason_carries_anybody_past_it(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    desk = await practice.desk(rules=[last_word(veto)])
    before = await practice.snapshot()
    for reason in (None, "Agreed"):
        refused = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason=reason))
        assert gates(refused) == [(UserErrorCode.VETOED, "INTAKE_CLOSED")]
        assert [(each.message, each.path) for each in refused.user_errors] == [
            ("Intake is closed.", ("input", "providerId"))
        ]
    assert await practice.snapshot() == before


async def test_the_plugin_is_told_what_is_proposed_and_by_whom(practice: SmallPractice) -> None:
    await practice.served("bo", "ana", payer="Lakeshore")
    asked: list[BeforeAssignmentRequest] = []

    async def note(request: BeforeAssignmentRequest) -> None:
        asked.append(request)

    desk = await practice.desk(rules=[last_word(note)])
    assert codes(await desk.do(ReassignClient("cli_bo", "prv_sam"))) == []
    (request,) = asked
    (proposed,) = request.assignments
    assert (proposed.client.payer, proposed.provider.id, proposed.previous_provider_id) == (
        "Lakeshore",
        "prv_sam",
        "prv_ana",
    )
    assert (proposed.overridden, request.actor, request.plugin.name) == (False, desk.identified.actor, "supervision")


async def test_an_override_past_a_gate_is_told_and_may_be_vetoed(practice: SmallPractice) -> None:
    await practice.waiting("bo")

    def closed(request: Any) -> list[Ineligible]:
        return [Ineligible(request.clients[0].id, request.providers[0].id, "CLOSED", "Closed.", overridable=True)]

    async def no_overrides(request: BeforeAssignmentRequest) -> list[Veto]:
        return [Veto(each.client.id, "No overrides today.") for each in request.assignments if each.overridden]

    panel = LoadedPlugin(Plugin("panel", ">=1"), "0", {"eligibility": closed})
    desk = await practice.desk(rules=[panel, last_word(no_overrides)])
    before = await practice.snapshot()
    refused = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason="Agreed"))
    assert gates(refused) == [(UserErrorCode.VETOED, "VETOED")]
    assert await practice.snapshot() == before
    desk = asking(desk, panel, last_word(nothing))
    assert codes(await desk.do(AssignClient("cli_bo", "prv_ana", override_reason="Agreed"))) == []


async def test_nobody_is_asked_about_what_is_refused_anyway(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.provider("full", capacity=0)
    plugin = last_word(nothing)
    desk = await practice.desk(rules=[plugin])
    assert codes(await desk.do(AssignClient("cli_bo", "prv_full"))) == [UserErrorCode.AT_CAPACITY]
    assert plugin.seen().calls == 0


async def test_undoing_returns_nobody_to_a_provider_whom_a_plugin_vetoes(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    moved = await desk.do(ReassignClient("cli_bo", "prv_sam"))
    desk = asking(desk, last_word(veto))
    assert codes(await desk.do(UndoAssignment(str(moved.ids["assignment"])))) == []
    assert await practice.rows(Assignment, client_id="cli_bo", ended_at=None) == []


@pytest.mark.parametrize("order", [1, -1])
async def test_any_plugins_veto_holds_and_then_no_plugin_remembers_anything(
    practice: SmallPractice, order: int
) -> None:
    await practice.waiting("bo")
    plugins = [last_word(veto), last_word(nothing, "counting")][::order]
    desk = await practice.desk(rules=plugins)
    assert gates(await desk.do(AssignClient("cli_bo", "prv_ana"))) == [(UserErrorCode.VETOED, "INTAKE_CLOSED")]
    assert await kept(practice) == {}


async def test_what_a_plugin_writes_is_kept_with_the_assignment(practice: SmallPractice) -> None:
    await practice.waiting("bo")
    await practice.waiting("cy")

    async def count(request: BeforeAssignmentRequest) -> list[Veto]:
        made = await request.store.get("made") or 0
        assert isinstance(made, int)
        await request.store.put("made", made + len(request.assignments))
        return [Veto(each.client.id, "One a day.") for each in request.assignments if made]

    desk = await practice.desk(rules=[last_word(count)])
    assert codes(await desk.do(AssignClient("cli_bo", "prv_ana"))) == []
    assert codes(await desk.do(AssignClient("cli_cy", "prv_ana"))) == [UserErrorCode.VETOED]
    assert await kept(practice) == {("supervision", "made"): 1}


async def raises(request: BeforeAssignmentRequest) -> None:
    await request.store.put("asked", "yes")
    raise ValueError(request.assignments[0].client)


async def sleeps(request: BeforeAssignmentRequest) -> None:
    await request.store.get("asked")
    await asyncio.Event().wait()


async def will_not_be_cancelled(request: BeforeAssignmentRequest) -> None:
    del request
    for _ in range(3):
        try:
            await asyncio.wait_for(asyncio.Event().wait(), 0.5)
        except (asyncio.CancelledError, TimeoutError):
            continue


def answering(answer: Any) -> Hook:
    async def answered(request: BeforeAssignmentRequest) -> Any:
        await request.store.put("asked", "yes")
        return answer

    return answered


FAILING: dict[str, Hook] = {
    "raises": raises,
    "sleeps": sleeps,
    "will not be cancelled": will_not_be_cancelled,
    "no veto": answering([object()]),
    "no list": answering(7),
    "a text": answering("no"),
    "unknown client": answering([Veto("cli_x", "Closed.")]),
    "no reason": answering([Veto("cli_bo", " ")]),
    "long reason": answering([Veto("cli_bo", "x" * 501)]),
    "bad code": answering([Veto("cli_bo", "Closed.", "not a code")]),
    "shipped code": answering([Veto("cli_bo", "Closed.", "NO_FREE_UNITS")]),
    "number": answering([Veto("cli_bo", float("nan"))]),  # type: ignore[arg-type]  # rubbish on purpose
    "one veto and rubbish": answering([Veto("cli_bo", "Closed."), None]),
}


@pytest.mark.parametrize("hook", FAILING.values(), ids=FAILING)
async def test_a_plugin_that_fails_or_is_late_vetoes(
    practice: SmallPractice, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    await practice.waiting("bo")
    plugin = last_word(hook)
    desk = asking(await practice.desk(), plugin, seconds=0.05)
    before = await practice.snapshot()
    refused = await desk.do(AssignClient("cli_bo", "prv_ana", override_reason="Agreed"))
    assert gates(refused) == [(UserErrorCode.VETOED, "RULE_UNAVAILABLE")]
    assert await practice.snapshot() == before
    (told,) = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert "'supervision'" in told
    assert "bo" not in told
    await asyncio.sleep(0)
    assert (plugin.seen().calls, plugin.seen().faults > 0 or hook is will_not_be_cancelled) == (1, True)


async def test_a_plugin_may_change_its_request_and_others_see_nothing_of_it(practice: SmallPractice) -> None:
    await practice.waiting("bo", attributes={"vip": True})
    seen: list[Any] = []

    async def spoils(request: BeforeAssignmentRequest) -> None:
        attributes: Any = request.assignments[0].client.attributes
        attributes.clear()
        request.assignments.clear()  # type: ignore[attr-defined]  # a list for all that its type says

    async def looks(request: BeforeAssignmentRequest) -> None:
        seen.append(dict(request.assignments[0].client.attributes))

    desk = await practice.desk(rules=[last_word(spoils), last_word(looks, "second")])
    assert codes(await desk.do(AssignClient("cli_bo", "prv_ana"))) == []
    assert seen == [{"vip": True}]


async def test_what_the_database_said_to_a_store_is_not_blamed_on_the_plugin(practice: SmallPractice) -> None:
    await practice.waiting("bo")

    async def swallows(request: BeforeAssignmentRequest) -> None:
        try:
            await request.store.get("asked")
        except Exception:  # what a careless plugin does  # noqa: BLE001
            return

    async def break_store(unit: Any) -> None:
        await unit.session.execute(text("ALTER TABLE plugin_store RENAME TO elsewhere"))

    desk = await practice.desk(rules=[last_word(swallows)])
    await practice.database.write(break_store)
    with pytest.raises(DBAPIError, match="plugin_store"):
        await desk.do(AssignClient("cli_bo", "prv_ana"))
    assert await practice.rows(Assignment, client_id="cli_bo") == []
