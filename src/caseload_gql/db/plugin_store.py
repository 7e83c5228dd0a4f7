"""One plugin's values within one transaction: read as they stand, changed when the plugin's answer is accepted."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Executable, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from caseload_gql.db.dialect.inserts import insert_or_replace
from caseload_gql.db.models import PluginValue

KEY_CHARACTERS: Final = 200
VALUE_BYTES: Final = 65_536
ITEMS_AT_MOST: Final = 1_000
_NO_JSON: Final = "a value must be JSON: texts, finite numbers, booleans, None, lists, and dicts with texts for keys"
#: The last code point: what follows every key that begins with a prefix.
_END: Final = "\U0010ffff"

#: Runs a statement and gives its rows.
Rows = Callable[[Executable], Awaitable[Sequence[Any]]]
Changes = dict[str, tuple[Any, datetime | None] | None]


class PluginReadings:
    """The values of one plugin, as a hook may read them while it is asked.

    A hook can be cut off in the middle of a statement, which the transaction would not survive; so statements are
    finished all the same, and `settle` waits for the last of them.
    """

    def __init__(self, rows: Rows, plugin: str, now: datetime) -> None:
        """`rows` reads, within a transaction or outside one; values that have expired at the instant `now` are gone."""
        self._rows = rows
        self._plugin = plugin
        self._now = now
        self._changed: Changes = {}
        self._reading: asyncio.Future[Sequence[Any]] | None = None
        self._failure: BaseException | None = None
        self._turn = asyncio.Lock()
        self._open = True

    async def get(self, key: str) -> Any:  # noqa: ANN401  # any JSON value
        """The value kept under the key; None where there is none, or it has expired. Raises `ValueError`."""
        _check_key(key)
        if key in self._changed:
            changed = self._changed[key]
            return None if changed is None or self._is_past(changed[1]) else changed[0]
        kept = select(PluginValue.value).where(self._living(), PluginValue.key == key)
        return next((json.loads(row.value) for row in await self._read(kept)), None)

    async def items(self, prefix: str = "") -> Mapping[str, Any]:
        """Every value whose key begins with the prefix, by key, in the order of keys; at most `ITEMS_AT_MOST`."""
        _check_text(prefix)
        where = and_(self._living(), PluginValue.key >= prefix, PluginValue.key < prefix + _END)
        rows = select(PluginValue.key, PluginValue.value).where(where).order_by(PluginValue.key).limit(ITEMS_AT_MOST)
        found = {row.key: json.loads(row.value) for row in await self._read(rows)}
        for key, changed in self._changed.items():
            if not key.startswith(prefix):
                continue
            found.pop(key, None)
            if changed is not None and not self._is_past(changed[1]):
                found[key] = changed[0]
        return dict(sorted(found.items())[:ITEMS_AT_MOST])

    async def ask(self, statement: Executable) -> Sequence[Any]:
        """The rows of another statement that the hook has a right to, in turn with those of the store."""
        return await self._read(statement)

    async def settle(self) -> None:
        """End the plugin's use of it. Raises what the database said to a statement, if it ever failed one."""
        self._open = False
        if self._reading is not None:
            await asyncio.wait({self._reading})
            self._note(self._reading)
        if self._failure is not None:
            raise self._failure

    def _living(self) -> ColumnElement[bool]:
        expires = PluginValue.expires_at
        return and_(PluginValue.plugin == self._plugin, or_(expires.is_(None), expires > self._now))

    def _is_past(self, expires_at: datetime | None) -> bool:
        return expires_at is not None and expires_at <= self._now

    async def _read(self, statement: Executable) -> Sequence[Any]:
        async with self._turn:
            if self._reading is not None:
                await asyncio.wait({self._reading})
            self._check_open()
            reading = self._reading = asyncio.ensure_future(self._rows(statement))
            try:
                return await asyncio.shield(reading)
            finally:
                if reading.done():
                    self._note(reading)

    def _note(self, reading: "asyncio.Future[Sequence[Any]]") -> None:
        """Remember the first statement that failed: the transaction is lost, whatever the plugin makes of it."""
        failure = None if reading.cancelled() else reading.exception()
        self._failure = self._failure or failure

    def _check_open(self) -> None:
        if not self._open:
            message = "the store is closed: the hook that it was handed to is over"
            raise RuntimeError(message)


class PluginValues(PluginReadings):
    """The values of one plugin, as a hook may read and change them.

    What is put or deleted is seen by this object at once, and by nobody else before `keep`.
    """

    async def put(self, key: str, value: Any, expires_at: datetime | None = None) -> None:  # noqa: ANN401  # any JSON
        """Keep a value under the key, until an aware instant or for good. Raises `ValueError`."""
        self._check_open()
        _check_key(key)
        if expires_at is not None and expires_at.tzinfo is None:
            message = "expires_at needs a time zone"
            raise ValueError(message)
        self._changed[key] = _storable(value), expires_at

    async def delete(self, key: str) -> None:
        """Forget what is kept under the key, if anything is. Raises `ValueError`."""
        self._check_open()
        _check_key(key)
        self._changed[key] = None

    async def keep(self, session: AsyncSession) -> None:
        """Write what was changed into the session's transaction, in the order of keys; what has expired goes."""
        if not self._changed:
            return
        changed = dict(sorted(self._changed.items()))
        rows = [
            {"plugin": self._plugin, "key": key, "value": _text(each[0]), "expires_at": each[1]}
            for key, each in changed.items()
            if each is not None and not self._is_past(each[1])
        ]
        gone = changed.keys() - {row["key"] for row in rows}
        past = and_(PluginValue.expires_at.is_not(None), PluginValue.expires_at <= self._now)
        await session.execute(
            delete(PluginValue).where(PluginValue.plugin == self._plugin, or_(past, PluginValue.key.in_(sorted(gone))))
        )
        if rows:
            await session.execute(
                insert_or_replace(session.get_bind().dialect, PluginValue),
                rows,
                # Without it, rows are cut into a statement for each run of equal nulls.
                execution_options={"render_nulls": True},
            )


def _check_key(key: str) -> None:
    _check_text(key)
    if not key:
        message = "a key has at least one character"
        raise ValueError(message)


def _check_text(key: object) -> None:
    if not isinstance(key, str) or len(key) > KEY_CHARACTERS or "\0" in key or not is_unicode(key):
        message = f"a key is a text of at most {KEY_CHARACTERS} characters, without NUL"
        raise ValueError(message)


def is_unicode(text: str) -> bool:
    """Whether the text can be written; a half of a pair of surrogates cannot."""
    return not any("\ud800" <= each <= "\udfff" for each in text)


def _text(value: Any) -> str:  # noqa: ANN401  # any JSON value
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def _storable(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """The value as it will be read back. Raises `ValueError`, which does not tell the value."""
    if value is None:
        message = "a value of None cannot be kept: delete the key instead"
        raise ValueError(message)
    try:
        text = _text(value)
    except (TypeError, ValueError, RecursionError):
        raise ValueError(_NO_JSON) from None
    if json.loads(text) != value:
        raise ValueError(_NO_JSON)
    if "\\u0000" in text.replace("\\\\", "") or not is_unicode(text):
        message = "a text in a value must be Unicode without NUL"
        raise ValueError(message)
    if len(text.encode()) > VALUE_BYTES:
        message = f"a value may have {VALUE_BYTES} bytes as JSON"
        raise ValueError(message)
    return json.loads(text)
