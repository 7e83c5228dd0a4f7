"""What all policies together answer to one question, each asked by itself so that blame is right."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, false, func, or_, true

from caseload_gql.policy.expressions import check_expression
from caseload_gql.policy.rules import Grant, PolicyRequest, PolicySource, Redact, Restrict

logger = logging.getLogger("caseload_gql.policy")

R = TypeVar("R", Grant, Restrict | Redact)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether anything is granted; which rows then (None: every row); which attributes are hidden, and where."""

    granted: bool
    where: ColumnElement[bool] | None
    redactions: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)


def ask(sources: Sequence[PolicySource], request: PolicyRequest) -> Answer:
    """Ask every source. Visible is what any grant gives and no restriction takes away.

    A source that fails to grant grants nothing; one that fails to restrict takes every row away. Both are logged with
    the source's name and never with the row's data.
    """
    granted = _union(_asked(source.name, source.grants, request, Grant, ()) for source in sources)
    if granted is None:
        return Answer(granted=False, where=false())
    broken: tuple[Restrict | Redact, ...] = (Restrict("FAILED", "The rule could not be asked.", false()),)
    rules: list[Restrict | Redact] = []
    for source in sources:
        rules += _asked(source.name, source.restrictions, request, (Restrict, Redact), broken)
    conditions = [rule.where for rule in rules if isinstance(rule, Restrict)]
    where = and_(*granted, *conditions) if granted or conditions else None
    return Answer(granted=True, where=where, redactions=_redactions(rules))


def _union(answers: Iterable[Sequence[Grant]]) -> tuple[ColumnElement[bool], ...] | None:
    """The conditions of which all must hold; none: every row; None: nothing is granted."""
    grants = [grant for answer in answers for grant in answer]
    if not grants:
        return None
    conditions = [grant.where for grant in grants if grant.where is not None]
    return () if len(conditions) < len(grants) else (or_(*conditions),)


def _redactions(rules: Sequence[Restrict | Redact]) -> dict[str, ColumnElement[bool]]:
    hidden: dict[str, list[ColumnElement[bool]]] = {}
    for rule in rules:
        if isinstance(rule, Redact):
            where = true() if rule.where is None else func.coalesce(rule.where, true())
            for name in rule.fields:
                hidden.setdefault(name, []).append(where)
    return {name: or_(*conditions) for name, conditions in hidden.items()}


def _asked(
    name: str,
    hook: Callable[[PolicyRequest], Iterable[R]],
    request: PolicyRequest,
    kinds: Any,  # noqa: ANN401  # what isinstance takes
    failed: Sequence[R],
) -> Sequence[R]:
    try:
        rules = tuple(hook(request))
        for rule in rules:
            _check(rule, kinds, request)
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything; what follows is the safe side
        logger.error(  # noqa: TRY400  # a traceback could hold client data
            "policy of plugin %r failed on %s of %s: %s", name, request.action, request.resource, type(error).__name__
        )
        return failed
    return rules


def _check(rule: Grant | Restrict | Redact, kinds: Any, request: PolicyRequest) -> None:  # noqa: ANN401  # see _asked
    if not isinstance(rule, kinds):
        message = f"a policy may not answer with {type(rule).__name__} here"
        raise TypeError(message)
    if rule.where is not None:
        check_expression(rule.where, request.row)
    elif isinstance(rule, Restrict):
        message = "a restriction needs a condition"
        raise TypeError(message)
