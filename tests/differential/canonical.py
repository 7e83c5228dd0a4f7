"""Answers in one form: keys in the order of the selection, numbers by their value, cursors by their row."""

import json
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from graphql import FieldNode, Visitor, parse, visit

_CURSOR: Final = re.compile(r"^[0-9a-f]{8}\.([A-Za-z0-9_]{1,40})$")


@dataclass(frozen=True)
class Answer:
    """The data as canonical text, and where what went wrong: codes with paths, positions in lists left out."""

    data: str
    errors: frozenset[tuple[str, tuple[str, ...]]]

    @property
    def codes(self) -> AbstractSet[str]:
        return {code for code, _ in self.errors}


def canonical(body: bytes | str, free: AbstractSet[str]) -> Answer:
    """Read an answer. Under the response keys in `free` lie JSON values, whose keys have no order."""
    read = json.loads(body, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_once)
    errors = frozenset((_code(error), _place(error)) for error in read.get("errors", ()))
    return Answer(_text(read.get("data"), free, sort=False), errors)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys each occur once."""
    found = dict(pairs)
    assert len(found) == len(pairs), "a key occurs twice"
    return found


def _code(error: dict[str, Any]) -> str:
    return str((error.get("extensions") or {}).get("code", "BAD_USER_INPUT"))


def _place(error: dict[str, Any]) -> tuple[str, ...]:
    return tuple(each for each in error.get("path") or () if isinstance(each, str))


def _text(value: Any, free: AbstractSet[str], *, sort: bool) -> str:
    if isinstance(value, dict):
        items = sorted(value.items()) if sort else value.items()
        pairs = [f"{json.dumps(key)}: {_text(below, free, sort=sort or key in free)}" for key, below in items]
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_text(each, free, sort=sort) for each in value) + "]"
    if isinstance(value, Decimal):
        return str(value.normalize() + 0) if value.is_finite() else repr(value)
    if isinstance(value, str):
        match = _CURSOR.match(value)
        return json.dumps(value if match is None else f"~.{match[1]}", ensure_ascii=False)
    return json.dumps(value)


class _Attributes(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        if node.name.value == "attributes":
            self.keys.add((node.alias or node.name).value)


def free_keys(document: str) -> AbstractSet[str]:
    """The response keys of the document under which lie JSON values of the practice's own."""
    found = _Attributes()
    visit(parse(document), found)
    return found.keys
