"""The conditions that join one alias to another along a relationship of the models."""

from typing import Any, cast

from sqlalchemy import ColumnElement, inspect
from sqlalchemy.orm import RelationshipProperty
from sqlalchemy.sql.schema import Column
from sqlalchemy.sql.visitors import replacement_traverse


def joined(parent: Any, relation: RelationshipProperty[Any], target: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401
    """The conditions under which a row of ``target`` is related to the row of ``parent``.

    Those over a table between the two bring that table into the statement. It links two rows at most once (its unique
    indexes see to that), so that no row comes twice, and SQLite begins with the links of one row rather than with all
    rows that could be linked.
    """
    places: dict[str, Any] = {
        _name(relation.parent.local_table): inspect(parent).selectable,
        _name(relation.mapper.local_table): inspect(target).selectable,
    }
    if relation.secondary is None:
        return [_on(relation.primaryjoin, places)]
    link = relation.secondary.alias()
    places[_name(relation.secondary)] = link
    onward = cast("ColumnElement[bool]", relation.secondaryjoin)  # there wherever there is a secondary table
    return [_on(relation.primaryjoin, places), _on(onward, places)]


def _name(table: Any) -> str:  # noqa: ANN401  # a table, annotated or not
    return str(table.name)


def _on(condition: ColumnElement[bool], places: dict[str, Any]) -> ColumnElement[bool]:
    def replace(element: Any, **_kw: Any) -> Any:  # noqa: ANN401  # SQLAlchemy's signature
        if isinstance(element, Column) and element.table is not None:
            place = places.get(_name(element.table))
            return None if place is None else place.c[element.key]
        return None

    return replacement_traverse(condition, {}, replace)
