"""Practices drawn from a seed: nulls, ties, zero capacities, the departed, overlapping history."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import Table, insert, select

from caseload_gql.db.engine import Database
from caseload_gql.db.facets import client_facet_rows, provider_facet_rows, word_rows
from caseload_gql.db.models import (
    Assignment,
    Base,
    Client,
    ClientFacet,
    ClientWindow,
    ClientWord,
    EarlierTerms,
    EarlierWeight,
    Location,
    PoolEntry,
    Practice,
    Provider,
    ProviderFacet,
    ProviderLeave,
    ProviderWindow,
    ProviderWord,
    Team,
    User,
    UserWord,
    client_do_not_match,
    provider_location,
    user_team,
)
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.text import sort_key
from caseload_gql.domain.vocabulary import (
    AccountRole,
    AssignmentEndReason,
    ClientStatus,
    InsuranceStatus,
    PoolEntryOutcome,
    PoolPriority,
    PoolReason,
    ProviderStatus,
    SupervisorAccess,
    Weekday,
)
from caseload_gql.domain.wait import local_date
from tests.differential.words import ATTRIBUTES, DATES, INSTANTS, LANGUAGES, NAMES, NOTES, PAYERS, SERVICES, ZONES

#: Where it is tomorrow already: from there a practice may have moved, after it recorded days.
EAST: Final = "Pacific/Kiritimati"
#: The seed of a practice whose places are written with more digits than a map needs.
FINE: Final = 9
PEOPLE: Final[dict[str, tuple[AccountRole, tuple[str, ...], int]]] = {
    "ceo": (AccountRole.CEO, (), 0),
    "admin": (AccountRole.ADMIN, ("supervisor",), 1),
    "support": (AccountRole.SUPPORT_STAFF, (), 0),
    "supervisor": (AccountRole.STAFF, ("supervisor",), 1),
    "supervisors": (AccountRole.STAFF, ("supervisor",), 3),
    "teamless": (AccountRole.STAFF, ("supervisor",), 0),
    "qmhp": (AccountRole.STAFF, ("qmhp",), 0),
    "both": (AccountRole.STAFF, ("supervisor", "qmhp"), 2),
    "clinician": (AccountRole.STAFF, (), 1),
    "stranger": (AccountRole.STAFF, ("billing",), 0),
}


@dataclass
class Drawn:
    """A practice as drawn: rows in the order in which they can be written."""

    random: Random
    practice: dict[str, Any] = field(default_factory=dict)
    groups: list[list[Base]] = field(default_factory=list)
    links: list[tuple[Table, list[dict[str, Any]]]] = field(default_factory=list)

    def one(self, values: Sequence[Any]) -> Any:
        return self.random.choice(values)

    def some(self, values: Sequence[Any], most: int) -> list[Any]:
        return self.random.sample(values, self.random.randint(0, min(most, len(values))))

    def seldom(self, value: Any) -> Any:
        """The value in one of four cases, else nothing."""
        return value if self.random.random() < 0.25 else None

    def id(self, prefix: str) -> str:
        return f"{prefix}_{self.random.randrange(16**6):06x}"


async def write_practice(database: Database, seed: int) -> None:
    """Write the practice of a seed; the same on every database."""
    drawn = draw(seed)

    async def work(unit: UnitOfWork) -> None:
        practice = (await unit.session.scalars(select(Practice))).one()
        for name, value in drawn.practice.items():
            setattr(practice, name, value)
        for group in drawn.groups:
            unit.session.add_all(group)
            await unit.session.flush()
        for table, rows in drawn.links:
            if rows:
                await unit.session.execute(insert(table), rows)

    await database.write(work)


_USER_WORDS: Final = UserWord.__table__


def draw(seed: int) -> Drawn:
    """The practice of a seed."""
    drawn = Drawn(Random(seed))  # noqa: S311  # no secret
    drawn.practice = {
        "id": "prc_00practice",
        "name": drawn.one(NAMES),
        "time_zone": ZONES[seed % len(ZONES)],
        "nearing_ten_thousandths": drawn.one([1, 5000, 8500, 9999, 10_000]),
        "wait_target_days": drawn.one([0, 7, 14, 3650]),
        "supervisor_access": drawn.one(list(SupervisorAccess)),
        "scorer_weights": drawn.one([{}, {"headroom": 0}, {"headroom": 2.5, "specialty_fit": 0.5}]),
        "gate_modes": drawn.one([{}, {"AGE_OUT_OF_BAND": "OFF", "LOCATION_NOT_SERVED": "BLOCK"}]),
    }
    teams = [_named(drawn, Team, "tem") for _ in range(4)]
    places = [
        _named(
            drawn,
            Location,
            "loc",
            latitude=0.1 + 0.2 if seed == FINE else drawn.one([None, 0.0, -90.0, 47.6097, 1e-06, -0.125]),
            longitude=drawn.one([None, 180.0, -180.0, -122.3331, 100]),
        )
        for _ in range(5)
    ]
    providers = [_provider(drawn, teams) for _ in range(13)]
    clients = [_client(drawn, places, providers) for _ in range(40)]
    entries = [_entry(drawn, each, teams, providers) for client in clients for each in _stays(drawn, client)]
    assignments = [made for client in clients for made in _assignments(drawn, client, providers)]
    people = [_person(drawn, name, providers[at % 5]) for at, name in enumerate(PEOPLE)]
    beside_providers, beside_clients = _beside_providers(drawn, providers), _beside_clients(drawn, clients)
    rows: list[Sequence[Base]] = [[*teams, *places], providers, beside_providers, clients, people, entries]
    drawn.groups = [list(group) for group in [*rows, assignments, beside_clients]]
    drawn.links += [
        _links(drawn, provider_location, "provider_id", providers, "location_id", places),
        _links(drawn, client_do_not_match, "client_id", clients, "provider_id", providers),
        (_USER_WORDS, [row for each in people for row in word_rows("user_id", each.id, f"{each.name} {each.email}")]),
        (user_team, [{"user_id": person.id, "team_id": each.id} for person in people for each in _led(person, teams)]),
    ]
    drawn.groups.append(_earlier(drawn, providers, assignments))
    _come_of(drawn, assignments, entries)
    return drawn


def _earlier(drawn: Drawn, providers: Sequence[Any], assignments: Sequence[Any]) -> list[Base]:
    """Terms and weights that held until some days."""
    rows: list[Base] = []
    for each in providers:
        # With the practice from a day on, or for as long as is known.
        statuses: list[Any] = [drawn.one([None, *ProviderStatus]), *ProviderStatus]
        for day in sorted(drawn.some(DATES, 4)):
            capacity = drawn.one([0, 1, 7, 10_000])
            rows.append(EarlierTerms(provider_id=each.id, until_on=day, capacity=capacity, status=statuses.pop(0)))
    for each in assignments:
        weights = (1, 50, 250, 10_000)
        rows += [
            EarlierWeight(assignment_id=each.id, until_on=day, weight_hundredths=drawn.one(weights))
            for day in drawn.some(DATES, 2)
        ]
    return rows


def _come_of(drawn: Drawn, assignments: Sequence[Any], entries: Sequence[Any]) -> None:
    """Some assignments ended a stay of their client."""
    for each in assignments:
        stays = [None, *(entry.id for entry in entries if entry.client_id == each.client_id)]
        each.pool_entry_id = drawn.one(stays)


def _named(drawn: Drawn, kind: type[Any], prefix: str, **values: Any) -> Any:
    name = drawn.one(NAMES)
    return kind(id=drawn.id(prefix), name=name, name_key=sort_key(name), **values)


def _provider(drawn: Drawn, teams: Sequence[Team]) -> Any:
    low = drawn.one([None, None, 0, 18, 65])
    return _named(
        drawn,
        Provider,
        "prv",
        external_id=drawn.seldom(drawn.id("x")),
        credential=drawn.one([None, "LCSW", "Ph.D. — «é»"]),
        status=drawn.one([*ProviderStatus, ProviderStatus.ACTIVE, ProviderStatus.ACTIVE]),
        accepting_new_clients=drawn.one([True, True, False]),
        specialties=drawn.some(SERVICES, 3),
        services=drawn.some(SERVICES, 3),
        languages=drawn.some(LANGUAGES, 3),
        payers=drawn.some(PAYERS, 2),
        minimum_age=low,
        maximum_age=drawn.one([None, 65, 150]),
        telehealth=drawn.one([True, False]),
        team_id=drawn.one([None, *(team.id for team in teams)]),
        capacity=drawn.one([0, 0, 1, 3, 3, 7, 9, 11, 13, 10_000]),
        version=drawn.one([1, 2**31 - 1]),
        caseload_count=0,
        load_hundredths=0,
    )


def _client(drawn: Drawn, places: Sequence[Any], providers: Sequence[Any]) -> Any:
    payer = drawn.one([None, *PAYERS])
    return _named(
        drawn,
        Client,
        "cli",
        external_id=drawn.seldom(drawn.id("x")),
        date_of_birth=drawn.one([None, *DATES]),
        status=drawn.one([ClientStatus.ACTIVE, ClientStatus.ACTIVE, ClientStatus.WAITING, ClientStatus.DISCHARGED]),
        intake_date=drawn.one(DATES),
        insurance_status=drawn.one(list(InsuranceStatus)),
        payer=payer,
        payer_key=None if payer is None else sort_key(payer),
        location_id=drawn.one([None, *(place.id for place in places)]),
        telehealth_ok=drawn.one([True, False]),
        service_requirements=drawn.some(SERVICES, 3),
        languages=drawn.some(LANGUAGES, 2),
        preferred_provider_id=drawn.seldom(drawn.one(providers).id),
        case_weight_hundredths=drawn.one([1, 33, 50, 100, 100, 100, 137, 10_000]),
        attributes=drawn.one(ATTRIBUTES),
        version=drawn.random.randint(1, 9),
    )


def _stays(drawn: Drawn, client: Any) -> list[tuple[Any, bool]]:
    """Closed stays, and for those who wait (and some of the active) an open one."""
    waits = client.status is ClientStatus.WAITING or (
        client.status is ClientStatus.ACTIVE and drawn.random.random() < 0.25
    )
    return [(client, False)] * drawn.one([0, 0, 1, 3]) + [(client, True)] * waits


def _entry(drawn: Drawn, stay: tuple[Any, bool], teams: Sequence[Any], providers: Sequence[Any]) -> PoolEntry:
    client, opened = stay
    zone = drawn.practice["time_zone"]
    entered = drawn.one(INSTANTS)
    left = None if opened else entered + drawn.one([timedelta(0), timedelta(microseconds=1), timedelta(days=40)])
    return PoolEntry(
        id=drawn.id("pen"),
        client_id=client.id,
        reason=drawn.one(list(PoolReason)),
        priority=drawn.one(list(PoolPriority)),
        entered_at=entered,
        entered_on=local_date(entered, drawn.one([zone, zone, EAST])),
        left_at=left,
        left_on=None if left is None else local_date(left, zone),
        outcome=None if opened else drawn.one(list(PoolEntryOutcome)),
        team_id=drawn.one([None, *(team.id for team in teams)]),
        note=drawn.one([None, *NOTES]),
        previous_provider_id=drawn.seldom(drawn.one(providers).id),
        version=drawn.random.randint(1, 9),
    )


def _assignments(drawn: Drawn, client: Any, providers: Sequence[Any]) -> list[Assignment]:
    """Ended assignments, which may overlap, and for active clients one that lasts."""
    active = client.status is ClientStatus.ACTIVE
    made = [_assignment(drawn, client, drawn.one(providers), ended=True) for _ in range(drawn.one([0, 0, 1, 3]))]
    if active:
        # Some providers carry many, most a few.
        provider = drawn.one([*providers, *[*providers[:2]] * 4])
        provider.caseload_count += 1
        provider.load_hundredths += client.case_weight_hundredths
        made.append(_assignment(drawn, client, provider, ended=False))
    return made


def _assignment(drawn: Drawn, client: Any, provider: Any, *, ended: bool) -> Assignment:
    zone = drawn.practice["time_zone"]
    began = drawn.one(INSTANTS)
    until = began + timedelta(days=drawn.one([0, 1, 400])) if ended else None
    session = drawn.seldom(began + timedelta(hours=1))
    return Assignment(
        id=drawn.id("asg"),
        client_id=client.id,
        provider_id=provider.id,
        weight_hundredths=client.case_weight_hundredths,
        assigned_at=began,
        assigned_on=local_date(began, drawn.one([zone, zone, EAST])),
        assigned_by=drawn.one([None, *NAMES[:12]]),
        ended_at=until,
        ended_on=None if until is None else local_date(until, zone),
        end_reason=drawn.one(list(AssignmentEndReason)) if ended else None,
        first_session_at=session,
        first_session_on=None if session is None else local_date(session, zone),
        match_score_ten_thousandths=drawn.one([None, 0, 1, 3333, 10_000]),
        override_reason=drawn.one([None, *NOTES]),
    )


def _person(drawn: Drawn, name: str, provider: Any) -> User:
    role, company, _ = PEOPLE[name]
    linked = name in {"clinician", "supervisor", "qmhp"}
    return User(
        id=f"usr_{name}",
        name=drawn.one(NAMES),
        name_key=name,
        email=f"{name}@practice.example",
        account_role=role,
        company_roles=list(company),
        provider_id=provider.id if linked else None,
    )


def _led(person: User, teams: Sequence[Any]) -> Sequence[Any]:
    return teams[: PEOPLE[person.id.removeprefix("usr_")][2]]


def _windows(drawn: Drawn, kind: type[Any], owner: str, row: Any) -> list[Base]:
    times = drawn.some([("00:00", "24:00"), ("08:00", "09:30"), ("13:00", "13:01")], 3)
    return [
        kind(position=at, weekday=drawn.one(list(Weekday)), starts=starts, ends=ends, **{owner: row.id})
        for at, (starts, ends) in enumerate(times)
    ]


def _beside_providers(drawn: Drawn, providers: Sequence[Any]) -> list[Base]:
    rows: list[Base] = []
    for each in providers:
        lists = {name: getattr(each, name) for name in ("specialties", "services", "languages", "payers")}
        rows += [ProviderFacet(**row) for row in provider_facet_rows(each.id, lists)]
        rows += [ProviderWord(**row) for row in word_rows("provider_id", each.id, each.name)]
        rows += _windows(drawn, ProviderWindow, "provider_id", each)
        rows += [_leave(drawn, each, providers, ended=ended) for ended in drawn.some([True, False], 2)]
    return rows


def _leave(drawn: Drawn, provider: Any, providers: Sequence[Any], *, ended: bool) -> ProviderLeave:
    starts = drawn.one(DATES)
    return ProviderLeave(
        id=drawn.id("lev"),
        provider_id=provider.id,
        starts_on=starts,
        ends_on=drawn.one([None, starts, starts + timedelta(days=14)]),
        cover_provider_id=drawn.one([None, drawn.one(providers).id]),
        ended_at=drawn.one(INSTANTS) if ended else None,
    )


def _beside_clients(drawn: Drawn, clients: Sequence[Any]) -> list[Base]:
    rows: list[Base] = []
    for each in clients:
        lists = {name: getattr(each, name) for name in ("service_requirements", "languages")}
        rows += [ClientFacet(**row) for row in client_facet_rows(each.id, lists)]
        rows += [ClientWord(**row) for row in word_rows("client_id", each.id, each.name)]
        rows += _windows(drawn, ClientWindow, "client_id", each)
    return rows


def _links(
    drawn: Drawn, table: Table, left: str, owners: Sequence[Any], right: str, others: Sequence[Any]
) -> tuple[Table, list[dict[str, Any]]]:
    return table, [{left: owner.id, right: each.id} for owner in owners for each in drawn.some(others, 3)]
