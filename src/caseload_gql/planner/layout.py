"""Lays a compiled statement out for reading: nothing but white space changes, and SQLite's ``?`` get their numbers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

WIDTH: Final = 118
_INDENT: Final = "  "
_TOKEN: Final = re.compile(r"(\s*)('(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[(),?]|[^\s(),?'\"]+)")
#: What begins a line of its own where a SELECT is broken. Those of two words are told by their first.
_CLAUSES: Final = frozenset(
    {"WITH", "SELECT", "FROM", "JOIN", "LEFT", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION"}
)
_LONG_KEYWORDS: Final = frozenset({"GROUP", "ORDER"})
_CASES: Final = frozenset({"WHEN", "ELSE", "END"})
_CONNECTIVES: Final = frozenset({"AND", "OR"})
#: SQLite's takes keys and values in turns.
_OBJECT: Final = "json_object"


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    #: Whether white space stands before it.
    apart: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """What stands between two parentheses."""

    items: "tuple[_Item, ...]"
    apart: bool


_Item = _Word | _Group


def laid_out(statement: str) -> str:
    """The statement over as many lines as it needs, each level indented under what it belongs to."""
    numbers = count(1)
    tokens = iter(_TOKEN.findall(statement))
    return "\n".join(_lines(_read(tokens, numbers), WIDTH)) + "\n"


def _read(tokens: Iterator[tuple[str, str]], numbers: Iterator[int]) -> tuple[_Item, ...]:
    items: list[_Item] = []
    for space, text in tokens:
        if text == ")":
            break
        if text == "(":
            items.append(_Group(_read(tokens, numbers), bool(space)))
        else:
            items.append(_Word(f"?{next(numbers)}" if text == "?" else text, bool(space)))
    return tuple(items)


def _flat(items: Sequence[_Item]) -> str:
    parts: list[str] = []
    for item in items:
        text = item.text if isinstance(item, _Word) else f"({_flat(item.items)})"
        parts.append(f" {text}" if item.apart and parts else text)
    return "".join(parts)


def _lines(items: Sequence[_Item], room: int) -> list[str]:
    flat = _flat(items)
    if len(flat) <= room:
        return [flat]
    clauses = _split(items, _CLAUSES)
    if len(clauses) > 1 or _flat(items[:1]) in _CLAUSES:
        return [line for clause in clauses for line in _clause(clause, room)]
    listed = _listed(items)
    if len(listed) > 1:
        return _each_on_its_own(listed, room)
    conditions = _split(items, _CONNECTIVES)
    if len(conditions) > 1:
        return [line for condition in conditions for line in _opened(condition, room)]
    return _opened(items, room)


def _clause(items: Sequence[_Item], room: int) -> list[str]:
    """One clause of a SELECT: what it lists, or asks for, below its keyword."""
    flat = _flat(items)
    if len(flat) <= room:
        return [flat]
    keyword = 2 if _flat(items[:1]) in _LONG_KEYWORDS else 1
    listed = _listed(items[keyword:])
    if len(listed) > 1:
        within = _each_on_its_own(listed, room - len(_INDENT))
        return [_flat(items[:keyword]), *(_INDENT + line for line in within)]
    first, *others = _split(items, _CONNECTIVES)
    within = [line for condition in others for line in _opened(condition, room - len(_INDENT))]
    return [*_opened(first, room), *(_INDENT + line for line in within)]


def _opened(items: Sequence[_Item], room: int) -> list[str]:
    """One line, or the branches of a CASE each on its own, or what stands between parentheses below it."""
    flat = _flat(items)
    if len(flat) <= room:
        return [flat]
    first, *branches = _split(items, _CASES)
    if not branches:
        return _below(items, room)
    within = [line for branch in branches[:-1] for line in _below(branch, room - len(_INDENT))]
    return [*_below(first, room), *(_INDENT + line for line in within), *_below(branches[-1], room)]


def _below(items: Sequence[_Item], room: int) -> list[str]:
    """One line as far as it goes, with what does not fit between its parentheses below it."""
    lines: list[str] = []
    line = ""
    for at, item in enumerate(items):
        text = _flat([item])
        space = " " if item.apart and line else ""
        if isinstance(item, _Word) or len(line) + len(space) + len(text) <= room:
            line += space + text
            continue
        lines.append(f"{line}{space}(")
        before = items[at - 1] if at else None
        paired = isinstance(before, _Word) and before.text == _OBJECT
        inner = _pairs(item.items, room - len(_INDENT)) if paired else _lines(item.items, room - len(_INDENT))
        lines += (_INDENT + each for each in inner)
        line = ")"
    return [*lines, line]


def _pairs(items: Sequence[_Item], room: int) -> list[str]:
    """The arguments of a JSON object: each key stands before its value."""
    listed = _listed(items)
    lines: list[str] = []
    for at in range(0, len(listed), 2):
        key = f"{_flat(listed[at])}, "
        first, *others = _opened(listed[at + 1], room - len(key))
        lines += _followed([key + first, *others], more=at + 2 < len(listed))
    return lines


def _each_on_its_own(listed: Sequence[Sequence[_Item]], room: int) -> list[str]:
    return [
        line for at, part in enumerate(listed) for line in _followed(_opened(part, room - 1), more=at + 1 < len(listed))
    ]


def _followed(lines: list[str], *, more: bool) -> list[str]:
    """The lines of one entry, with a comma where another follows."""
    return [*lines[:-1], lines[-1] + ","] if more else lines


def _listed(items: Sequence[_Item]) -> list[list[_Item]]:
    found: list[list[_Item]] = [[]]
    for item in items:
        if isinstance(item, _Word) and item.text == ",":
            found.append([])
        else:
            found[-1].append(item)
    return found


def _split(items: Sequence[_Item], words: frozenset[str]) -> list[list[_Item]]:
    """The items in runs, each of which but the first begins with one of the words."""
    found: list[list[_Item]] = [[]]
    for item in items:
        if isinstance(item, _Word) and item.text in words and found[-1]:
            found.append([])
        found[-1].append(item)
    return found
