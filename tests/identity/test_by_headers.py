"""People whom a plugin identifies by headers: let in as the users they are, and not at all where it fails."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from caseload_gql.db.engine import Database
from caseload_gql.errors import Unauthenticated
from caseload_gql.identity.by_headers import HeaderReader, shown_headers
from caseload_gql.identity.identified import Credential
from caseload_gql.identity.identify import Identifier
from caseload_gql.plugins import IdentifyRequest, Identity, Plugin
from caseload_gql.plugins.installed import LoadedPlugin
from tests.people import shut

Hook = Callable[[IdentifyRequest], Awaitable[Any]]
ADA: Final = "ada@demo.example"


def proxy(hook: Hook, *headers: str, name: str = "proxy") -> LoadedPlugin:
    manifest = Plugin(name, ">=1", identity_headers=headers or ("X-User",))
    return LoadedPlugin(manifest, "0", {"identify_actor": hook})


def saying(answer: Any) -> Hook:
    async def say(request: IdentifyRequest) -> Any:
        del request
        return answer

    return say


def identifier(database: Database, *plugins: LoadedPlugin, now: Callable[[], datetime] | None = None) -> Identifier:
    clock = now or (lambda: datetime.now(UTC))
    return Identifier(database, now=clock, by_headers=HeaderReader(plugins, 0.1, clock))


def shown(**headers: str) -> Credential:
    found = shown_headers(
        {name.replace("_", "-"): value for name, value in headers.items()}, frozenset({"x-user", "x-b"})
    )
    assert found is not None
    return found


async def test_somebody_known_by_a_header_is_the_user_of_that_email(database: Database, user_id: str) -> None:
    asked: list[IdentifyRequest] = []

    async def know(request: IdentifyRequest) -> Identity:
        asked.append(request)
        return Identity(f" {request.headers['x-user'].upper()} ")

    found = await identifier(database, proxy(know)).identify(shown(x_user=ADA, x_b="not for this one"))
    assert (found.actor.user_id, found.expires_at) == (user_id, None)
    assert [dict(request.headers) for request in asked] == [{"x-user": ADA}]


async def test_nothing_is_asked_of_requests_without_the_headers() -> None:
    assert shown_headers({"x-other": "1"}, frozenset({"x-user"})) is None
    assert HeaderReader([proxy(saying(None), "X-User", "x-b")]).names == {"x-user", "x-b"}


async def test_it_is_asked_once_for_the_same_values_and_again_when_its_answer_has_passed(
    database: Database, user_id: str
) -> None:
    moment, calls = [datetime.now(UTC)], 0

    async def know(request: IdentifyRequest) -> Identity:
        nonlocal calls
        calls += 1
        return Identity(request.headers["x-user"], request.now + timedelta(minutes=5))

    found = identifier(database, proxy(know), now=lambda: moment[0])
    first = await found.identify(shown(x_user=ADA))
    assert await found.identify(shown(x_user=ADA)) is first
    assert (first.actor.user_id, calls) == (user_id, 1)
    with pytest.raises(Unauthenticated):
        await found.identify(shown(x_user="somebody@else.example"))
    moment[0] += timedelta(minutes=5)
    await found.identify(shown(x_user=ADA))
    assert calls == 3


@pytest.mark.usefixtures("user_id")
async def test_the_first_plugin_that_knows_the_headers_is_believed(database: Database) -> None:
    plugins = [
        proxy(saying(None)),
        proxy(saying(Identity("x@y.example")), "x-b", name="b"),
        proxy(saying(Identity(ADA))),
    ]
    assert (await identifier(database, *plugins).identify(shown(x_user="1"))).actor.email == ADA
    with pytest.raises(Unauthenticated, match="no account"):
        await identifier(database, *plugins).identify(shown(x_user="1", x_b="2"))
    with pytest.raises(Unauthenticated, match="Nobody is known"):
        await identifier(database, plugins[0]).identify(shown(x_user="1"))


async def test_who_is_disabled_is_not_let_in_from_then_on(database: Database, user_id: str) -> None:
    found = identifier(database, proxy(saying(Identity(ADA))))
    assert (await found.identify(shown(x_user="1"))).actor.user_id == user_id
    await shut(database, ADA)
    with pytest.raises(Unauthenticated, match="disabled"):
        await found.identify(shown(x_user="1"), fresh=True)


async def raises(request: IdentifyRequest) -> None:
    raise ValueError(request.headers["x-user"])


async def sleeps(request: IdentifyRequest) -> None:
    del request
    await asyncio.Event().wait()


FAILING: Final[dict[str, Hook]] = {
    "raises": raises,
    "sleeps": sleeps,
    **{
        name: saying(answer)
        for name, answer in {
            "a text": ADA,
            "no text": Identity(7),  # type: ignore[arg-type]  # rubbish on purpose
            "no email": Identity("ada"),
            "passed": Identity(ADA, datetime(2020, 1, 1, tzinfo=UTC)),
            "without zone": Identity(ADA, datetime(2999, 1, 1)),  # noqa: DTZ001  # rubbish on purpose
        }.items()
    },
}


@pytest.mark.usefixtures("user_id")
@pytest.mark.parametrize("hook", FAILING.values(), ids=FAILING)
async def test_nobody_is_let_in_where_it_fails_or_is_late(
    database: Database, hook: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    second = proxy(saying(Identity(ADA)), name="second")
    with pytest.raises(Unauthenticated, match="could not tell") as refused:
        await identifier(database, proxy(hook), second).identify(shown(x_user="secret-value"))
    assert "secret-value" not in caplog.text + str(refused.value)
    assert "'proxy'" in caplog.text
    assert second.seen().calls == 0
