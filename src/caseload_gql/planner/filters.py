"""What each filter of the API means in SQL; neither a redacted value nor the id of a row that is not seen matches."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, exists, false, not_, or_, select
from sqlalchemy.orm import aliased

from caseload_gql.db import measures
from caseload_gql.db.models import (
    Assignment,
    Client,
    ClientFacet,
    ClientWord,
    EventRow,
    Location,
    PoolEntry,
    Provider,
    ProviderFacet,
    ProviderWord,
    Team,
    User,
    UserWord,
    provider_location,
    user_team,
)
from caseload_gql.domain.text import search_words, sort_key
from caseload_gql.planner.request import Asking

Condition = Callable[[Asking, Any, Any], ColumnElement[bool]]
#: The last code point: what follows every word that begins with a prefix.
_END = "\U0010ffff"


def filter_conditions(asking: Asking, model: type, row: Any, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:  # noqa: ANN401
    """The conditions of a filter on rows of ``model``; an absent or null condition does not narrow."""
    if model is PoolEntry:
        return _pool(asking, row, given)
    return _narrow(asking, _TABLES[model], row, given)


def _narrow(
    asking: Asking,
    table: Mapping[str, tuple[str, Condition]],
    row: Any,  # noqa: ANN401
    given: Mapping[str, Any],
) -> list[ColumnElement[bool]]:
    redactions = asking.redactions(row)
    conditions: list[ColumnElement[bool]] = []
    for name, value in given.items():
        if value is None:
            continue
        attribute, condition = table[name]
        conditions.append(false() if asking.look(value, holds_nul) else condition(asking, row, value))
        if attribute in redactions:
            conditions.append(not_(redactions[attribute]))
    return conditions


def holds_nul(value: object) -> bool:
    """Whether it is a text that holds NUL: no stored text does, and PostgreSQL cannot even be asked for it."""
    return isinstance(value, str) and "\0" in value


def _values(value: Any) -> list[str]:  # noqa: ANN401
    return [str(getattr(each, "value", each)) for each in value]


def _among(attribute: str) -> Condition:
    return lambda _asking, row, value: getattr(row, attribute).in_(_values(value))


def _compared(attribute: str, compare: Callable[[Any, Any], ColumnElement[bool]] = operator.eq) -> Condition:
    def condition(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
        column = getattr(row, attribute)
        return compare(column, asking.bind(value, column.type))

    return condition


def _words(table: Any, owner: str) -> Condition:  # noqa: ANN401  # a words table
    def condition(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
        words = asking.look(value, _count_words)
        return and_(*(_word(asking, row, value, at) for at in range(words))) if words else false()

    def _word(asking: Asking, row: Any, value: Any, at: int) -> ColumnElement[bool]:  # noqa: ANN401
        each = aliased(table)
        first = asking.bind(value, each.word.type, lambda text: search_words(text)[at])
        last = asking.bind(value, each.word.type, lambda text: search_words(text)[at] + _END)
        return exists().where(getattr(each, owner) == row.id, each.word >= first, each.word < last)

    return condition


def _count_words(value: str) -> int:
    return len(search_words(value))


def _facet(table: Any, owner: str, kind: str) -> Condition:  # noqa: ANN401  # a facets table
    def condition(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
        each = aliased(table)
        key = asking.bind(value, each.key.type, sort_key)
        return exists().where(getattr(each, owner) == row.id, each.kind == kind, each.key == key)

    return condition


def _open_slots(_asking: Asking, row: Any, wanted: bool) -> ColumnElement[bool]:  # noqa: ANN401, FBT001
    free: ColumnElement[bool] = row.load_hundredths < row.capacity * 100
    return free if wanted else not_(free)


def _named(
    asking: Asking,
    model: type,
    value: Any,  # noqa: ANN401
    meets: Callable[[ColumnElement[Any]], ColumnElement[bool]],
) -> ColumnElement[bool]:
    """What holds of the related row whose id is given; of one that is not seen nothing does, as of one that is not."""
    related = asking.rows(model)
    given = asking.bind(value, related.id.type)
    met = meets(given)
    return and_(exists().where(related.id == given), met) if model in asking.visible else met


def _of(attribute: str, model: type) -> Condition:
    return lambda asking, row, value: _named(asking, model, value, lambda given: getattr(row, attribute) == given)


def _at_location(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
    link = provider_location.alias()

    def linked(location: ColumnElement[Any]) -> ColumnElement[bool]:
        return exists().where(link.c.provider_id == row.id, link.c.location_id == location)

    return _named(asking, Location, value, linked)


def _with_provider(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
    active = aliased(Assignment)

    def serves(provider: ColumnElement[Any]) -> ColumnElement[bool]:
        return exists().where(active.client_id == row.id, active.ended_at.is_(None), active.provider_id == provider)

    return _named(asking, Provider, value, serves)


def _of_team(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
    active, provider, entry = aliased(Assignment), asking.rows(Provider), asking.rows(PoolEntry)

    def told_of(owner: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401  # an alias of what has a team
        return [not_(hidden) for name, hidden in asking.redactions(owner).items() if name == "team"]

    def belongs(team: ColumnElement[Any]) -> ColumnElement[bool]:
        served = exists().where(
            active.client_id == row.id,
            active.ended_at.is_(None),
            provider.id == active.provider_id,
            provider.team_id == team,
            *told_of(provider),
        )
        open_entry = (entry.client_id == row.id, entry.left_at.is_(None))
        return or_(served, exists().where(*open_entry, entry.team_id == team, *told_of(entry)))

    return _named(asking, Team, value, belongs)


def _in_team(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
    link = user_team.alias()

    def linked(team: ColumnElement[Any]) -> ColumnElement[bool]:
        return exists().where(link.c.user_id == row.id, link.c.team_id == team)

    return _named(asking, Team, value, linked)


def _of_payer(asking: Asking, row: Any, value: Any) -> ColumnElement[bool]:  # noqa: ANN401
    condition: ColumnElement[bool] = row.payer_key == asking.bind(value, row.payer_key.type, sort_key)
    return condition


def _any_type(asking: Asking, row: Any, values: Any) -> ColumnElement[bool]:  # noqa: ANN401
    kind = row.type.type
    return or_(false(), *(row.type == asking.bind(each, kind) for each in values if not asking.look(each, holds_nul)))


_TABLES: Mapping[type, Mapping[str, tuple[str, Condition]]] = {
    Provider: {
        "search": ("name", _words(ProviderWord, "provider_id")),
        "status": ("status", _among("status")),
        "loadStatus": ("load_status", _among("load_status")),
        "hasOpenSlots": ("open_slots", _open_slots),
        "acceptingNewClients": ("accepting_new_clients", _compared("accepting_new_clients")),
        "teamId": ("team", _of("team_id", Team)),
        "locationId": ("locations", _at_location),
        "specialty": ("specialties", _facet(ProviderFacet, "provider_id", "specialty")),
        "language": ("languages", _facet(ProviderFacet, "provider_id", "language")),
        "payer": ("payers", _facet(ProviderFacet, "provider_id", "payer")),
    },
    Client: {
        "search": ("name", _words(ClientWord, "client_id")),
        "status": ("status", _among("status")),
        "insuranceStatus": ("insurance_status", _among("insurance_status")),
        "locationId": ("location", _of("location_id", Location)),
        "providerId": ("provider", _with_provider),
        "teamId": ("team", _of_team),
        "payer": ("payer", _of_payer),
        "serviceRequirement": ("service_requirements", _facet(ClientFacet, "client_id", "requirement")),
        "language": ("languages", _facet(ClientFacet, "client_id", "language")),
        "intakeFrom": ("intake_date", _compared("intake_date", operator.ge)),
        "intakeTo": ("intake_date", _compared("intake_date", operator.le)),
    },
    EventRow: {
        "type": ("type", _any_type),
        "clientId": ("client", _of("client_id", Client)),
        "providerId": ("provider", _of("provider_id", Provider)),
        "from": ("at", _compared("at", operator.ge)),
        "to": ("at", _compared("at", operator.le)),
    },
    User: {
        "search": ("name", _words(UserWord, "user_id")),
        "accountRole": ("account_role", _among("account_role")),
        "teamId": ("teams", _in_team),
        "disabled": ("disabled", _compared("disabled")),
    },
}
_OF_CLIENT = ("search", "insuranceStatus", "locationId", "serviceRequirement", "payer", "language")


def _waiting_at_least(asking: Asking, row: Any, days: Any) -> ColumnElement[bool]:  # noqa: ANN401
    condition: ColumnElement[bool] = row.wait_days >= asking.bind(days, Integer())
    return condition


def _unrouted(_asking: Asking, row: Any, wanted: bool) -> ColumnElement[bool]:  # noqa: ANN401, FBT001
    condition: ColumnElement[bool] = row.team_id.is_(None) if wanted else row.team_id.is_not(None)
    return condition


def _due_within(asking: Asking, row: Any, days: Any) -> ColumnElement[bool]:  # noqa: ANN401
    return and_(past_target(row, asking.bind(days, BigInteger())), not_(past_target(row)))


def _past_target(_asking: Asking, row: Any, wanted: bool) -> ColumnElement[bool]:  # noqa: ANN401, FBT001
    return past_target(row) if wanted else not_(past_target(row))


_ENTRY: Mapping[str, tuple[str, Condition]] = {
    "reason": ("reason", _among("reason")),
    "priority": ("priority", _among("priority")),
    "teamId": ("team", _of("team_id", Team)),
    "unrouted": ("team", _unrouted),
    "waitingAtLeastDays": ("wait_days", _waiting_at_least),
    "pastTarget": ("wait_days", _past_target),
    "dueWithinDays": ("wait_days", _due_within),
}


def _pool(asking: Asking, row: Any, given: Mapping[str, Any]) -> list[ColumnElement[bool]]:  # noqa: ANN401
    own = {name: value for name, value in given.items() if name not in _OF_CLIENT}
    conditions = _narrow(asking, _ENTRY, row, own)
    of_client = {name: value for name, value in given.items() if name in _OF_CLIENT and value is not None}
    if of_client:
        client = asking.rows(Client)
        inner = [client.id == row.client_id, *_narrow(asking, _TABLES[Client], client, of_client)]
        conditions.append(select(client.id).where(*inner).exists())
    return conditions


def past_target(row: Any, within: ColumnElement[int] | None = None) -> ColumnElement[bool]:  # noqa: ANN401
    """Entries whose wait passes the practice's target, now or within so many days."""
    waited = measures.wait_days(row.entered_on, row.left_on)
    return (waited if within is None else waited + within) > measures.wait_target()
