"""A provider with hundreds of clients, and what must hold of all of them."""

from typing import Any

from sqlalchemy import insert

from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import ClientStatus, InsuranceStatus
from tests.services.practice import SmallPractice, days_ago


async def crowd(practice: SmallPractice, provider: str, count: int) -> None:
    """Clients of a provider, who has room for exactly so many."""
    provider_id, at = f"prv_{provider}", days_ago(10)
    names = [f"{provider}{each:04}" for each in range(count)]
    clients: list[dict[str, Any]] = [
        {
            "id": f"cli_{name}",
            "name": name,
            "name_key": name,
            "status": ClientStatus.ACTIVE,
            "intake_date": at.date(),
            "insurance_status": InsuranceStatus.VERIFIED,
        }
        for name in names
    ]
    assignments: list[dict[str, Any]] = [
        {
            "id": f"asg_{name}",
            "client_id": f"cli_{name}",
            "provider_id": provider_id,
            "weight_hundredths": 100,
            "assigned_at": at,
            "assigned_on": at.date(),
        }
        for name in names
    ]

    async def fill(unit: UnitOfWork) -> None:
        await unit.session.execute(insert(Client), clients)
        await unit.session.execute(insert(Assignment), assignments)

    await practice.database.write(fill)
    numbers = {"capacity": count, "load_hundredths": count * 100, "caseload_count": count}
    await practice.change(Provider, provider_id, **numbers)


async def assert_sound(practice: SmallPractice) -> None:
    """Loads and counts are those of the rows, and each client stands where assignment and entry say."""
    active = await practice.rows(Assignment, ended_at=None)
    for provider in await practice.rows(Provider):
        weights = [each["weight_hundredths"] for each in active if each["provider_id"] == provider["id"]]
        assert (provider["load_hundredths"], provider["caseload_count"]) == (sum(weights), len(weights))
    served = [each["client_id"] for each in active]
    waiting = [each["client_id"] for each in await practice.rows(PoolEntry, left_at=None)]
    assert len(served) == len(set(served))
    assert len(waiting) == len(set(waiting))
    for client in await practice.rows(Client):
        stands = (client["id"] in served, client["id"] in waiting)
        allowed = {"WAITING": {(False, True)}, "ACTIVE": {(True, False), (True, True)}, "DISCHARGED": {(False, False)}}
        assert stands in allowed[client["status"]]
