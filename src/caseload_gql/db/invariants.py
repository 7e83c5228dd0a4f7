"""What must be true of every practice, as conditions that find the rows of which it is not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from caseload_gql.domain.vocabulary import ClientStatus, PoolReason, ProviderStatus


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule in words, and the ids of the rows that break it."""

    rule: str
    broken: Select[Any]


def _active() -> ColumnElement[bool]:
    return exists(literal(1)).where(Assignment.client_id == Client.id, Assignment.ended_at.is_(None)).correlate(Client)


def _open() -> ColumnElement[bool]:
    return exists(literal(1)).where(PoolEntry.client_id == Client.id, PoolEntry.left_at.is_(None)).correlate(Client)


#: Finds clients whose status is not as they stand: with a provider, waiting, or neither.
STATUS: Final = Client.status != case(
    (_active(), ClientStatus.ACTIVE), (_open(), ClientStatus.WAITING), else_=ClientStatus.DISCHARGED
)
#: Finds clients who have a provider and wait for something else than a transfer.
WAITS_BESIDE: Final = and_(
    _active(),
    exists(literal(1))
    .where(PoolEntry.client_id == Client.id, PoolEntry.left_at.is_(None), PoolEntry.reason != PoolReason.TRANSFER)
    .correlate(Client),
)
#: Finds clients whose active assignment counts another weight than theirs.
WEIGHT: Final = (
    exists(literal(1))
    .where(
        Assignment.client_id == Client.id,
        Assignment.ended_at.is_(None),
        Assignment.weight_hundredths != Client.case_weight_hundredths,
    )
    .correlate(Client)
)


def _carried(figure: ColumnElement[Any]) -> Any:  # noqa: ANN401  # a scalar subquery
    running = (Assignment.provider_id == Provider.id, Assignment.ended_at.is_(None))
    return select(figure).where(*running).correlate(Provider).scalar_subquery()


def _more_than_one(model: Any, end: Any) -> Select[Any]:  # noqa: ANN401  # a history model and its attribute
    return select(model.client_id).where(end.is_(None)).group_by(model.client_id).having(func.count() > 1)


def _overlapping() -> Select[Any]:
    one, other = aliased(Assignment), aliased(Assignment)
    return (
        select(one.id)
        .join(other, and_(other.client_id == one.client_id, other.id != one.id))
        .where(one.assigned_at <= other.assigned_at, or_(one.ended_at.is_(None), other.assigned_at < one.ended_at))
        # One that was ended at the instant at which it began covers nothing.
        .where(or_(other.ended_at.is_(None), other.assigned_at < other.ended_at))
        .distinct()
    )


INVARIANTS: Final[Sequence[Invariant]] = (
    Invariant("a client has at most one open pool entry", _more_than_one(PoolEntry, PoolEntry.left_at)),
    Invariant("a client has at most one active assignment", _more_than_one(Assignment, Assignment.ended_at)),
    Invariant("assignments of a client do not overlap", _overlapping()),
    Invariant("a client's status is as the client stands", select(Client.id).where(STATUS)),
    Invariant(
        "a client with a provider waits for a transfer only",
        select(Client.id).where(WAITS_BESIDE),
    ),
    Invariant(
        "a provider's load is the sum of the weights of active assignments",
        select(Provider.id).where(
            Provider.load_hundredths != _carried(func.coalesce(func.sum(Assignment.weight_hundredths), 0))
        ),
    ),
    Invariant(
        "a provider's count is the number of active assignments",
        select(Provider.id).where(Provider.caseload_count != _carried(func.count())),
    ),
    Invariant("an active assignment counts the client's weight", select(Client.id).where(WEIGHT)),
    Invariant(
        "a provider who has left serves nobody",
        select(Assignment.id)
        .join(Provider, Provider.id == Assignment.provider_id)
        .where(Assignment.ended_at.is_(None), Provider.status == ProviderStatus.DEPARTED),
    ),
)
