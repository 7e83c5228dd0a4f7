"""Reads one CSV file as spreadsheets write it: byte order mark, either line end, comma, semicolon or tab."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from caseload_gql.errors import ConfigurationError, InvalidValue
from caseload_gql.services.importing.columns import KEY, Column
from caseload_gql.services.importing.faults import Fault

_DELIMITERS: Final = ",;\t"
#: A file larger than this is no list of clients.
MOST_BYTES: Final = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: where it stands, its key, and the cells that were given, read."""

    number: int
    key: str
    cells: Mapping[str, object]


@dataclass(slots=True)
class Sheet:
    """A file's good lines, its faults, and the keys of all its lines, bad ones included."""

    file: str
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    keys: dict[str, int] = field(default_factory=dict)

    def blame(self, line: int, column: str, reason: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, line, column, reason))


def read_sheet(path: Path, columns: Sequence[Column]) -> Sheet:
    """Read and check a file, cell by cell. Raises ``ConfigurationError`` where it cannot be opened."""
    sheet = Sheet(path.name)
    text = _decoded(path, sheet)
    if text is None:
        return sheet
    rows = _rows(text, sheet)
    first = next(rows, None)
    if first is None:
        sheet.blame(1, "", "the file is empty; its first line names the columns")
        return sheet
    chosen = _header(first[1], first[0], columns, sheet)
    if chosen is not None:
        for number, row in rows:
            _line(sheet, chosen, number, row)
    return sheet


def _decoded(path: Path, sheet: Sheet) -> str | None:
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"{path.name} has more than {MOST_BYTES // 1024 // 1024} MB. Split it."
            raise ConfigurationError(message)
        content = path.read_bytes()
    except OSError as error:
        message = f"{path.name} cannot be read ({error.strerror}). Name a CSV file that you may read."
        raise ConfigurationError(message) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sheet.blame(line, "", "the file is not UTF-8; save it as 'CSV UTF-8'")
        return None


def _rows(text: str, sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line each begins on; blank ones are left out."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error:
        sheet.blame(begins, "", 'the quotes of this line do not match; write " within a quoted cell twice')


def _header(names: Sequence[str], line: int, columns: Sequence[Column], sheet: Sheet) -> list[Column] | None:
    known = {column.name: column for column in columns}
    found = [name.strip().lower().replace(" ", "_") for name in names]
    while found and not found[-1]:
        found.pop()
    for name in found:
        if name not in known:
            shown = name if name.isascii() and name.isidentifier() and len(name) <= 40 else ""  # noqa: PLR2004
            sheet.blame(line, shown, f"there is no such column; the columns are {', '.join(known)}")
    for name in sorted({name for name in found if found.count(name) > 1}):
        sheet.blame(line, name if name in known else "", "the column stands here twice")
    if KEY not in found:
        sheet.blame(line, KEY, "the column is missing; it holds your own id of each row")
    return None if sheet.faults else [known[name] for name in found]


def _line(sheet: Sheet, columns: Sequence[Column], number: int, row: Sequence[str]) -> None:
    before = len(sheet.faults)
    if any(cell.strip() for cell in row[len(columns) :]):
        sheet.blame(
            number, "", f"the line has {len(row)} cells, the header {len(columns)}; quote cells that hold the delimiter"
        )
        return
    cells: dict[str, object] = {}
    for at, column in enumerate(columns):
        cell = row[at].strip() if at < len(row) else ""
        try:
            cells[column.name] = _cell(column, cell)
        except InvalidValue as error:
            sheet.blame(number, column.name, error.message)
    key = cells.get(KEY)
    if isinstance(key, str):
        if key in sheet.keys:
            sheet.blame(number, KEY, f"the same id stands on line {sheet.keys[key]}")
        else:
            sheet.keys[key] = number
        if len(sheet.faults) == before:
            sheet.lines.append(Line(number, key, cells))


def _cell(column: Column, cell: str) -> object:
    if cell:
        return column.read(cell)
    if column.needed:
        message = "the cell is empty; it is needed"
        raise InvalidValue(message)
    return list(column.cleared) if isinstance(column.cleared, tuple) else column.cleared
