"""SQL forms of the figures of `domain.capacity` and `domain.wait`, rounded alike on both databases."""

from datetime import date

from sqlalchemy import (
    BigInteger,
    Date,
    Float,
    Integer,
    String,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    type_coerce,
)
from sqlalchemy.sql.elements import BindParameter, ColumnElement, SQLColumnExpression

from caseload_gql.db.dialect import days_between, fraction

#: The practice-local date of the reader's now. The planner binds it; its key is known to all.
TODAY = "caseload_today"
#: The practice's threshold for nearing capacity, in ten-thousandths. The planner binds it.
NEARING = "caseload_nearing"
#: Days within which a client should be assigned. The planner binds it.
WAIT_TARGET = "caseload_wait_target"


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
    free = capacity * 100 - load
    return hundredths(case((free > 0, free), else_=0))


def over_by(capacity: SQLColumnExpression[int], load: SQLColumnExpression[int]) -> ColumnElement[float]:
    """Load minus capacity, never below 0."""
    over = load - capacity * 100
    return hundredths(case((over > 0, over), else_=0))


def utilization(capacity: SQLColumnExpression[int], load: SQLColumnExpression[int]) -> ColumnElement[float]:
    """Load over capacity, rounded once to 6 places; null at capacity 0."""
    return fraction(load, capacity * 100)


def load_status(capacity: SQLColumnExpression[int], load: SQLColumnExpression[int]) -> ColumnElement[str]:
    """The load status of DOMAIN's table: whole numbers only, so that no rounding decides."""
    full = cast(capacity, BigInteger()) * 100
    return case(
        (load > full, literal("OVER_CAPACITY", String())),
        (load == full, literal("AT_CAPACITY", String())),
        (cast(load, BigInteger()) * 10_000 >= nearing() * full, literal("NEARING_CAPACITY", String())),
        else_=literal("AVAILABLE", String()),
    )


def wait_days(entered_on: SQLColumnExpression[date], left_on: SQLColumnExpression[date | None]) -> ColumnElement[int]:
    """Whole practice-local days from a date to its end, or to today."""
    return days_between(entered_on, func.coalesce(left_on, today()))
