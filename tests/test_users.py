"""The practice's people through the door: listed, found, changed, and shut out on every worker at once."""

from datetime import UTC, datetime
from typing import Any, Final

import httpx
from sqlalchemy import select, update

from caseload_gql.bootstrap import build_app
from caseload_gql.db.models import EventRow, User
from caseload_gql.identity.sightings import Sightings
from caseload_gql.settings import Settings
from tests.support import House, counted, opened

LIST: Final = """
query($first: Int, $last: Int, $after: String, $before: String, $filter: UserFilter) {
  users(first: $first, last: $last, after: $after, before: $before, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage endCursor startCursor }
    edges { cursor node { ...Person } }
  }
}
fragment Person on User { name email accountRole companyRoles teams { name } provider { name } disabled lastSeenAt }
"""
UPDATE: Final = """
mutation($input: UpdateUserInput!) {
  updateUser(input: $input) { user { id name accountRole disabled teams { id } } userErrors { code path } }
}
"""
LINK: Final = "mutation($id: ID!) { createSignInLink(input: { userId: $id }) { url userErrors { code path } } }"
DENIED: Final = (
    'addUser(input: { name: "N", email: "n@x.example", accountRole: CEO })',
    'updateUser(input: { userId: "usr_x", accountRole: CEO })',
    'createSignInLink(input: { userId: "usr_x" })',
)


async def listed(house: House, **given: Any) -> Any:
    return (await house.data("admin", LIST, {"first": 100, **given}))["users"]


async def user_id(house: House, who: str) -> str:
    [row] = await house.rows(select(User.id).where(User.email == f"{who}@demo.example"))
    return str(row.id)


async def test_people_are_listed_by_name_page_by_page_and_found_by_words(reading: House) -> None:
    everybody = await listed(reading)
    nodes = [each["node"] for each in everybody["edges"]]
    names = [each["name"] for each in nodes]
    assert (names, everybody["totalCount"]) == (sorted(names), 7)
    by_email = {each["email"].partition("@")[0]: each for each in nodes}
    assert len(by_email["supervisor"]["teams"]) == 1
    assert by_email["clinician"]["provider"] is not None
    assert by_email["admin"]["accountRole"] == "ADMIN"
    seen, after = [], None
    while True:
        page = await listed(reading, first=3, after=after)
        seen += [each["node"]["name"] for each in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == names
    last = await listed(reading, first=None, last=2)
    assert [each["node"]["name"] for each in last["edges"]] == names[-2:]
    for given, expected in (
        ({"search": "ODAL"}, {"ceo"}),
        ({"search": "thor ama"}, {"supervisor"}),
        ({"search": "qmhp"}, {"qmhp"}),
        ({"search": "  "}, set()),
        ({"search": "a\0"}, set()),
        ({"accountRole": ["CEO", "ADMIN"]}, {"ceo", "admin"}),
        ({"accountRole": []}, set()),
        ({"disabled": True}, set()),
        ({"disabled": False, "search": "demo"}, set(by_email)),
        ({"teamId": "tem_nowhere"}, set()),
    ):
        found = await listed(reading, filter=given)
        emails = {each["node"]["email"].partition("@")[0] for each in found["edges"]}
        assert (emails, found["totalCount"]) == (expected, len(expected)), given
    teams = (await reading.data("supervisor", "{ viewer { teams { id } } }"))["viewer"]["teams"]
    led = await listed(reading, filter={"teamId": teams[0]["id"]})
    assert [each["node"]["email"] for each in led["edges"]] == ["supervisor@demo.example"]


async def test_nobody_else_learns_of_people_or_changes_them(reading: House) -> None:
    before = await reading.snapshot()
    person = await user_id(reading, "ceo")
    node = "query($id: ID!) { node(id: $id) { id ... on User { email } } nodes(ids: [$id]) { id } }"
    assert (await reading.data("admin", node, {"id": person}))["node"]["email"] == "ceo@demo.example"
    for who in ("support", "supervisor", "qmhp", "clinician"):
        assert await reading.problem(who, "{ users(first: 1) { totalCount } }") == "FORBIDDEN"
        assert await reading.data(who, node, {"id": person}) == {"node": None, "nodes": [None]}
        for field in DENIED:
            assert await reading.problem(who, f"mutation {{ {field} {{ userErrors {{ code }} }} }}") == "FORBIDDEN"
    assert await reading.snapshot() == before


async def test_who_is_disabled_is_out_of_every_worker_at_once_by_session_and_token(house: House) -> None:
    person = await user_id(house, "support")
    made = (await house.data("admin", LINK, {"id": person}))["createSignInLink"]
    assert (made["userErrors"], "/sign-in/" in made["url"]) == ([], True)
    path = "/sign-in/" + made["url"].rpartition("/")[2]
    app = build_app(Settings(database_url=house.demo.url))
    body = {"query": "{ viewer { name } }"}
    form, own = {"Sec-Fetch-Site": "same-origin"}, {"X-Caseload-Request": "1"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://caseload.test") as browser,
    ):
        assert (await browser.post(path, headers=form)).status_code == 303
        assert (await browser.post("/graphql", json=body, headers=own)).status_code == 200
        async with opened(house.demo) as other:
            assert (await other.post("support", body["query"])).status_code == 200
            shut = {"input": {"userId": person, "disabled": True}}
            done = (await house.data("admin", UPDATE, shut))["updateUser"]
            assert (done["user"]["disabled"], done["userErrors"]) == (True, [])
            assert (await other.post("support", body["query"])).status_code == 401
        assert (await browser.post("/graphql", json=body, headers=own)).status_code == 401
        assert (await browser.post(path, headers=form)).status_code == 404
    refused = (await house.data("admin", LINK, {"id": person}))["createSignInLink"]
    assert refused == {"url": None, "userErrors": [{"code": "CONFLICT", "path": ["input", "userId"]}]}
    [row] = await house.rows(select(EventRow.type, EventRow.actor).order_by(EventRow.number.desc()).limit(1))
    assert (row.type, row.actor) == ("USER_DISABLED", "Tadeusz Wren")


async def test_roles_and_teams_take_effect_at_once_and_who_gives_their_own_away_reads_no_more(house: House) -> None:
    teams = (await house.data("admin", "{ teams(first: 2) { nodes { id } } }"))["teams"]["nodes"]
    clinician, admin = await user_id(house, "clinician"), await user_id(house, "admin")
    led = {"userId": clinician, "companyRoles": ["supervisor"], "teamIds": [teams[0]["id"]], "name": "Lead"}
    async with opened(house.demo) as other:
        assert await other.problem("clinician", "{ teams(first: 9) { totalCount } }") == "FORBIDDEN"
        done = (await house.data("admin", UPDATE, {"input": led}))["updateUser"]
        assert (done["user"]["name"], done["user"]["teams"]) == ("Lead", [teams[0]])
        assert (await other.data("clinician", "{ teams(first: 9) { totalCount } }"))["teams"]["totalCount"] == 1
    given = {"input": {"userId": admin, "accountRole": "STAFF"}}
    assert (await house.data("admin", UPDATE, given))["updateUser"] == {"user": None, "userErrors": []}
    assert await house.problem("admin", UPDATE, given) == "FORBIDDEN"


async def unseen(house: House) -> None:
    """Forget when people were seen, as other tests have."""
    await house.database.write(lambda unit: unit.session.execute(update(User).values(last_seen_at=None)))


async def last_seen(house: House) -> dict[str, datetime]:
    rows = await house.rows(select(User.email, User.last_seen_at).where(User.last_seen_at.is_not(None)))
    return {row.email.partition("@")[0]: row.last_seen_at for row in rows}


async def test_when_people_were_last_seen_is_written_down_at_the_end_if_not_before(house: House) -> None:
    await unseen(house)
    async with opened(house.demo) as other:
        for _ in range(3):
            await other.data("qmhp", "{ viewer { name } }")
        assert await last_seen(house) == {}
    seen = await last_seen(house)
    assert seen.keys() == {"qmhp"}
    [found] = (await listed(house, filter={"search": "qmhp"}))["edges"]
    assert datetime.fromisoformat(found["node"]["lastSeenAt"]) == seen["qmhp"]


async def test_what_was_seen_is_written_once_and_never_moved_back(house: House) -> None:
    await unseen(house)
    person, sightings = await user_id(house, "qmhp"), Sightings()
    late, early = datetime(2026, 11, 20, 12, tzinfo=UTC), datetime(2026, 11, 20, 9, tzinfo=UTC)
    for at in (late, early):
        sightings.note(person, at)
        with counted() as statements:
            for _ in range(2):
                await house.database.write(lambda unit: sightings.write_down(unit, late))
        assert len([each for each in statements if each.startswith("UPDATE user_account")]) == 1
    assert await last_seen(house) == {"qmhp": late}
