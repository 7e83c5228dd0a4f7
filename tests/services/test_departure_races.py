"""Departures and leaves at once with assignments and other changes of the same provider, over several connections."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, Provider
from caseload_gql.domain.vocabulary import LeaveHandling
from caseload_gql.errors import UserErrorCode
from caseload_gql.policy.actor import Actor
from caseload_gql.services.commands import AssignClient, DischargeClient, ReassignClient, SetProviderCapacity
from caseload_gql.services.desk import ActorDesk
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.provider_commands import DepartProvider, StartProviderLeave
from tests.services.large_caseload import assert_sound
from tests.services.practice import TODAY, SmallPractice, codes

HANDLES = 4
RIVALS = 12


@asynccontextmanager
async def handles(url: str, actor: Actor) -> AsyncIterator[list[ActorDesk]]:
    """The same person's desks, each with connections of its own."""
    opened = [open_database(url) for _ in range(HANDLES)]
    yield [await SmallPractice(each).desk(actor) for each in opened]
    await asyncio.gather(*(each.close() for each in opened))


async def at_once(desks: list[ActorDesk], commands: Sequence[Any]) -> list[Outcome]:
    """Each command's outcome, whichever came first."""
    return list(await asyncio.gather(*(desks[at % HANDLES].do(each) for at, each in enumerate(commands))))


async def test_an_assignment_to_who_leaves_meanwhile_fails_or_goes_to_the_pool_with_all(
    practice: SmallPractice, database_url: str
) -> None:
    await practice.provider("one", capacity=RIVALS)
    for at in range(RIVALS):
        await practice.waiting(f"rival{at}")
    async with handles(database_url, await practice.person("ADMIN")) as desks:
        commands = [AssignClient(f"cli_rival{at}", "prv_one") for at in range(RIVALS)]
        half = RIVALS // 2
        asked = [*commands[:half], DepartProvider("prv_one"), *commands[half:]]
        outcomes = await at_once(desks, asked)
    departed = outcomes.pop(half)
    assert departed.user_errors == ()
    found = [codes(each) for each in outcomes]
    assert all(each in ([], [UserErrorCode.NOT_ELIGIBLE]) for each in found)
    assert len(departed.lists["pool_entries"]) == found.count([])
    provider = await practice.row(Provider, "prv_one")
    assert (provider["status"], provider["caseload_count"]) == ("DEPARTED", 0)
    assert await practice.rows(Assignment, ended_at=None) == []
    await assert_sound(practice)


async def test_clients_who_move_or_are_discharged_while_their_provider_leaves_are_lost_to_nobody(
    practice: SmallPractice, database_url: str
) -> None:
    await practice.provider("one", capacity=20)
    for at in range(RIVALS):
        await practice.served(f"mover{at}", "one" if at % 3 else "ana")
    async with handles(database_url, await practice.person("ADMIN")) as desks:
        asked = [
            *(ReassignClient(f"cli_mover{at}", "prv_sam" if at % 3 else "prv_one") for at in range(8)),
            DepartProvider("prv_one"),
            *(DischargeClient(f"cli_mover{at}") for at in range(8, RIVALS)),
            DepartProvider("prv_one"),
        ]
        outcomes = await at_once(desks, asked)
    assert sorted(map(codes, (outcomes[8], outcomes[-1]))) == [[], [UserErrorCode.CONFLICT]]
    assert (await practice.row(Provider, "prv_one"))["caseload_count"] == 0
    await assert_sound(practice)


async def test_a_cover_and_assignments_that_want_the_same_room_share_it(
    practice: SmallPractice, database_url: str
) -> None:
    await practice.provider("one", capacity=RIVALS)
    await practice.provider("cover", capacity=8)
    for at in range(RIVALS):
        await practice.waiting(f"rival{at}")
        await practice.served(f"served{at}", "one")
    leave = StartProviderLeave("prv_one", TODAY, clients=LeaveHandling.COVER, cover_provider_id="prv_cover")
    async with handles(database_url, await practice.person("ADMIN")) as desks:
        rivals = [AssignClient(f"cli_rival{at}", "prv_cover" if at % 3 else "prv_one") for at in range(RIVALS)]
        moves = [ReassignClient(f"cli_served{at}", "prv_cover") for at in range(3)]
        outcomes = await at_once(desks, [*rivals[:4], leave, *moves, *rivals[4:]])
    begun = outcomes.pop(4)
    assert begun.user_errors == ()
    full = {
        UserErrorCode.AT_CAPACITY,
        UserErrorCode.NOT_ELIGIBLE,
        UserErrorCode.ALREADY_ASSIGNED,
        UserErrorCode.CONFLICT,
    }
    assert {code for each in outcomes for code in codes(each)} <= full
    one, cover = [await practice.row(Provider, each) for each in ("prv_one", "prv_cover")]
    assert (one["status"], one["caseload_count"]) == ("ON_LEAVE", 0)
    assert cover["caseload_count"] == 8
    await assert_sound(practice)


async def test_two_who_cover_for_each_other_at_once_never_wait_for_each_other(
    practice: SmallPractice, database_url: str
) -> None:
    for at in range(4):
        await practice.served(f"north{at}", "ana")
        await practice.served(f"south{at}", "sam")
    leave = StartProviderLeave("prv_ana", TODAY, clients=LeaveHandling.COVER, cover_provider_id="prv_sam")
    other = StartProviderLeave("prv_sam", TODAY, clients=LeaveHandling.COVER, cover_provider_id="prv_ana")
    async with handles(database_url, await practice.person("ADMIN")) as desks:
        outcomes = await at_once(desks, [leave, other])
    assert sorted(map(codes, outcomes)) == [[], [UserErrorCode.NOT_ELIGIBLE]]
    await assert_sound(practice)


@pytest.mark.parametrize("capacity", [0, 3])
async def test_a_capacity_lowered_while_clients_are_assigned_is_passed_by_none_that_come_after(
    practice: SmallPractice, database_url: str, capacity: int
) -> None:
    await practice.provider("one", capacity=RIVALS)
    for at in range(RIVALS):
        await practice.waiting(f"rival{at}")
    async with handles(database_url, await practice.person("ADMIN")) as desks:
        commands = [AssignClient(f"cli_rival{at}", "prv_one") for at in range(RIVALS)]
        asked = [*commands[:4], SetProviderCapacity("prv_one", capacity), *commands[4:]]
        outcomes = await at_once(desks, asked)
    lowered = outcomes.pop(4)
    assert lowered.user_errors == ()
    found = [codes(each) for each in outcomes]
    assert all(each in ([], [UserErrorCode.AT_CAPACITY]) for each in found)
    events = await practice.events_in_order()
    after = events[events.index("PROVIDER_CAPACITY_SET") :].count("CLIENT_ASSIGNED")
    assert after == max(0, min(capacity - events.index("PROVIDER_CAPACITY_SET"), RIVALS))
    await assert_sound(practice)
