"""The policy engine: may this actor do this, and to which rows."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.orm import aliased

from caseload_gql.db.models import Assignment, Client, Location, PoolEntry, Practice, Provider, Team, User, Viewer
from caseload_gql.errors import Forbidden
from caseload_gql.policy.actions import READ, ROWS_OF_ACTION
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.answer import Answer, ask
from caseload_gql.policy.expressions import move_expression
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import PolicyRequest, PolicySource
from caseload_gql.policy.shape import Shape, Shaped, Shapes
from caseload_gql.policy.visibility import Visibility, earlier

#: Seconds for which an answer is kept; what is visible is made of kept answers, so that both make 60 at most.
KEEP_SECONDS: Final = 30.0
#: Answers kept a worker; the one not used for longest goes first.
KEEP_ANSWERS: Final = 4096
#: The alias under which policies are asked, one a kind of row.
ROWS: Final[Mapping[str, Any]] = {
    model.__name__: aliased(model)
    for model in (Practice, Team, Location, Provider, Client, PoolEntry, Assignment, User, Viewer)
}
Question = tuple[Actor, PracticeFacts, str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which rows of one alias (None: every row), and which attributes are hidden in which of them."""

    where: ColumnElement[bool] | None
    redactions: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)


def moved(shape: Shape, row: Any) -> Scope:  # noqa: ANN401  # an alias of any model
    """The shape's conditions over an alias, its parameters named as in the shape."""
    asked = ROWS[shape.resource]
    return Scope(
        where=None if shape.where is None else move_expression(shape.where, asked, row),
        redactions={name: move_expression(where, asked, row) for name, where in shape.redactions.items()},
    )


class PolicyEngine:
    """Answers from all sources together, under the settings of one practice (`at`)."""

    def __init__(
        self,
        sources: Sequence[PolicySource],
        practice: PracticeFacts | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        actions: Mapping[str, tuple[str, ...]] = ROWS_OF_ACTION,
    ) -> None:
        """`clock` tells the age of kept answers, in seconds; `now` the instant that `valid_until` is held against.

        `actions` are all there are, with their kinds of rows.
        """
        self._actions = actions
        self._sources = tuple(sources)
        self._practice = practice or PracticeFacts()
        self._clock = clock
        self._now = now
        self._kept: OrderedDict[Question, tuple[float, Answer]] = OrderedDict()
        self._visible: OrderedDict[tuple[Actor, PracticeFacts], tuple[float, Visibility]] = OrderedDict()
        self._shapes = Shapes()

    def at(self, practice: PracticeFacts) -> "PolicyEngine":
        """The same policies under the practice's present settings; what is kept is shared."""
        bound = PolicyEngine(self._sources, practice, clock=self._clock, now=self._now, actions=self._actions)
        bound._kept = self._kept  # its own kind
        bound._shapes = self._shapes
        return bound

    def may(self, actor: Actor, action: str) -> bool:
        """Whether the actor is granted the action for some kind of row or other; unknown actions: never."""
        return self.held(actor, action)[0]

    def actions(self, actor: Actor) -> tuple[str, ...]:
        """Every action the actor holds, sorted."""
        return tuple(sorted(action for action in self._actions if self.may(actor, action)))

    @property
    def known_actions(self) -> tuple[str, ...]:
        """Every action there is, sorted."""
        return tuple(sorted(self._actions))

    def require(self, actor: Actor, action: str) -> None:
        """Raise `errors.Forbidden` unless the actor holds the action."""
        if not self.may(actor, action):
            message = f"Your roles do not allow {action}. Ask an administrator of the practice for access."
            raise Forbidden(message)

    def scope(self, actor: Actor, action: str, row: Any) -> Scope:  # noqa: ANN401  # an alias or class of any model
        """Which rows of `row`, an alias or a mapped class, the actor may do the action to, and what is hidden there."""
        name = inspect(row).mapper.class_.__name__
        answer = self.answer(actor, action, name)
        asked = ROWS[name]
        return Scope(
            where=None if answer.where is None else move_expression(answer.where, asked, row),
            redactions={key: move_expression(where, asked, row) for key, where in answer.redactions.items()},
        )

    def visibility(self, actor: Actor, practice: PracticeFacts) -> Visibility:
        """What the actor may read under the practice's settings, kept for `KEEP_SECONDS`."""
        key = (actor, practice)
        kept = self._visible.get(key)
        if kept is not None and self._holds(kept[0], kept[1].valid_until):
            self._visible.move_to_end(key)
            return kept[1]
        bound = self.at(practice)
        visibility = Visibility(partial(bound.seen, actor), partial(bound.held, actor))
        self._visible[key] = (self._clock(), visibility)
        self._visible.move_to_end(key)
        if len(self._visible) > KEEP_ANSWERS:
            self._visible.popitem(last=False)
        return visibility

    def shaped(self, actor: Actor, resource: str) -> Shaped:
        """Which rows of a kind the actor may read: the shape, and the actor's own values."""
        return self.seen(actor, resource)[0]

    def answer(self, actor: Actor, action: str, resource: str) -> Answer:
        """What all policies say of a kind of rows, over its alias in `ROWS`, with the rules it is made of."""
        question = (actor, self._practice, action, resource)
        kept = self._kept.get(question)
        if kept is not None and self._holds(kept[0], kept[1].valid_until):
            self._kept.move_to_end(question)
            return kept[1]
        request = PolicyRequest(actor, action, resource, ROWS[resource], self._practice, now=self._now())
        answer = ask(self._sources, request)
        self._kept[question] = (self._clock(), answer)
        self._kept.move_to_end(question)
        if len(self._kept) > KEEP_ANSWERS:
            self._kept.popitem(last=False)
        return answer

    def seen(self, actor: Actor, resource: str) -> tuple[Shaped, datetime | None]:
        """As `shaped`, and until when that holds."""
        answer = self.answer(actor, READ, resource)
        return self._shapes.of(resource, answer), answer.valid_until

    def held(self, actor: Actor, action: str) -> tuple[bool, datetime | None]:
        """Whether the actor holds the action, and until when that is known."""
        valid_until = None
        for name in self._actions.get(action, ()):
            answer = self.answer(actor, action, name)
            if answer.granted:
                return True, answer.valid_until
            valid_until = earlier(valid_until, answer.valid_until)
        return False, valid_until

    def _holds(self, asked_at: float, valid_until: datetime | None) -> bool:
        return self._clock() - asked_at < KEEP_SECONDS and (valid_until is None or self._now() < valid_until)
