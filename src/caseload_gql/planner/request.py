"""A read being planned: what is asked of the policy and of the values given, and what the statement will need."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import CTE, ColumnElement, bindparam, exists, inspect, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from caseload_gql.db.models import Assignment, Client, EventRow, PoolEntry, Provider, Viewer
from caseload_gql.planner.facts import Facts, Source
from caseload_gql.planner.given import Given, dig
from caseload_gql.planner.questions import Asked, Holds, Judged, LookAt, Question, ShapeOf
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import ROWS, moved
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.shape import Shape, parameter
from caseload_gql.policy.visibility import Visibility

L = TypeVar("L", bound=Hashable)

#: Rows of which policies know nothing: they are seen with the rows that they are about, by the columns that name these.
_SEEN_WITH: Final[Mapping[type, Mapping[str, type]]] = {
    EventRow: {
        "client_id": Client,
        "provider_id": Provider,
        "pool_entry_id": PoolEntry,
        "assignment_id": Assignment,
    }
}


class PolicyBook(Protocol):
    """The policy, as far as reads ask it."""

    def visibility(self, actor: Actor, practice: PracticeFacts) -> Visibility:
        """What the actor may read under the practice's settings."""
        ...


@dataclass(frozen=True)
class Problem:
    """Something wrong with one field of the operation."""

    code: str
    message: str
    path: tuple[str, ...]


@dataclass
class Asking:
    """One read being planned.

    Nothing of ``facts`` gets into the plan but through `rows`, `redactions`, `holds`, `look` and `bind`.
    """

    facts: Facts
    page_at_most: int = 100
    #: Rows go on to Python, which needs each row's type beside its fields.
    for_python: bool = False
    problems: list[Problem] = field(default_factory=list)
    #: Cursors that must name a visible row: the path of the field, and whether it does.
    guards: list[tuple[tuple[str, ...], ColumnElement[bool]]] = field(default_factory=list)
    #: Where the statement's own parameters get their values, by their names.
    sources: dict[str, Source] = field(default_factory=dict)
    #: The rows that the asker may see, by their kind, where that is not every row.
    visible: dict[type, CTE] = field(default_factory=dict)
    #: What is hidden in rows that are not as they are stored, by the selectable of their alias.
    stated: dict[Any, Mapping[str, ColumnElement[bool]]] = field(default_factory=dict)
    #: Whether rows about clients are read, and whether some tell whose they are under a hidden key only.
    reads_clients: bool = False
    hides_clients: bool = False
    #: Whether what is being written out hangs on a row of a client.
    below_client: bool = False
    #: What the plan depends on.
    asked: Asked = field(default_factory=dict)
    #: Whether the plan may be kept at all.
    lasting: bool = True

    def rows(self, model: type) -> Any:  # noqa: ANN401  # an alias of the model
        """An alias of the rows of a model that the asker may see.

        What may be seen is said once a statement, by name: written out wherever rows are read, it would nest too
        deeply for SQLite's parser, and be read and planned again each time.
        """
        if model in _SEEN_WITH:
            return self._seen_with(model)
        if model.__name__ not in ROWS:
            return aliased(model)
        shape = self._shape(model.__name__)
        if model not in self.visible:
            row: Any = aliased(model)
            where = moved(shape, row).where
            if where is None:
                return aliased(model)
            found = select(*inspect(row).selectable.c).where(where)
            # A viewer's row lies in the table of users, and a statement may read both.
            kind = "viewer" if model is Viewer else inspect(model).local_table.name
            name = f"visible_{kind}"
            self.visible[model] = found.cte(name).prefix_with("NOT MATERIALIZED")
        return aliased(model, self.visible[model].alias())

    def sees_all(self, model: type) -> bool:
        """Whether the asker may see every row of a model."""
        self.rows(model)
        return model not in self.visible

    def _seen_with(self, model: type) -> Any:  # noqa: ANN401  # an alias of the model
        if model not in self.visible:
            row: Any = aliased(model)
            conditions: list[ColumnElement[bool]] = []
            for name, related in _SEEN_WITH[model].items():
                target, key = self.rows(related), getattr(row, name)
                if related in self.visible:
                    conditions.append(or_(key.is_(None), exists().where(target.id == key)))
            if not conditions:
                return aliased(model)
            found = select(*inspect(row).selectable.c).where(*conditions)
            name = f"visible_{inspect(model).local_table.name}"
            self.visible[model] = found.cte(name).prefix_with("NOT MATERIALIZED")
        return aliased(model, self.visible[model].alias())

    def redactions(self, row: Any) -> Mapping[str, ColumnElement[bool]]:  # noqa: ANN401  # an alias of any model
        """Which attributes are hidden from the asker, and in which rows of the alias."""
        name = inspect(row).mapper.class_.__name__
        stated = self.stated.get(inspect(row).selectable)
        if stated is not None:
            return stated
        return moved(self._shape(name), row).redactions if name in ROWS else {}

    def _shape(self, resource: str) -> Shape:
        self._ask(ShapeOf(resource))
        shape = self.facts.visibility.of(resource).shape
        self.lasting = self.lasting and shape.known
        for position in range(shape.size):
            self.sources[parameter(resource, position)] = _policy_value(resource, position)
        return shape

    def holds(self, action: str) -> bool:
        """Whether the actor holds the action on some row or other."""
        return bool(self._ask(Holds(action)))

    def allowed(self, action: str | None, path: tuple[str, ...]) -> bool:
        """Whether the actor holds the action; a denial is noted under the field's path."""
        if action is None or self.holds(action):
            return True
        message = f"Your roles do not allow {action}. Ask an administrator of the practice for access."
        self.problems.append(Problem("FORBIDDEN", message, path))
        return False

    def look(self, value: Any, look: Callable[[Any], L]) -> L:  # noqa: ANN401  # any argument's value
        """Look at a value to decide what the statement is like. Every value that looks the same gets the same plan."""
        if isinstance(value, Given):
            return self._ask(LookAt(value.path, look))  # type: ignore[return-value]  # it is what the look returns
        return look(value)

    def judge(self, judgement: Callable[..., L], *values: Any) -> L:  # noqa: ANN401  # any arguments' values
        """What a judgement says of today and some values; requests of which it says the same get the same plan."""
        return self._ask(Judged(judgement, values))  # type: ignore[return-value]  # it is what the judgement returns

    def bind(
        self,
        value: Any,  # noqa: ANN401  # any argument's value
        kind: TypeEngine[Any],
        made: Callable[[Any], Any] | None = None,
    ) -> ColumnElement[Any]:
        """What is ``made`` of a value, as a parameter of the statement."""
        if not isinstance(value, Given):
            return literal(value if made is None else made(value), kind)
        name = f"caseload_given_{len(self.sources)}"
        self.sources[name] = _given_value(value, made)
        return bindparam(name, type_=kind)

    def _ask(self, question: Question) -> Hashable:
        if question not in self.asked:
            self.asked[question] = question(self.facts)
        return self.asked[question]


def _policy_value(resource: str, position: int) -> Source:
    return Source(f"policy of {resource}", lambda facts: facts.visibility.of(resource).values[position])


def _given_value(value: Given, made: Callable[[Any], Any] | None) -> Source:
    path = value.path
    name = f'variable "{".".join(str(step) for step in path)}"'
    if made is None:
        return Source(name, lambda facts: dig(facts.variables, path))
    return Source(name, lambda facts: made(dig(facts.variables, path)))
