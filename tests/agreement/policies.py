"""Policies, drawn: plugins that grant, restrict and hide, and what they come to for one actor, decided by hand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.policy import actor as actors
from caseload_gql.policy.actions import READ, ROWS_OF_ACTION
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.redactable import REDACTABLE
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from tests.agreement.conditions import MODELS, Condition, Grammar, Told
from tests.agreement.pick import Pick
from tests.differential.picture import Picture
from tests.differential.sight import Sight

WRITES: Final = {"Client": "client:write", "Provider": "provider:write"}
#: Whom no drawn policy touches: who asks for explanations.
ASKER: Final = Actor("usr_asker", "Asker", "asker@practice.example", "CEO")
#: The fields that policies hide here, by Python name and by the API's.
HIDDEN: Final[Mapping[str, Mapping[str, str]]] = {
    "Client": {
        "name": "name",
        "payer": "payer",
        "date_of_birth": "dateOfBirth",
        "external_id": "externalId",
        "insurance_status": "insuranceStatus",
    },
    "Provider": {"credential": "credential", "minimum_age": "minimumAge", "external_id": "externalId"},
    "PoolEntry": {"note": "note"},
    "Assignment": {"assigned_by": "assignedBy", "override_reason": "overrideReason"},
}


@dataclass(frozen=True)
class Rule:
    """One rule: what it does, to rows of which kind, for which action (None: every one), where, and to which fields."""

    what: str
    kind: str
    action: str | None
    where: Condition | None
    fields: tuple[str, ...] = ()

    def answers(self, request: PolicyRequest, code: str) -> Iterator[Grant | Restrict | Redact]:
        """The rule as the engine is given it."""
        if request.resource != self.kind or self.action not in {None, request.action}:
            return
        where = None if self.where is None else self.where.sql(request.row, request)
        if self.what == "grant":
            yield Grant(code, "Granted.", where)
        elif self.what == "redact":
            yield Redact(code, "Hidden.", self.fields, where)
        elif where is not None:
            yield Restrict(code, "Restricted.", where)

    def speaks(self, what: str, kind: str, action: str) -> bool:
        """Whether it is of that sort and has a say."""
        return (self.what, self.kind) == (what, kind) and self.action in {None, action}

    def holds(self, picture: Picture, row: Any) -> bool | None:
        """Whether its condition holds."""
        return True if self.where is None else self.where.holds(picture, row)


@dataclass(frozen=True)
class Drawn:
    """Who asks, and the rules of each plugin."""

    actor: Actor
    plugins: tuple[tuple[Rule, ...], ...]

    def loaded(self) -> list[LoadedPlugin]:
        """The plugins, as they would be installed."""
        return [_plugin(f"drawn-{at}", rules) for at, rules in enumerate(self.plugins)]


def _plugin(name: str, rules: Sequence[Rule]) -> LoadedPlugin:
    def answers(request: PolicyRequest, whats: set[str]) -> Iterator[Grant | Restrict | Redact]:
        if request.actor.user_id != ASKER.user_id:
            for at, rule in enumerate(rules):
                if rule.what in whats:
                    yield from rule.answers(request, f"{name}-{at}")

    redacts = tuple(f"{kind}.{field}" for kind, fields in REDACTABLE.items() for field in fields)
    return LoadedPlugin(
        Plugin(name, ">=1", redacts=redacts),
        "0",
        {
            "policy_grants": lambda request: answers(request, {"grant"}),
            "policy_restrictions": lambda request: answers(request, {"restrict", "redact"}),
        },
    )


class Foreseen:
    """What drawn policies come to beside the shipped roles, decided row by row in Python."""

    def __init__(self, picture: Picture, drawn: Drawn) -> None:
        self._picture = picture
        self._rules = [rule for rules in drawn.plugins for rule in rules]
        self._roles = Sight(picture, drawn.actor, plugins=False)

    def holds(self, action: str) -> bool:
        """Whether anything at all is granted."""
        granted = any(rule.speaks("grant", kind, action) for rule in self._rules for kind in ROWS_OF_ACTION[action])
        return granted or self._roles.holds(action)

    def may(self, action: str, kind: str, row: Any) -> bool:
        """Whether the actor may do the action to the row; what cannot be seen cannot be changed."""
        if action != READ and not self.may(READ, kind, row):
            return False
        rules, picture = self._rules, self._picture
        granted = self._by_role(action, kind, row) or any(
            rule.holds(picture, row) is True for rule in rules if rule.speaks("grant", kind, action)
        )
        return granted and all(
            rule.holds(picture, row) is True for rule in rules if rule.speaks("restrict", kind, action)
        )

    def hides(self, kind: str, row: Any, field: str) -> bool:
        """Whether a field of a row that may be read is hidden."""
        return any(
            field in rule.fields and rule.holds(self._picture, row) is not False
            for rule in self._rules
            if rule.speaks("redact", kind, READ)
        )

    def _by_role(self, action: str, kind: str, row: Any) -> bool:
        roles = self._roles
        if action == READ:
            return roles.granted(kind, row)
        return roles.holds(action) and (roles.writes_all or roles.of_teams(kind, row))


def drawn(pick: Pick, picture: Picture, people: Mapping[str, Actor]) -> Drawn:
    """An actor of the practice, and up to three plugins."""
    # The first is drawn most, and sees everything but for what is taken away.
    actor = people[pick.one(["usr_admin"] * 3 + sorted(people))]
    every = sorted(row_id for kind in MODELS for row_id in picture.rows[kind])
    ids = tuple(pick.some(every, 40))
    grammar = Grammar(pick, picture, Told(actor.provider_id, tuple(sorted(actor.team_ids)), ids))
    plugins = [[_rule(pick, grammar) for _ in range(pick.one((1, 2, 3)))] for _ in range(pick.one((1, 2, 3)))]
    return Drawn(_knowing(actor, len(plugins), ids), tuple(tuple(rules) for rules in plugins))


def _knowing(actor: Actor, plugins: int, ids: tuple[str, ...]) -> Actor:
    """The actor, of whom each plugin has told the same."""
    return replace(actor, told=tuple(actors.Told(f"drawn-{at}", (("ids", "tuple", ids),)) for at in range(plugins)))


def _rule(pick: Pick, grammar: Grammar) -> Rule:
    # Most rules are about clients: that is where kinds of rows hang together most.
    kind = pick.one(["Client"] * 4 + ["Provider"] * 3 + ["PoolEntry"] * 2 + ["Assignment"] * 2 + ["Team", "Location"])
    what = pick.one(["grant", "restrict", *["redact"] * (kind in HIDDEN)])
    if what == "redact":
        fields = tuple(dict.fromkeys(pick.some(sorted(HIDDEN[kind]), 3, 1)))
        return Rule(what, kind, READ, None if pick.one(range(4)) == 3 else grammar.condition(kind), fields)
    writes = [WRITES[kind]] if kind in WRITES else []
    if what == "grant":
        where = None if pick.one(range(4)) == 3 else grammar.condition(kind)
        return Rule(what, kind, pick.one([READ, READ, *writes, None]), where)
    return Rule(what, kind, pick.one([READ, *writes, None]), grammar.condition(kind))
