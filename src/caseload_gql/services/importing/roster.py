"""The practice in memory while an import runs: teams, locations, and every provider with the load as it grows."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from caseload_gql.db.models import Client, Location, Practice, Provider, ProviderWindow, Team, provider_location
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.availability import Span
from caseload_gql.domain.text import sort_key
from caseload_gql.matching.facts import ProviderFacts
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actor import Actor
from caseload_gql.services.bulk import Rows
from caseload_gql.services.importing.numbering import Numbering
from caseload_gql.services.importing.report import Report


@dataclass(slots=True)
class Seat:
    """A provider: the row as it will be, the places, and whether the load or a client changed."""

    row: dict[str, Any]
    location_ids: set[str] = field(default_factory=set)
    new: bool = False
    touched: bool = False
    windows: Sequence[Span] = ()

    @property
    def id(self) -> str:
        """The provider's id."""
        return str(self.row["id"])

    def takes(self, weight_hundredths: int) -> None:
        """Add a client."""
        self._carries(weight_hundredths, 1)

    def gives_up(self, weight_hundredths: int) -> None:
        """Take a client away."""
        self._carries(-weight_hundredths, -1)

    def reweighs(self, difference_hundredths: int) -> None:
        """Carry the same clients, one of them heavier or lighter."""
        self._carries(difference_hundredths, 0)

    def facts(self) -> ProviderFacts:
        """What gates and rules ask."""
        row = self.row
        return ProviderFacts(
            id=row["id"],
            status=row["status"],
            accepting_new_clients=row["accepting_new_clients"],
            capacity=row["capacity"],
            load_hundredths=row["load_hundredths"],
            caseload_count=row["caseload_count"],
            specialties=tuple(row["specialties"]),
            languages=tuple(row["languages"]),
            services=tuple(row["services"]),
            payers=tuple(row["payers"]),
            location_ids=frozenset(self.location_ids),
            telehealth=row["telehealth"],
            minimum_age=row["minimum_age"],
            maximum_age=row["maximum_age"],
            availability=tuple(self.windows),
            external_id=row["external_id"],
        )

    def _carries(self, hundredths: int, clients: int) -> None:
        self.row["load_hundredths"] += hundredths
        self.row["caseload_count"] += clients
        self.touched = True


@dataclass(frozen=True, slots=True)
class Place:
    """A location, and where it is on the map."""

    name: str
    latitude: float | None
    longitude: float | None


@dataclass(slots=True)
class Roster:
    """What lines refer to. `bad_keys`: providers whose own line has faults; they are not told of twice.

    `historic`: what befell new clients comes from files of its own, and not from their lines.
    """

    unit: UnitOfWork
    zone: ZoneInfo
    #: The practice-local date.
    today: date
    gate_modes: dict[str, str]
    teams: dict[str, str]
    locations: dict[str, str]
    by_key: dict[str, Seat]
    by_id: dict[str, Seat]
    progress: Callable[[int], None]
    numbering: Numbering
    #: The plugins whose rules are asked of assignments, and how long one of them may take.
    rules: Sequence[LoadedPlugin]
    plugin_seconds: float
    #: Who runs the import; the id of whoever operates the machine is empty.
    by: Actor
    historic: bool
    #: Whether there are clients already.
    clients_before: bool
    report: Report = field(default_factory=Report)
    rows: Rows = field(default_factory=Rows)
    bad_keys: set[str] = field(default_factory=set)
    #: What reweighed assignments counted until today: rows of `EarlierWeight`.
    earlier_weights: list[dict[str, Any]] = field(default_factory=list)
    _instants: dict[date, datetime] = field(default_factory=dict)

    def fresh_id(self, prefix: str) -> str:
        """A new id, after all those made before."""
        return self.numbering.fresh_id(prefix)

    def hand_over(self) -> Rows:
        """Take the rows gathered so far, to be written while others are gathered."""
        rows, self.rows = self.rows, Rows()
        return rows

    def instant(self, day: date) -> datetime:
        """The instant that stands for a date: now for today, else the day's first."""
        found = self._instants.get(day)
        if found is None:
            found = self.unit.now if day == self.today else datetime.combine(day, time(), self.zone).astimezone(UTC)
            self._instants[day] = found
        return found

    def team_id(self, name: str) -> str:
        """The id of the team of a name; made if it is not there yet."""
        key = sort_key(name)
        if key not in self.teams:
            self.teams[key] = self.fresh_id("tem")
            self.rows.add(Team, id=self.teams[key], name=name, name_key=key)
            self.report.teams_made += 1
        return self.teams[key]

    def location_id(self, name: str, place: Place | None = None) -> str:
        """The id of the location of a name; made if it is not there yet, at its place on the map if that is known."""
        key = sort_key(name)
        if key not in self.locations:
            self.locations[key] = self.fresh_id("loc")
            where = (None, None) if place is None else (place.latitude, place.longitude)
            self.rows.add(
                Location,
                id=self.locations[key],
                name=name,
                name_key=key,
                latitude=where[0],
                longitude=where[1],
            )
            self.report.locations_made += 1
        return self.locations[key]

    def seat(self, row: dict[str, Any], location_ids: set[str], windows: Sequence[Span], *, new: bool) -> Seat:
        """Add a provider."""
        seat = Seat(row, location_ids, new=new, windows=windows)
        self.by_id[seat.id] = seat
        self.by_key[row["external_id"] or seat.id] = seat
        return seat


async def call_roster(
    unit: UnitOfWork,
    progress: Callable[[int], None],
    rules: Sequence[LoadedPlugin],
    plugin_seconds: float,
    by: Actor,
    *,
    historic: bool,
) -> Roster:
    """Read the practice; its providers stay locked until the end of the transaction, clients come after them."""
    session = unit.session
    practice = (await session.execute(select(Practice.time_zone, Practice.gate_modes))).one()
    teams = {row.name_key: row.id for row in await session.execute(select(Team.name_key, Team.id))}
    locations = {row.name_key: row.id for row in await session.execute(select(Location.name_key, Location.id))}
    zone = ZoneInfo(practice.time_zone)
    roster = Roster(
        unit=unit,
        zone=zone,
        today=unit.now.astimezone(zone).date(),
        gate_modes=practice.gate_modes,
        teams=teams,
        locations=locations,
        by_key={},
        by_id={},
        progress=progress,
        numbering=Numbering(unit.now),
        rules=rules,
        plugin_seconds=plugin_seconds,
        by=by,
        historic=historic,
        clients_before=True,
    )
    places: defaultdict[str, set[str]] = defaultdict(set)
    for provider_id, location_id in await session.execute(select(provider_location)):
        places[provider_id].add(location_id)
    windows = await _windows(unit)
    table = Provider.__table__
    for row in (await session.execute(select(table).order_by(table.c.id).with_for_update())).mappings():
        roster.seat(dict(row), places[row["id"]], windows.get(row["id"], ()), new=False)
    await unit.hold_clients()
    roster.clients_before = bool(await unit.rows(select(Client.id).limit(1)))
    return roster


async def _windows(unit: UnitOfWork) -> dict[str, list[Span]]:
    table = ProviderWindow.__table__
    found: dict[str, list[Span]] = {}
    for row in await unit.session.execute(select(table).order_by(table.c.provider_id, table.c.position)):
        found.setdefault(row.provider_id, []).append(Span(row.weekday, row.starts, row.ends))
    return found
