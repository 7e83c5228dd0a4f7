"""Keyset pages: where a page begins, and the cursors that say so."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, tuple_

from caseload_gql.db.dialect.constants import word
from caseload_gql.errors import BadUserInput
from caseload_gql.planner.ordering import Key, Ordering
from caseload_gql.planner.request import Asking
from caseload_gql.planner.selection import Selected

_CURSOR = re.compile(r"^([0-9a-f]{8})\.([A-Za-z0-9_]{1,40})$")


def cursor(order: Ordering, identifier: ColumnElement[str]) -> ColumnElement[str]:
    """The cursor of a row: the fingerprint of the ordering, and the row's id."""
    return word(f"{order.fingerprint}.") + identifier


def bound(
    asking: Asking,
    model: type,
    ordered: Callable[[Any], Ordering],
    order: Ordering,
    each: Selected,
    text: Any,  # noqa: ANN401  # a cursor, in the document or given
    *,
    after: bool,
) -> ColumnElement[bool]:
    """The rows behind (or before) the cursor's row.

    ``ordered`` gives the list's ordering over another alias. The row's own keys are looked up by its id under the
    viewer's visibility, so that a cursor tells nothing of a row unseen. Raises ``BadUserInput`` for a cursor that is
    not of this ordering.
    """
    if asking.look(text, _fingerprint) != order.fingerprint:
        message = "The cursor is not of this list and order. Start again without it."
        raise BadUserInput(message, each.path)
    there = asking.rows(model)
    where = [there.id == asking.bind(text, there.id.type, _identifier)]
    asking.guards.append((each.path, exists().where(*where)))
    same = ordered(there)
    values = [select(key.column).where(*where).scalar_subquery() for key in same.keys]
    return _beyond(order.keys, values, after=after)


def _fingerprint(text: str) -> str | None:
    match = _CURSOR.match(text)
    return None if match is None else match[1]


def _identifier(text: str) -> str:
    return text.partition(".")[2]


def _beyond(keys: Sequence[Key], values: Sequence[ColumnElement[Any]], *, after: bool) -> ColumnElement[bool]:
    up = [key.descending != after for key in keys]
    if all(up) or not any(up):
        ours, theirs = tuple_(*(key.column for key in keys)), tuple_(*values)
        return ours > theirs if up[0] else ours < theirs
    first, value = keys[0].column, values[0]
    leading = first >= value if up[0] else first <= value
    return and_(leading, _chain(keys, values, up))


def _chain(keys: Sequence[Key], values: Sequence[ColumnElement[Any]], up: Sequence[bool]) -> ColumnElement[bool]:
    column, value = keys[0].column, values[0]
    past = column > value if up[0] else column < value
    if len(keys) == 1:
        return past
    return or_(past, and_(column == value, _chain(keys[1:], values[1:], up[1:])))
