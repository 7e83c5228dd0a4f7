"""The audit's chain: each event's HMAC covers the one before it, its own columns, and salted digests of its values.

A value is digested under a salt of its own, made of the row's. So it can be taken out of the database, and its salt
with it, and the chain still holds: what stays is a digest that tells nothing of the value.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from json.encoder import encode_basestring_ascii as quoted
from operator import itemgetter
from typing import Any, Final

import orjson

from caseload_gql.db.audit_key import AuditKey
from caseload_gql.db.columns import instant_text

#: The place of the override's reason among a row's values; a change's places are its position and its side.
OVERRIDE: Final = "override"
#: What goes into the chain of each event, besides its values; the order counts.
_columns: Final = itemgetter(
    "number",
    "id",
    "type",
    "actor_id",
    "actor",
    "door",
    "client_id",
    "provider_id",
    "pool_entry_id",
    "assignment_id",
    "key_id",
)
#: Up to here whole numbers and their floats are one value; PostgreSQL gives back the one for the other.
_EXACT: Final = 2**53
_encoder: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))

_WORDS: Final[Mapping[bool | None, str]] = {True: "true", False: "false", None: "null"}

Row = Mapping[str, Any]


def salted(count: int) -> list[str]:
    """Salts for so many rows."""
    drawn = secrets.token_hex(16 * count)
    return [drawn[at : at + 32] for at in range(0, len(drawn), 32)]


def genesis(number: int) -> str:
    """What stands for the link before the first one, where `number` is the last event that has none."""
    return f"begun after {number}"


def link(key: AuditKey, before: str, row: Row) -> str:
    """The link of an event, as it stands in the database or is about to, to the one before it."""
    digest = _digesting(row)
    changes = [
        [change["field"], digest(f"{at}.before", change["before"]), digest(f"{at}.after", change["after"])]
        for at, change in enumerate(row["changes"])
    ]
    parts = [before, instant_text(row["at"]), *_columns(row), digest(OVERRIDE, row["override_reason"]), changes]
    return key.seal(b"event", orjson.dumps(parts))


def end_seal(key: AuditKey, number: int, last: str) -> str:
    """What proves where the chain ends."""
    return key.seal(b"end", str(number).encode(), last.encode())


def checkpoint_seal(key: AuditKey, number: int, last: str) -> str:
    """What proves that everything up to here was taken away by who holds the key."""
    return key.seal(b"checkpoint", str(number).encode(), last.encode())


def places(row: Row) -> Iterator[tuple[str, str | None, object]]:
    """Each value of a row that is not null: its place, the field it is a change of, and the value."""
    for at, change in enumerate(row["changes"]):
        before, after = change["before"], change["after"]
        if before is not None:
            yield f"{at}.before", change["field"], before
        if after is not None:
            yield f"{at}.after", change["field"], after
    if row["override_reason"] is not None:
        yield OVERRIDE, None, row["override_reason"]


def erased(row: Row, erase: Sequence[str]) -> dict[str, Any]:
    """The columns of a row without the values at some places: their digests stay, others keep salts of their own."""
    gone, digest = set(erase), _digesting(row)
    kept: dict[str, dict[str, str]] = {
        place: dict(each) for place, each in (row["erased"] or {}).items() if "digest" in each
    }
    for place, _, value in places(row):
        if place in gone:
            # Nothing hangs on a row from before the chain, and its digests have no salt that is secret.
            kept |= {} if row["hash"] is None else {place: {"digest": str(digest(place, value))}}
        else:
            before = (row["erased"] or {}).get(place)
            kept[place] = dict(before) if before else {"salt": _salt(row["salt"], place)}
    changes = [
        {
            "field": change["field"],
            **{side: None if f"{at}.{side}" in gone else change[side] for side in ("before", "after")},
        }
        for at, change in enumerate(row["changes"])
    ]
    reason = None if OVERRIDE in gone else row["override_reason"]
    return {"changes": changes, "override_reason": reason, "salt": None, "erased": kept}


def _digesting(row: Row) -> Callable[[str, object], str | None]:
    """How a row's values are digested by their places: what was erased has the digest that was kept, null has none."""
    kept: Mapping[str, Mapping[str, str]] = row["erased"] or {}
    of_row = row["salt"]

    def digest(place: str, value: object) -> str | None:
        if value is None:
            return kept[place].get("digest") if place in kept else None
        # A value that was put where one was erased gets a digest without a salt, and no chain holds that.
        salt = kept[place].get("salt", "") if place in kept else _salt(of_row, place)
        return sha256(f"{salt}{_text(value)}".encode()).hexdigest()

    return digest


def _salt(of_row: str | None, place: str) -> str:
    return sha256(f"{of_row} {place}".encode()).hexdigest()[:32]


def _text(value: object) -> str:
    """What is digested of a value: its JSON, in the one form that both databases give back alike."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{','.join(map(_text, value))}]"
    return encoded(_plain(value))


def encoded(value: Any) -> str:  # noqa: ANN401  # any JSON value
    """The value as JSON, as it is digested: what most values are without the encoder, which takes long to set out."""
    if isinstance(value, bool) or value is None:
        return _WORDS[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, list):
        return f"[{','.join(map(encoded, value))}]"
    return _encoder.encode(value)


def _plain(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """The value in the one form that both databases give back alike."""
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value]


def _number(value: float) -> float | str:
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    if isinstance(value, int) and abs(value) > _EXACT:
        try:
            return float(value)
        except OverflowError:
            return str(value)
    return value
