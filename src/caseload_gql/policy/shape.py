"""The shape of an answer: its expressions with every value taken out, so that all actors of one shape share a plan."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.sql.elements import BindParameter

from caseload_gql.policy.answer import Answer
from caseload_gql.policy.expressions import Copy, rewritten

#: Shapes kept a worker. One that was dropped comes back as another, for which plans are made anew.
KEEP_SHAPES: Final = 1024


@dataclass(frozen=True, eq=False)
class Shape:
    """Which rows of a kind may be seen and what is hidden there, with parameters where the actor's values go.

    Two answers are of one shape if and only if they have the same `Shape` object. The parameters are named
    `parameter(resource, n)`; `size` says how many there are.
    """

    resource: str
    where: ColumnElement[bool] | None
    redactions: Mapping[str, ColumnElement[bool]]
    size: int
    #: An expression that SQLAlchemy cannot tell from others has no plan that could be kept.
    known: bool


@dataclass(frozen=True, slots=True)
class Shaped:
    """An answer taken apart: its shape, and the actor's own values in the order of the shape's parameters."""

    shape: Shape
    values: tuple[Any, ...]


def parameter(resource: str, position: int) -> str:
    """The name under which a statement knows a value of the policy. Plugins cannot name parameters themselves."""
    return f"caseload_{resource.lower()}_{position}"


@dataclass
class Shapes:
    """The shapes met so far, each kept once."""

    _kept: OrderedDict[object, Shape] = field(default_factory=OrderedDict)

    def of(self, resource: str, answer: Answer) -> Shaped:
        """Take an answer about rows of a kind apart."""
        values: list[Any] = []
        where = None if answer.where is None else _emptied(answer.where, resource, values)
        redactions = {name: _emptied(answer.redactions[name], resource, values) for name in sorted(answer.redactions)}
        keys = [(name, each._generate_cache_key()) for name, each in redactions.items()]  # noqa: SLF001  # no other way
        keys.append(("", None if where is None else where._generate_cache_key()))  # noqa: SLF001  # no other way
        known = all(key is not None or (name == "" and where is None) for name, key in keys)
        shape = Shape(resource, where, redactions, len(values), known)
        if known:
            shape = self._same((resource, *((name, key and key.key) for name, key in keys)), shape)
        return Shaped(shape, tuple(values))

    def _same(self, key: object, shape: Shape) -> Shape:
        kept = self._kept.setdefault(key, shape)
        self._kept.move_to_end(key)
        if len(self._kept) > KEEP_SHAPES:
            self._kept.popitem(last=False)
        return kept


def _emptied(where: ColumnElement[bool], resource: str, values: list[Any]) -> ColumnElement[bool]:
    """The condition with named parameters for its values, which are added to ``values``."""
    names: dict[int, BindParameter[Any]] = {}

    def replace(element: Any, copy: Copy) -> Any:  # noqa: ANN401  # any element
        del copy
        if not isinstance(element, BindParameter):
            return None
        if id(element) not in names:
            names[id(element)] = bindparam(parameter(resource, len(values)), type_=element.type)
            values.append(element.value)
        return names[id(element)]

    return rewritten(where, replace)
