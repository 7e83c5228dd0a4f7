"""One row of an entity as a JSON object: columns, related rows, lists, pages."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, case, inspect, null, select, type_coerce
from sqlalchemy.orm import RelationshipProperty

from caseload_gql.db.dialect.constants import word
from caseload_gql.db.dialect.json_text import json_array, json_object, json_value
from caseload_gql.planner.aggregates import emit_workload
from caseload_gql.planner.connection import List, emit_connection
from caseload_gql.planner.joins import joined
from caseload_gql.planner.ordering import OWN_ORDERS
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import HIDDEN_TYPE, TYPENAME, Selected
from caseload_gql.planner.whose import HIDDEN_CLIENT, about_clients

Pairs = list[tuple[str, ColumnElement[Any]]]


def emit_row(asking: Asking, row: Any, type_name: str, fields: Sequence[Selected]) -> ColumnElement[Any]:  # noqa: ANN401
    """The JSON object of one row of the alias ``row``, with the fields asked for."""
    redactions = asking.redactions(row)
    pairs: Pairs = []
    with about_clients(asking, type_name, fields, row) as whose:
        if whose is not None:
            pairs.append((HIDDEN_CLIENT, whose))
        for each in fields:
            if each.name == TYPENAME:
                pairs.append((each.key, word(type_name)))
            elif each.mark.python:
                pairs += ((f"${name}", _read(row, name, redactions)) for name in each.mark.needs)
            else:
                pairs.append((each.key, _field(asking, row, each, redactions)))
    if asking.for_python:
        pairs.append((HIDDEN_TYPE, word(type_name)))
    return json_object(list(dict(pairs).items()))


def emit_one(
    asking: Asking,
    target: Any,  # noqa: ANN401
    type_name: str,
    fields: Sequence[Selected],
    *where: ColumnElement[bool],
) -> ColumnElement[Any]:
    """The JSON object of the one row of ``target``, an alias of visible rows, that meets ``where``; or null."""
    return select(emit_row(asking, target, type_name, fields)).select_from(target).where(*where).scalar_subquery()


def _read(row: Any, attribute: str, redactions: Any) -> ColumnElement[Any]:  # noqa: ANN401
    column = getattr(row, attribute)
    plain = column.expression if hasattr(column, "expression") else column
    value = json_value(plain)
    if attribute not in redactions:
        return value
    return (
        type_coerce(case((redactions[attribute], null()), else_=plain), plain.type)
        if value is plain
        else case((redactions[attribute], null()), else_=value)
    )


def _field(asking: Asking, row: Any, each: Selected, redactions: Any) -> ColumnElement[Any]:  # noqa: ANN401
    if not asking.allowed(each.mark.action, each.path):
        return null()
    mapper = inspect(row).mapper
    relation = mapper.relationships.get(each.mark.attribute)
    if each.type_name == "Workload":
        return emit_workload(asking, each, row)
    if relation is None:
        return _read(row, each.mark.attribute, redactions)
    hidden = redactions.get(each.mark.attribute)
    if each.type_name is not None and each.type_name.endswith("Connection"):
        value = emit_connection(
            List(
                asking,
                _target(relation),
                lambda target: joined(row, relation, target),
                each,
                emit_row,
                row,
                OWN_ORDERS.get(f"{mapper.class_.__name__}.{relation.key}"),
            )
        )
    elif relation.uselist:
        value = _list(asking, row, relation, each)
    else:
        value = _to_one(asking, row, relation, each)
    return value if hidden is None else case((hidden, null()), else_=value)


def _target(relation: RelationshipProperty[Any]) -> type:
    kind: type = relation.mapper.class_
    return kind


def _to_one(asking: Asking, row: Any, relation: RelationshipProperty[Any], each: Selected) -> ColumnElement[Any]:  # noqa: ANN401
    target = asking.rows(_target(relation))
    return emit_one(asking, target, str(each.type_name), each.children, *joined(row, relation, target))


def _list(asking: Asking, row: Any, relation: RelationshipProperty[Any], each: Selected) -> ColumnElement[Any]:  # noqa: ANN401
    """A whole list, in the relationship's own order."""
    target = asking.rows(_target(relation))
    keys = [getattr(target, str(column.key)) for column in relation.order_by or ()]
    value = emit_row(asking, target, str(each.type_name), each.children)
    found = select(value.label("value")).select_from(target).order_by(*keys)
    inner = found.where(*joined(row, relation, target)).correlate(inspect(row).selectable).cte(nesting=True)
    return select(json_array(inner.c.value)).scalar_subquery()
