"""A small practice with two teams, written row by row."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime

from caseload_gql.db import migrate
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import Assignment, Base, Client, Location, PoolEntry, Provider, Team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import AssignmentEndReason, ClientStatus, InsuranceStatus, PoolReason

_AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
_ON = date(2026, 11, 2)


def _client(name: str, status: ClientStatus, attributes: object = None) -> Client:
    return Client(
        id=f"cli_{name}",
        name=name,
        name_key=name,
        status=status,
        intake_date=_ON,
        insurance_status=InsuranceStatus.VERIFIED,
        telehealth_ok=False,
        attributes=attributes,
    )


def _assignment(name: str, provider: str, *, ended: bool = False) -> Assignment:
    return Assignment(
        id=f"asg_{name}_{provider}",
        client_id=f"cli_{name}",
        provider_id=f"prv_{provider}",
        weight_hundredths=100,
        assigned_at=_AT,
        assigned_on=_ON,
        ended_at=_AT if ended else None,
        ended_on=_ON if ended else None,
        end_reason=AssignmentEndReason.DISCHARGED if ended else None,
    )


def _entry(name: str, team: str | None) -> PoolEntry:
    return PoolEntry(
        id=f"pen_{name}",
        client_id=f"cli_{name}",
        reason=PoolReason.NEW_INTAKE,
        entered_at=_AT,
        entered_on=_ON,
        team_id=team,
    )


def _rows() -> list[list[Base]]:
    active, waiting = ClientStatus.ACTIVE, ClientStatus.WAITING
    return [
        [Team(id="tem_n", name="North", name_key="north"), Team(id="tem_s", name="South", name_key="south")],
        [Location(id="loc_a", name="A", name_key="a")],
        [
            Provider(id="prv_n", name="N", name_key="n", team_id="tem_n", capacity=5),
            Provider(id="prv_s", name="S", name_key="s", team_id="tem_s", capacity=5),
        ],
        [
            _client("north", active, {"vip": "no"}),
            _client("south", active, ["vip"]),
            _client("vip", active, {"vip": True}),
            _client("gone", ClientStatus.DISCHARGED, "vip"),
            _client("routed", waiting, {"vip": False}),
            _client("unrouted", waiting, {"vip": True}),
        ],
        [
            _assignment("north", "n"),
            _assignment("south", "s"),
            _assignment("vip", "n"),
            _assignment("gone", "n", ended=True),
            _entry("routed", "tem_n"),
            _entry("unrouted", None),
        ],
    ]


@asynccontextmanager
async def two_teams(database_url: str) -> AsyncIterator[Database]:
    """The database, opened and filled: teams n and s with a provider each, and clients named for where they stand."""
    await asyncio.to_thread(migrate.upgrade, database_url)
    opened = open_database(database_url)

    async def fill(unit: UnitOfWork) -> None:
        for group in _rows():
            unit.session.add_all(group)
            await unit.session.flush()

    await opened.write(fill)
    yield opened
    await opened.close()
