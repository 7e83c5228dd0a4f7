"""Builds a small practice row by row, binds people to the desk, and tells all that the database holds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import insert, select

from caseload_gql.db.engine import Database
from caseload_gql.db.models import (
    Assignment,
    Base,
    Client,
    EventRow,
    PoolEntry,
    Practice,
    Provider,
    Team,
    User,
    client_do_not_match,
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
    PoolReason,
)
from caseload_gql.errors import UserErrorCode
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manager import load_plugins
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.services.desk import ActorDesk, Desk
from caseload_gql.services.outcome import Outcome
from caseload_gql.services.surroundings import Surroundings
from tests.contents import contents

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
SURROUNDINGS = Surroundings(frozenset({"headroom", "specialty_fit"}), "https://caseload.example", 30)


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@dataclass(frozen=True)
class Known:
    """Somebody identified."""

    actor: Actor
    practice: PracticeFacts
    epoch: int


@dataclass(frozen=True)
class FixedScore:
    """A ranker of one opinion."""

    score: int | None = None

    async def pair_score(
        self, actor: Actor, practice: PracticeFacts, today: date, client_id: str, provider_id: str
    ) -> int | None:
        del actor, practice, today, client_id, provider_id
        return self.score


@dataclass
class SmallPractice:
    """Two teams, and whoever a test adds. Ids are ``prv_<name>``, ``cli_<name>``, ``pen_<name>``, ``asg_<name>``."""

    database: Database
    facts: PracticeFacts = field(default_factory=PracticeFacts)

    async def add(self, *rows: Base) -> None:
        async def work(unit: UnitOfWork) -> None:
            for row in rows:
                unit.session.add(row)
                await unit.session.flush()

        await self.database.write(work)

    async def team(self, name: str) -> str:
        await self.add(Team(id=f"tem_{name}", name=name, name_key=sort_key(name)))
        return f"tem_{name}"

    async def provider(self, name: str, **fields: Any) -> str:
        values = {"capacity": 5, "team_id": "tem_north"} | fields
        await self.add(Provider(id=f"prv_{name}", name=name, name_key=sort_key(name), **values))
        return f"prv_{name}"

    async def client(self, name: str, status: ClientStatus = ClientStatus.WAITING, **fields: Any) -> str:
        values = {"intake_date": days_ago(30).date(), "insurance_status": InsuranceStatus.VERIFIED} | fields
        await self.add(Client(id=f"cli_{name}", name=name, name_key=sort_key(name), status=status, **values))
        return f"cli_{name}"

    async def waiting(self, name: str, *, team_id: str | None = "tem_north", since: int = 10, **fields: Any) -> str:
        client_id = await self.client(name, **fields)
        await self.entry(name, PoolReason.NEW_INTAKE, since=since, team_id=team_id)
        return client_id

    async def entry(self, name: str, reason: PoolReason, *, since: int, **fields: Any) -> str:
        values = {"id": f"pen_{name}"} | fields
        row = PoolEntry(
            client_id=f"cli_{name}",
            reason=reason,
            entered_at=days_ago(since),
            entered_on=days_ago(since).date(),
            **values,
        )
        await self.add(row)
        return row.id

    async def served(self, name: str, provider: str, *, since: int = 10, **fields: Any) -> str:
        """An active client of a provider, who came through the pool."""
        client_id = await self.client(name, ClientStatus.ACTIVE, **fields)
        left = {"left_at": days_ago(since), "left_on": days_ago(since).date(), "outcome": PoolEntryOutcome.ASSIGNED}
        await self.entry(name, PoolReason.NEW_INTAKE, since=since + 5, team_id="tem_north", **left)
        await self.assignment(name, provider, since=since, pool_entry_id=f"pen_{name}")
        return client_id

    async def assignment(self, name: str, provider: str, *, since: int, **fields: Any) -> str:
        weight = (await self.row(Client, f"cli_{name}"))["case_weight_hundredths"]

        async def work(unit: UnitOfWork) -> None:
            held = await unit.session.get_one(Provider, f"prv_{provider}")
            held.load_hundredths += weight
            held.caseload_count += 1

        values = {"id": f"asg_{name}"} | fields
        await self.add(
            Assignment(
                client_id=f"cli_{name}",
                provider_id=f"prv_{provider}",
                weight_hundredths=weight,
                assigned_at=days_ago(since),
                assigned_on=days_ago(since).date(),
                **values,
            )
        )
        await self.database.write(work)
        return str(values["id"])

    async def ended(self, name: str, provider: str, since: int, until: int) -> None:
        """A past assignment."""
        await self.add(
            Assignment(
                id=f"asg_{name}_past",
                client_id=f"cli_{name}",
                provider_id=f"prv_{provider}",
                weight_hundredths=100,
                assigned_at=days_ago(since),
                assigned_on=days_ago(since).date(),
                ended_at=days_ago(until),
                ended_on=days_ago(until).date(),
                end_reason=AssignmentEndReason.DISCHARGED,
            )
        )

    async def do_not_match(self, client: str, provider: str) -> None:
        pair = {"client_id": f"cli_{client}", "provider_id": f"prv_{provider}"}
        await self.database.write(lambda unit: unit.session.execute(insert(client_do_not_match).values(pair)))

    async def settings(self, **values: Any) -> None:
        (practice,) = await self.rows(Practice)
        await self.change(Practice, practice["id"], **values)

    async def change(self, model: type[Base], row_id: str, **values: Any) -> None:
        """Set columns of one row, past the services."""

        async def work(unit: UnitOfWork) -> None:
            row = await unit.session.get_one(model, row_id)
            for name, value in values.items():
                setattr(row, name, value)

        await self.database.write(work)

    async def person(self, role: str, *teams: str, company: frozenset[str] = frozenset()) -> Actor:
        """Somebody with an account role, who leads teams if any are named."""
        user_id = f"usr_{role.lower()}_{len(teams)}_{len(company)}"
        companies = company | ({"supervisor"} if teams else frozenset())
        name = f"Person {role}"
        row = User(
            id=user_id,
            name=name,
            name_key=sort_key(name),
            email=f"{user_id}@x.example",
            account_role=AccountRole(role),
            company_roles=sorted(companies),
        )
        await self.add(row)

        async def work(unit: UnitOfWork) -> None:
            await unit.session.execute(insert(user_team), [{"user_id": user_id, "team_id": each} for each in teams])

        if teams:
            await self.database.write(work)
        return Actor(user_id, name, row.email, role, frozenset(companies), frozenset(teams))

    async def desk(
        self,
        actor: Actor | None = None,
        *,
        clock: Callable[[], datetime] = lambda: NOW,
        score: int | None = None,
        epoch: int = 1,
        rules: Sequence[LoadedPlugin] = (),
    ) -> ActorDesk:
        """The desk of somebody; of an administrator unless said."""
        desk = Desk(self.database, policy(), FixedScore(score), rules, clock, surroundings=SURROUNDINGS)
        return desk.for_actor(Known(actor or await self.person("ADMIN"), self.facts, epoch))

    async def row(self, model: type[Base], row_id: str) -> dict[str, Any]:
        """One row, by the names of its columns."""
        async with self.database.read() as connection:
            found = await connection.execute(select(model.__table__).where(model.__table__.c.id == row_id))
            return dict(found.mappings().one())

    async def rows(self, model: type[Base], **where: Any) -> list[dict[str, Any]]:
        """The rows that have these values, in the order of their ids."""
        table = model.__table__
        statement = select(table).where(*(table.c[name] == value for name, value in where.items()))
        async with self.database.read() as connection:
            found = await connection.execute(statement)
            return [dict(each) for each in found.mappings().all()]

    async def events_in_order(self) -> list[str]:
        """The types of all events, by their numbers."""
        return [str(each["type"]) for each in sorted(await self.rows(EventRow), key=lambda each: each["number"])]

    async def snapshot(self) -> dict[str, list[str]]:
        """Everything that the database holds."""
        return await contents(self.database)


@cache
def policy() -> PolicyEngine:
    """The shipped roles, loaded once, as a worker does."""
    return PolicyEngine(load_plugins().sources)


def codes(outcome: Outcome) -> list[UserErrorCode]:
    """The codes of an outcome's problems."""
    return [each.code for each in outcome.user_errors]


def paths(outcome: Outcome) -> list[str]:
    """The paths of an outcome's problems, below the input."""
    return [".".join(each.path[1:]) for each in outcome.user_errors]


def born(years: int) -> date:
    """A date of birth."""
    return TODAY.replace(year=TODAY.year - years)
