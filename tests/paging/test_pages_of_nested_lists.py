"""Pages of lists that hang on a row, and of short lists: forward and back they give the rows of the whole list."""

from typing import Any, Final

import pytest

from tests.support import House

_PAGE: Final = """(first: $first, after: $after, last: $last, before: $before{order}) {{
  edges {{ cursor node {{ id }} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} totalCount
}}"""
#: The list that holds the owners, and the list that each of them has.
_NESTED: Final = {
    "teams": ("", "teams", ""),
    "locations": ("", "locations", ""),
    "caseload": (
        "providers",
        "caseload",
        ", orderBy: [{ field: INTAKE_DATE, direction: DESC }, { field: NAME, direction: ASC }]",
    ),
    "caseload as it comes": ("providers", "caseload", ""),
    "assignments of a provider": ("providers", "assignments", ""),
    "assignments of a client": ("clients", "assignments", ""),
    "stays of a client": ("clients", "poolEntries", ""),
    "providers of a team": ("teams", "providers", ""),
    "providers of a team by utilization": (
        "teams",
        "providers",
        ", orderBy: [{ field: UTILIZATION, direction: DESC }, { field: CAPACITY, direction: ASC }]",
    ),
}


def query(name: str, owner: str) -> str:
    _, listed, order = _NESTED[name]
    page = f"it: {listed}{_PAGE.format(order=order)}"
    inner = f'it: node(id: "{owner}") {{ ... on {_KINDS[owner[:3]]} {{ {page} }} }}' if owner else page
    return f"query($first: Int, $after: String, $last: Int, $before: String) {{ {inner} }}"


_KINDS: Final = {"prv": "Provider", "cli": "Client", "tem": "Team"}


async def owners(house: House, name: str, who: str) -> list[str]:
    """Those with the most in their list, or nobody for a list at the root."""
    above, listed, _ = _NESTED[name]
    if not above:
        return [""]
    asked = f"{{ {above}(first: 100) {{ nodes {{ id {listed}(first: 1) {{ totalCount }} }} }} }}"
    nodes = (await house.data(who, asked))[above]["nodes"]
    nodes.sort(key=lambda node: -int(node[listed]["totalCount"]))
    assert nodes[0][listed]["totalCount"] > (who == "ceo")
    return [str(node["id"]) for node in nodes[:2]]


async def page(house: House, name: str, who: str, owner: str, **variables: Any) -> Any:
    found = (await house.data(who, query(name, owner), variables))["it"]
    return found["it"] if owner else found


@pytest.mark.parametrize("who", ["ceo", "supervisor"])
@pytest.mark.parametrize("name", list(_NESTED))
async def test_pages_of_a_nested_list_give_its_rows_both_ways(reading: House, name: str, who: str) -> None:
    for owner in await owners(reading, name, who):
        whole = await page(reading, name, who, owner, first=100)
        expected = [edge["node"]["id"] for edge in whole["edges"]]
        assert len(set(expected)) == len(expected) == whole["totalCount"] > 0
        size = max(1, len(expected) // 3)
        forward: list[str] = []
        after, more = None, True
        while more:
            found = await page(reading, name, who, owner, first=size, after=after)
            forward += [edge["node"]["id"] for edge in found["edges"]]
            after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
        backward: list[str] = []
        before, more = None, True
        while more:
            found = await page(reading, name, who, owner, last=size, before=before)
            backward = [edge["node"]["id"] for edge in found["edges"]] + backward
            before, more = found["pageInfo"]["startCursor"], found["pageInfo"]["hasPreviousPage"]
        assert forward == expected
        assert backward == expected
