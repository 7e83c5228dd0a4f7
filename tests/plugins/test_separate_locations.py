"""The example plugin that keeps staff to their sites, through the door: lists, nodes, counts, relations, changes."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import ColumnElement, select, true

from caseload_gql.db.engine import open_database
from caseload_gql.db.models import Client, Location, provider_location
from tests.support import Demo, House, opened

SRC = Path(__file__).parents[2] / "plugins/separate_locations/src"
STAFF = "support"
SEEN = """
{
  clients(first: 100) { totalCount nodes { id location { id } } }
  providers(first: 100) { nodes { id } }
  locations(first: 100) { nodes { id } }
  pool { entries(first: 100) { nodes { client { id } } } }
}
"""
NODE = "query($id: ID!) { node(id: $id) { id } }"
ADMIT = """
mutation($location: ID) {
  admitClient(input: { name: "Nova", insuranceStatus: PENDING, locationId: $location }) { userErrors { code } }
}
"""
Start = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def start(copy: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Opens the demo practice with the plugin, and with these sites of somebody of the support staff."""

    @asynccontextmanager
    async def opening(*sites: str, show_unplaced: str = "no") -> AsyncIterator[House]:
        file = tmp_path / "sites.csv"
        file.write_text("email,location\n" + "".join(f"{STAFF}@demo.example,{site}\n" for site in sites))
        monkeypatch.setenv("CASELOAD_PLUGIN_SEPARATE_LOCATIONS_FILE", str(file))
        monkeypatch.setenv("CASELOAD_PLUGIN_SEPARATE_LOCATIONS_SHOW_UNPLACED", show_unplaced)
        async with opened(copy, SRC) as house:
            yield house

    return opening


@pytest.fixture
async def site(copy: Demo) -> str:
    """A location at which clients wish to be seen."""
    database = open_database(copy.url)
    try:
        async with database.read() as connection:
            chosen = select(Client.location_id).where(Client.location_id.is_not(None)).order_by(Client.id).limit(1)
            return str(await connection.scalar(chosen))
    finally:
        await database.close()


async def clients_of(house: House, where: ColumnElement[bool]) -> set[str]:
    return {row[0] for row in await house.rows(select(Client.id).where(where))}


def ids(connection: Any) -> set[str]:
    return {each["id"] for each in connection["nodes"]}


async def test_staff_see_what_is_at_their_site_in_every_list_and_count(start: Start, site: str) -> None:
    async with start(site) as house:
        seen = await house.data(STAFF, SEEN)
        here = await clients_of(house, Client.location_id == site)
        places = provider_location.c
        there = await house.rows(select(places.provider_id).where(places.location_id == site))
    assert ids(seen["clients"]) == here
    assert seen["clients"]["totalCount"] == len(here) > 0
    assert ids(seen["providers"]) == {row[0] for row in there}
    assert ids(seen["locations"]) == {site}
    assert {each["client"]["id"] for each in seen["pool"]["entries"]["nodes"]} <= here


async def test_a_client_without_a_location_is_hidden_unless_the_setting_shows_it(start: Start, site: str) -> None:
    nowhere, here = Client.location_id.is_(None), Client.location_id == site
    async with start(site) as house:
        unplaced, placed = await clients_of(house, nowhere), await clients_of(house, here)
        assert unplaced
        assert not unplaced & ids((await house.data(STAFF, SEEN))["clients"])
        assert (await house.data(STAFF, NODE, {"id": min(unplaced)}))["node"] is None
    async with start(site, show_unplaced="yes") as house:
        assert ids((await house.data(STAFF, SEEN))["clients"]) == unplaced | placed


async def test_without_a_site_staff_see_nothing_and_the_admin_sees_all(start: Start) -> None:
    async with start() as house:
        seen, known = await house.data(STAFF, SEEN), await house.data("admin", SEEN)
        everybody = await clients_of(house, true())
    assert (seen["clients"]["totalCount"], ids(seen["providers"]), ids(seen["locations"])) == (0, set(), set())
    assert known["clients"]["totalCount"] == len(everybody)


async def test_a_star_stands_for_all_sites(start: Start) -> None:
    async with start("*") as house:
        assert await house.data(STAFF, SEEN) == await house.data("admin", SEEN)


async def test_nobody_is_admitted_to_a_site_out_of_sight(start: Start, site: str) -> None:
    async with start(site) as house:
        others = await house.rows(select(Location.id).where(Location.id != site))
        before = await house.snapshot()
        for place in (others[0][0], None):
            refused = await house.data(STAFF, ADMIT, {"location": place})
            assert refused["admitClient"]["userErrors"]
        assert await house.snapshot() == before
        admitted = await house.data(STAFF, ADMIT, {"location": site})
        assert admitted["admitClient"]["userErrors"] == []
