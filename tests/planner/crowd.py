"""A practice of rows that differ in every way a policy may ask about, and a thousand actors who each see their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import Boolean, ColumnElement, String, and_, case, func, literal, or_

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Assignment, Base, Client, Provider, Team
from caseload_gql.db.unit_of_work import UnitOfWork
from caseload_gql.domain.vocabulary import ClientStatus, InsuranceStatus
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from tests.planner.door import Rules

CLIENTS: Final = 60
_TEAMS: Final = 9
_PROVIDERS: Final = 20
_DAY: Final = date(2026, 6, 1)
_AT: Final = datetime(2026, 7, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    """A client as the test knows it."""

    at: int

    @property
    def id(self) -> str:
        return f"cli_{self.at:02}"

    @property
    def name(self) -> str:
        return f"Client {self.at:02}"

    @property
    def intake(self) -> date:
        return _DAY + timedelta(days=self.at % 13)

    @property
    def weight(self) -> int:
        return 50 + self.at % 17

    @property
    def payer(self) -> str | None:
        return None if self.at % 4 == 0 else f"Payer {self.at % 7}"

    @property
    def telehealth(self) -> bool:
        return self.at % 3 == 0

    @property
    def tag(self) -> tuple[str, str]:
        return f"key {self.at % 3}", f"é'{self.at % 5}"

    @property
    def status(self) -> ClientStatus:
        return list(ClientStatus)[self.at % len(ClientStatus)]

    @property
    def provider(self) -> int | None:
        return None if self.at % 5 == 0 else self.at % _PROVIDERS

    @property
    def assigned_at(self) -> datetime:
        return _AT + timedelta(hours=self.at)


PEOPLE: Final = [Person(at) for at in range(CLIENTS)]


@dataclass(frozen=True)
class Sees:
    """What one actor is granted, as SQL and in Python.

    Values differ from actor to actor; the kind is the shape, and whether a list holds one value alone.
    """

    where: Callable[[Any], ColumnElement[bool]]
    sees: Callable[[Person], bool]
    listed: Sequence[object] = ()


def _ids(random: Random) -> Sees:
    ids = random.sample([each.id for each in PEOPLE], random.randint(0, 9))
    return Sees(lambda row: row.id.in_(ids), lambda each: each.id in ids, ids)


def _all_but_ids(random: Random) -> Sees:
    ids = random.sample([each.id for each in PEOPLE], random.randint(0, 9))
    return Sees(lambda row: row.id.not_in(ids), lambda each: each.id not in ids, ids)


def _of_teams(random: Random) -> Sees:
    teams = random.sample(range(_TEAMS), random.randint(0, 4))
    ids = [f"tem_{each}" for each in teams]
    return Sees(
        lambda row: row.assignments.any(Assignment.provider.has(Provider.team_id.in_(ids))),
        lambda each: each.provider is not None and each.provider % _TEAMS in teams,
        ids,
    )


def _of_named_team(random: Random) -> Sees:
    team = random.randrange(_TEAMS)
    return Sees(
        lambda row: row.provider.has(Provider.team.has(Team.name == f"Team {team}")),
        lambda each: each.provider is not None and each.provider % _TEAMS == team,
    )


def _between_days(random: Random) -> Sees:
    first, last = (_DAY + timedelta(days=random.randrange(13)) for _ in range(2))
    return Sees(lambda row: row.intake_date.between(first, last), lambda each: first <= each.intake <= last)


def _on_days(random: Random) -> Sees:
    days = [_DAY + timedelta(days=each) for each in random.sample(range(13), random.randint(0, 5))]
    return Sees(lambda row: row.intake_date.in_(days), lambda each: each.intake in days, days)


def _of_weights(random: Random) -> Sees:
    least, weights = random.randint(50, 66), random.sample(range(50, 67), random.randint(0, 5))
    return Sees(
        lambda row: or_(row.case_weight_hundredths > least, row.case_weight_hundredths.in_(weights)),
        lambda each: each.weight > least or each.weight in weights,
        weights,
    )


def _of_payer_or_null(random: Random) -> Sees:
    """A value that is NULL matches nothing, also for the actor who follows one that matches."""
    payer = random.choice([None, f"Payer {random.randrange(7)}"])
    return Sees(
        lambda row: row.payer == literal(payer, String()), lambda each: payer is not None and each.payer == payer
    )


def _of_payers_or_null(random: Random) -> Sees:
    payers = random.sample([None, *(f"Payer {each}" for each in range(7))], random.randint(0, 4))
    return Sees(lambda row: row.payer.in_(payers), lambda each: each.payer is not None and each.payer in payers, payers)


def _but_for_payers(random: Random) -> Sees:
    payers = random.sample([None, *(f"Payer {each}" for each in range(7))], random.randint(1, 2))
    return Sees(
        lambda row: row.payer.not_in(payers),
        lambda each: None not in payers and each.payer is not None and each.payer not in payers,
        payers,
    )


def _tagged(random: Random) -> Sees:
    key, value = f"key {random.randrange(3)}", f"é'{random.randrange(5)}"
    return Sees(lambda row: row.attributes[key].as_string() == value, lambda each: each.tag == (key, value))


def _by_telehealth(random: Random) -> Sees:
    wanted = random.random() < 0.5
    return Sees(lambda row: row.telehealth_ok == literal(wanted, Boolean()), lambda each: each.telehealth == wanted)


def _assigned_since(random: Random) -> Sees:
    moment = _AT + timedelta(hours=random.randrange(CLIENTS))
    return Sees(
        lambda row: row.assignments.any(and_(Assignment.assigned_at >= moment, Assignment.weight_hundredths == 100)),
        lambda each: each.provider is not None and each.assigned_at >= moment,
    )


def _assigned_at(random: Random) -> Sees:
    moments = [_AT + timedelta(hours=each) for each in random.sample(range(CLIENTS), random.randint(0, 9))]
    return Sees(
        lambda row: row.assignments.any(Assignment.assigned_at.in_(moments)),
        lambda each: each.provider is not None and each.assigned_at in moments,
        moments,
    )


def _of_statuses(random: Random) -> Sees:
    statuses = random.sample(list(ClientStatus), random.randint(0, 3))
    return Sees(lambda row: row.status.in_(statuses), lambda each: each.status in statuses, statuses)


def _by_name(random: Random) -> Sees:
    ending, kind = str(random.randrange(10)), random.randrange(6)
    return Sees(
        lambda row: and_(row.name.like(f"%{ending}"), case((func.length(row.name) > kind, True), else_=False)),
        lambda each: each.name.endswith(ending),
    )


KINDS: Final[Sequence[Callable[[Random], Sees]]] = (
    _ids,
    _all_but_ids,
    _of_teams,
    _of_named_team,
    _between_days,
    _on_days,
    _of_weights,
    _of_payer_or_null,
    _of_payers_or_null,
    _but_for_payers,
    _tagged,
    _by_telehealth,
    _assigned_since,
    _assigned_at,
    _of_statuses,
    _by_name,
)


class Member:
    """One of the crowd: who they are, what they see, what is hidden from them there, what they ask for."""

    def __init__(self, number: int) -> None:
        random = Random(number)  # noqa: S311  # the same crowd each time
        self.actor = Actor(f"usr_{number}", f"{number}", f"{number}@demo.example", "STAFF")
        self.kind = random.randrange(len(KINDS))
        self.granted = KINDS[self.kind](random)
        self.light = random.randint(52, 67)
        self.hides = random.random() < 0.5
        self.heavy = random.randint(50, 66)
        self.teams = random.sample(range(_TEAMS), random.choice((0, *range(2, _TEAMS + 1))))
        self.since = _DAY + timedelta(days=random.randrange(13))

    @property
    def shape(self) -> tuple[int, bool, bool]:
        """All of one shape share a plan."""
        return self.kind, self.hides, len(self.granted.listed) == 1

    def expected(self) -> list[Mapping[str, Any]]:
        """The rows of `QUERY`."""
        return [
            {
                "id": each.id,
                "name": None if self.hides and each.weight > self.heavy else each.name,
                "payer": each.payer,
                "provider": self._provider(each),
            }
            for each in PEOPLE
            if self.granted.sees(each) and each.weight < self.light and each.intake >= self.since
        ]

    def _provider(self, each: Person) -> Mapping[str, str] | None:
        seen = each.provider is not None and each.provider % _TEAMS in self.teams
        return {"id": f"prv_{each.provider:02}"} if seen else None


QUERY: Final = """
query($since: Date) {
  clients(first: 100, filter: { intakeFrom: $since }) { totalCount nodes { id name payer provider { id } } }
}
"""


def rules(members: Sequence[Member]) -> Rules:
    """The policy of the crowd."""
    known = {member.actor: member for member in members}

    def granted(request: PolicyRequest) -> list[Grant]:
        member = known[request.actor]
        match request.resource:
            case "Client":
                return [Grant("OWN", "Their own.", member.granted.where(request.row))]
            case "Provider":
                teams = [f"tem_{each}" for each in member.teams]
                return [Grant("OWN", "Their own.", request.row.team_id.in_(teams))]
            case _:
                return []

    def restricted(request: PolicyRequest) -> list[Restrict | Redact]:
        member, row = known[request.actor], request.row
        if request.resource != "Client":
            return []
        light: list[Restrict | Redact] = [Restrict("LIGHT", "Light ones.", row.case_weight_hundredths < member.light)]
        if member.hides:
            light.append(Redact("HEAVY", "Hidden.", ("name",), row.case_weight_hundredths > member.heavy))
        return light

    return Rules(granted, restricted)


async def write_people(database: Database) -> None:
    """Write the practice into an empty, migrated database."""
    groups: list[list[Base]] = [
        [Team(id=f"tem_{each}", name=f"Team {each}", name_key=f"team {each}") for each in range(_TEAMS)],
        [
            Provider(id=f"prv_{at:02}", name=f"P {at}", name_key=f"p {at}", team_id=f"tem_{at % _TEAMS}", capacity=9)
            for at in range(_PROVIDERS)
        ],
        [_client(each) for each in PEOPLE],
        [_assignment(each) for each in PEOPLE if each.provider is not None],
    ]

    async def fill(unit: UnitOfWork) -> None:
        for group in groups:
            unit.session.add_all(group)
            await unit.session.flush()

    await database.write(fill)


def _client(each: Person) -> Client:
    return Client(
        id=each.id,
        name=each.name,
        # The list comes by this key, ties by id.
        name_key="same" if each.at % 2 else "alike",
        status=each.status,
        intake_date=each.intake,
        insurance_status=InsuranceStatus.VERIFIED,
        payer=each.payer,
        telehealth_ok=each.telehealth,
        case_weight_hundredths=each.weight,
        attributes=dict([each.tag]),
    )


def _assignment(each: Person) -> Assignment:
    return Assignment(
        id=f"asg_{each.at:02}",
        client_id=each.id,
        provider_id=f"prv_{each.provider:02}",
        weight_hundredths=100,
        assigned_at=each.assigned_at,
        assigned_on=each.assigned_at.date(),
    )
