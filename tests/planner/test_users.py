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
