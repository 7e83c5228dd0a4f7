"""What each filter of the API means in SQL; a redacted value never matches."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, not_, or_, select
from sqlalchemy.orm import aliased

from caseload_gql.db import measures
from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientFacet,
    ClientWord,
    PoolEntry,
    Provider,
    ProviderFacet,
    ProviderWord,
    provider_location,
)
from caseload_gql.domain.text import search_words, sort_key
from caseload_gql.planner.request import Asking

Condition = Callable[[Any, Any], ColumnElement[bool]]
#: The last code point: what follows every word that begins with a prefix.
_END = "\U0010ffff"


def filter_conditions(asking: Asking, model: type, row: Any, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:  # noqa: ANN401
    """The conditions of a filter on rows of ``model``; an absent or null condition does not narrow."""
    if model is PoolEntry:
        return _pool(asking, row, given)
    return _narrow(_TABLES[model], row, given, asking.scope(row).redactions)


def _narrow(
    table: Mapping[str, tuple[str, Condition]],
    row: Any,  # noqa: ANN401
    given: Mapping[str, Any],
    redactions: Mapping[str, ColumnElement[bool]],
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for name, value in given.items():
        if value is None:
            continue
        attribute, condition = table[name]
        # No stored text holds NUL, and PostgreSQL cannot even be asked for it.
        conditions.append(false() if isinstance(value, str) and "\0" in value else condition(row, value))
        if attribute in redactions:
            conditions.append(not_(redactions[attribute]))
    return conditions


def _values(value: Any) -> list[str]:  # noqa: ANN401
    return [str(getattr(each, "value", each)) for each in value]


def _among(attribute: str) -> Condition:
    return lambda row, value: getattr(row, attribute).in_(_values(value))


def _equals(attribute: str) -> Condition:
    return lambda row, value: getattr(row, attribute) == value


def _words(table: Any, owner: str) -> Condition:  # noqa: ANN401  # a words table
    def condition(row: Any, value: str) -> ColumnElement[bool]:  # noqa: ANN401
        words = search_words(value)
        if not words:
            return false()
        return and_(*(exists().where(*_word(row, word)) for word in words))

    def _word(row: Any, word: str) -> list[ColumnElement[bool]]:  # noqa: ANN401
        each = aliased(table)
        return [getattr(each, owner) == row.id, each.word >= word, each.word < word + _END]

    return condition


def _facet(table: Any, owner: str, kind: str) -> Condition:  # noqa: ANN401  # a facets table
    def condition(row: Any, value: str) -> ColumnElement[bool]:  # noqa: ANN401
        each = aliased(table)
        return exists().where(getattr(each, owner) == row.id, each.kind == kind, each.key == sort_key(value))

    return condition


def _open_slots(row: Any, wanted: bool) -> ColumnElement[bool]:  # noqa: ANN401, FBT001
    free: ColumnElement[bool] = row.load_hundredths < row.capacity * 100
    return free if wanted else not_(free)


def _at_location(row: Any, value: str) -> ColumnElement[bool]:  # noqa: ANN401
    link = provider_location.alias()
    return exists().where(link.c.provider_id == row.id, link.c.location_id == value)


def _with_provider(row: Any, value: str) -> ColumnElement[bool]:  # noqa: ANN401
    active = aliased(Assignment)
    return exists().where(active.client_id == row.id, active.ended_at.is_(None), active.provider_id == value)


def _of_team(row: Any, value: str) -> ColumnElement[bool]:  # noqa: ANN401
    active, provider, entry = aliased(Assignment), aliased(Provider), aliased(PoolEntry)
    served = exists().where(
        active.client_id == row.id,
        active.ended_at.is_(None),
        provider.id == active.provider_id,
        provider.team_id == value,
    )
    routed = exists().where(entry.client_id == row.id, entry.left_at.is_(None), entry.team_id == value)
    return or_(served, routed)


_TABLES: Mapping[type, Mapping[str, tuple[str, Condition]]] = {
    Provider: {
        "search": ("name", _words(ProviderWord, "provider_id")),
        "status": ("status", _among("status")),
        "loadStatus": ("load_status", _among("load_status")),
        "hasOpenSlots": ("open_slots", _open_slots),
        "acceptingNewClients": ("accepting_new_clients", _equals("accepting_new_clients")),
        "teamId": ("team", _equals("team_id")),
        "locationId": ("locations", _at_location),
        "specialty": ("specialties", _facet(ProviderFacet, "provider_id", "specialty")),
        "language": ("languages", _facet(ProviderFacet, "provider_id", "language")),
        "payer": ("payers", _facet(ProviderFacet, "provider_id", "payer")),
    },
    Client: {
        "search": ("name", _words(ClientWord, "client_id")),
        "status": ("status", _among("status")),
        "insuranceStatus": ("insurance_status", _among("insurance_status")),
        "locationId": ("location", _equals("location_id")),
        "providerId": ("provider", _with_provider),
        "teamId": ("team", _of_team),
        "payer": ("payer", lambda row, value: row.payer_key == sort_key(value)),
        "serviceRequirement": ("service_requirements", _facet(ClientFacet, "client_id", "requirement")),
        "language": ("languages", _facet(ClientFacet, "client_id", "language")),
        "intakeFrom": ("intake_date", lambda row, value: row.intake_date >= value),
        "intakeTo": ("intake_date", lambda row, value: row.intake_date <= value),
    },
}
_OF_CLIENT = ("search", "insuranceStatus", "locationId", "serviceRequirement", "payer", "language")


def _waiting_at_least(row: Any, days: int) -> ColumnElement[bool]:  # noqa: ANN401
    condition: ColumnElement[bool] = row.wait_days >= days
    return condition


_ENTRY: Mapping[str, tuple[str, Condition]] = {
    "reason": ("reason", _among("reason")),
    "priority": ("priority", _among("priority")),
    "teamId": ("team", _equals("team_id")),
    "unrouted": ("team", lambda row, wanted: row.team_id.is_(None) if wanted else row.team_id.is_not(None)),
    "waitingAtLeastDays": ("wait_days", _waiting_at_least),
}


def _pool(asking: Asking, row: Any, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:  # noqa: ANN401
    own = {name: value for name, value in given.items() if name not in _OF_CLIENT}
    conditions = _narrow(_ENTRY, row, own, asking.scope(row).redactions)
    of_client = {name: value for name, value in given.items() if name in _OF_CLIENT and value is not None}
    if of_client:
        client = aliased(Client)
        scope = asking.scope(client)
        inner = [client.id == row.client_id, *_narrow(_TABLES[Client], client, of_client, scope.redactions)]
        if scope.where is not None:
            inner.append(scope.where)
        conditions.append(select(client.id).where(*inner).exists())
    return conditions


def past_target(asking: Asking, row: Any, within: int = 0) -> ColumnElement[bool]:  # noqa: ANN401
    """Entries whose wait passes the practice's target within so many days."""
    waited = measures.wait_days(row.entered_on, row.left_on)
    return waited + within > asking.wait_target_days
