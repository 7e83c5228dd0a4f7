"""The practice read for an export: records by the columns that the import knows, some hundred at a time."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Table, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientWindow,
    Location,
    PoolEntry,
    Practice,
    Provider,
    ProviderLeave,
    ProviderWindow,
    Team,
    client_do_not_match,
    provider_location,
)
from caseload_gql.domain.availability import Span
from caseload_gql.domain.text import sort_key
from caseload_gql.services.exchange.lens import Lens, Looker, names_of
from caseload_gql.services.exchange.numbers import hundredths, number, ten_thousandths
from caseload_gql.services.exchange.past import Items, earlier_leaves, earlier_terms, earlier_weights
from caseload_gql.services.importing.roster import Place

#: One row: values by the names of the import's columns. None is an empty cell.
Record = dict[str, Any]
_PAGE: Final = 1_000


@dataclass(slots=True)
class Block:
    """Some clients, and what befell them."""

    clients: list[Record] = field(default_factory=list)
    pool_entries: list[Record] = field(default_factory=list)
    assignments: list[Record] = field(default_factory=list)


@dataclass(slots=True)
class Book:
    """A practice as one person sees it. Every statement reads the same moment."""

    connection: AsyncConnection
    looker: Looker
    practice: str
    teams: Mapping[str, str]
    locations: Mapping[str, str]
    places: Sequence[Place]
    #: The external id of each provider that is seen, or the id of one without.
    providers: Mapping[str, str]

    async def client_count(self) -> int:
        """How many clients there are to come."""
        lens = self.looker.at(Client)
        return int(await self.connection.scalar(lens.only(select(func.count()).select_from(lens.row))) or 0)

    async def settings(self) -> list[Record]:
        """What the practice chose: one record, or none where the practice is out of sight."""
        lens = self.looker.at(Practice)
        found = await self.connection.execute(lens.all(*names_of(Practice)))
        return [
            {
                **{name: row[name] for name in ("name", "time_zone", "wait_target_days", "supervisor_access")},
                "nearing_capacity_at": ten_thousandths(row["nearing_ten_thousandths"]),
                "scorers": [f"{name} {number(weight)}" for name, weight in sorted(row["scorer_weights"].items())],
                "gates": [f"{code} {mode}" for code, mode in sorted(row["gate_modes"].items())],
            }
            for row in found.mappings()
        ]

    async def team_records(self) -> list[Record]:
        """Every team, by id."""
        lens = self.looker.at(Team)
        return [dict(row) for row in (await self.connection.execute(lens.all("name").order_by(lens.row.id))).mappings()]

    async def location_records(self) -> list[Record]:
        """Every location, by id."""
        lens = self.looker.at(Location)
        found = await self.connection.execute(lens.all("name", "latitude", "longitude").order_by(lens.row.id))
        return [
            {"name": name, "latitude": number(latitude), "longitude": number(longitude)}
            for name, latitude, longitude in found
        ]

    async def provider_records(self) -> AsyncIterator[tuple[list[Record], list[Record]]]:
        """Every provider, by id, and the leaves of these that have ended."""
        lens, own = self.looker.at(Provider), names_of(Provider)
        async for rows in self._pages(lens, own, ()):
            ids = [row["id"] for row in rows]
            windows = await self._windows(ProviderWindow, "provider_id", ids)
            places = await self._pairs(provider_location, "provider_id", "location_id", ids)
            leaves = await self._leaves(ids)
            terms = await earlier_terms(self.connection, ids)
            providers = [self._provider(row, windows, places, leaves, terms) for row in rows]
            yield providers, await earlier_leaves(self.connection, ids, self.providers)

    async def blocks(self) -> AsyncIterator[Block]:
        """Every client, by id, with stays and assignments in the order in which they came."""
        lens, own = self.looker.at(Client), names_of(Client)
        async for rows in self._pages(lens, own, ("availability", "do_not_match")):
            ids = [row["id"] for row in rows]
            windows = await self._windows(ClientWindow, "client_id", ids)
            avoided = await self._pairs(client_do_not_match, "client_id", "provider_id", ids)
            entries = await self._history(PoolEntry, "entered_at", ids)
            assignments = await self._history(Assignment, "assigned_at", ids)
            weights = await earlier_weights(self.connection, ids)
            block = Block()
            for row in rows:
                client_id = row["id"]
                key = row["external_id"] or client_id
                block.clients.append(
                    self._client(row, windows, avoided, _open(entries[client_id]), _open(assignments[client_id]))
                )
                block.pool_entries += (self._entry(each, key) for each in entries[client_id])
                block.assignments += (self._assignment(each, key, weights) for each in assignments[client_id])
            yield block

    async def _pages(
        self, lens: Lens, own: Sequence[str], lists: Sequence[str]
    ) -> AsyncIterator[list[Mapping[str, Any]]]:
        after = ""
        while True:
            found = await self.connection.execute(lens.page(own, lists, after, _PAGE))
            rows: list[Mapping[str, Any]] = list(found.mappings())
            if not rows:
                return
            after = rows[-1]["id"]
            yield rows

    async def _windows(self, model: Any, owner: str, ids: Sequence[str]) -> dict[str, list[Span]]:  # noqa: ANN401  # a model of windows
        found: defaultdict[str, list[Span]] = defaultdict(list)
        column = getattr(model, owner)
        statement = select(column, model.weekday, model.starts, model.ends).where(column.in_(ids))
        for row_id, weekday, starts, ends in await self.connection.execute(statement.order_by(column, model.position)):
            found[row_id].append(Span(weekday, starts, ends))
        return found

    async def _pairs(self, table: Table, owner: str, other: str, ids: Sequence[str]) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        statement = select(table.c[owner], table.c[other]).where(table.c[owner].in_(ids))
        for row_id, other_id in await self.connection.execute(statement):
            found[row_id].append(other_id)
        return found

    async def _leaves(self, ids: Sequence[str]) -> dict[str, Any]:
        running = select(ProviderLeave.__table__).where(
            ProviderLeave.provider_id.in_(ids), ProviderLeave.ended_at.is_(None)
        )
        return {row.provider_id: row for row in await self.connection.execute(running)}

    async def _history(self, model: Any, begins: str, ids: Sequence[str]) -> dict[str, list[Mapping[str, Any]]]:  # noqa: ANN401  # a history model
        lens = self.looker.at(model)
        statement = lens.all(*names_of(model)).where(lens.row.client_id.in_(ids))
        found: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        ordered = statement.order_by(lens.row.client_id, getattr(lens.row, begins), lens.row.id)
        for row in (await self.connection.execute(ordered)).mappings():
            found[row["client_id"]].append(row)
        return found

    def _provider(
        self,
        row: Mapping[str, Any],
        windows: Mapping[str, list[Span]],
        places: Mapping[str, list[str]],
        leaves: Mapping[str, Any],
        terms: Items,
    ) -> Record:
        leave = leaves.get(row["id"])
        same = ("name", "capacity", "credential", "accepting_new_clients", "specialties", "services", "languages")
        return {
            "external_id": row["external_id"] or row["id"],
            **{name: row[name] for name in (*same, "payers", "minimum_age", "maximum_age", "telehealth", "status")},
            "team": self.teams.get(row["team_id"]),
            "locations": self._named(places.get(row["id"], ()), self.locations),
            "availability": windows.get(row["id"], []),
            "leave_from": None if leave is None else leave.starts_on,
            "leave_until": None if leave is None else leave.ends_on,
            "leave_cover_external_id": None if leave is None else self.providers.get(leave.cover_provider_id),
            "earlier_terms": terms.get(row["id"], []),
        }

    def _client(  # a client and four things that stand beside
        self,
        row: Mapping[str, Any],
        windows: Mapping[str, list[Span]],
        avoided: Mapping[str, list[str]],
        entry: Mapping[str, Any] | None,
        assignment: Mapping[str, Any] | None,
    ) -> Record:
        client_id = row["id"]
        same = ("name", "intake_date", "insurance_status", "date_of_birth", "payer", "telehealth_ok")
        record = {
            "external_id": row["external_id"] or client_id,
            **{name: row[name] for name in (*same, "service_requirements", "languages", "attributes", "status")},
            "location": self.locations.get(row["location_id"]),
            "case_weight": hundredths(row["case_weight_hundredths"]),
            "availability": [] if row["hides_availability"] else windows.get(client_id, []),
            "preferred_provider_external_id": self.providers.get(row["preferred_provider_id"]),
            "do_not_match_external_ids": []
            if row["hides_do_not_match"]
            else self._named(avoided.get(client_id, ()), self.providers),
        }
        if assignment is not None:
            record["provider_external_id"] = self.providers.get(assignment["provider_id"])
            record |= {name: assignment[name] for name in ("assigned_on", "first_session_on")}
        if entry is not None:
            record["wait_since"] = entry["entered_on"]
            record |= {f"wait_{name}": entry[name] for name in ("reason", "priority", "note")}
            record["wait_team"] = self.teams.get(entry["team_id"])
            record["wait_previous_provider_external_id"] = self.providers.get(entry["previous_provider_id"])
        return record

    def _entry(self, row: Mapping[str, Any], client: str) -> Record:
        same = ("id", "reason", "priority", "entered_at", "entered_on", "left_at", "left_on", "outcome", "note")
        return {
            **{name: row[name] for name in same},
            "client_external_id": client,
            "team": self.teams.get(row["team_id"]),
            "previous_provider_external_id": self.providers.get(row["previous_provider_id"]),
        }

    def _assignment(self, row: Mapping[str, Any], client: str, weights: Items) -> Record:
        same = ("id", "assigned_at", "assigned_on", "assigned_by", "ended_at", "ended_on", "end_reason")
        links = ("first_session_at", "first_session_on", "override_reason", "pool_entry_id", "previous_assignment_id")
        score = row["match_score_ten_thousandths"]
        return {
            **{name: row[name] for name in (*same, *links)},
            "client_external_id": client,
            "provider_external_id": self.providers.get(row["provider_id"]),
            "weight": hundredths(row["weight_hundredths"]),
            "match_score": None if score is None else f"{score / 10_000:.4f}",
            "earlier_weights": weights.get(row["id"], []),
        }

    @staticmethod
    def _named(ids: Sequence[str], names: Mapping[str, str]) -> list[str]:
        return sorted((names[each] for each in ids if each in names), key=lambda name: (sort_key(name), name))


async def open_book(connection: AsyncConnection, looker: Looker) -> Book:
    """Read what records are told with: the practice's name, teams, locations, and the providers' keys."""

    async def named(model: Any, *names: str) -> dict[str, str]:  # noqa: ANN401  # any mapped class
        rows = await connection.execute(looker.at(model).all("id", *names))
        return {row[0]: str(row[1] or row[0]) for row in rows}

    practice = str(await connection.scalar(select(Practice.name)) or "")
    return Book(
        connection,
        looker,
        practice,
        await named(Team, "name"),
        await named(Location, "name"),
        [Place(*row) for row in await connection.execute(looker.at(Location).all("name", "latitude", "longitude"))],
        await named(Provider, "external_id"),
    )


def _open(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The row that runs, of those that are seen."""
    for row in rows:
        if row["left_at" if "left_at" in row else "ended_at"] is None:
            return row
    return None
