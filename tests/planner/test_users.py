"""People and the viewer lie in one table; a statement may read both."""

from sqlalchemy import select

from caseload_gql.db.models import User
from tests.support import House

BOTH = "query($ids: [ID!]!) { viewer { id } nodes(ids: $ids) { __typename id } }"


async def test_a_statement_reads_users_and_the_viewer(reading: House) -> None:
    ids = {row.email.partition("@")[0]: row.id for row in await reading.rows(select(User.id, User.email))}
    mine = "vwr_" + ids["admin"].removeprefix("usr_")
    found = await reading.data("admin", BOTH, {"ids": [ids["ceo"], mine, "vwr_" + ids["ceo"].removeprefix("usr_")]})
    assert found["viewer"] == {"id": mine}
    assert found["nodes"] == [{"__typename": "User", "id": ids["ceo"]}, {"__typename": "Viewer", "id": mine}, None]
    for who in ("supervisor", "clinician"):
        found = await reading.data(who, BOTH, {"ids": [ids[who], "vwr_" + ids[who].removeprefix("usr_")]})
        assert found["nodes"] == [None, {"__typename": "Viewer", "id": found["viewer"]["id"]}]


async def test_people_are_found_by_a_team_that_they_lead(reading: House) -> None:
    query = "query($team: ID!) { users(first: 50, filter: {teamId: $team}) { nodes { teams { id } } } }"
    people = await reading.data("ceo", "{ users(first: 50) { nodes { teams { id } } } }")
    teams = [{each["id"] for each in node["teams"]} for node in people["users"]["nodes"]]
    team = min(set().union(*teams))
    found = await reading.data("ceo", query, {"team": team})
    assert len(found["users"]["nodes"]) == sum(team in each for each in teams) > 0
    assert all(team in {each["id"] for each in node["teams"]} for node in found["users"]["nodes"])
