"""Those who administer a practice need no shell: settings, teams and locations through the door, on two workers."""

from typing import Final

from sqlalchemy import select

from caseload_gql.db.models import EventRow
from tests.support import House, opened

UPDATE: Final = """
mutation($input: UpdatePracticeInput!) {
  updatePractice(input: $input) {
    practice { name nearingCapacityAt supervisorAccess scorers { scorer weight } gates { code mode } }
    userErrors { code path }
  }
}
"""
CAPACITY: Final = """
mutation($id: ID!) { setProviderCapacity(input: { providerId: $id, capacity: 9 }) { userErrors { code } } }
"""
EVERYTHING: Final = """
mutation {
  addTeam(input: { name: "Harbor" }) { team { id name providers(first: 1) { totalCount } } userErrors { code } }
  updatePractice(input: { waitTargetDays: 21 }) { practice { waitTargetDays } userErrors { code } }
  again: updatePractice(input: { name: "Lakeside" }) { practice { name waitTargetDays } userErrors { code } }
  addLocation(input: { name: "Pier", latitude: 41.5, longitude: -87.25 }) {
    location { name latitude longitude } userErrors { code }
  }
}
"""
DENIED: Final = (
    'addTeam(input: { name: "Mine" })',
    'updateTeam(input: { teamId: "tem_x", name: "Mine" })',
    'addLocation(input: { name: "Mine" })',
    'updateLocation(input: { locationId: "loc_x", name: "Mine" })',
    'updatePractice(input: { name: "Mine" })',
)


async def test_settings_change_for_all_workers_at_once_and_are_read_afresh(house: House) -> None:
    settings = {
        "name": "Lakeside",
        "nearingCapacityAt": 0.5,
        "supervisorAccess": "READ",
        "scorers": [{"scorer": "headroom", "weight": 2.5}],
        "gates": [{"code": "AGE_OUT_OF_BAND", "mode": "BLOCK"}],
    }
    statuses = "{ providers(first: 100) { nodes { id utilization loadStatus } } }"
    async with opened(house.demo) as other:
        own = (await other.data("supervisor", "{ providers(first: 1) { nodes { id } } }"))["providers"]["nodes"][0]
        assert (await other.data("supervisor", CAPACITY, own))["setProviderCapacity"]["userErrors"] == []
        done = (await house.data("admin", UPDATE, {"input": settings}))["updatePractice"]
        assert await other.problem("supervisor", CAPACITY, own) == "FORBIDDEN"
        nodes = (await other.data("admin", statuses))["providers"]["nodes"]
    assert done["userErrors"] == []
    practice = done["practice"]
    assert (practice["name"], practice["nearingCapacityAt"], practice["supervisorAccess"]) == ("Lakeside", 0.5, "READ")
    assert {"scorer": "headroom", "weight": 2.5} in practice["scorers"]
    assert {"code": "AGE_OUT_OF_BAND", "mode": "BLOCK"} in practice["gates"]
    nearing = [each for each in nodes if 0.5 <= (each["utilization"] or 0) < 1]
    assert nearing
    assert {each["loadStatus"] for each in nearing} == {"NEARING_CAPACITY"}


async def test_one_document_may_change_access_and_go_on(house: House) -> None:
    data = await house.data("ceo", EVERYTHING)
    assert [each["userErrors"] for each in data.values()] == [[], [], [], []]
    assert data["addTeam"]["team"]["providers"] == {"totalCount": 0}
    assert data["updatePractice"]["practice"] == {"waitTargetDays": 21}
    assert data["again"]["practice"] == {"name": "Lakeside", "waitTargetDays": 21}
    assert data["addLocation"]["location"] == {"name": "Pier", "latitude": 41.5, "longitude": -87.25}
    types = [row.type for row in await house.rows(select(EventRow.type).order_by(EventRow.number.desc()).limit(4))]
    assert types == ["LOCATION_ADDED", "PRACTICE_UPDATED", "PRACTICE_UPDATED", "TEAM_ADDED"]


async def test_nobody_else_administers_the_practice(reading: House) -> None:
    before = await reading.snapshot()
    for who in ("support", "supervisor", "qmhp", "clinician"):
        for field in DENIED:
            assert await reading.problem(who, f"mutation {{ {field} {{ userErrors {{ code }} }} }}") == "FORBIDDEN"
    assert await reading.snapshot() == before
