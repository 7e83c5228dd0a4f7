"""What a plugin remembers: by key, by plugin, until it expires, and only where its answer was accepted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from caseload_gql.db import plugin_store
from caseload_gql.db.engine import Database, open_database
from caseload_gql.db.models import PluginValue
from caseload_gql.db.plugin_store import PluginValues
from caseload_gql.db.unit_of_work import UnitOfWork

NOON: Final = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
Use = Callable[[PluginValues], Awaitable[Any]]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = open_database(database_url)
    yield opened
    await opened.close()


async def using(database: Database, use: Use, *, plugin: str = "notes", now: datetime = NOON) -> Any:
    """What a hook does in a transaction of its own, its answer accepted."""

    async def work(unit: UnitOfWork) -> Any:
        values = PluginValues(unit.rows, plugin, now)
        try:
            answer = await use(values)
        finally:
            await values.settle()
        await values.keep(unit.session)
        return answer

    return await database.write(work)


async def items(database: Database, *, plugin: str = "notes", now: datetime = NOON, prefix: str = "") -> Any:
    return await using(database, lambda store: store.items(prefix), plugin=plugin, now=now)


def putting(values: dict[str, Any], expires_at: datetime | None = None) -> Use:
    async def put(store: PluginValues) -> None:
        for key, value in values.items():
            await store.put(key, value, expires_at)

    return put


async def test_what_is_put_is_there_later_and_for_this_plugin_alone(database: Database) -> None:
    value = {"z": "Zoë 🦊 \\u0000", "list": [1, 2.5, 1e22, 10**30, True, None], "nested": {"a": {}}}
    await using(database, putting({"a": value, "b": 0}))
    assert await items(database) == {"a": value, "b": 0}
    assert await items(database, plugin="others") == {}
    assert repr(await using(database, lambda store: store.get("a"))) == repr(value)
    assert await using(database, lambda store: store.get("c")) is None


async def test_putting_again_replaces_and_deleting_forgets(database: Database) -> None:
    await using(database, putting({"a": 1, "b": 1}, NOON + HOUR))
    await using(database, putting({"a": 2}))

    async def delete(store: PluginValues) -> None:
        await store.delete("b")
        await store.delete("never there")

    await using(database, delete)
    assert await items(database, now=NOON + 2 * HOUR) == {"a": 2}


async def test_what_is_put_is_seen_at_once_by_the_hook_itself(database: Database) -> None:
    await using(database, putting({"a": 1, "b": 1}))

    async def use(store: PluginValues) -> list[Any]:
        await store.put("c", 3)
        await store.put("past", 4, NOON)
        await store.delete("a")
        return [await store.get("c"), await store.get("a"), await store.get("past"), await store.items()]

    assert await using(database, use) == [3, None, None, {"b": 1, "c": 3}]
    assert await items(database) == {"b": 1, "c": 3}


async def test_what_expired_is_gone_and_cleared_away_with_the_next_change(database: Database) -> None:
    await using(database, putting({"a": 1, "b": 2}, NOON + HOUR))
    await using(database, putting({"c": 3}), plugin="others", now=NOON + HOUR)
    assert await items(database) == {"a": 1, "b": 2}
    assert await items(database, now=NOON + HOUR) == {}
    assert await using(database, lambda store: store.get("a"), now=NOON + HOUR) is None
    await using(database, putting({"d": 4}), now=NOON + HOUR)
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(PluginValue)) == 2


async def test_items_are_those_of_a_prefix_in_the_order_of_keys(database: Database) -> None:
    await using(database, putting({"b/2": 2, "b/1": 1, "B/3": 3, "c": 4, "b/🦊": 5, "b%": 6}))
    assert list((await items(database, prefix="b/")).items()) == [("b/1", 1), ("b/2", 2), ("b/🦊", 5)]


async def test_items_are_limited(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_store, "ITEMS_AT_MOST", 2)
    await using(database, putting({"a": 1, "b": 2, "c": 3}))
    assert await items(database) == {"a": 1, "b": 2}


async def test_nothing_is_kept_of_a_transaction_that_fails(database: Database) -> None:
    async def work(unit: UnitOfWork) -> None:
        values = PluginValues(unit.rows, "notes", NOON)
        await values.put("a", 1)
        await values.keep(unit.session)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(work)
    assert await items(database) == {}


@pytest.mark.parametrize("key", ["", "x" * 201, "a\0b", "\ud800", 1, None])
async def test_a_key_that_cannot_be_kept_is_refused(database: Database, key: Any) -> None:
    for use in (lambda store: store.put(key, 1), lambda store: store.get(key), lambda store: store.delete(key)):
        with pytest.raises(ValueError, match="a key "):
            await using(database, use)
    assert await items(database) == {}


@pytest.mark.parametrize(
    "value",
    [
        None,
        float("nan"),
        float("inf"),
        {1, 2},
        (1, 2),
        {1: 2},
        object(),
        NOON,
        b"x",
        "a\0b",
        "\ud800",
        {"a": ["\0"]},
        "x" * 65_535,
    ],
)
async def test_a_value_that_cannot_be_kept_is_refused_without_being_told(database: Database, value: Any) -> None:
    with pytest.raises(ValueError, match="value") as refused:
        await using(database, putting({"a": value}))
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    assert await items(database) == {}


async def test_an_instant_needs_a_zone(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        await using(database, putting({"a": 1}, NOON.replace(tzinfo=None)))


async def test_values_may_be_read_at_once(database: Database) -> None:
    await using(database, putting({"a": 1, "b": 2}))

    async def use(store: PluginValues) -> Any:
        return await asyncio.gather(store.get("a"), store.get("b"), store.items())

    assert await using(database, use) == [1, 2, {"a": 1, "b": 2}]


async def test_a_hook_cut_off_in_the_middle_of_a_statement_leaves_the_transaction_whole(database: Database) -> None:
    await using(database, putting({"a": 1}))

    async def work(unit: UnitOfWork) -> Any:
        values = PluginValues(unit.rows, "notes", NOON)
        cut_off = asyncio.create_task(values.get("a"))
        await asyncio.sleep(0)
        cut_off.cancel()
        with pytest.raises(asyncio.CancelledError):
            await cut_off
        await values.settle()
        return await unit.session.scalar(select(PluginValue.value))

    assert await database.write(work) == "1"


async def test_a_store_is_closed_when_its_hook_is_over(database: Database) -> None:
    kept: list[PluginValues] = []

    async def use(store: PluginValues) -> None:
        kept.append(store)

    await using(database, use)
    for late in (kept[0].get("a"), kept[0].items(), kept[0].put("a", 1), kept[0].delete("a")):
        with pytest.raises(RuntimeError, match="closed"):
            await late


async def test_a_statement_that_failed_is_told_whatever_the_plugin_makes_of_it(database: Database) -> None:
    async def work(unit: UnitOfWork) -> None:
        values = PluginValues(unit.rows, "notes", NOON)
        await unit.session.execute(text("ALTER TABLE plugin_store RENAME TO elsewhere"))
        with pytest.raises(DBAPIError):
            await values.get("a")
        await values.settle()

    with pytest.raises(DBAPIError):
        await database.write(work)
    assert await items(database) == {}


async def test_two_that_put_the_same_key_at_once_both_come_through(database: Database) -> None:
    await asyncio.gather(*(using(database, putting({"a": at, "b": at})) for at in range(8)))
    found = await items(database)
    assert found["a"] == found["b"]


json_values = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(value=json_values)
def test_whatever_is_storable_is_json_that_comes_back(value: Any) -> None:
    try:
        stored = plugin_store._storable(value)
    except ValueError:
        assert "\\u0000" in repr(value) or "\\x00" in repr(value) or "\\ud" in repr(value)
    else:
        assert stored == value
