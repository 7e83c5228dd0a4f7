"""Draws sequences of all mutations by people of all roles, and holds each answer and all rows to the model."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from caseload_gql.db.engine import Database
from caseload_gql.domain.lifecycle import CLIENT_STEPS, Stand, Step
from caseload_gql.domain.vocabulary import InsuranceStatus
from caseload_gql.errors import Forbidden
from caseload_gql.policy.actor import Actor
from caseload_gql.services import commands
from tests.services.practice import SmallPractice, codes
from tests.stateful.model import Asker, Clinician, ForbiddenError, Model, Person, Problems
from tests.stateful.rows import Row, Rows, check_audit, check_invariants, read

START: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NORTH: Final = "tem_north"
SOUTH: Final = "tem_south"

_ALL: Final = frozenset(
    {"caseload:assign", "caseload:undo", "caseload:override", "client:write", "provider:write", "provider:manage"}
)
ASKERS: Final = (
    Asker("ADMIN", _ALL),
    Asker("SUPPORT_STAFF", _ALL - {"caseload:override"}),
    Asker("supervisor", _ALL - {"provider:manage"}, frozenset({NORTH})),
    Asker("qmhp", frozenset()),
    Asker("STAFF", frozenset()),
)
#: Those who may do most things come up most.
_ASKER: Final = st.sampled_from([0, 0, 0, 1, 1, 2, 2, 3, 4]).map(lambda at: ASKERS[at])
_NUMBER: Final = st.integers(0, 60)
_TEAM: Final = st.sampled_from([None, NORTH, SOUTH])
_WEIGHT: Final = st.sampled_from([100, 100, 50, 150, 33, 0])
_OVERRIDE: Final = st.sampled_from([None, None, None, "Needed.", " "])
_MINUTES: Final = st.integers(1, 4_000)

Command = Any


@dataclass
class Ground:
    """One database that sequences share, and its people; each sequence has providers and clients of its own."""

    runner: asyncio.Runner
    practice: SmallPractice
    actors: dict[str, Actor]
    numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def database(self) -> Database:
        """The database."""
        return self.practice.database


class Machine(RuleBasedStateMachine):
    """One sequence."""

    ground: ClassVar[Ground]

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.clients: list[str] = []
        self.providers: list[str] = []
        self.rows = Rows({}, {}, {}, {}, ())

    @initialize(capacities=st.tuples(*[st.integers(0, 3)] * 3))
    def begin(self, capacities: tuple[int, int, int]) -> None:
        """Three providers, the last of them of the other team."""
        number = next(self.ground.numbers)
        teams = (NORTH, NORTH, SOUTH)
        self.model = Model(
            [Clinician(team, capacity) for team, capacity in zip(teams, capacities, strict=True)], (NORTH, SOUTH)
        )
        for at, each in enumerate(self.model.providers):
            name = f"{number}_{at}"
            made = self.ground.practice.provider(name, team_id=each.team, capacity=each.capacity)
            self.providers.append(self.ground.runner.run(made))
        self.rows = self._read()

    # Steps

    @rule(asker=_ASKER, team=_TEAM, weight=_WEIGHT, minutes=_MINUTES)
    def admit(self, asker: Asker, team: str | None, weight: int, minutes: int) -> None:
        command = commands.AdmitClient("A Person", InsuranceStatus.VERIFIED, team_id=team, case_weight=weight / 100)
        self._take(minutes, asker, command, Step.ADMIT, lambda: self.model.admit(asker, team, weight, self.now))

    @precondition(lambda self: self.clients)
    @rule(asker=_ASKER, who=_NUMBER, weight=_WEIGHT, minutes=_MINUTES)
    def reweigh(self, asker: Asker, who: int, weight: int, minutes: int) -> None:
        number, client = self._client(who)
        command = commands.UpdateClient(client, case_weight=weight / 100)
        self._take(minutes, asker, command, Step.UPDATE, lambda: self.model.reweigh(asker, number, weight), number)

    @precondition(lambda self: self.clients)
    @rule(
        asker=_ASKER,
        who=_NUMBER,
        to=st.integers(0, 2),
        override=_OVERRIDE,
        back=st.none() | st.integers(-2_000, 4_000),
        minutes=_MINUTES,
    )
    def assign(  # what an assignment is asked with
        self, asker: Asker, who: int, to: int, override: str | None, back: int | None, minutes: int
    ) -> None:
        number, client = self._client(who)
        at = None if back is None else self.now + timedelta(minutes=minutes - back)
        command = commands.AssignClient(client, self.providers[to], override, at)
        self._take(
            minutes,
            asker,
            command,
            Step.ASSIGN,
            lambda: self.model.assign(asker, number, to, override, at, self.now),
            number,
        )

    @precondition(lambda self: self.clients)
    @rule(asker=_ASKER, who=_NUMBER, to=st.integers(0, 2), override=_OVERRIDE, minutes=_MINUTES)
    def reassign(self, asker: Asker, who: int, to: int, override: str | None, minutes: int) -> None:
        number, client = self._client(who)
        command = commands.ReassignClient(client, self.providers[to], override)
        self._take(
            minutes,
            asker,
            command,
            Step.REASSIGN,
            lambda: self.model.reassign(asker, number, to, override, self.now),
            number,
        )

    @precondition(lambda self: self.clients)
    @rule(asker=_ASKER, who=_NUMBER, team=_TEAM, keeping=st.booleans(), minutes=_MINUTES)
    def give_back(self, asker: Asker, who: int, team: str | None, keeping: bool, minutes: int) -> None:  # noqa: FBT001  # drawn
        number, client = self._client(who)
        command = commands.ReturnClientToPool(client, team_id=team, keep_provider_until_moved=keeping)
        step = Step.RETURN_KEEPING if keeping else Step.RETURN
        self._take(
            minutes,
            asker,
            command,
            step,
            lambda: self.model.give_back(asker, number, team, self.now, keeping=keeping),
            number,
        )

    @precondition(lambda self: self.clients)
    @rule(asker=_ASKER, who=_NUMBER, minutes=_MINUTES)
    def withdraw(self, asker: Asker, who: int, minutes: int) -> None:
        number, client = self._client(who)
        command = commands.WithdrawTransfer(client)
        self._take(minutes, asker, command, Step.WITHDRAW, lambda: self.model.withdraw(asker, number, self.now), number)

    @precondition(lambda self: self.clients)
    @rule(asker=_ASKER, who=_NUMBER, which=_NUMBER, team=_TEAM, note=st.sampled_from([None, "Soon."]), minutes=_MINUTES)
    def route(  # what routing is asked with
        self, asker: Asker, who: int, which: int, team: str | None, note: str | None, minutes: int
    ) -> None:
        number, client = self._client(who)
        stays = self.rows.stays[client]
        at = len(stays) - 1 - which % len(stays)
        command = commands.RoutePoolEntry(stays[at]["id"], team_id=team, note=note)
        self._take(minutes, asker, command, Step.ROUTE, lambda: self.model.route(asker, number, at, team, note), number)

    @precondition(lambda self: self.clients)
    @rule(asker=_ASKER, who=_NUMBER, back=st.integers(-60, 3_000), minutes=_MINUTES)
    def meet(self, asker: Asker, who: int, back: int, minutes: int) -> None:
        number, client = self._client(who)
        at = self.now + timedelta(minutes=minutes - back)
        command = commands.RecordFirstSession(client, at)
        self._take(
            minutes, asker, command, Step.FIRST_SESSION, lambda: self.model.meet(asker, number, at, self.now), number
        )

    @precondition(lambda self: any(self.rows.held.values()))
    @rule(asker=_ASKER, who=_NUMBER, which=st.sampled_from([0, 0, 0, 0, 1, 2]), minutes=_MINUTES)
    def undo(self, asker: Asker, who: int, which: int, minutes: int) -> None:
        known = [each for each in self.clients if self.rows.held[each]]
        client = known[who % len(known)]
        number, held = self.clients.index(client), self.rows.held[client]
        at = len(held) - 1 - which % len(held)
        command = commands.UndoAssignment(held[at]["id"])
        self._take(minutes, asker, command, Step.UNDO, lambda: self.model.undo(asker, number, at, self.now), number)

    @precondition(lambda self: self.clients)
    @rule(asker=_ASKER, who=_NUMBER, minutes=_MINUTES)
    def discharge(self, asker: Asker, who: int, minutes: int) -> None:
        number, client = self._client(who)
        command = commands.DischargeClient(client)
        self._take(
            minutes, asker, command, Step.DISCHARGE, lambda: self.model.discharge(asker, number, self.now), number
        )

    @precondition(lambda self: any(each.discharged for each in self.model.people))
    @rule(asker=_ASKER, who=_NUMBER, team=_TEAM, minutes=_MINUTES)
    def readmit(self, asker: Asker, who: int, team: str | None, minutes: int) -> None:
        number, client = self._client(who)
        command = commands.ReadmitClient(client, team_id=team)
        self._take(
            minutes, asker, command, Step.READMIT, lambda: self.model.readmit(asker, number, team, self.now), number
        )

    @rule(asker=_ASKER, which=st.integers(0, 2), capacity=st.integers(-1, 4), minutes=_MINUTES)
    def set_capacity(self, asker: Asker, which: int, capacity: int, minutes: int) -> None:
        command = commands.SetProviderCapacity(self.providers[which], capacity)
        self._take(minutes, asker, command, None, lambda: self.model.set_capacity(asker, which, capacity))

    # What steps share

    def _client(self, drawn: int) -> tuple[int, str]:
        """A client, those who came last more often."""
        number = len(self.clients) - 1 - drawn % min(len(self.clients), 4)
        return number, self.clients[number]

    def _take(  # one step, asked of both
        self,
        minutes: int,
        asker: Asker,
        command: Command,
        step: Step | None,
        expected: Callable[[], Problems],
        number: int | None = None,
    ) -> None:
        """Ask the model and the product, and hold the product to the model."""
        self.now += timedelta(minutes=minutes)
        stood = Stand.UNKNOWN if number is None else self.model.people[number].stand
        before = self.rows
        try:
            problems = self.model.attempt(asker, _ACTIONS[type(command)], expected)
        except ForbiddenError:
            with pytest.raises(Forbidden):
                self._ask(asker, command)
            problems = None
        else:
            outcome = self._ask(asker, command)
            assert frozenset(codes(outcome)) == problems
            if not problems and step is Step.ADMIT:
                self.clients.append(str(outcome.ids["client"]))
        self.rows = self._read()
        if problems == frozenset():
            self._led(step, stood, number, before)
        else:
            assert self.rows == before
            self._table_says(step, stood, problems)
        check_invariants(self.rows, self.now)
        check_audit(before, self.rows)
        self._compare()

    def _led(self, step: Step | None, stood: Stand, number: int | None, before: Rows) -> None:
        """The step led where the table says, and was recorded as it says."""
        if step is None:
            return
        ways = CLIENT_STEPS[step].by_stand[stood]
        person = self.model.people[-1 if number is None else number]
        assert isinstance(ways, tuple)
        assert person.stand in ways
        new = self.rows.events[len(before.events) :]
        assert [each["type"] for each in new] in ([CLIENT_STEPS[step].records], [])

    def _table_says(self, step: Step | None, stood: Stand, problems: Problems | None) -> None:
        """The table knows the codes."""
        if step is None or not problems:
            return
        found = CLIENT_STEPS[step].by_stand[stood]
        always = {"NOT_FOUND", "NOT_ALLOWED", "INVALID"}
        bars = set() if isinstance(found, tuple) else {found.code}
        assert {each.value for each in problems} <= {*always, *bars, *CLIENT_STEPS[step].problems}

    def _ask(self, asker: Asker, command: Command) -> Any:  # an outcome
        practice, now = self.ground.practice, self.now
        desk = self.ground.runner.run(practice.desk(self.ground.actors[asker.name], clock=lambda: now))
        return self.ground.runner.run(desk.do(command))

    def _read(self) -> Rows:
        return self.ground.runner.run(read(self.ground.database, self.clients, self.providers))

    def _compare(self) -> None:
        """The rows are what the model holds."""
        for client_id, person in zip(self.clients, self.model.people, strict=True):
            row = self.rows.clients[client_id]
            assert (row["version"], row["intake_date"]) == (person.version, person.intake)
            assert row["case_weight_hundredths"] == person.weight
            stays, held = self.rows.stays[client_id], self.rows.held[client_id]
            assert [_stay(each) for each in stays] == [
                (each.reason, each.team, each.since, each.until, each.left, each.note) for each in person.stays
            ]
            assert [self._held(each, held, stays) for each in held] == [_modelled(each, person) for each in person.held]
        for provider_id, clinician in zip(self.providers, self.model.providers, strict=True):
            row = self.rows.providers[provider_id]
            assert (row["capacity"], row["status"], row["accepting_new_clients"]) == (
                clinician.capacity,
                clinician.status,
                clinician.accepting,
            )

    def _held(self, row: Row, held: Any, stays: Any) -> tuple[object, ...]:  # rows
        return (
            self.providers.index(row["provider_id"]),
            row["weight_hundredths"],
            row["assigned_at"],
            row["ended_at"],
            row["end_reason"],
            row["first_session_at"],
            row["override_reason"],
            _position(held, row["previous_assignment_id"]),
            _position(stays, row["pool_entry_id"]),
        )


def _stay(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in ("reason", "team_id", "entered_at", "left_at", "outcome", "note"))


def _position(rows: Any, row_id: str | None) -> int | None:  # rows
    return None if row_id is None else [each["id"] for each in rows].index(row_id)


def _modelled(held: Any, person: Person) -> tuple[object, ...]:  # what the model holds
    return (
        held.provider,
        held.weight,
        held.since,
        held.until,
        held.ended,
        held.session,
        held.override,
        None if held.previous is None else person.held.index(held.previous),
        None if held.stay is None else person.stays.index(held.stay),
    )


_ACTIONS: Final = {
    commands.AdmitClient: "client:write",
    commands.UpdateClient: "client:write",
    commands.UndoAssignment: "caseload:undo",
    commands.SetProviderCapacity: "provider:write",
    **dict.fromkeys(
        (
            commands.AssignClient,
            commands.ReassignClient,
            commands.ReturnClientToPool,
            commands.WithdrawTransfer,
            commands.RoutePoolEntry,
            commands.RecordFirstSession,
            commands.DischargeClient,
            commands.ReadmitClient,
        ),
        "caseload:assign",
    ),
}
