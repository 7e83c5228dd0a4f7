"""How texts stand in cells of a spreadsheet: never as a formula, and lists in one cell."""

import re
from collections.abc import Iterable
from typing import Final

#: What a spreadsheet would run, or read as the end of a cell, where it stands first. Quotes before it are part of the
#: rule, so that a text which begins with a quote of its own is read back with it.
_RUNS: Final = re.compile(r"'*[=+\-@\t\r]")
_QUOTED: Final = re.compile(r"'+[=+\-@\t\r]")
_PARTS: Final = re.compile(r"\\[\\|]|\||[^\\|]+|\\")


def escaped(text: str) -> str:
    """The text with a quote before it, if a spreadsheet would run it."""
    return f"'{text}" if _RUNS.match(text) else text


def unescaped(cell: str) -> str:
    """The text that `escaped` was given."""
    return cell[1:] if cell.startswith("'") and _QUOTED.match(cell) else cell


def joined(items: Iterable[str]) -> str:
    """A list as one cell, its items separated by ``|``; within an item it and the backslash stand after a backslash."""
    return "|".join(item.replace("\\", "\\\\").replace("|", "\\|") for item in items)


def parted(cell: str) -> list[str]:
    """The items of a list in one cell, blank ones included. A backslash before anything else stands for itself."""
    if "\\" not in cell:
        return cell.split("|")
    items = [""]
    for part in _PARTS.findall(cell):
        if part == "|":
            items.append("")
        else:
            items[-1] += part[1] if part in {"\\|", "\\\\"} else part
    return items
