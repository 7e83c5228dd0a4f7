"""Draws sequences of all mutations by people of all roles, and holds each answer and all rows to the model."""

import asyncio
import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, ClassVar, Final

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from caseload_gql.db.engine import Database
from caseload_gql.domain.lifecycle import CLIENT_STEPS, Stand, Step, bar
from caseload_gql.domain.provider_lifecycle import ProviderStep, provider_bar
from caseload_gql.domain.vocabulary import InsuranceStatus, LeaveHandling, ProviderStatus
from caseload_gql.errors import Forbidden
from caseload_gql.policy.actor import Actor
from caseload_gql.services import commands, provider_commands
from tests.services.practice import SmallPractice, codes
from tests.stateful.comparing import compare
from tests.stateful.house import Problems
from tests.stateful.model import Model
from tests.stateful.people import Asker, Clinician, ForbiddenError
from tests.stateful.roles import ACTIONS, ASKERS, NORTH, SOUTH
from tests.stateful.rows import Rows, check_audit, check_invariants, read

START: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_SEED: Final = st.integers(0, 2**32 - 1)
#: Steps with clients come up twice as often.
_ADDING: Final = "addProvider"
_KINDS: Final = (*Step, *Step, *ProviderStep, _ADDING)
_LEAVES: Final = (LeaveHandling.KEEP, LeaveHandling.POOL, LeaveHandling.COVER, LeaveHandling.COVER)
_TEAMS: Final = (None, NORTH, SOUTH)
_WEIGHTS: Final = (100, 100, 50, 150, 33, 0)
_CAPACITIES: Final = (-1, 0, 1, 2, 3, 4)
_OVERRIDES: Final = (None, None, None, "Needed.", " ")
_PLACED: Final = 0.75
_BACKDATED: Final = 0.4
_ACCEPTING: Final = 0.6
_FITTING: Final = 0.8
#: How often a sequence begins with one provider who has nearly all clients, and how often with a leave of theirs.
_CROWDED: Final = 0.5
_LEAVING: Final = 0.3
#: How often a cover has room for one client, or a little more, and no further.
_NARROW: Final = 0.5
_UNWANTING: Final = 0.3
_PLACING: Final = 0.4
#: How often a mutation is sent twice with one key.
_REPEATED: Final = 0.15

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

    @initialize(seed=_SEED)
    def begin(self, seed: int) -> None:
        """Three providers, the last of them of the other team, and four clients, who wait or are with one of them."""
        self.seed = seed
        drawn = Random(seed)  # noqa: S311  # no secret
        number = next(self.ground.numbers)
        self.model = Model([Clinician(team, drawn.randint(1, 3)) for team in (NORTH, NORTH, SOUTH)])
        for at, each in enumerate(self.model.providers):
            made = self.ground.practice.provider(f"{number}_{at}", team_id=each.team, capacity=each.capacity)
            self.providers.append(self.ground.runner.run(made))
        self.rows = self._read()
        crowded = drawn.random() < _CROWDED
        for client in range(4):
            self._admit(ASKERS[0], NORTH, 100)
            if drawn.random() < _PLACED:
                self.assign(ASKERS[0], client, 0 if crowded else drawn.randrange(3), "Needed.", None)
            # Ids tell the order of what was made at different instants, and who came first takes a cover's room first.
            self.now += timedelta(minutes=1)
        if crowded and drawn.random() < _LEAVING:
            self._narrow(1, drawn)
            self._start_leave(ASKERS[0], 0, LeaveHandling.COVER, 1)

    @rule(seed=_SEED)
    def step(self, seed: int) -> None:
        """One mutation. All of it follows from the seeds and the clock: one seed is drawn again and again."""
        drawn = Random(f"{self.seed} {seed} {self.now}")  # noqa: S311  # no secret
        asker = drawn.choices(ASKERS, (8, 3, 5, 1, 1))[0]
        self.now += timedelta(minutes=drawn.randint(1, 4_000))
        kind = drawn.choice(_KINDS)
        if isinstance(kind, Step):
            self._client_step(kind, asker, drawn)
        elif isinstance(kind, ProviderStep):
            self._provider_step(kind, asker, drawn)
        else:
            self._add_provider(asker, drawn.choice(_TEAMS), drawn.choice(_CAPACITIES))

    def _client_step(self, step: Step, asker: Asker, drawn: Random) -> None:
        if step is Step.ADMIT:
            self._admit(asker, drawn.choice(_TEAMS), drawn.choice(_WEIGHTS))
        else:
            _DRAWN[step](self, asker, self._client(step, drawn), drawn)

    # Steps with clients

    def _admit(self, asker: Asker, team: str | None, weight: int) -> None:
        command = commands.AdmitClient("A Person", InsuranceStatus.VERIFIED, team_id=team, case_weight=weight / 100)
        self._take(asker, command, Step.ADMIT, lambda: self.model.admit(asker, team, weight, self.now))

    def reweigh(self, asker: Asker, number: int, weight: int) -> None:
        command = commands.UpdateClient(self.clients[number], case_weight=weight / 100)
        self._take(asker, command, Step.UPDATE, lambda: self.model.reweigh(asker, number, weight), number)

    def unwant(self, asker: Asker, number: int, given: frozenset[int]) -> None:
        unwanted = tuple(self.providers[each] for each in sorted(given))
        command = commands.UpdateClient(self.clients[number], do_not_match_provider_ids=unwanted)
        self._take(asker, command, Step.UPDATE, lambda: self.model.unwant(asker, number, given), number)

    def assign(self, asker: Asker, number: int, to: int, override: str | None, at: datetime | None) -> None:
        command = commands.AssignClient(self.clients[number], self.providers[to], override, at)
        expected = partial(self.model.assign, asker, number, to, override, at, self.now)
        self._take(asker, command, Step.ASSIGN, expected, number)

    def reassign(self, asker: Asker, number: int, to: int, override: str | None) -> None:
        command = commands.ReassignClient(self.clients[number], self.providers[to], override)
        expected = partial(self.model.reassign, asker, number, to, override, self.now)
        self._take(asker, command, Step.REASSIGN, expected, number)

    def give_back(self, step: Step, asker: Asker, number: int, team: str | None) -> None:
        keeping = step is Step.RETURN_KEEPING
        command = commands.ReturnClientToPool(self.clients[number], team_id=team, keep_provider_until_moved=keeping)
        expected = partial(self.model.give_back, asker, number, team, self.now, keeping=keeping)
        self._take(asker, command, step, expected, number)

    def withdraw(self, asker: Asker, number: int) -> None:
        command = commands.WithdrawTransfer(self.clients[number])
        self._take(asker, command, Step.WITHDRAW, lambda: self.model.withdraw(asker, number, self.now), number)

    def route(self, asker: Asker, number: int, which: int, team: str | None, note: str | None) -> None:
        stays = self.rows.stays[self.clients[number]]
        at = max(0, len(stays) - 1 - which)
        command = commands.RoutePoolEntry(stays[at]["id"], team_id=team, note=note)
        self._take(asker, command, Step.ROUTE, lambda: self.model.route(asker, number, at, team, note), number)

    def meet(self, asker: Asker, number: int, at: datetime) -> None:
        command = commands.RecordFirstSession(self.clients[number], at)
        self._take(asker, command, Step.FIRST_SESSION, lambda: self.model.meet(asker, number, at, self.now), number)

    def undo(self, asker: Asker, number: int, drawn: Random) -> None:
        held = self.rows.held[self.clients[number]]
        if not held:
            return
        at = max(0, len(held) - 1 - drawn.choice((0, 0, 0, 0, 1, 2)))
        command = commands.UndoAssignment(held[at]["id"])
        self._take(asker, command, Step.UNDO, lambda: self.model.undo(asker, number, at, self.now), number)

    def discharge(self, asker: Asker, number: int) -> None:
        command = commands.DischargeClient(self.clients[number])
        self._take(asker, command, Step.DISCHARGE, lambda: self.model.discharge(asker, number, self.now), number)

    def readmit(self, asker: Asker, number: int, team: str | None) -> None:
        command = commands.ReadmitClient(self.clients[number], team_id=team)
        self._take(asker, command, Step.READMIT, lambda: self.model.readmit(asker, number, team, self.now), number)

    # Steps with providers

    def any_provider(self, drawn: Random) -> int:
        return drawn.randrange(len(self.providers))

    def _add_provider(self, asker: Asker, team: str | None, capacity: int) -> None:
        command = provider_commands.AddProvider("A Clinician", capacity, team_id=team)
        self._take(asker, command, None, lambda: self.model.add(asker, team, capacity))

    def _provider_step(self, step: ProviderStep, asker: Asker, drawn: Random) -> None:
        which = self._provider(step, drawn)
        provider, model = self.providers[which], self.model
        capacity = drawn.choice(_CAPACITIES)
        command: Any
        expected: Callable[[], Problems]
        match step:
            case ProviderStep.SET_CAPACITY:
                command = commands.SetProviderCapacity(provider, capacity)
                expected = partial(model.set_capacity, asker, which, capacity)
            case ProviderStep.UPDATE if drawn.random() < _PLACING:
                team = drawn.choice(_TEAMS)
                command = provider_commands.UpdateProvider(provider, team_id=team)
                expected = partial(model.place, asker, which, team)
            case ProviderStep.UPDATE:
                accepting = drawn.random() < _ACCEPTING
                command = provider_commands.UpdateProvider(provider, accepting_new_clients=accepting)
                expected = partial(model.accept, asker, which, accepting=accepting)
            case ProviderStep.START_LEAVE:
                clients, cover = drawn.choice(_LEAVES), drawn.choice((None, *self._working(which) * 2, which))
                if cover is not None and drawn.random() < _NARROW:
                    self._narrow(cover, drawn)
                return self._start_leave(asker, which, clients, cover)
            case ProviderStep.END_LEAVE:
                command = provider_commands.EndProviderLeave(provider)
                expected = partial(model.end_leave, asker, which)
            case ProviderStep.DEPART:
                command = provider_commands.DepartProvider(provider)
                expected = partial(model.depart, asker, which, self.now)
            case _:
                given = drawn.choice((None, capacity))
                command = provider_commands.ReinstateProvider(provider, given)
                expected = partial(model.reinstate, asker, which, given)
        return self._take(asker, command, None, expected)

    def _start_leave(self, asker: Asker, which: int, clients: LeaveHandling, cover: int | None) -> None:
        named = None if cover is None else self.providers[cover]
        command = provider_commands.StartProviderLeave(self.providers[which], self.now.date(), None, clients, named)
        expected = partial(self.model.start_leave, asker, which, clients, cover, self.now)
        self._take(asker, command, None, expected)

    def _working(self, but: int) -> tuple[int, ...]:
        """The providers who could cover for one."""
        active = ProviderStatus.ACTIVE
        return tuple(at for at, each in enumerate(self.model.providers) if each.status is active and at != but)

    def _narrow(self, provider: int, drawn: Random) -> None:
        """Leave a provider room for one client, or a little more."""
        capacity = -(-self.model.load(provider) // 100) + drawn.choice((1, 1, 2))
        command = commands.SetProviderCapacity(self.providers[provider], capacity)
        self._take(ASKERS[0], command, None, lambda: self.model.set_capacity(ASKERS[0], provider, capacity))

    # What steps share

    def _client(self, step: Step, drawn: Random) -> int:
        """A client, four times of five one to whom the step is open, if there is any."""
        known = range(len(self.clients))
        fit = [each for each in known if bar(step, self.model.people[each].stand) is None]
        return drawn.choice(fit if fit and drawn.random() < _FITTING else known)

    def _provider(self, step: ProviderStep, drawn: Random) -> int:
        """A provider, four times of five one to whom the step is open, if there is any."""
        known = range(len(self.providers))
        fit = [each for each in known if provider_bar(step, self.model.providers[each].status) is None]
        if step is ProviderStep.START_LEAVE and fit and drawn.random() < _CROWDED:
            return max(fit, key=lambda each: len(self.model.caseload(each)))
        return drawn.choice(fit if fit and drawn.random() < _FITTING else known)

    def _take(  # one step, asked of both
        self,
        asker: Asker,
        command: Command,
        step: Step | None,
        expected: Callable[[], Problems],
        number: int | None = None,
    ) -> None:
        """Ask the model and the product, and hold the product to the model."""
        stood = Stand.UNKNOWN if number is None else self.model.people[number].stand
        before = self.rows
        try:
            problems = self.model.attempt(asker, ACTIONS[type(command)], expected)
        except ForbiddenError:
            with pytest.raises(Forbidden):
                self._ask(asker, command)
            problems = None
        else:
            outcome = self._ask(asker, command)
            assert frozenset(codes(outcome)) == problems
            if not problems and step is Step.ADMIT:
                self.clients.append(str(outcome.ids["client"]))
            if not problems and isinstance(command, provider_commands.AddProvider):
                self.providers.append(str(outcome.ids["provider"]))
        self.rows = self._read()
        if problems == frozenset():
            self._led(step, stood, number, before)
        else:
            assert self.rows == before
            self._table_says(step, stood, problems)
        check_invariants(self.rows, self.now)
        check_audit(before, self.rows)
        compare(self.rows, self.model, self.clients, self.providers)

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
        repeated = Random(f"{self.seed} {now}").random() < _REPEATED  # noqa: S311  # no secret
        if not repeated:
            return self.ground.runner.run(desk.do(command))
        key = f"key {next(self.ground.numbers)}"
        first, again = (self.ground.runner.run(desk.do(command, key)) for _ in range(2))
        assert first == again
        return first

    def _read(self) -> Rows:
        return self.ground.runner.run(read(self.ground.database, self.clients, self.providers))


def _ago(machine: Machine, drawn: Random) -> datetime:
    """A moment of the last days, or one that is still to come."""
    return machine.now - timedelta(minutes=drawn.randint(-60, 6_000))


def _assign(machine: Machine, asker: Asker, number: int, drawn: Random) -> None:
    at = _ago(machine, drawn) if drawn.random() < _BACKDATED else None
    machine.assign(asker, number, machine.any_provider(drawn), drawn.choice(_OVERRIDES), at)


def _update(machine: Machine, asker: Asker, number: int, drawn: Random) -> None:
    if drawn.random() < _UNWANTING:
        given = frozenset(machine.any_provider(drawn) for _ in range(drawn.randrange(3)))
        machine.unwant(asker, number, given)
    else:
        machine.reweigh(asker, number, drawn.choice(_WEIGHTS))


#: What else each step with a client is drawn with.
_DRAWN: Final[Mapping[Step, Callable[[Machine, Asker, int, Random], None]]] = {
    Step.UPDATE: _update,
    Step.ASSIGN: _assign,
    Step.REASSIGN: lambda it, asker, number, drawn: it.reassign(
        asker, number, it.any_provider(drawn), drawn.choice(_OVERRIDES)
    ),
    Step.RETURN: lambda it, asker, number, drawn: it.give_back(Step.RETURN, asker, number, drawn.choice(_TEAMS)),
    Step.RETURN_KEEPING: lambda it, asker, number, drawn: it.give_back(
        Step.RETURN_KEEPING, asker, number, drawn.choice(_TEAMS)
    ),
    Step.WITHDRAW: lambda it, asker, number, _: it.withdraw(asker, number),
    Step.ROUTE: lambda it, asker, number, drawn: it.route(
        asker, number, drawn.choice((0, 0, 0, 0, 1)), drawn.choice(_TEAMS), drawn.choice((None, "Soon."))
    ),
    Step.FIRST_SESSION: lambda it, asker, number, drawn: it.meet(asker, number, _ago(it, drawn)),
    Step.UNDO: lambda it, asker, number, drawn: it.undo(asker, number, drawn),
    Step.DISCHARGE: lambda it, asker, number, _: it.discharge(asker, number),
    Step.READMIT: lambda it, asker, number, drawn: it.readmit(asker, number, drawn.choice(_TEAMS)),
}
