"""SQL forms of the figures of `domain.capacity` and `domain.wait`, rounded alike on both databases."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Date,
    Float,
    Integer,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    type_coerce,
)
from sqlalchemy.sql.elements import BindParameter, ColumnElement, SQLColumnExpression

from caseload_gql.db.dialect.arithmetic import days_between, fraction
from caseload_gql.db.dialect.constants import whole, word

#: The practice-local date of the reader's now. The planner binds it; its key is known to all.
TODAY = "caseload_today"
#: The practice's threshold for nearing capacity, in ten-thousandths. The planner binds it.
NEARING = "caseload_nearing"
#: Days within which a client should be assigned. The planner binds it.
WAIT_TARGET = "caseload_wait_target"


HUNDRED = whole(100)
NONE = whole(0)


def today() -> BindParameter[date]:
    """The practice-local date at which the statement is read."""
    return bindparam(TODAY, type_=Date())


def nearing() -> BindParameter[int]:
    """The practice's threshold, in ten-thousandths of capacity."""
    return bindparam(NEARING, type_=Integer())


def wait_target() -> BindParameter[int]:
    """The practice's wait target, in days."""
    return bindparam(WAIT_TARGET, type_=Integer())


def hundredths(value: SQLColumnExpression[int]) -> ColumnElement[float]:
    """Whole hundredths as a number."""
    return type_coerce(value / literal_column("100.0", Float()), Float())


def open_slots(capacity: SQLColumnExpression[int], load: SQLColumnExpression[int]) -> ColumnElement[float]:
    """Capacity minus load, never below 0."""
    free = capacity * HUNDRED - load
    return hundredths(case((free > NONE, free), else_=NONE))


def over_by(capacity: SQLColumnExpression[int], load: SQLColumnExpression[int]) -> ColumnElement[float]:
    """Load minus capacity, never below 0."""
    over = load - capacity * HUNDRED
    return hundredths(case((over > NONE, over), else_=NONE))


def utilization(capacity: SQLColumnExpression[int], load: SQLColumnExpression[int]) -> ColumnElement[float]:
    """Load over capacity, rounded once to 6 places; null at capacity 0."""
    return fraction(load, capacity * HUNDRED)


def load_status(capacity: SQLColumnExpression[int], load: SQLColumnExpression[int]) -> ColumnElement[str]:
    """The load status of DOMAIN's table: whole numbers only, so that no rounding decides."""
    full = cast(capacity, BigInteger()) * HUNDRED
    return case(
        (load > full, word("OVER_CAPACITY")),
        (load == full, word("AT_CAPACITY")),
        (cast(load, BigInteger()) * whole(10_000) >= nearing() * full, word("NEARING_CAPACITY")),
        else_=word("AVAILABLE"),
    )


def wait_days(entered_on: SQLColumnExpression[date], left_on: SQLColumnExpression[date | None]) -> ColumnElement[int]:
    """Whole practice-local days from a date to its end, or to today."""
    return days_waited(entered_on, func.coalesce(left_on, today()))


def days_waited(start: SQLColumnExpression[date], end: SQLColumnExpression[date]) -> ColumnElement[int]:
    """Whole days from ``start`` to ``end``, never below 0; null where ``end`` is."""
    return case((end < start, NONE), else_=days_between(start, end))
