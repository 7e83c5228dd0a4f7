"""What happens when a provider goes on leave, and comes back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider, ProviderLeave
from caseload_gql.domain.vocabulary import LeaveHandling, PoolReason, ProviderStatus
from caseload_gql.errors import Forbidden, UserErrorCode
from caseload_gql.services.commands import AssignClient, UndoAssignment
from caseload_gql.services.provider_commands import EndProviderLeave, StartProviderLeave
from tests.services.large_caseload import assert_sound
from tests.services.practice import NOW, TODAY, SmallPractice, codes, days_ago, paths

KEEP = StartProviderLeave("prv_ana", TODAY, TODAY + timedelta(days=14))
POOL = replace(KEEP, clients=LeaveHandling.POOL)
COVER = replace(KEEP, clients=LeaveHandling.COVER, cover_provider_id="prv_sam")


async def told(practice: SmallPractice, kind: str) -> dict[str, tuple[object, object]]:
    """The changes of the one event of a kind."""
    (event,) = await practice.rows(EventRow, type=kind)
    return {each["field"]: (each["before"], each["after"]) for each in event["changes"]}


async def test_a_leave_keeps_the_clients_and_no_new_ones_come(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.waiting("cy")
    desk = await practice.desk(await practice.person("STAFF", "tem_north"))
    outcome = await desk.do(replace(KEEP, starts_on=days_ago(3).date()))
    assert (outcome.user_errors, outcome.lists) == ((), {})
    provider = await practice.row(Provider, "prv_ana")
    assert (provider["status"], provider["caseload_count"], provider["version"]) == ("ON_LEAVE", 1, 2)
    (leave,) = await practice.rows(ProviderLeave)
    assert (leave["starts_on"], leave["ends_on"], leave["ended_at"]) == (days_ago(3).date(), KEEP.until, None)
    assert await told(practice, "PROVIDER_LEAVE_STARTED") == {
        "status": ("ACTIVE", "ON_LEAVE"),
        "leaveFrom": (None, "2026-11-17"),
        "leaveUntil": (None, "2026-12-04"),
        "clients": (None, "KEEP"),
    }
    assert (await practice.row(Client, "cli_bo"))["version"] == 1
    assert codes(await desk.do(AssignClient("cli_cy", "prv_ana"))) == [UserErrorCode.NOT_ELIGIBLE]


async def test_coming_back_leaves_capacity_and_clients_as_they_were(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    await desk.do(POOL)
    assert codes(await desk.do(EndProviderLeave("prv_ana"))) == []
    provider = await practice.row(Provider, "prv_ana")
    assert (provider["status"], provider["capacity"], provider["caseload_count"]) == ("ACTIVE", 5, 0)
    (leave,) = await practice.rows(ProviderLeave)
    assert leave["ended_at"] == NOW
    assert await told(practice, "PROVIDER_LEAVE_ENDED") == {
        "status": ("ON_LEAVE", "ACTIVE"),
        "leaveFrom": ("2026-11-20", None),
        "leaveUntil": ("2026-12-04", None),
    }
    assert codes(await desk.do(AssignClient("cli_bo", "prv_ana"))) == []


async def test_a_leave_may_send_all_clients_to_the_pool(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    await practice.served("cy", "ana", since=3)
    await practice.entry("cy", PoolReason.TRANSFER, since=2, id="pen_move", team_id=None)
    desk = await practice.desk()
    outcome = await desk.do(POOL)
    assert outcome.lists["assignments"] == []
    entries = {each["client_id"]: each for each in await practice.rows(PoolEntry, left_at=None)}
    assert set(outcome.lists["pool_entries"]) == {each["id"] for each in entries.values()}
    assert [entries[each]["reason"] for each in ("cli_bo", "cli_cy")] == ["TRANSFER", "TRANSFER"]
    assert (entries["cli_bo"]["team_id"], entries["cli_bo"]["previous_provider_id"]) == ("tem_north", "prv_ana")
    assert (entries["cli_cy"]["id"], entries["cli_cy"]["entered_at"]) == ("pen_move", days_ago(2))
    assert entries["cli_cy"]["team_id"] is None
    assert (await practice.row(Assignment, "asg_bo"))["end_reason"] == "PROVIDER_ON_LEAVE"
    assert (await told(practice, "PROVIDER_LEAVE_STARTED"))["caseloadCount"] == (2, 0)
    await assert_sound(practice)


async def test_clients_move_to_the_cover_as_far_as_gates_allow_and_the_rest_to_the_pool(
    practice: SmallPractice,
) -> None:
    await practice.change(Provider, "prv_sam", capacity=2)
    await practice.served("unwanted", "ana", since=30)
    await practice.do_not_match("unwanted", "sam")
    await practice.served("moving", "ana", since=25)
    await practice.entry("moving", PoolReason.TRANSFER, since=2, id="pen_move", previous_provider_id="prv_ana")
    await practice.served("heavy", "ana", since=20, case_weight_hundredths=150)
    await practice.served("late", "ana", since=10)
    await practice.served("later", "ana", since=5)
    desk = await practice.desk()
    outcome = await desk.do(COVER)
    assert outcome.user_errors == ()
    moved = {each["client_id"]: each for each in await practice.rows(Assignment, provider_id="prv_sam")}
    assert set(moved) == {"cli_moving", "cli_late"}
    assert sorted(outcome.lists["assignments"]) == sorted(each["id"] for each in moved.values())
    assert (moved["cli_late"]["previous_assignment_id"], moved["cli_late"]["assigned_at"]) == ("asg_late", NOW)
    assert moved["cli_moving"]["pool_entry_id"] == "pen_move"
    assert (await practice.row(PoolEntry, "pen_move"))["outcome"] == "ASSIGNED"
    waiting = {each["client_id"] for each in await practice.rows(PoolEntry, left_at=None)}
    assert waiting == {"cli_unwanted", "cli_heavy", "cli_later"}
    ended = await practice.rows(Assignment, provider_id="prv_ana")
    assert {each["end_reason"] for each in ended} == {"PROVIDER_ON_LEAVE"}
    assert await practice.events_in_order() == [
        "PROVIDER_LEAVE_STARTED",
        *["CLIENT_REASSIGNED"] * 2,
        *["CLIENT_RETURNED_TO_POOL"] * 3,
    ]
    (event,) = await practice.rows(EventRow, client_id="cli_moving")
    assert {each["field"]: each["after"] for each in event["changes"]} | {"assignedAt": ""} == {
        "providerId": "prv_sam",
        "assignedAt": "",
        "endReason": "PROVIDER_ON_LEAVE",
        "poolEntryOutcome": "ASSIGNED",
    }
    await assert_sound(practice)


async def test_a_cover_who_takes_nobody_new_gets_nobody(practice: SmallPractice) -> None:
    await practice.change(Provider, "prv_sam", accepting_new_clients=False)
    await practice.served("bo", "ana")
    desk = await practice.desk()
    outcome = await desk.do(COVER)
    assert (outcome.lists["assignments"], len(outcome.lists["pool_entries"])) == ([], 1)
    (leave,) = await practice.rows(ProviderLeave)
    assert leave["cover_provider_id"] == "prv_sam"
    assert (await told(practice, "PROVIDER_LEAVE_STARTED"))["coverProviderId"] == (None, "prv_sam")


async def test_what_a_cover_took_over_is_taken_back_to_who_is_at_work_again_else_to_the_pool(
    practice: SmallPractice,
) -> None:
    await practice.served("bo", "ana")
    await practice.served("cy", "ana")
    desk = await practice.desk()
    await desk.do(COVER)
    moved = {each["client_id"]: each["id"] for each in await practice.rows(Assignment, provider_id="prv_sam")}
    outcome = await desk.do(UndoAssignment(moved["cli_bo"]))
    assert (outcome.user_errors, outcome.ids["previous_provider"]) == ((), "prv_ana")
    entry = await practice.row(PoolEntry, str(outcome.ids["pool_entry"]))
    assert (entry["client_id"], entry["reason"], entry["team_id"]) == ("cli_bo", "TRANSFER", "tem_south")
    assert codes(await desk.do(EndProviderLeave("prv_ana"))) == []
    assert (await practice.row(Assignment, moved["cli_cy"]))["ended_at"] is None
    assert codes(await desk.do(UndoAssignment(moved["cli_cy"]))) == []
    (active,) = await practice.rows(Assignment, ended_at=None)
    assert (active["client_id"], active["provider_id"]) == ("cli_cy", "prv_ana")
    await assert_sound(practice)


async def test_a_cover_who_goes_on_leave_stays_named(practice: SmallPractice) -> None:
    desk = await practice.desk()
    assert codes(await desk.do(replace(KEEP, cover_provider_id="prv_sam"))) == []
    assert codes(await desk.do(replace(KEEP, provider_id="prv_sam"))) == []
    (leave,) = await practice.rows(ProviderLeave, provider_id="prv_ana")
    assert (leave["cover_provider_id"], leave["ended_at"]) == ("prv_sam", None)


DATES: list[tuple[dict[str, Any], list[str]]] = [
    ({"starts_on": TODAY + timedelta(days=1)}, ["from"]),
    ({"starts_on": TODAY - timedelta(days=3654)}, ["from"]),
    ({"starts_on": days_ago(7).date()}, ["from"]),
    ({"until": TODAY - timedelta(days=1)}, ["until"]),
    ({"starts_on": days_ago(3).date(), "until": days_ago(2).date()}, ["until"]),
    ({"until": TODAY + timedelta(days=3654)}, ["until"]),
    ({"clients": LeaveHandling.COVER}, ["coverProviderId"]),
    ({"cover_provider_id": "prv_ana"}, ["coverProviderId"]),
]


async def test_dates_and_covers_that_cannot_be_are_told(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    earlier = {"starts_on": days_ago(9).date(), "ends_on": days_ago(7).date(), "ended_at": days_ago(6)}
    await practice.add(ProviderLeave(id="lve_1", provider_id="prv_ana", **earlier))
    desk = await practice.desk()
    before = await practice.snapshot()
    for given, expected in DATES:
        refused = await desk.do(replace(KEEP, **given))
        assert (codes(refused), paths(refused)) == ([UserErrorCode.INVALID], expected), given
    assert await practice.snapshot() == before
    assert codes(await desk.do(replace(KEEP, starts_on=days_ago(6).date(), until=TODAY))) == []


async def test_a_cover_who_is_away_or_unknown_is_told_with_the_gate(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    desk = await practice.desk()
    for status in (ProviderStatus.ON_LEAVE, ProviderStatus.DEPARTED):
        await practice.change(Provider, "prv_sam", status=status)
        before = await practice.snapshot()
        for command in (COVER, replace(KEEP, cover_provider_id="prv_sam")):
            refused = await desk.do(command)
            assert [(each.code, each.path[1], each.gate and each.gate.code) for each in refused.user_errors] == [
                (UserErrorCode.NOT_ELIGIBLE, "coverProviderId", "PROVIDER_NOT_ACTIVE")
            ]
        for unknown in ("prv_no", "\0"):
            refused = await desk.do(replace(COVER, cover_provider_id=unknown))
            assert (codes(refused), paths(refused)) == ([UserErrorCode.NOT_FOUND], ["coverProviderId"])
        assert await practice.snapshot() == before


async def test_who_is_away_already_or_not_away_is_a_conflict(practice: SmallPractice) -> None:
    desk = await practice.desk()
    before = await practice.snapshot()
    refused = await desk.do(EndProviderLeave("prv_ana"))
    assert (codes(refused), paths(refused)) == ([UserErrorCode.CONFLICT], ["providerId"])
    assert await practice.snapshot() == before
    first, again = [await desk.do(KEEP, "key") for _ in range(2)]
    assert first == again
    for status in (ProviderStatus.ON_LEAVE, ProviderStatus.DEPARTED):
        await practice.change(Provider, "prv_ana", status=status)
        before = await practice.snapshot()
        assert codes(await desk.do(POOL)) == [UserErrorCode.CONFLICT]
        assert await practice.snapshot() == before
    assert codes(await desk.do(EndProviderLeave("prv_ana"))) == [UserErrorCode.CONFLICT]


async def test_a_leave_moves_nobody_out_of_the_teams_that_its_actor_leads(practice: SmallPractice) -> None:
    await practice.served("bo", "ana")
    supervisor = await practice.desk(await practice.person("STAFF", "tem_north"))
    both = await practice.desk(await practice.person("STAFF", "tem_north", company=frozenset({"qmhp"})))
    reader = await practice.desk(await practice.person("STAFF", company=frozenset({"qmhp"})))
    before = await practice.snapshot()
    theirs = replace(KEEP, provider_id="prv_sam")
    for desk, command, code, path in (
        (supervisor, theirs, UserErrorCode.NOT_FOUND, "providerId"),
        (both, theirs, UserErrorCode.NOT_ALLOWED, "providerId"),
        (supervisor, COVER, UserErrorCode.NOT_FOUND, "coverProviderId"),
        (both, COVER, UserErrorCode.NOT_ALLOWED, "coverProviderId"),
        (supervisor, EndProviderLeave("prv_sam"), UserErrorCode.NOT_FOUND, "providerId"),
    ):
        refused = await desk.do(command)
        assert (codes(refused), paths(refused)) == ([code], [path])
    for command in (KEEP, EndProviderLeave("prv_ana")):
        with pytest.raises(Forbidden):
            await reader.do(command)
    assert await practice.snapshot() == before
    assert codes(await both.do(replace(KEEP, cover_provider_id="prv_sam"))) == []
