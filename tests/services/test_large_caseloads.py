"""A provider with five hundred clients leaves in one transaction, in few statements, and under a second."""

from time import perf_counter

from caseload_gql.db.models import Assignment, EventRow, PoolEntry
from caseload_gql.services.provider_commands import DepartProvider
from tests.services.large_caseload import assert_sound, crowd
from tests.services.practice import SmallPractice
from tests.support import counted

CLIENTS = 500
#: A second is what is promised on an idle machine; tests share theirs.
SECONDS = 3.0


async def test_five_hundred_clients_go_to_the_pool_with_one_departure(practice: SmallPractice) -> None:
    await crowd(practice, "ana", CLIENTS)
    desk = await practice.desk()
    with counted() as statements:
        began = perf_counter()
        outcome = await desk.do(DepartProvider("prv_ana"))
        taken = perf_counter() - began
    assert outcome.user_errors == ()
    assert len(outcome.lists["pool_entries"]) == CLIENTS
    assert len(statements) < 30, statements
    assert taken < SECONDS
    assert len(await practice.rows(PoolEntry, left_at=None)) == CLIENTS
    assert await practice.rows(Assignment, ended_at=None) == []
    assert len(await practice.rows(EventRow)) == CLIENTS + 1
    await assert_sound(practice)
