"""What planning asked about a request, and the tree of plans found again by the same answers.

A plan is a function of the document and of the answers to the questions that were asked while it was made: which
variables are there, how the policy is shaped for a kind of row, whether an action is held, how many words are searched
for. Requests whose answers agree share the plan. Every value that was not asked about is a parameter.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from caseload_gql.planner.facts import Facts
from caseload_gql.planner.given import Path, dig

T = TypeVar("T")


class Question(Protocol):
    """Something that a plan depends on."""

    def __call__(self, facts: Facts) -> Hashable:
        """The answer for one request."""
        ...


@dataclass(frozen=True, slots=True)
class ShapeOf:
    """How the policy is shaped for a kind of row."""

    resource: str

    def __call__(self, facts: Facts) -> Hashable:
        """The shape; equal shapes are one object."""
        return facts.visibility.of(self.resource).shape


@dataclass(frozen=True, slots=True)
class Holds:
    """Whether the actor holds an action."""

    action: str

    def __call__(self, facts: Facts) -> Hashable:
        """Whether they do."""
        return facts.visibility.may(self.action)


@dataclass(frozen=True, slots=True)
class LookAt:
    """Something about a variable's value that changes the statement."""

    path: Path
    look: Callable[[object], Hashable]

    def __call__(self, facts: Facts) -> Hashable:
        """What is seen."""
        return self.look(dig(facts.variables, self.path))


@dataclass(slots=True)
class _Fork(Generic[T]):
    question: Question
    ways: "dict[Hashable, _Fork[T] | _End[T]]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _End(Generic[T]):
    made: T


Asked = dict[Question, Hashable]


class Tree(Generic[T]):
    """What was made of one document, found by the answers to the questions asked while it was made."""

    def __init__(self, question: Question, at_most: int) -> None:
        """``question`` is the first one asked of every request; beyond ``at_most`` finds the tree starts anew."""
        self._first = question
        self._at_most = at_most
        self._root: _Fork[T] = _Fork(question)
        self._size = 0

    def find(self, facts: Facts) -> T | None:
        """What was made for a request of the same answers, if anything."""
        at: _Fork[T] | _End[T] | None = self._root
        while isinstance(at, _Fork):
            at = at.ways.get(at.question(facts))
        return None if at is None else at.made

    def keep(self, asked: Asked, made: T) -> None:
        """Remember what was made after these questions, the first of them the tree's own."""
        if self._size >= self._at_most:
            self._root, self._size = _Fork(self._first), 0
        at = self._root
        *passed, last = asked.values()
        for answer, following in zip(passed, list(asked)[1:], strict=True):
            way = at.ways.get(answer)
            if not isinstance(way, _Fork) or way.question != following:
                way = at.ways[answer] = _Fork(following)
            at = way
        at.ways[last] = _End(made)
        self._size += 1
