"""A simple picture of a practice: every row in memory, as the ORM reads it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from caseload_gql.db.engine import Database
from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientWindow,
    EarlierTerms,
    EarlierWeight,
    Location,
    PoolEntry,
    Practice,
    Provider,
    ProviderLeave,
    ProviderWindow,
    Team,
    User,
    client_do_not_match,
    provider_location,
    user_team,
)
from caseload_gql.domain.wait import local_date
from caseload_gql.policy.practice import PracticeFacts
from tests.differential.words import NOW

KINDS = {kind.__name__: kind for kind in (Practice, Team, Location, Provider, Client, PoolEntry, Assignment, User)}
Rows = Mapping[str, Any]


@dataclass(frozen=True)
class Picture:
    """Every row by kind and id, and what belongs to what."""

    rows: Mapping[str, Rows]
    windows: Mapping[str, list[Any]]
    leaves: Mapping[str, list[Any]]
    places: Mapping[str, list[str]]
    unmatched: Mapping[str, list[str]]
    led: Mapping[str, list[str]]
    assignments_of_client: Mapping[str, list[Any]]
    assignments_of_provider: Mapping[str, list[Any]]
    stays: Mapping[str, list[Any]]
    earlier_terms: Mapping[str, list[Any]]
    earlier_weights: Mapping[str, list[Any]]

    @property
    def practice(self) -> Practice:
        (practice,) = self.rows["Practice"].values()
        return practice  # type: ignore[no-any-return]  # rows are of any kind

    @property
    def today(self) -> date:
        return local_date(NOW, self.practice.time_zone)

    @property
    def facts(self) -> PracticeFacts:
        practice = self.practice
        return PracticeFacts(
            practice_id=practice.id,
            time_zone=practice.time_zone,
            supervisor_access=practice.supervisor_access,
            nearing_ten_thousandths=practice.nearing_ten_thousandths,
            wait_target_days=practice.wait_target_days,
            gate_modes=practice.gate_modes,
            scorer_weights=practice.scorer_weights,
        )

    def get(self, kind: str, row_id: str | None) -> Any:
        return None if row_id is None else self.rows[kind].get(row_id)

    def active(self, client: Any) -> Any:
        """The client's assignment that lasts."""
        return next((each for each in self.assignments_of_client[client.id] if each.ended_at is None), None)

    def open_stay(self, client: Any) -> Any:
        return next((each for each in self.stays[client.id] if each.left_at is None), None)


async def load_picture(database: Database) -> Picture:
    """Read a whole database."""
    async with database.read() as connection, AsyncSession(connection, expire_on_commit=False) as session:

        async def every(kind: type[Any]) -> list[Any]:
            return list((await session.scalars(select(kind))).all())

        async def pairs(table: Any) -> list[tuple[str, str]]:
            return [(owner, other) for owner, other in await session.execute(select(table))]

        rows = {name: {each.id: each for each in await every(kind)} for name, kind in KINDS.items()}
        windows = [*await every(ProviderWindow), *await every(ClientWindow)]
        leaves = await every(ProviderLeave)
        terms, weights = await every(EarlierTerms), await every(EarlierWeight)
        links = [await pairs(table) for table in (provider_location, client_do_not_match, user_team)]
    assignments, stays = rows["Assignment"].values(), rows["PoolEntry"].values()
    ordered = sorted(windows, key=lambda each: each.position)
    return Picture(
        rows,
        _grouped((getattr(each, "provider_id", None) or each.client_id, each) for each in ordered),
        _grouped((each.provider_id, each) for each in leaves),
        _grouped(links[0]),
        _grouped(links[1]),
        _grouped(links[2]),
        _grouped((each.client_id, each) for each in assignments),
        _grouped((each.provider_id, each) for each in assignments),
        _grouped((each.client_id, each) for each in stays),
        _grouped((each.provider_id, each) for each in terms),
        _grouped((each.assignment_id, each) for each in weights),
    )


def _grouped(pairs: Iterable[tuple[str, Any]]) -> Mapping[str, list[Any]]:
    groups: defaultdict[str, list[Any]] = defaultdict(list)
    for owner, value in pairs:
        groups[owner].append(value)
    return groups
