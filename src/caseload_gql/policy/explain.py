"""Why somebody may or may not do an action to a row: every rule that spoke, and whether it matched."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, literal, select, true

from caseload_gql.db.engine import Database
from caseload_gql.domain.ids import prefix_of
from caseload_gql.errors import BadUserInput
from caseload_gql.policy.actions import ACCESS_EXPLAIN, READ
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.answer import Answer, Rule, hides
from caseload_gql.policy.engine import ROWS, PolicyEngine
from caseload_gql.policy.kinds import KIND_OF_PREFIX
from caseload_gql.policy.redactable import REDACTABLE
from caseload_gql.policy.rules import Grant, Redact

RuleKind = Literal["GRANT", "RESTRICT", "REDACT"]


@dataclass(frozen=True, slots=True)
class AccessQuestion:
    """May the actor do the action to the row of an id; and is `field` (its Python name) hidden from them there."""

    actor: Actor
    action: str
    id: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class ExplainedRule:
    """One rule that spoke. `matches` is, for the row: a grant gives it, a restriction lets it stay, a redaction hides.

    `fields` are what a redaction hides, in Python names.
    """

    plugin: str
    code: str
    kind: RuleKind
    action: str
    matches: bool
    reason: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccessExplanation:
    """Whether it is allowed, whether the field asked about is hidden (None: none was), and the rules behind both."""

    allowed: bool
    field_hidden: bool | None
    rules: tuple[ExplainedRule, ...]


async def explain_access(
    database: Database, policy: PolicyEngine, asker: Actor, question: AccessQuestion
) -> AccessExplanation | None:
    """Explain it to ``asker``, in one statement; None where there is no such row or the asker does not see it.

    What cannot be seen cannot be changed, so that the rules of reading are told with those of any other action. Raises
    ``Forbidden`` unless the asker may have access explained, and ``BadUserInput`` for an action that nobody knows and a
    field that no policy may hide.
    """
    policy.require(asker, ACCESS_EXPLAIN)
    if question.action not in policy.known_actions:
        message = f"There is no such action. Those there are: {', '.join(policy.known_actions)}."
        raise BadUserInput(message)
    kind = KIND_OF_PREFIX.get(prefix_of(question.id))
    if kind is None or not question.id.isascii() or not question.id.isprintable():
        return None
    if question.field is not None and question.field not in REDACTABLE.get(kind, ()):
        message = f"No policy may hide that field of a {kind}."
        raise BadUserInput(message)
    actions = dict.fromkeys((question.action, READ))
    answers = {action: policy.answer(question.actor, action, kind) for action in actions}
    rules = [(action, *each) for action, answer in answers.items() for each in _rules(action, answer, question.field)]
    where = policy.answer(asker, READ, kind).where
    row = ROWS[kind]
    columns = [_true(_allowed(answers.values())), _true(_hidden(answers[READ], question.field))]
    statement = (
        select(*columns, *(_true(_condition(rule)) for _, _, rule in rules))
        .select_from(row)
        .where(row.id == question.id, true() if where is None else where)
    )
    async with database.read() as connection:
        found = (await connection.execute(statement)).first()
    if found is None:
        return None
    allowed, hidden, *matches = (bool(value) for value in found)
    return AccessExplanation(
        allowed,
        None if question.field is None else hidden,
        tuple(_told(*each, matches=match) for each, match in zip(rules, matches, strict=True)),
    )


def _rules(action: str, answer: Answer, name: str | None) -> Sequence[tuple[str, Rule]]:
    """The rules that count: redactions belong to reading, and to the field asked about, if one is."""
    return [
        (each.plugin, each.rule)
        for each in answer.rules
        if not isinstance(each.rule, Redact) or (action == READ and (name is None or name in each.rule.fields))
    ]


def _allowed(answers: Any) -> ColumnElement[bool]:  # noqa: ANN401  # the values of a mapping
    return and_(true(), *(answer.where for answer in answers if answer.where is not None))


def _hidden(answer: Answer, name: str | None) -> ColumnElement[bool]:
    return answer.redactions.get(name or "", literal(0) == literal(1))


def _condition(rule: Rule) -> ColumnElement[bool]:
    if isinstance(rule, Redact):
        return hides(rule)
    return true() if rule.where is None else rule.where


def _true(where: ColumnElement[bool]) -> ColumnElement[int]:
    """1 where the condition holds, 0 where it does not or is unknown."""
    return case((where, literal(1)), else_=literal(0))


def _told(action: str, plugin: str, rule: Rule, *, matches: bool) -> ExplainedRule:
    kind: RuleKind = "GRANT" if isinstance(rule, Grant) else "REDACT" if isinstance(rule, Redact) else "RESTRICT"
    fields = tuple(rule.fields) if isinstance(rule, Redact) else ()
    return ExplainedRule(plugin, rule.code, kind, action, matches, rule.reason, fields)
