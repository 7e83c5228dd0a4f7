"""Explanations of access: every rule that spoke, with what it says of the row; and how long answers hold."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import aliased

from caseload_gql.db.engine import Database
from caseload_gql.db.models import Client
from caseload_gql.errors import BadUserInput, Forbidden
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.explain import AccessExplanation, AccessQuestion, explain_access
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from tests.support import counted

ADA, BOB = (Actor(f"usr_{name}", name, "", "STAFF") for name in ("ada", "bob"))
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
Rule = Grant | Restrict | Redact
Rules = Callable[[PolicyRequest], Iterable[Rule]]


class Source:
    """A policy that answers with what a test gives it; Bob, who asks, sees all clients but `gone`."""

    def __init__(self, name: str, rules: Rules) -> None:
        self.name = name
        self._rules = rules

    def grants(self, request: PolicyRequest) -> list[Grant]:
        if request.actor == BOB:
            return [Grant("BOB", "Bob asks.", request.row.id != "cli_gone")]
        return [rule for rule in self._rules(request) if isinstance(rule, Grant)]

    def restrictions(self, request: PolicyRequest) -> list[Restrict | Redact]:
        if request.actor == BOB:
            return []
        return [rule for rule in self._rules(request) if not isinstance(rule, Grant)]


def of(action: str, *rules: Callable[[Any], Rule]) -> Rules:
    return lambda request: [rule(request.row) for rule in rules if request.action == action]


async def explained(
    database: Database, sources: Sequence[Source], name: str, action: str = "caseload:read", field: str | None = None
) -> AccessExplanation | None:
    return await explain_access(database, PolicyEngine(sources), BOB, AccessQuestion(ADA, action, f"cli_{name}", field))


READING = Source(
    "reader",
    of(
        "caseload:read",
        lambda row: Grant("NORTH", "North is hers.", row.name == "north"),
        lambda row: Restrict("NO_VIP", "Not vips.", row.name != "vip"),
        lambda row: Redact("NO_PAYER", "No payers.", ("payer", "date_of_birth"), row.payer == "x"),
        lambda row: Redact("NO_NAME", "No names.", ("name",), row.payer != row.payer),  # unknown: hidden
    ),
)
WRITING = Source("writer", of("client:write", lambda _: Grant("ALL", "Writes all.")))


async def test_each_rule_tells_its_plugin_and_whether_it_matched(database: Database) -> None:
    found = await explained(database, [READING], "north")
    assert found is not None
    assert (found.allowed, found.field_hidden) == (True, None)
    told = [(rule.plugin, rule.code, rule.kind, rule.matches, rule.reason, rule.fields) for rule in found.rules]
    assert told == [
        ("reader", "NORTH", "GRANT", True, "North is hers.", ()),
        ("reader", "NO_VIP", "RESTRICT", True, "Not vips.", ()),
        ("reader", "NO_PAYER", "REDACT", True, "No payers.", ("payer", "date_of_birth")),
        ("reader", "NO_NAME", "REDACT", True, "No names.", ("name",)),
    ]
    vip = await explained(database, [READING], "vip")
    assert vip is not None
    assert (vip.allowed, [rule.matches for rule in vip.rules]) == (False, [False, False, True, True])


async def test_why_a_field_is_null_is_told_by_the_rules_that_hide_it(database: Database) -> None:
    payer = await explained(database, [READING], "north", field="payer")
    team = await explained(database, [READING], "north", field="location")
    assert payer is not None
    assert team is not None
    assert (payer.field_hidden, [rule.code for rule in payer.rules]) == (True, ["NORTH", "NO_VIP", "NO_PAYER"])
    assert (team.field_hidden, [rule.code for rule in team.rules]) == (False, ["NORTH", "NO_VIP"])


async def test_what_cannot_be_read_cannot_be_changed_and_both_are_told(database: Database) -> None:
    for name, allowed in (("north", True), ("south", False)):
        found = await explained(database, [READING, WRITING], name, "client:write")
        assert found is not None
        assert found.allowed is allowed
        assert [(rule.action, rule.code) for rule in found.rules][:2] == [
            ("client:write", "ALL"),
            ("caseload:read", "NORTH"),
        ]


async def test_a_plugin_that_cannot_be_asked_is_named(database: Database) -> None:
    def broken(request: PolicyRequest) -> Iterable[Rule]:
        raise RuntimeError(request.action)

    found = await explained(database, [Source("broken", broken), READING], "north")
    assert found is not None
    assert not found.allowed
    failed = [(rule.plugin, rule.kind, rule.matches) for rule in found.rules if rule.code == "FAILED"]
    assert failed == [("broken", "GRANT", False), ("broken", "RESTRICT", False)]


async def test_unseen_unknown_and_malformed_ids_are_answered_alike(database: Database) -> None:
    for name in ("gone", "nobody", "\0", "ä"):
        assert await explained(database, [READING], name) is None
    question = AccessQuestion(ADA, "caseload:read", "usr_ada")
    assert await explain_access(database, PolicyEngine([READING]), BOB, question) is None


async def test_without_any_grant_there_is_no_rule_to_tell(database: Database) -> None:
    found = await explained(database, [Source("none", lambda _: [])], "north")
    assert found == AccessExplanation(allowed=False, field_hidden=None, rules=())


async def test_it_is_one_statement(database: Database) -> None:
    with counted() as statements:
        await explained(database, [READING, WRITING], "north", "client:write")
    assert len([each for each in statements if each.startswith("SELECT")]) == 1


async def test_only_those_who_may_are_told_and_only_of_what_there_is(database: Database) -> None:
    question = AccessQuestion(BOB, "caseload:read", "cli_north")
    with pytest.raises(Forbidden):
        await explain_access(database, PolicyEngine([READING]), ADA, question)
    with pytest.raises(BadUserInput, match="caseload:read"):
        await explained(database, [READING], "north", "no:such")
    with pytest.raises(BadUserInput, match="Client"):
        await explained(database, [READING], "north", field="status")


class Clock:
    """Both clocks of an engine, which a test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def engine(self, rules: Rules) -> PolicyEngine:
        return PolicyEngine([Source("timed", rules)], clock=lambda: self.seconds, now=self.now)


def until(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


async def names(database: Database, engine: PolicyEngine) -> list[str]:
    row = aliased(Client)
    where: ColumnElement[bool] | None = engine.scope(ADA, "caseload:read", row).where
    async with database.read() as connection:
        return sorted(await connection.scalars(select(row.name).where(true() if where is None else where)))


async def test_a_grant_that_has_ended_gives_nothing_while_everything_stays_open(database: Database) -> None:
    clock = Clock()
    engine = clock.engine(lambda request: [Grant("G", "Until ten.", request.row.name == "north", until(10))])
    for seconds, seen in ((0.0, ["north"]), (9.9, ["north"]), (10.0, []), (10.1, [])):
        clock.seconds = seconds
        assert await names(database, engine) == seen
        assert engine.visibility(ADA, PracticeFacts()).may("caseload:read") is bool(seen)
        assert engine.may(ADA, "caseload:read") is bool(seen)


async def test_a_restriction_that_ran_out_is_asked_again_and_one_that_is_said_again_holds(database: Database) -> None:
    clock = Clock()

    def timed(request: PolicyRequest) -> Iterable[Rule]:
        yield Grant("G", "All north.", request.row.name == "north")
        if request.now < until(10):
            yield Restrict("R", "Not yet.", request.row.name != "north", until(10))

    engine = clock.engine(timed)
    for seconds, seen in ((0.0, []), (9.9, []), (10.0, ["north"])):
        clock.seconds = seconds
        assert await names(database, engine) == seen
    stubborn = clock.engine(lambda _: [Grant("G", "All."), Restrict("R", "Said again.", false(), until(0))])
    assert await names(database, stubborn) == []


def test_what_is_visible_is_made_anew_when_its_first_rule_ends() -> None:
    clock = Clock()
    engine = clock.engine(
        lambda request: [
            Grant("G", "All."),
            Redact("R", "For a while.", ("payer",), None, until(10 if request.resource == "Client" else 20)),
        ]
    )
    facts = PracticeFacts()
    first = engine.visibility(ADA, facts)
    first.of("Provider")
    first.of("Client")
    clock.seconds = 9.9
    assert engine.visibility(ADA, facts) is first
    clock.seconds = 10.0
    assert engine.visibility(ADA, facts) is not first


async def test_an_instant_without_a_time_zone_is_a_fault(database: Database) -> None:
    clock = Clock()
    naive = until(60).replace(tzinfo=None)
    assert await names(database, clock.engine(lambda _: [Grant("G", "All.", None, naive)])) == []
