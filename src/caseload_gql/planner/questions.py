"""What planning asked about a request, and the tree of plans found again by the same answers.

A plan is a function of the document and of the answers to the questions that were asked while it was made: which
variables are there, how the policy is shaped for a kind of row, whether an action is held, how many words are searched
for. Requests whose answers agree share the plan. Every value that was not asked about is a parameter.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from caseload_gql.planner.facts import Facts
from caseload_gql.planner.given import Given, Path, dig

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


@dataclass(frozen=True, slots=True)
class Judged:
    """What is said of today, as the practice's date, and some values, given or written in the document."""

    judgement: Callable[..., Hashable]
    values: tuple[Hashable, ...]

    def __call__(self, facts: Facts) -> Hashable:
        """The judgement."""
        known = (dig(facts.variables, each.path) if isinstance(each, Given) else each for each in self.values)
        return self.judgement(facts.today, *known)


@dataclass(slots=True)
class _Fork(Generic[T]):
    question: Question
    ways: "dict[Hashable, _Fork[T] | _End[T]]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class _End(Generic[T]):
    made: T
    #: The way here: the forks passed, and the answer given at each.
    way: tuple[tuple[_Fork[T], Hashable], ...]


Asked = dict[Question, Hashable]


class Tree(Generic[T]):
    """What was made of one document, found by the answers to the questions asked while it was made."""

    def __init__(self, question: Question, at_most: int) -> None:
        """``question`` is the first one asked of every request.

        Of more than ``at_most`` the one unused for longest goes.
        """
        self._at_most = at_most
        self._root: _Fork[T] = _Fork(question)
        self._ends: OrderedDict[_End[T], None] = OrderedDict()

    def find(self, facts: Facts) -> T | None:
        """What was made for a request of the same answers, if anything."""
        at: _Fork[T] | _End[T] | None = self._root
        while isinstance(at, _Fork):
            at = at.ways.get(at.question(facts))
        if at is None:
            return None
        self._ends.move_to_end(at)
        return at.made

    def keep(self, asked: Asked, made: T) -> None:
        """Remember what was made after these questions, the first of them the tree's own."""
        at = self._root
        *passed, last = asked.values()
        way = []
        for answer, following in zip(passed, list(asked)[1:], strict=True):
            way.append((at, answer))
            fork = at.ways.get(answer)
            if not isinstance(fork, _Fork) or fork.question != following:
                fork = at.ways[answer] = _Fork(following)
            at = fork
        end = _End(made, (*way, (at, last)))
        at.ways[last] = end
        self._ends[end] = None
        if len(self._ends) > self._at_most:
            _cut(self._ends.popitem(last=False)[0])


def _cut(end: _End[T]) -> None:
    """Take what was made out of its tree, and the forks that lead nowhere then."""
    gone: _Fork[T] | _End[T] = end
    for fork, answer in reversed(end.way):
        if fork.ways.get(answer) is gone:
            del fork.ways[answer]
        if fork.ways:
            return
        gone = fork
