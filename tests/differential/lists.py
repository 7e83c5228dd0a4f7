"""Filters, orders and pages of lists of rows in memory, as the schema describes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from graphql import GraphQLError

from caseload_gql.domain.text import search_words, sort_key
from tests.differential.figures import load_status, open_slots, utilization, waited, waited_since_intake
from tests.differential.sight import Sight

#: What a list is sorted by: names of fields, and whether each runs downwards.
Order = tuple[tuple[str, bool], ...]
#: How a list is sorted unless asked otherwise.
DEFAULTS: Final[Mapping[str, Order]] = {
    "Provider": (("NAME", False),),
    "Client": (("NAME", False),),
    "PoolEntry": (("WAIT", True),),
    "Assignment": (("ASSIGNED_AT", True),),
    "Team": (("NAME", False),),
    "Location": (("NAME", False),),
    "User": (("NAME", False),),
}
#: Orders of pool entries in which later comes first: their ties run the other way.
AGAINST_TIME: Final = frozenset({"WAIT"})
NEWEST_STAYS: Final[Order] = (("ENTERED_AT", True),)


def order_asked(kind: str, order_by: Sequence[Mapping[str, str]] | None) -> Order:
    """The order that a list of a kind comes in."""
    return tuple((each["field"], each["direction"] == "DESC") for each in order_by or ()) or DEFAULTS[kind]


def bad_input() -> GraphQLError:
    """Told of its field; in which words is the product's affair."""
    return GraphQLError("bad input", extensions={"code": "BAD_USER_INPUT"})


@dataclass(frozen=True)
class Listing:
    """Filters, sorts and pages for one viewer; `cursors` tells the order that each cursor was given in."""

    sight: Sight
    cursors: Mapping[str, tuple[str, Order]]

    def meets(self, kind: str, row: Any, given: Mapping[str, Any]) -> bool:
        """Whether a row meets every condition of a filter; what is hidden meets none."""
        return all(self._meets(kind, row, name, value) for name, value in given.items() if value is not None)

    def _meets(self, kind: str, row: Any, name: str, value: Any) -> bool:
        if isinstance(value, str) and "\0" in value:
            return False
        if kind == "PoolEntry" and name in OF_CLIENT:
            client = self.sight.picture.get("Client", row.client_id)
            return self.sight.sees("Client", client) and self._meets("Client", client, name, value)
        attribute, condition = CONDITIONS[kind][name]
        return not self.sight.hides(kind, row, attribute) and condition(self.sight, row, value)

    def sort(self, kind: str, rows: Sequence[Any], order: Order) -> list[Any]:
        """Sorted as asked; what has no value comes last either way, ties are settled by id, as the last field runs."""
        last, down = order[-1]
        found = sorted(rows, key=lambda row: row.id, reverse=down != (kind == "PoolEntry" and last in AGAINST_TIME))
        for field, descending in reversed(order):
            attribute, value = SORTED_BY[kind][field]

            def key(row: Any, attribute: str = attribute, value: Callable[[Sight, Any], Any] = value) -> Any:
                return None if self.sight.hides(kind, row, attribute) else value(self.sight, row)

            known = sorted([row for row in found if key(row) is not None], key=key, reverse=descending)
            found = known + [row for row in found if key(row) is None]
        return found

    def page(self, kind: str, rows: Sequence[Any], arguments: Mapping[str, Any], order: Order) -> dict[str, Any]:
        """One page, with what surrounds it. A page that cannot be is bad input."""
        last: int | None = arguments.get("last")
        size: int | None = arguments.get("first") if last is None else last
        if size is None or (last is not None and arguments.get("first") is not None):
            raise bad_input()
        if not 1 <= size <= 100:
            raise bad_input()
        whole = [row for row in rows if self.sight.sees(kind, row)]
        if arguments.get("filter"):
            whole = [row for row in whole if self.meets(kind, row, arguments["filter"])]
        within = self._between(kind, whole, arguments, order)
        more = len(within) > size
        shown = within[:size] if last is None else within[-size:]
        return {
            "rows": shown,
            "total": len(whole),
            "next": more if last is None else arguments.get("before") is not None,
            "previous": more if last is not None else arguments.get("after") is not None,
        }

    def _between(self, kind: str, rows: Sequence[Any], arguments: Mapping[str, Any], order: Order) -> list[Any]:
        marks = [self._marked(kind, arguments.get(name), order) for name in ("after", "before")]
        every = {row.id: row for row in [*rows, *(mark for mark in marks if mark is not None)]}
        found = self.sort(kind, list(every.values()), order)
        after, before = marks
        start = 0 if after is None else found.index(after) + 1
        end = len(found) if before is None else found.index(before)
        listed = {row.id for row in rows}
        return [row for row in found[start:end] if row.id in listed]

    def _marked(self, kind: str, cursor: str | None, order: Order) -> Any:
        """The row that a cursor stands for."""
        if cursor is None:
            return None
        if self.cursors.get(cursor) != (kind, order):
            raise bad_input()
        row = self.sight.picture.get(kind, cursor.partition(".")[2])
        if row is None or not self.sight.sees(kind, row):
            raise bad_input()
        return row


Condition = Callable[[Sight, Any, Any], bool]
Sorted = Callable[[Sight, Any], Any]


def _has_words(searched: str, text: str) -> bool:
    """Every word of the text begins some word of what is searched."""
    sought, words = search_words(text), search_words(searched)
    return bool(sought) and all(any(word.startswith(each) for word in words) for each in sought)


def _among(values: Sequence[str], text: str) -> bool:
    return sort_key(text) in {sort_key(each) for each in values}


def _seen(sight: Sight, kind: str, row_id: str) -> bool:
    """Whether an id in a filter is of a row that may be seen: one that may not is as one that is not."""
    row = sight.picture.get(kind, row_id)
    return row is not None and sight.sees(kind, row)


def _of_team(sight: Sight, client: Any, team_id: str) -> bool:
    active, stay = sight.picture.active(client), sight.picture.open_stay(client)
    provider = None if active is None else sight.picture.get("Provider", active.provider_id)
    owners = [("Provider", provider), ("PoolEntry", stay)]
    return _seen(sight, "Team", team_id) and any(
        owner is not None
        and sight.sees(kind, owner)
        and not sight.hides(kind, owner, "team")
        and owner.team_id == team_id
        for kind, owner in owners
    )


def _served_by(sight: Sight, client: Any, provider_id: str) -> bool:
    active = sight.picture.active(client)
    return active is not None and active.provider_id == provider_id and _seen(sight, "Provider", provider_id)


def _left(sight: Sight, entry: Any) -> int:
    """Days until the practice's target."""
    return sight.picture.practice.wait_target_days - waited(sight.picture, entry)


def _of(attribute: str, kind: str) -> Condition:
    return lambda sight, row, value: getattr(row, attribute) == value and _seen(sight, kind, value)


def _leads(sight: Sight, person: Any, team_id: str) -> bool:
    return team_id in sight.picture.led[person.id] and _seen(sight, "Team", team_id)


def _at_location(sight: Sight, provider: Any, location_id: str) -> bool:
    return location_id in sight.picture.places[provider.id] and _seen(sight, "Location", location_id)


OF_CLIENT: Final = frozenset({"search", "insuranceStatus", "locationId", "serviceRequirement", "payer", "language"})
CONDITIONS: Final[Mapping[str, Mapping[str, tuple[str, Condition]]]] = {
    "Provider": {
        "search": ("name", lambda _, row, value: _has_words(row.name, value)),
        "status": ("status", lambda _, row, value: row.status in value),
        "loadStatus": ("load_status", lambda sight, row, value: load_status(sight.picture, row) in value),
        "hasOpenSlots": ("open_slots", lambda _, row, value: (row.load_hundredths < row.capacity * 100) is value),
        "acceptingNewClients": ("accepting_new_clients", lambda _, row, value: row.accepting_new_clients is value),
        "teamId": ("team", _of("team_id", "Team")),
        "locationId": ("locations", _at_location),
        "specialty": ("specialties", lambda _, row, value: _among(row.specialties, value)),
        "language": ("languages", lambda _, row, value: _among(row.languages, value)),
        "payer": ("payers", lambda _, row, value: _among(row.payers, value)),
    },
    "Client": {
        "search": ("name", lambda _, row, value: _has_words(row.name, value)),
        "status": ("status", lambda _, row, value: row.status in value),
        "insuranceStatus": ("insurance_status", lambda _, row, value: row.insurance_status in value),
        "locationId": ("location", _of("location_id", "Location")),
        "providerId": ("provider", _served_by),
        "teamId": ("team", _of_team),
        "payer": ("payer", lambda _, row, value: row.payer is not None and sort_key(row.payer) == sort_key(value)),
        "serviceRequirement": ("service_requirements", lambda _, row, value: _among(row.service_requirements, value)),
        "language": ("languages", lambda _, row, value: _among(row.languages, value)),
        "intakeFrom": ("intake_date", lambda _, row, value: row.intake_date >= date.fromisoformat(value)),
        "intakeTo": ("intake_date", lambda _, row, value: row.intake_date <= date.fromisoformat(value)),
    },
    "PoolEntry": {
        "reason": ("reason", lambda _, row, value: row.reason in value),
        "priority": ("priority", lambda _, row, value: row.priority in value),
        "teamId": ("team", _of("team_id", "Team")),
        "unrouted": ("team", lambda _, row, value: (row.team_id is None) is value),
        "waitingAtLeastDays": ("wait_days", lambda sight, row, value: waited(sight.picture, row) >= value),
        "pastTarget": ("wait_days", lambda sight, row, value: (_left(sight, row) < 0) is value),
        "dueWithinDays": ("wait_days", lambda sight, row, value: 0 <= _left(sight, row) < value),
    },
    "User": {
        "search": ("name", lambda _, row, value: _has_words(f"{row.name} {row.email}", value)),
        "accountRole": ("account_role", lambda _, row, value: row.account_role in value),
        "teamId": ("teams", _leads),
        "disabled": ("disabled", lambda _, row, value: row.disabled is value),
    },
}
_NAME: Final[tuple[str, Sorted]] = ("name", lambda _, row: row.name_key)
SORTED_BY: Final[Mapping[str, Mapping[str, tuple[str, Sorted]]]] = {
    "Provider": {
        "NAME": _NAME,
        "CAPACITY": ("capacity", lambda _, row: row.capacity),
        "LOAD": ("load", lambda _, row: row.load_hundredths),
        "UTILIZATION": ("utilization", lambda _, row: utilization(row)),
        "OPEN_SLOTS": ("open_slots", lambda _, row: open_slots(row)),
        "CASELOAD_COUNT": ("caseload_count", lambda _, row: row.caseload_count),
    },
    "Client": {
        "NAME": _NAME,
        "INTAKE_DATE": ("intake_date", lambda _, row: row.intake_date),
        "CASE_WEIGHT": ("case_weight", lambda _, row: row.case_weight_hundredths),
    },
    "PoolEntry": {
        "PRIORITY": ("priority", lambda _, row: row.priority == "URGENT"),
        "WAIT": ("entered_at", lambda _, row: -row.entered_at.timestamp()),
        "WAIT_SINCE_INTAKE": ("wait_days_since_intake", lambda sight, row: waited_since_intake(sight.picture, row)),
        "INTAKE_DATE": ("intake_date", lambda sight, row: sight.picture.get("Client", row.client_id).intake_date),
        "ENTERED_AT": ("entered_at", lambda _, row: row.entered_at),
    },
    "Assignment": {"ASSIGNED_AT": ("assigned_at", lambda _, row: row.assigned_at)},
    "Team": {"NAME": _NAME},
    "Location": {"NAME": _NAME},
    "User": {"NAME": _NAME},
}
