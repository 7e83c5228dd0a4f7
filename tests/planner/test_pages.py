"""Pages of every list in every order: forward and back they give the same rows, ties and nulls included."""

from typing import Any, Final

import pytest

from tests.support import House

_LISTS: Final = {
    "providers": ("ProviderOrder", ("NAME", "CAPACITY", "LOAD", "UTILIZATION", "OPEN_SLOTS", "CASELOAD_COUNT")),
    "clients": ("ClientOrder", ("NAME", "INTAKE_DATE", "CASE_WEIGHT")),
    "entries": ("PoolOrder", ("PRIORITY", "WAIT", "WAIT_SINCE_INTAKE", "INTAKE_DATE")),
}
_ORDERS = [
    (listed, [{"field": field, "direction": direction}])
    for listed, (_, fields) in _LISTS.items()
    for field in fields
    for direction in ("ASC", "DESC")
] + [
    (
        "providers",
        [
            {"field": "UTILIZATION", "direction": "DESC"},
            {"field": "CAPACITY", "direction": "ASC"},
            {"field": "NAME", "direction": "DESC"},
        ],
    ),
    ("clients", [{"field": "CASE_WEIGHT", "direction": "DESC"}, {"field": "NAME", "direction": "ASC"}]),
    ("entries", [{"field": "PRIORITY", "direction": "DESC"}, {"field": "WAIT", "direction": "DESC"}]),
]


def page_query(listed: str) -> str:
    order, _ = _LISTS[listed]
    connection = (
        f"{listed}(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) "
        "{ totalCount edges { cursor node { id } } "
        "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    )
    body = f"pool {{ {connection} }}" if listed == "entries" else connection
    return f"query($first: Int, $after: String, $last: Int, $before: String, $orderBy: [{order}!]) {{ {body} }}"


async def page(house: House, listed: str, who: str = "ceo", **variables: Any) -> Any:
    data = await house.data(who, page_query(listed), variables)
    return data["pool"]["entries"] if listed == "entries" else data[listed]


def ids(found: Any) -> list[str]:
    return [edge["node"]["id"] for edge in found["edges"]]


@pytest.mark.parametrize("who", ["ceo", "supervisor"])
@pytest.mark.parametrize(
    ("listed", "order"),
    _ORDERS,
    ids=["-".join([o[0], *(f"{e['field']}.{e['direction']}" for e in o[1])]) for o in _ORDERS],
)
async def test_pages_forward_and_back_give_the_rows_of_the_whole_list(
    reading: House, who: str, listed: str, order: list[dict[str, str]]
) -> None:
    whole = await page(reading, listed, who, first=100, orderBy=order)
    expected = ids(whole)
    assert len(set(expected)) == len(expected) == whole["totalCount"] > 0
    size = max(2, len(expected) // 4)

    forward: list[str] = []
    after, more = None, True
    while more:
        found = await page(reading, listed, who, first=size, after=after, orderBy=order)
        forward += ids(found)
        info = found["pageInfo"]
        assert info["startCursor"] == found["edges"][0]["cursor"]
        assert info["endCursor"] == found["edges"][-1]["cursor"]
        assert info["hasPreviousPage"] == (after is not None)
        after, more = info["endCursor"], info["hasNextPage"]
    assert forward == expected

    backward: list[str] = []
    before, more = None, True
    while more:
        found = await page(reading, listed, who, last=size, before=before, orderBy=order)
        backward = ids(found) + backward
        before, more = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]
    assert backward == expected


async def test_values_without_a_number_come_last_whichever_the_direction(reading: House) -> None:
    query = """
    query($direction: OrderDirection!) {
      providers(first: 100, orderBy: { field: UTILIZATION, direction: $direction }) { nodes { utilization id } }
    }
    """
    for direction in ("ASC", "DESC"):
        nodes = (await reading.data("ceo", query, {"direction": direction}))["providers"]["nodes"]
        figures = [node["utilization"] for node in nodes]
        known = [figure for figure in figures if figure is not None]
        assert len(known) < len(figures)
        assert figures == sorted(known, reverse=direction == "DESC") + [None] * (len(figures) - len(known))


async def test_the_pool_comes_longest_wait_first(reading: House) -> None:
    query = "{ pool { entries(first: 100) { nodes { id enteredAt } } } }"
    nodes = (await reading.data("ceo", query))["pool"]["entries"]["nodes"]
    assert nodes == sorted(nodes, key=lambda node: (node["enteredAt"], node["id"]))


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": 0},
        {"first": -1},
        {"first": 101},
        {"last": 0},
        {"last": 101},
        {"first": 3, "last": 3},
        {},
        {"first": 2147483647},
        {"first": 3, "after": "garbage"},
        {"first": 3, "after": ""},
        {"first": 3, "after": "00000000.prv_unknown"},
        {"last": 3, "before": "é\u0000;DROP"},
    ],
    ids=repr,
)
@pytest.mark.parametrize("listed", list(_LISTS))
async def test_a_page_that_cannot_be_is_refused(reading: House, listed: str, wrong: dict[str, Any]) -> None:
    assert await reading.problem("ceo", page_query(listed), wrong) == "BAD_USER_INPUT"


@pytest.mark.parametrize("listed", list(_LISTS))
async def test_a_cursor_of_another_ordering_is_refused(reading: House, listed: str) -> None:
    cursor = (await page(reading, listed, first=1))["pageInfo"]["endCursor"]
    field = _LISTS[listed][1][2]
    variables = {"first": 3, "after": cursor, "orderBy": [{"field": field, "direction": "ASC"}]}
    assert await reading.problem("ceo", page_query(listed), variables) == "BAD_USER_INPUT"


async def test_a_cursor_of_a_row_unseen_is_refused_like_one_of_no_row(reading: House) -> None:
    seen = set(ids(await page(reading, "clients", "supervisor", first=100)))
    whole = await page(reading, "clients", first=100)
    unseen = next(edge["cursor"] for edge in whole["edges"] if edge["node"]["id"] not in seen)
    absent = unseen.partition(".")[0] + ".cli_00000000000000000000000000"
    refusals = []
    for cursor in (unseen, absent):
        answer = await reading.ask("supervisor", page_query("clients"), {"first": 3, "after": cursor})
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
        refusals.append(answer["errors"][0]["message"])
    assert refusals[0] == refusals[1]


async def test_a_refused_cursor_spoils_its_own_field_only(reading: House) -> None:
    query = """
    query($a: String, $b: String) {
      a: clients(first: 2, after: $a) { nodes { id } }
      b: clients(first: 2, after: $b) { nodes { id } }
      c: clients(first: 2) { nodes { id } }
      providers(first: 2) { nodes { caseload(first: 1, after: $b) { nodes { id } } } }
      pool { entries(first: 1, after: "none") { nodes { id } } }
    }
    """
    cursor = (await page(reading, "clients", first=1))["pageInfo"]["endCursor"]
    nobody = cursor.partition(".")[0] + ".cli_nobody"
    answer = await reading.ask("ceo", query, {"a": nobody, "b": nobody})
    assert [answer["data"][key] for key in ("a", "b", "providers", "pool")] == [None] * 4
    assert len(answer["data"]["c"]["nodes"]) == 2
    assert {tuple(error["path"]) for error in answer["errors"]} == {
        ("a",),
        ("b",),
        ("providers", "nodes", "caseload"),
        ("pool", "entries"),
    }
    assert len(answer["errors"]) == 4
