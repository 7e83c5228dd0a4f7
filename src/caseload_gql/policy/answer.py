"""What all policies together answer to one question, each asked by itself so that blame is right."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, func, or_, true

from caseload_gql.policy.expressions import check_expression, with_lists
from caseload_gql.policy.rules import CountedSource, Grant, PolicyRequest, PolicySource, Redact, Restrict

logger = logging.getLogger("caseload_gql.policy")

Rule = Grant | Restrict | Redact
#: What stands for a source that could not be asked.
NO_GRANT: Final = Grant("FAILED", "The rule could not be asked, and so grants nothing.", false())
NO_ROW: Final = Restrict("FAILED", "The rule could not be asked, and so takes every row away.", false())
#: What each hook answers with, and what stands for an answer that cannot be had.
_KINDS: Final[Mapping[str, tuple[Any, Rule]]] = {
    "policy_grants": (Grant, NO_GRANT),
    "policy_restrictions": ((Restrict, Redact), NO_ROW),
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One rule, and the plugin that spoke it."""

    plugin: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether anything is granted; which rows then (None: every row); which attributes are hidden, and where.

    `rules` are those it is made of; without any grant no restriction is asked. It holds until `valid_until`.
    """

    granted: bool
    where: ColumnElement[bool] | None
    redactions: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)
    rules: tuple[Spoken, ...] = ()
    valid_until: datetime | None = None


def ask(sources: Sequence[PolicySource], request: PolicyRequest) -> Answer:
    """Ask every source. Visible is what any grant gives and no restriction takes away.

    A source that fails to grant grants nothing; one that fails to restrict takes every row away. Both are logged with
    the source's name and never with the row's data.
    """
    spoken = [each for source in sources for each in _asked(source, "policy_grants", request)]
    grants = [each.rule for each in spoken if each.rule is not NO_GRANT and not _passed(each.rule, request)]
    if not grants:
        return Answer(granted=False, where=false(), rules=tuple(spoken), valid_until=_earliest(spoken))
    for source in sources:
        spoken += _asked(source, "policy_restrictions", request)
    restrictions = [each.rule.where for each in spoken if isinstance(each.rule, Restrict)]
    conditions = [*_union(grants), *restrictions]
    return Answer(
        granted=True,
        where=and_(*conditions) if conditions else None,
        redactions=_redactions(spoken),
        rules=tuple(spoken),
        valid_until=_earliest(spoken),
    )


def hides(rule: Redact) -> ColumnElement[bool]:
    """Where a redaction hides its fields: never NULL."""
    return true() if rule.where is None else func.coalesce(rule.where, true())


def _union(grants: Sequence[Rule]) -> tuple[ColumnElement[bool], ...]:
    """The conditions of which all must hold; none: every row."""
    conditions = [grant.where for grant in grants if grant.where is not None]
    return () if len(conditions) < len(grants) else (or_(*conditions),)


def _redactions(spoken: Sequence[Spoken]) -> dict[str, ColumnElement[bool]]:
    hidden: dict[str, list[ColumnElement[bool]]] = {}
    for each in spoken:
        if isinstance(each.rule, Redact):
            for name in each.rule.fields:
                hidden.setdefault(name, []).append(hides(each.rule))
    return {name: or_(*conditions) for name, conditions in hidden.items()}


def _passed(rule: Rule, request: PolicyRequest) -> bool:
    return rule.valid_until is not None and rule.valid_until <= request.now


def _earliest(spoken: Iterable[Spoken]) -> datetime | None:
    return min((each.rule.valid_until for each in spoken if each.rule.valid_until is not None), default=None)


def _asked(source: PolicySource, hook: str, request: PolicyRequest) -> Sequence[Spoken]:
    kinds, failed = _KINDS[hook]
    answered = False
    try:
        rules = tuple(source.grants(request) if hook == "policy_grants" else source.restrictions(request))
        answered = True
        return [Spoken(source.name, _checked(rule, kinds, request)) for rule in rules]
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; what follows is the safe side
        if answered and isinstance(source, CountedSource):
            source.note_fault(hook)
        logger.error(  # noqa: TRY400  # a traceback could hold client data
            "policy of plugin %r failed on %s of %s: %s",
            source.name,
            request.action,
            request.resource,
            type(error).__name__,
        )
        return [Spoken(source.name, failed)]


def _checked(given: object, kinds: Any, request: PolicyRequest) -> Rule:  # noqa: ANN401  # see _asked
    """The rule, its lists made values. Raises whatever is wrong with it."""
    if not isinstance(given, kinds):
        message = f"a policy may not answer with {type(given).__name__} here"
        raise TypeError(message)
    rule: Rule = given
    if rule.valid_until is not None and rule.valid_until.tzinfo is None:
        message = "valid_until needs a time zone"
        raise ValueError(message)
    if rule.where is not None:
        return replace(rule, where=with_lists(check_expression(rule.where, request.row)))
    if isinstance(rule, Restrict):
        message = "a restriction needs a condition"
        raise TypeError(message)
    return rule
