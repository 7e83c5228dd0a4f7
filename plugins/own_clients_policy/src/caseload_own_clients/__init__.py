"""Clinicians see their own clients only; a client marked VIP is seen by the ceo alone."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, String, and_, cast, false, func, not_, true

from caseload_gql.db.models import Assignment, Client, Provider
from caseload_gql.plugins import Actor, Grant, Plugin, PolicyRequest, Restrict, actions, hookimpl

PLUGIN = Plugin("own-clients", api=">=1,<2", version="1.0.0")


def _own_client(row: Any, provider_id: str) -> ColumnElement[bool]:  # noqa: ANN401  # an alias or the class
    return row.assignments.any(  # type: ignore[no-any-return]  # the row is Any
        and_(Assignment.provider_id == provider_id, Assignment.ended_at.is_(None))
    )


_OWN: Final[dict[str, Callable[[Any, str], ColumnElement[bool]]]] = {
    "Practice": lambda _row, _provider_id: true(),
    "Location": lambda _row, _provider_id: true(),
    "Team": lambda row, provider_id: row.providers.any(Provider.id == provider_id),
    "Provider": lambda row, provider_id: row.id == provider_id,
    "Client": _own_client,
    "PoolEntry": lambda row, provider_id: row.client.has(_own_client(Client, provider_id)),
    "Assignment": lambda row, provider_id: row.provider_id == provider_id,
}


def _is_clinician(actor: Actor) -> bool:
    leads = "supervisor" in actor.company_roles and bool(actor.team_ids)
    return actor.account_role == "STAFF" and not leads and "qmhp" not in actor.company_roles


def _is_vip(client: Any) -> ColumnElement[bool]:  # noqa: ANN401  # an alias or the class
    # SQLite reads JSON's true as 1, PostgreSQL as "true"; a cast to boolean would fail on other values.
    mark = cast(client.attributes["vip"].as_string(), String)
    return func.coalesce(mark.in_(("true", "1")), false())


@hookimpl
def policy_grants(request: PolicyRequest) -> Iterable[Grant]:
    """Let a clinician read the own caseload."""
    provider_id = request.actor.provider_id
    if provider_id is None or request.action != actions.READ or not _is_clinician(request.actor):
        return
    if request.resource in _OWN:
        where = _OWN[request.resource](request.row, provider_id)
        yield Grant("OWN_CLIENTS", "Clinicians see their own clients.", where)


@hookimpl
def policy_restrictions(request: PolicyRequest) -> Iterable[Restrict]:
    """Keep VIPs from everybody but the ceo, whatever the action."""
    if request.actor.account_role == "CEO":
        return
    if request.resource == "Client":
        vip = _is_vip(request.row)
    elif request.resource in {"PoolEntry", "Assignment"}:
        vip = request.row.client.has(_is_vip(Client))
    else:
        return
    yield Restrict("VIP", "A VIP is seen by the ceo alone.", not_(vip))
