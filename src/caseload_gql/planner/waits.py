"""How long clients waited, for those who entered the pool in a period: in all, and by what distinguishes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    case,
    desc,
    func,
    inspect,
    not_,
    null,
    or_,
    select,
    true,
)

from caseload_gql.db import measures
from caseload_gql.db.dialect.arithmetic import fraction
from caseload_gql.db.dialect.comparison import bytewise
from caseload_gql.db.dialect.constants import whole, word
from caseload_gql.db.dialect.json_text import json_array, json_object
from caseload_gql.db.models import Assignment, Client, Location, PoolEntry, Team
from caseload_gql.domain.vocabulary import PoolEntryOutcome
from caseload_gql.errors import BadUserInput
from caseload_gql.planner.filters import past_target
from caseload_gql.planner.one_row import one_row
from caseload_gql.planner.percentile import percentile, ranked
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import TYPENAME, Selected

_MEDIAN: Final = 5
_P90: Final = 9
#: Figures that are percentiles: of which measure, at how many tenths.
_PERCENTILES: Final[Mapping[str, tuple[str, int]]] = {
    "medianDaysToAssignment": ("to_assignment", _MEDIAN),
    "p90DaysToAssignment": ("to_assignment", _P90),
    "medianDaysToFirstSession": ("to_session", _MEDIAN),
    "p90DaysToFirstSession": ("to_session", _P90),
    "medianDaysWaiting": ("waiting", _MEDIAN),
}
_OTHERS: Final[Mapping[str, Callable[[Subquery], ColumnElement[Any]]]] = {
    "entered": lambda _: func.count(),
    "assigned": lambda rows: func.count(rows.c.to_assignment),
    "waiting": lambda rows: func.count(rows.c.waiting),
    "leftOtherwise": lambda rows: func.count() - func.count(rows.c.to_assignment) - func.count(rows.c.waiting),
    "longestDaysWaiting": lambda rows: func.max(rows.c.waiting),
    "pastTarget": lambda rows: func.count().filter(rows.c.past),
    "shareWithinTarget": lambda rows: fraction(_within(rows), _settled(rows)),
}


@dataclass(frozen=True)
class _Group:
    """What stays are told apart by: the kind's own rows joined to a stay, its key, and what the group is called."""

    key: ColumnElement[Any]
    name: ColumnElement[Any]
    joins: Sequence[tuple[Any, ColumnElement[bool]]] = ()
    #: Whether the key is an id that other fields of the API take.
    is_id: bool = True


def emit_wait_report(asking: Asking, each: Selected) -> ColumnElement[Any]:
    """The report over the visible entries of a period. Raises ``BadUserInput`` where that ends before it begins."""
    start, end = each.arguments["from"], each.arguments["to"]
    if not asking.judge(_in_order, start, end):
        message = "from lies after to. Give the earlier day first."
        raise BadUserInput(message, each.path)
    within = (asking.bind(start, Date()), asking.bind(end, Date()))
    rows = _ranked(_stays(asking, within, each.children).subquery(), each.children)
    values = {child.key: _BY[child.name] for child in each.children if child.name in _BY}
    pairs: list[tuple[str, ColumnElement[Any]]] = [
        (child.key, _groups(asking, within, child, values[child.key]))
        if child.key in values
        else (child.key, _figure(rows, child, "WaitReport"))
        for child in each.children
    ]
    return one_row(pairs, rows).scalar_subquery()


def _in_order(_today: date, start: date, end: date) -> bool:
    return start <= end


def _figure(rows: Subquery, child: Selected, type_name: str) -> ColumnElement[Any]:
    if child.name == TYPENAME:
        return word(type_name)
    if child.name == "targetDays":
        return measures.wait_target()
    if child.name in _PERCENTILES:
        return percentile(rows, *_PERCENTILES[child.name])
    return _OTHERS[child.name](rows)


def _within(rows: Subquery) -> ColumnElement[int]:
    return func.count().filter(rows.c.to_assignment.is_not(None), not_(rows.c.past))


def _settled(rows: Subquery) -> ColumnElement[int]:
    """The assigned, and those who still wait past the target: what their waits come to against it is known."""
    waits_on = and_(rows.c.waiting.is_not(None), rows.c.past)
    return func.count().filter(or_(rows.c.to_assignment.is_not(None), waits_on))


def _ranked(base: Subquery, children: Sequence[Selected], groups: Sequence[str] = ()) -> Subquery:
    wanted = dict.fromkeys(_PERCENTILES[child.name][0] for child in children if child.name in _PERCENTILES)
    return ranked(base, wanted, groups)


def _stays(
    asking: Asking,
    within: tuple[ColumnElement[date], ColumnElement[date]],
    children: Sequence[Selected],
    group: Callable[[Asking, Any], _Group] | None = None,
) -> Select[Any]:
    """The visible entries of the period with the days they took, and the group each belongs to."""
    row = asking.rows(PoolEntry)
    assigned = row.outcome == PoolEntryOutcome.ASSIGNED
    columns: list[ColumnElement[Any]] = [
        case((assigned, row.wait_days), else_=null()).label("to_assignment"),
        case((row.left_at.is_(None), row.wait_days), else_=null()).label("waiting"),
        past_target(row).label("past"),
    ]
    if any(_PERCENTILES.get(child.name, ("", 0))[0] == "to_session" for child in children):
        columns.append(case((assigned, _to_session(asking, row)), else_=null()).label("to_session"))
    found = select(*columns).select_from(row).where(row.entered_on >= within[0], row.entered_on <= within[1])
    if group is None:
        return found
    told = group(asking, row)
    for target, condition in told.joins:
        found = found.outerjoin(target, condition)
    return found.add_columns(told.key.label("key"), told.name.label("name"))


def _to_session(asking: Asking, entry: Any) -> ColumnElement[int]:  # noqa: ANN401  # an alias
    """Days from the beginning of a stay to the first session held in what followed it, with whichever provider.

    What followed are the assignment that ended the stay, and those it was handed on to without another stay between.
    """
    row, later = asking.rows(Assignment), asking.rows(PoolEntry)
    # Said aloud: of tables two selects away SQLAlchemy would open another one.
    here, there = inspect(entry).selectable, inspect(row).selectable
    between = (
        select(whole(1))
        .select_from(later)
        .where(
            later.client_id == entry.client_id,
            later.entered_at > entry.entered_at,
            later.entered_at <= row.assigned_at,
        )
        .correlate(here, there)
        .exists()
    )
    handed_on = and_(row.pool_entry_id.is_(None), row.assigned_at >= entry.left_at, not_(between))
    # An assignment, and a session, may be dated back before the wait began.
    return (
        select(func.min(measures.days_waited(entry.entered_on, row.first_session_on)))
        .where(row.client_id == entry.client_id, or_(row.pool_entry_id == entry.id, handed_on))
        .correlate(here)
        .scalar_subquery()
    )


def _groups(
    asking: Asking,
    within: tuple[ColumnElement[date], ColumnElement[date]],
    each: Selected,
    group: Callable[[Asking, Any], _Group],
) -> ColumnElement[Any]:
    """The report's figures for each group, the largest first; who belongs to none, or to one that is hidden, last."""
    rows = _ranked(_stays(asking, within, each.children, group).subquery(), each.children, ["key"])
    is_id = group(asking, asking.rows(PoolEntry)).is_id
    own: dict[str, ColumnElement[Any]] = {
        "id": rows.c.key if is_id else null(),
        "name": func.min(bytewise(rows.c.name)),
    }
    columns = [own[child.name] if child.name in own else _figure(rows, child, "WaitGroup") for child in each.children]
    value = json_object([(child.key, column) for child, column in zip(each.children, columns, strict=True)])
    nobody = case((rows.c.key.is_(None), whole(1)), else_=whole(0))
    found = (
        select(value.label("value"))
        .select_from(rows)
        .group_by(rows.c.key)
        .order_by(nobody, desc(func.count()), bytewise(rows.c.key))
        .subquery()
    )
    return select(json_array(found.c.value)).scalar_subquery()


def _by_reason(_asking: Asking, row: Any) -> _Group:  # noqa: ANN401  # an alias
    return _Group(row.reason, row.reason, is_id=False)


def _by_payer(asking: Asking, row: Any) -> _Group:  # noqa: ANN401
    client = asking.rows(Client)
    joins = [(client, client.id == row.client_id)]
    shown = _shown(asking, client, "payer")
    return _Group(case((shown, client.payer_key)), case((shown, client.payer)), joins, is_id=False)


def _by_location(asking: Asking, row: Any) -> _Group:  # noqa: ANN401
    client, location = asking.rows(Client), asking.rows(Location)
    joins = [
        (client, client.id == row.client_id),
        (location, and_(location.id == client.location_id, _shown(asking, client, "location"))),
    ]
    return _Group(location.id, location.name, joins)


def _by_team(asking: Asking, row: Any) -> _Group:  # noqa: ANN401
    team = asking.rows(Team)
    return _Group(team.id, team.name, [(team, and_(team.id == row.team_id, _shown(asking, row, "team")))])


def _shown(asking: Asking, row: Any, attribute: str) -> ColumnElement[bool]:  # noqa: ANN401  # an alias
    """Whether the attribute of the row is shown to the reader."""
    hidden = asking.redactions(row).get(attribute)
    return true() if hidden is None else not_(hidden)


_BY: Final[Mapping[str, Callable[[Asking, Any], _Group]]] = {
    "byReason": _by_reason,
    "byPayer": _by_payer,
    "byLocation": _by_location,
    "byTeam": _by_team,
}
