"""A provider with five hundred clients leaves, or goes on leave, in one transaction and in few statements."""

from time import perf_counter

from caseload_gql.db.models import Assignment, EventRow, PoolEntry, Provider
from caseload_gql.domain.vocabulary import LeaveHandling
from caseload_gql.services.provider_commands import DepartProvider, StartProviderLeave
from tests.services.large_caseload import assert_sound, crowd
from tests.services.practice import TODAY, SmallPractice
from tests.support import counted

CLIENTS = 500
#: A second is what is promised on an idle machine; tests share theirs.
SECONDS = 3.0
#: Some for each table, none for each client.
STATEMENTS = 40


async def test_five_hundred_clients_go_to_the_pool_with_one_departure(practice: SmallPractice) -> None:
    await crowd(practice, "ana", CLIENTS)
    desk = await practice.desk()
    with counted() as statements:
        began = perf_counter()
        outcome = await desk.do(DepartProvider("prv_ana"))
        taken = perf_counter() - began
    assert outcome.user_errors == ()
    assert len(outcome.lists["pool_entries"]) == CLIENTS
    assert len(statements) < STATEMENTS, statements
    assert taken < SECONDS
    assert len(await practice.rows(PoolEntry, left_at=None)) == CLIENTS
    assert await practice.rows(Assignment, ended_at=None) == []
    assert len(await practice.rows(EventRow)) == CLIENTS + 1
    await assert_sound(practice)


async def test_five_hundred_clients_go_to_the_cover_with_one_leave(practice: SmallPractice) -> None:
    await crowd(practice, "ana", CLIENTS)
    await practice.change(Provider, "prv_sam", capacity=CLIENTS - 100)
    desk = await practice.desk()
    leave = StartProviderLeave("prv_ana", TODAY, clients=LeaveHandling.COVER, cover_provider_id="prv_sam")
    with counted() as statements:
        began = perf_counter()
        outcome = await desk.do(leave)
        taken = perf_counter() - began
    assert outcome.user_errors == ()
    assert (len(outcome.lists["assignments"]), len(outcome.lists["pool_entries"])) == (CLIENTS - 100, 100)
    assert len(statements) < STATEMENTS, statements
    assert taken < SECONDS
    assert len(await practice.rows(EventRow)) == CLIENTS + 1
    await assert_sound(practice)
