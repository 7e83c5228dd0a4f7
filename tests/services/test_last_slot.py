"""Fifty at once for the last slot, over several connections' worth of database handles, and other races."""

import asyncio
from collections import Counter

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Assignment, Client, EventRow, Provider
from caseload_gql.errors import UserErrorCode
from caseload_gql.services.commands import AssignClient, ReassignClient, SetProviderCapacity, UndoAssignment
from tests.services.practice import SmallPractice, codes

RIVALS = 50
HANDLES = 4


async def test_one_of_fifty_gets_the_last_slot(practice: SmallPractice, database_url: str) -> None:
    await practice.provider("one", capacity=2)
    await practice.served("first", "one")
    for at in range(RIVALS):
        await practice.waiting(f"rival{at}")
    actor = await practice.person("ADMIN")
    handles = [open_database(database_url) for _ in range(HANDLES)]
    desks = [await SmallPractice(each).desk(actor) for each in handles]
    outcomes = await asyncio.gather(
        *(desks[at % HANDLES].do(AssignClient(f"cli_rival{at}", "prv_one")) for at in range(RIVALS))
    )
    found = Counter(tuple(codes(each)) for each in outcomes)
    assert found == {(): 1, (UserErrorCode.AT_CAPACITY,): RIVALS - 1}
    provider = await practice.row(Provider, "prv_one")
    assert (provider["load_hundredths"], provider["caseload_count"]) == (200, 2)
    assert len(await practice.rows(Assignment, provider_id="prv_one", ended_at=None)) == 2
    assert len(await practice.rows(EventRow)) == 1
    await asyncio.gather(*(each.close() for each in handles))


async def test_one_client_wanted_by_many_goes_to_one(practice: SmallPractice, database_url: str) -> None:
    await practice.waiting("bo")
    for at in range(8):
        await practice.provider(f"many{at}")
    actor = await practice.person("ADMIN")
    handles = [open_database(database_url) for _ in range(HANDLES)]
    desks = [await SmallPractice(each).desk(actor) for each in handles]
    outcomes = await asyncio.gather(
        *(desks[at % HANDLES].do(AssignClient("cli_bo", f"prv_many{at}")) for at in range(8))
    )
    assert Counter(tuple(codes(each)) for each in outcomes) == {(): 1, (UserErrorCode.ALREADY_ASSIGNED,): 7}
    loads = [each["caseload_count"] for each in await practice.rows(Provider)]
    assert sum(loads) == 1
    await asyncio.gather(*(each.close() for each in handles))


async def test_moves_to_and_fro_never_lose_load(practice: SmallPractice, database_url: str) -> None:
    names = [f"mover{at}" for at in range(6)]
    for name in names:
        await practice.served(name, "ana" if names.index(name) % 2 else "sam")
    actor = await practice.person("ADMIN")
    handles = [open_database(database_url) for _ in range(HANDLES)]
    desks = [await SmallPractice(each).desk(actor) for each in handles]
    await asyncio.gather(
        *(
            desks[at % HANDLES].do(ReassignClient(f"cli_{name}", target))
            for at in range(4)
            for name in names
            for target in ("prv_ana", "prv_sam")
        )
    )
    for provider in await practice.rows(Provider):
        active = await practice.rows(Assignment, provider_id=provider["id"], ended_at=None)
        assert provider["caseload_count"] == len(active)
        assert provider["load_hundredths"] == 100 * len(active)
        assert provider["load_hundredths"] <= 100 * provider["capacity"]
    await asyncio.gather(*(each.close() for each in handles))


async def test_an_undo_races_with_others_for_the_slot_it_frees(practice: SmallPractice, database_url: str) -> None:
    await practice.provider("one", capacity=1)
    await practice.waiting("held")
    await practice.waiting("next")
    desk = await practice.desk(actor := await practice.person("ADMIN"))
    held = await desk.do(AssignClient("cli_held", "prv_one"))
    other = open_database(database_url)
    rival = await SmallPractice(other).desk(actor)
    undone, taken, resized = await asyncio.gather(
        desk.do(UndoAssignment(str(held.ids["assignment"]))),
        rival.do(AssignClient("cli_next", "prv_one")),
        rival.do(SetProviderCapacity("prv_one", 1)),
    )
    assert undone.user_errors == resized.user_errors == ()
    provider = await practice.row(Provider, "prv_one")
    assert provider["caseload_count"] == (0 if taken.user_errors else 1)
    assert (await practice.row(Client, "cli_held"))["status"] == "WAITING"
    await other.close()
