"""What supervisors may do: read and write the caseload of the teams they lead."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased

from caseload_gql.domain.vocabulary import SupervisorAccess
from caseload_gql.plugins import Grant, Plugin, PolicyRequest, actions, hookimpl

PLUGIN = Plugin("supervisor", api=">=1,<2", version="1")

_READS: Final = frozenset({actions.READ, actions.PLAN_READ})
_WRITES: Final = frozenset(
    {actions.ASSIGN, actions.UNDO, actions.OVERRIDE, actions.CLIENT_WRITE, actions.PROVIDER_WRITE}
)

Teams = tuple[str, ...]


def _rows(relation: Any) -> Any:  # noqa: ANN401  # a relationship of the row, and the kind of row it leads to
    return relation.property.mapper.class_


def _team_of(provider: Any, teams: Teams) -> ColumnElement[bool]:  # noqa: ANN401  # a relationship to a provider
    return provider.has(_rows(provider).team_id.in_(teams))  # type: ignore[no-any-return]


def _client(row: Any, teams: Teams) -> ColumnElement[bool]:  # noqa: ANN401  # an alias or the class
    # An alias of its own: within `has()` of an assignment, SQLAlchemy would take any other for that one.
    assignment, entry = aliased(_rows(row.assignments)), _rows(row.pool_entries)
    active = and_(assignment.ended_at.is_(None), _team_of(assignment.provider, teams))
    waiting = and_(entry.left_at.is_(None), entry.team_id.in_(teams))
    return or_(row.assignments.of_type(assignment).any(active), row.pool_entries.any(waiting))


def _assignment(row: Any, teams: Teams) -> ColumnElement[bool]:  # noqa: ANN401  # an alias or the class
    return or_(_team_of(row.provider, teams), row.client.has(_client(_rows(row.client), teams)))


_OWN: Final[dict[str, Callable[[Any, Teams], ColumnElement[bool]]]] = {
    "Team": lambda row, teams: row.id.in_(teams),
    "Provider": lambda row, teams: row.team_id.in_(teams),
    "Client": _client,
    "PoolEntry": lambda row, teams: row.team_id.in_(teams),
    "Assignment": _assignment,
}


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Rows of the actor's own teams; the practice and its locations for reading. Without a team: nothing."""
    teams = tuple(sorted(request.actor.team_ids))
    if "supervisor" not in request.actor.company_roles or not teams:
        return
    writes = request.practice.supervisor_access == SupervisorAccess.WRITE and request.action in _WRITES
    if not writes and request.action not in _READS:
        return
    if request.resource in _OWN:
        yield Grant("OWN_TEAMS", "A supervisor leads this team.", _OWN[request.resource](request.row, teams))
    elif request.resource in {"Practice", "Location"} and not writes:
        yield Grant("PRACTICE_WIDE", "A supervisor reads what belongs to the whole practice.")
