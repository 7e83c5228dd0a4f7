"""What a person does to a provider is done to all clients, and the answer shows those whom the person may see."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from caseload_gql.db.models import Assignment, PoolEntry, Provider
from caseload_gql.domain.vocabulary import ProviderStatus
from tests.support import Demo, House, opened

#: Nobody sees clients whose id ends in a letter after F.
HALF = """
from sqlalchemy import or_

from caseload_gql.plugins import Plugin, Restrict, hookimpl

PLUGIN = Plugin("half", api=">=1,<2")


@hookimpl
def policy_restrictions(request):
    hidden = {"Client": "id", "PoolEntry": "client_id"}.get(request.resource)
    if hidden:
        column = getattr(request.row, hidden)
        yield Restrict("HALF", "Half are out of sight.", or_(*(column.endswith(each) for each in "0123456789ABCDEF")))
"""


@pytest.fixture
async def half_seen(copy: Demo, tmp_path: Path) -> AsyncIterator[House]:
    """A demo practice in which about half of the clients are out of everybody's sight."""
    folder = tmp_path / "plugins"
    folder.mkdir()
    (folder / "half.py").write_text(HALF)
    async with opened(copy, folder) as house:
        yield house


async def busiest(house: House) -> tuple[str, list[str]]:
    """The provider with most clients, and the ids of those."""
    rows: dict[str, list[str]] = {}
    active = select(Assignment.provider_id, Assignment.client_id).where(Assignment.ended_at.is_(None))
    for provider_id, client_id in await house.rows(active):
        rows.setdefault(provider_id, []).append(client_id)
    return max(rows.items(), key=lambda each: len(each[1]))


def seen(ids: list[str]) -> list[str]:
    """Those of the clients who are in sight."""
    return sorted(each for each in ids if each[-1] in "0123456789ABCDEF")


async def test_clients_out_of_sight_go_to_the_pool_and_are_left_out_of_the_answer(half_seen: House) -> None:
    provider_id, clients = await busiest(half_seen)
    assert 0 < len(seen(clients)) < len(clients)
    query = """
    mutation($input: DepartProviderInput!) {
      departProvider(input: $input) {
        provider { status caseloadCount } poolEntries { reason client { id } } userErrors { code }
      }
    }
    """
    done: dict[str, Any] = (
        await half_seen.data("ceo", query, {"input": {"providerId": provider_id, "idempotencyKey": "k"}})
    )["departProvider"]
    assert (done["provider"], done["userErrors"]) == ({"status": "DEPARTED", "caseloadCount": 0}, [])
    assert sorted(each["client"]["id"] for each in done["poolEntries"]) == seen(clients)
    waiting = select(PoolEntry.client_id).where(PoolEntry.left_at.is_(None), PoolEntry.reason == "PROVIDER_LEFT")
    assert {each for (each,) in await half_seen.rows(waiting)} >= set(clients)


async def test_clients_out_of_sight_go_to_the_cover_and_are_left_out_of_the_answer(half_seen: House) -> None:
    provider_id, clients = await busiest(half_seen)
    others = select(Provider.id).where(Provider.status == ProviderStatus.ACTIVE, Provider.id != provider_id)
    cover_id = (await half_seen.rows(others.order_by(Provider.id)))[0][0]
    query = """
    mutation($input: StartProviderLeaveInput!) {
      startProviderLeave(input: $input) {
        provider { status leave { from until coverProvider { id } } }
        assignments { client { id } provider { id } } poolEntries { client { id } } userErrors { code path }
      }
    }
    """
    given = {"providerId": provider_id, "from": "2026-11-18", "clients": "COVER", "coverProviderId": cover_id}
    done = (await half_seen.data("ceo", query, {"input": given}))["startProviderLeave"]
    leave = {"from": "2026-11-18", "until": None, "coverProvider": {"id": cover_id}}
    assert (done["provider"], done["userErrors"]) == ({"status": "ON_LEAVE", "leave": leave}, [])
    shown = [each["client"]["id"] for each in (*done["assignments"], *done["poolEntries"]) if each["client"]]
    assert sorted(shown) == seen(clients)
    active = select(Assignment.client_id).where(Assignment.provider_id == provider_id, Assignment.ended_at.is_(None))
    assert await half_seen.rows(active) == []
