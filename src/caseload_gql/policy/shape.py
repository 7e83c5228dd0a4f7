"""The shape of an answer: its expressions with every value taken out, so that all actors of one shape share a plan."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.operators import in_op, not_in_op

from caseload_gql.db.columns import ValueList
from caseload_gql.db.dialect import among
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
    """The condition with named parameters for its values, which are added to ``values``; a list becomes one value.

    A list of one is a comparison, and so of another shape than longer ones: an index whose first column is equal to a
    value holds rows in the order of its others, which a list, however short, cannot tell the database.
    """
    names: dict[int, BindParameter[Any]] = {}

    def named(found: BindParameter[Any], kind: Any, value: Any) -> BindParameter[Any]:  # noqa: ANN401  # its type
        if id(found) not in names:
            names[id(found)] = bindparam(parameter(resource, len(values)), type_=kind)
            values.append(value)
        return names[id(found)]

    def replace(element: Any, copy: Copy) -> Any:  # noqa: ANN401  # any element
        if isinstance(element, BinaryExpression) and element.operator in {in_op, not_in_op}:
            listed = element.right
            if isinstance(listed, BindParameter) and listed.expanding:
                left, negated = copy(element.left), element.operator is not_in_op
                chosen: Sequence[Any] = listed.value or ()
                if len(chosen) == 1:
                    only = named(listed, listed.type, chosen[0])
                    return left != only if negated else left == only
                return among(left, named(listed, ValueList(listed.type), listed.value), negated=negated)
        if isinstance(element, BindParameter):
            return named(element, element.type, element.value)
        return None

    return rewritten(where, replace)
