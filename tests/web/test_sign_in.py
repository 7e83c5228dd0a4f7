"""Signing in: pages show, buttons consume, other sites get nowhere."""

import pytest
from sqlalchemy import update

from caseload_gql.db.models import Practice
from tests.people import shut
from tests.web.conftest import House


async def test_looking_at_a_link_spends_nothing_and_posting_it_signs_in(house: House) -> None:
    path = await house.link()
    for method in ("GET", "HEAD", "GET"):
        response = await house.client.request(method, path)
        assert response.status_code == 200
        assert "set-cookie" not in response.headers
    response = await house.client.post(path)
    assert (response.status_code, response.headers["location"]) == (303, "/graphiql")
    cookie = response.headers["set-cookie"].lower()
    assert cookie.startswith("caseload_session=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/;" in cookie
    assert "secure" not in cookie
    page = await house.client.get("/graphiql")
    assert page.status_code == 200
    assert "Ada Ngata" in page.text


async def test_over_https_the_cookie_is_secure(house: House) -> None:
    response = await house.client.post(f"https://caseload.test{await house.link()}")
    assert "secure" in response.headers["set-cookie"].lower()


async def test_a_used_link_is_gone_and_an_unknown_one_is_not_found(house: House) -> None:
    path = await house.link()
    await house.client.post(path)
    for method in ("GET", "POST"):
        assert (await house.client.request(method, path)).status_code == 410
        assert (await house.client.request(method, "/sign-in/nonsense")).status_code == 404


async def test_an_expired_link_is_gone_and_signs_nobody_in(house: House) -> None:
    path = await house.link(minutes=0)
    for method in ("GET", "POST"):
        response = await house.client.request(method, path)
        assert response.status_code == 410
        assert "expired" in response.text
        assert "set-cookie" not in response.headers
    assert (await house.client.get("/graphiql")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_of_another_site_neither_signs_in_nor_out(house: House, headers: dict[str, str]) -> None:
    path = await house.link()
    refused = await house.client.post(path, headers=headers)
    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers
    assert (await house.client.post(path, headers={"Origin": "http://caseload.test"})).status_code == 303
    assert (await house.client.post("/sign-out", headers=headers)).status_code == 403
    assert (await house.client.get("/graphiql")).status_code == 200


async def test_signing_out_ends_the_session_itself_not_only_the_cookie(house: House) -> None:
    await house.sign_in()
    kept = house.client.cookies["caseload_session"]
    response = await house.client.post("/sign-out")
    assert response.status_code == 200
    assert "caseload_session" not in house.client.cookies
    house.client.cookies.set("caseload_session", kept)
    assert (await house.client.get("/graphiql")).status_code == 401


async def test_graphiql_is_for_those_who_may_and_tells_the_others_what_to_do(house: House) -> None:
    stranger = await house.client.get("/graphiql")
    assert stranger.status_code == 401
    assert "sign-in link" in stranger.text
    signed_in = await house.sign_in("bill@demo.example")
    assert signed_in.headers["location"] == "/"
    refused = await house.client.get("/graphiql")
    assert refused.status_code == 403
    assert "administers" in refused.text
    assert "Bill Okafor" in (await house.client.get("/")).text


async def test_home_names_the_practice_to_those_who_are_signed_in(house: House) -> None:
    await house.database.write(lambda unit: unit.session.execute(update(Practice).values(name="Riverside <West>")))
    assert "Riverside" not in (await house.client.get("/")).text
    await house.sign_in()
    assert "<h1>Riverside &lt;West&gt;</h1>" in (await house.client.get("/")).text


async def test_a_disabled_user_with_a_live_session_is_out_at_once(house: House) -> None:
    await house.sign_in()
    await shut(house.database, "ada@demo.example")
    assert (await house.client.get("/graphiql")).status_code == 401
    asked = {"query": "{ viewer { name } }"}
    refused = await house.client.post("/graphql", json=asked, headers={"X-Caseload-Request": "1"})
    assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert house.executor.seen == []


async def test_the_log_never_holds_a_link(house: House, caplog: pytest.LogCaptureFixture) -> None:
    path = await house.link()
    with caplog.at_level("DEBUG", logger="caseload"):
        await house.client.get(path)
        await house.client.post(path)
    routes = [vars(record).get("route") for record in caplog.records if record.name == "caseload.web"]
    assert routes == ["/sign-in/{secret}"] * 2
    own = [record for record in caplog.records if record.name.startswith("caseload")]
    assert path.rpartition("/")[2] not in repr([vars(record) for record in own])
