"""The fields at the root of a query, each one column of the statement."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, null, select
from sqlalchemy.orm import aliased

from caseload_gql.db.dialect.constants import word
from caseload_gql.db.dialect.json_text import json_array, json_list
from caseload_gql.db.models import (
    Assignment,
    Client,
    EventRow,
    Location,
    PoolEntry,
    Practice,
    Provider,
    Team,
    User,
    Viewer,
)
from caseload_gql.domain.ids import prefix_of
from caseload_gql.errors import BadUserInput
from caseload_gql.planner.aggregates import emit_workload, open_entries, pool_figures
from caseload_gql.planner.connection import List, emit_connection
from caseload_gql.planner.entity import emit_one, emit_row
from caseload_gql.planner.facts import asker
from caseload_gql.planner.filters import holds_nul
from caseload_gql.planner.one_row import one_row
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import HIDDEN_TYPE, Selected
from caseload_gql.planner.trend import emit_trend
from caseload_gql.planner.waits import emit_wait_report
from caseload_gql.policy.actions import AUDIT_READ, READ
from caseload_gql.policy.kinds import KIND_OF_PREFIX

MODELS: Mapping[str, type] = {
    "Assignment": Assignment,
    "AuditEvent": EventRow,
    "Client": Client,
    "Location": Location,
    "PoolEntry": PoolEntry,
    "Practice": Practice,
    "Provider": Provider,
    "Team": Team,
    "User": User,
    "Viewer": Viewer,
}
_PREFIXES = {**KIND_OF_PREFIX, "evt": "AuditEvent", "pol": "Pool"}
#: What must be held to be told of a row at all, besides seeing it.
_HELD = {"AuditEvent": AUDIT_READ, "Pool": READ}
_LISTS = {
    "providers": Provider,
    "clients": Client,
    "teams": Team,
    "locations": Location,
    "auditEvents": EventRow,
    "users": User,
}
_ALWAYS = frozenset({"viewer", "node", "nodes"})


def emit_root(asking: Asking, each: Selected) -> ColumnElement[Any]:
    """The column of one root field; null where the actor holds no grant for it, which is noted."""
    action = each.mark.action or (None if each.name in _ALWAYS else READ)
    if not asking.allowed(action, each.path):
        return null()
    return _ROOTS[each.name](asking, each)


def _listed(asking: Asking, each: Selected) -> ColumnElement[Any]:
    return emit_connection(List(asking, _LISTS[each.name], lambda _row: (), each, emit_row))


def _viewer(asking: Asking, each: Selected) -> ColumnElement[Any]:
    row = asking.rows(Viewer)
    return emit_one(asking, row, "Viewer", each.children, row.user_id == asker())


def _practice(asking: Asking, each: Selected) -> ColumnElement[Any]:
    return emit_one(asking, asking.rows(Practice), "Practice", each.children)


def _row(asking: Asking, each: Selected) -> ColumnElement[Any]:
    return emit_by_id(asking, str(each.type_name), each.arguments["id"], each)


def _one_node(asking: Asking, each: Selected) -> ColumnElement[Any]:
    return _node(asking, each, each.arguments["id"])


def _many_nodes(asking: Asking, each: Selected) -> ColumnElement[Any]:
    ids = each.arguments["ids"]
    if len(ids) > asking.page_at_most:
        message = f"ids holds {len(ids)}; at most {asking.page_at_most} are read at once."
        raise BadUserInput(message, each.path)
    return json_list([_node(asking, each, identifier) for identifier in ids])


def emit_by_id(asking: Asking, type_name: str, identifier: Any, each: Selected) -> ColumnElement[Any]:  # noqa: ANN401
    """The visible row of a type with that id, or null."""
    if asking.look(identifier, holds_nul):
        return null()
    if type_name == "Pool":
        return emit_pool(asking, each, identifier)
    row = asking.rows(MODELS[type_name])
    return emit_one(asking, row, type_name, each.children, row.id == asking.bind(identifier, row.id.type))


def emit_by_ids(asking: Asking, type_name: str, ids: Sequence[str], each: Selected) -> ColumnElement[Any]:
    """The visible rows of a type among the ids, in the order of their ids."""
    row = asking.rows(MODELS[type_name])
    value = emit_row(asking, row, type_name, each.children)
    found = select(value.label("value")).where(row.id.in_(sorted(set(ids)))).order_by(row.id).subquery()
    return select(json_array(found.c.value)).scalar_subquery()


def _kind(identifier: str) -> str | None:
    return _PREFIXES.get(prefix_of(identifier))


def _node(asking: Asking, each: Selected, identifier: Any) -> ColumnElement[Any]:  # noqa: ANN401
    kind = asking.look(identifier, _kind)
    chosen = next((child for child in each.children if child.type_name == kind), None)
    if chosen is None or (kind in _HELD and not asking.holds(_HELD[kind])):
        return null()
    return emit_by_id(asking, str(kind), identifier, chosen)


def emit_pool(asking: Asking, each: Selected, identifier: Any = None) -> ColumnElement[Any]:  # noqa: ANN401
    """The pool: its entries and its figures, over what the viewer may see."""
    practice: Any = aliased(Practice)
    name = word("pol") + _after_prefix(practice.id)
    base = open_entries(asking)
    figures = pool_figures(asking, base)
    pairs: list[tuple[str, ColumnElement[Any]]] = []
    for child in each.children:
        match child.name:
            case "__typename":
                pairs.append((child.key, word("Pool")))
            case "id":
                pairs.append((child.key, select(name).select_from(practice).scalar_subquery()))
            case "entries":
                entries = List(asking, PoolEntry, lambda row: (row.left_at.is_(None),), child, emit_row)
                pairs.append((child.key, emit_connection(entries)))
            case _:
                pairs.append((child.key, figures[child.name](child)))
    if asking.for_python:
        pairs.append((HIDDEN_TYPE, word("Pool")))
    value = one_row(pairs, base).scalar_subquery()
    if identifier is None:
        return value
    wanted = select(practice.id).where(name == asking.bind(identifier, String())).exists()
    found: ColumnElement[Any] = case((wanted, value))
    return found


def _after_prefix(identifier: ColumnElement[str]) -> ColumnElement[str]:
    return func.substr(identifier, 4, type_=String())


_ROOTS: Mapping[str, Callable[[Asking, Selected], ColumnElement[Any]]] = {
    "viewer": _viewer,
    "node": _one_node,
    "nodes": _many_nodes,
    "practice": _practice,
    "provider": _row,
    "client": _row,
    "pool": emit_pool,
    "workload": emit_workload,
    "workloadTrend": emit_trend,
    "waitReport": emit_wait_report,
    **dict.fromkeys(_LISTS, _listed),
}
