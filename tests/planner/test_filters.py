"""Each filter of the API keeps the rows whose own fields meet it, and no others."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.support import House

PROVIDER: Final = "id openSlots specialties languages payers locations { id } acceptingNewClients status team { id }"
CLIENT: Final = """
id payer languages serviceRequirements intakeDate insuranceStatus location { id } provider { id team { id } }
poolEntry { team { id } }
"""
ENTRY: Final = f"id reason priority waitDays team {{ id }} client {{ {CLIENT} }}"
LISTS: Final = {
    "providers": ("ProviderFilter", PROVIDER),
    "clients": ("ClientFilter", CLIENT),
    "entries": ("PoolFilter", ENTRY),
}


def present(value: Any) -> list[Any]:
    return [] if value is None else [value]


def ids(rows: list[Any]) -> list[str]:
    return [row["id"] for row in rows if row is not None]


def teams(row: Any) -> list[str]:
    """The team that serves a client, or that the client's entry is routed to."""
    return ids([each["team"] for each in (row["provider"], row["poolEntry"]) if each is not None])


Meets = Callable[[Any, Any], bool]
#: The list, the condition, the values tried that a row has, and when a row meets one of them.
FILTERS: Final[list[tuple[str, str, Callable[[Any], list[Any]], Meets]]] = [
    ("providers", "hasOpenSlots", lambda _: [True, False], lambda row, value: (row["openSlots"] > 0) is value),
    (
        "providers",
        "acceptingNewClients",
        lambda row: [row["acceptingNewClients"]],
        lambda row, value: row["acceptingNewClients"] is value,
    ),
    ("providers", "specialty", lambda row: row["specialties"], lambda row, value: value in row["specialties"]),
    ("providers", "language", lambda row: row["languages"], lambda row, value: value in row["languages"]),
    ("providers", "payer", lambda row: row["payers"], lambda row, value: value in row["payers"]),
    ("providers", "locationId", lambda row: ids(row["locations"]), lambda row, value: value in ids(row["locations"])),
    ("providers", "teamId", lambda row: ids([row["team"]]), lambda row, value: value in ids([row["team"]])),
    ("providers", "status", lambda row: [[row["status"]], []], lambda row, value: row["status"] in value),
    ("clients", "payer", lambda row: present(row["payer"]), lambda row, value: row["payer"] == value),
    (
        "clients",
        "serviceRequirement",
        lambda row: row["serviceRequirements"],
        lambda row, value: value in row["serviceRequirements"],
    ),
    (
        "clients",
        "insuranceStatus",
        lambda row: [[row["insuranceStatus"]]],
        lambda row, value: row["insuranceStatus"] in value,
    ),
    ("clients", "locationId", lambda row: ids([row["location"]]), lambda row, value: value in ids([row["location"]])),
    ("clients", "providerId", lambda row: ids([row["provider"]]), lambda row, value: value in ids([row["provider"]])),
    ("clients", "teamId", teams, lambda row, value: value in teams(row)),
    ("clients", "intakeFrom", lambda row: [row["intakeDate"]], lambda row, value: row["intakeDate"] >= value),
    ("clients", "intakeTo", lambda row: [row["intakeDate"]], lambda row, value: row["intakeDate"] <= value),
    ("entries", "reason", lambda row: [[row["reason"]]], lambda row, value: row["reason"] in value),
    ("entries", "priority", lambda row: [[row["priority"]]], lambda row, value: row["priority"] in value),
    ("entries", "teamId", lambda row: ids([row["team"]]), lambda row, value: value in ids([row["team"]])),
    ("entries", "unrouted", lambda _: [True, False], lambda row, value: (row["team"] is None) is value),
    ("entries", "waitingAtLeastDays", lambda row: [row["waitDays"]], lambda row, value: row["waitDays"] >= value),
    ("entries", "pastTarget", lambda _: [True, False], lambda row, value: (row["waitDays"] > 14) is value),
    ("entries", "dueWithinDays", lambda _: [3, 14], lambda row, value: 14 - value < row["waitDays"] <= 14),
    (
        "entries",
        "language",
        lambda row: row["client"]["languages"],
        lambda row, value: value in row["client"]["languages"],
    ),
    (
        "entries",
        "payer",
        lambda row: present(row["client"]["payer"]),
        lambda row, value: row["client"]["payer"] == value,
    ),
]


async def listed(house: House, who: str, name: str, given: Any) -> list[Any]:
    kind, fields = LISTS[name]
    page = f"{name}(first: 100, filter: $f) {{ nodes {{ {fields} }} }}"
    query = f"query($f: {kind}) {{ {f'pool {{ {page} }}' if name == 'entries' else page} }}"
    found = await house.data(who, query, {"f": given})
    nodes: list[Any] = (found["pool"] if name == "entries" else found)[name]["nodes"]
    return nodes


@pytest.mark.parametrize("who", ["ceo", "supervisor"])
@pytest.mark.parametrize(
    ("name", "condition", "values", "meets"), FILTERS, ids=["-".join(each[:2]) for each in FILTERS]
)
async def test_a_filter_keeps_the_rows_that_meet_it(
    reading: House, who: str, name: str, condition: str, values: Callable[[Any], list[Any]], meets: Meets
) -> None:
    whole = await listed(reading, who, name, None)
    tried = {str(value): value for row in whole for value in values(row)}
    assert tried
    for value in list(tried.values())[:6]:
        assert await listed(reading, who, name, {condition: value}) == [row for row in whole if meets(row, value)]


async def test_conditions_are_combined_and_those_of_null_leave_all(reading: House) -> None:
    whole = await listed(reading, "ceo", "clients", None)
    assert await listed(reading, "ceo", "clients", {"payer": None, "status": None}) == whole
    both = [row for row in whole if row["payer"] and row["provider"]]
    payer, provider = both[0]["payer"], both[0]["provider"]["id"]
    expected = [row for row in both if row["payer"] == payer and row["provider"]["id"] == provider]
    assert await listed(reading, "ceo", "clients", {"payer": payer, "providerId": provider}) == expected
