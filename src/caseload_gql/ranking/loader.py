"""Loads what a ranking needs, in seven statements however many clients and providers there are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, inspect, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientWindow,
    Provider,
    ProviderWindow,
    client_do_not_match,
    provider_location,
)
from caseload_gql.domain.availability import Span
from caseload_gql.domain.vocabulary import AssignmentEndReason, ProviderStatus
from caseload_gql.matching.facts import RECENT_DAYS, ClientFacts, ProviderFacts
from caseload_gql.policy.actions import PLAN_READ, READ
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.ranking.hiding import seen_client, seen_provider

# Made once: making an alias costs more than running the statement.
_CLIENT = aliased(Client)
_PROVIDER = aliased(Provider)
_PAST = aliased(Assignment)


@dataclass(frozen=True, slots=True)
class LoadedClient:
    """A client in truth, as the viewer sees it, and what is hidden."""

    facts: ClientFacts
    seen: ClientFacts
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class LoadedProvider:
    """A provider in truth, as the viewer sees it, and what is hidden."""

    facts: ProviderFacts
    seen: ProviderFacts
    hidden: frozenset[str]


async def load_clients(
    connection: AsyncConnection, policy: PolicyEngine, actor: Actor, ids: Sequence[str]
) -> list[LoadedClient]:
    """The clients among `ids` whose ranking the actor may read."""
    row = _CLIENT
    statement = _scoped(policy, actor, row).where(row.id.in_(ids)).order_by(row.id)
    rows = [each._asdict() for each in await connection.execute(statement)]
    found = [each["id"] for each in rows]
    pairs = client_do_not_match.c
    unmatched = await _grouped(connection, select(pairs.client_id, pairs.provider_id).where(pairs.client_id.in_(found)))
    windows = await _windows(connection, ClientWindow, ClientWindow.client_id, found)
    past = _PAST
    visible = policy.scope(actor, READ, past).where
    earlier_statement = select(past.client_id, past.provider_id).where(past.client_id.in_(found))
    earlier = await _grouped(connection, earlier_statement if visible is None else earlier_statement.where(visible))
    hideable = _hideable(rows)
    return [_client(each, _hidden(each, hideable), unmatched, windows, earlier) for each in rows]


async def load_providers(
    connection: AsyncConnection, policy: PolicyEngine, actor: Actor, today: date, only: str | None = None
) -> list[LoadedProvider]:
    """The providers the actor may see and plan with, never the departed; `only` one of them where it is given."""
    row = _PROVIDER
    statement = _scoped(policy, actor, row).where(row.status != ProviderStatus.DEPARTED).order_by(row.id)
    statement = statement.add_columns(_recent_intakes(row, today).label("recent_intakes"))
    if only is not None:
        statement = statement.where(row.id == only)
    rows = [each._asdict() for each in await connection.execute(statement)]
    found = [each["id"] for each in rows]
    places = provider_location.c
    served = await _grouped(
        connection, select(places.provider_id, places.location_id).where(places.provider_id.in_(found))
    )
    windows = await _windows(connection, ProviderWindow, ProviderWindow.provider_id, found)
    hideable = _hideable(rows)
    return [_provider(each, _hidden(each, hideable), served, windows) for each in rows]


def _scoped(policy: PolicyEngine, actor: Actor, row: Any) -> Select[Any]:  # noqa: ANN401  # an alias of either model
    table = inspect(row).mapper.local_table
    read, plan = policy.scope(actor, READ, row), policy.scope(actor, PLAN_READ, row)
    statement = select(
        *(getattr(row, column.key) for column in table.columns),
        *(where.label(f"hides_{name}") for name, where in read.redactions.items()),
    )
    return statement.where(*(where for where in (read.where, plan.where) if where is not None))


def _recent_intakes(row: Any, today: date) -> ColumnElement[int]:  # noqa: ANN401  # an alias of providers
    """How many clients the provider was given lately: a fact of the provider, as the load is, whoever asks."""
    given = _PAST
    first = today - timedelta(days=RECENT_DAYS - 1)
    # By the instant, which the index knows; no time zone is a day ahead of or behind UTC.
    begun = given.assigned_at >= datetime.combine(first - timedelta(days=1), time(), UTC)
    stayed = or_(given.end_reason.is_(None), given.end_reason != AssignmentEndReason.UNDONE)
    counted = select(func.count()).where(given.provider_id == row.id, begun, given.assigned_on >= first, stayed)
    return counted.scalar_subquery()


async def _grouped(connection: AsyncConnection, statement: Select[str, str]) -> Mapping[str, frozenset[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for owner, value in await connection.execute(statement):
        groups[owner].add(value)
    return {owner: frozenset(values) for owner, values in groups.items()}


async def _windows(
    connection: AsyncConnection,
    window: Any,  # noqa: ANN401  # either model of windows
    owner: Any,  # noqa: ANN401  # its column of owners
    ids: Sequence[str],
) -> Mapping[str, tuple[Span, ...]]:
    groups: defaultdict[str, list[Span]] = defaultdict(list)
    statement = (
        select(owner, window.weekday, window.starts, window.ends).where(owner.in_(ids)).order_by(window.position)
    )
    for row_id, weekday, starts, ends in await connection.execute(statement):
        groups[row_id].append(Span(weekday, starts, ends))
    return {row_id: tuple(spans) for row_id, spans in groups.items()}


def _hideable(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The attributes that a policy may hide in some of these rows."""
    return tuple(name.removeprefix("hides_") for name in (rows[0] if rows else ()) if name.startswith("hides_"))


def _hidden(row: Mapping[str, Any], hideable: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for name in hideable if row[f"hides_{name}"])


def _client(
    row: Mapping[str, Any],
    hidden: frozenset[str],
    unmatched: Mapping[str, frozenset[str]],
    windows: Mapping[str, tuple[Span, ...]],
    earlier: Mapping[str, frozenset[str]],
) -> LoadedClient:
    facts = ClientFacts(
        id=row["id"],
        weight_hundredths=row["case_weight_hundredths"],
        service_requirements=tuple(row["service_requirements"]),
        languages=tuple(row["languages"]),
        payer=row["payer"],
        insurance_status=row["insurance_status"],
        location_id=row["location_id"],
        telehealth_ok=row["telehealth_ok"],
        date_of_birth=row["date_of_birth"],
        availability=windows.get(row["id"], ()),
        preferred_provider_id=row["preferred_provider_id"],
        do_not_match=unmatched.get(row["id"], frozenset()),
        earlier_provider_ids=earlier.get(row["id"], frozenset()),
        attributes=row["attributes"] if isinstance(row["attributes"], dict) else {},
    )
    return LoadedClient(facts, seen_client(facts, hidden), hidden)


def _provider(
    row: Mapping[str, Any],
    hidden: frozenset[str],
    served: Mapping[str, frozenset[str]],
    windows: Mapping[str, tuple[Span, ...]],
) -> LoadedProvider:
    facts = ProviderFacts(
        id=row["id"],
        status=row["status"],
        accepting_new_clients=row["accepting_new_clients"],
        capacity=row["capacity"],
        load_hundredths=row["load_hundredths"],
        caseload_count=row["caseload_count"],
        specialties=tuple(row["specialties"]),
        services=tuple(row["services"]),
        languages=tuple(row["languages"]),
        payers=tuple(row["payers"]),
        location_ids=served.get(row["id"], frozenset()),
        telehealth=row["telehealth"],
        minimum_age=row["minimum_age"],
        maximum_age=row["maximum_age"],
        availability=windows.get(row["id"], ()),
        recent_intakes=row["recent_intakes"],
        external_id=row["external_id"],
    )
    return LoadedProvider(facts, seen_provider(facts, hidden), hidden)
