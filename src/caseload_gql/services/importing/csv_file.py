"""Reads a CSV file as spreadsheets write it: byte order mark, either line end, comma, semicolon or tab."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from caseload_gql.domain.spreadsheet import unescaped
from caseload_gql.errors import ConfigurationError
from caseload_gql.services.importing.columns import KEY, Column
from caseload_gql.services.importing.faults import Fault
from caseload_gql.services.importing.sheet import Row, Sheet, read_sheet

_DELIMITERS: Final = ",;\t"
#: A file larger than this is no list of clients.
MOST_BYTES: Final = 4 * 1024 * 1024 * 1024


@dataclass(slots=True)
class CsvFile:
    """Gives the rows of a file, as often as asked, without holding them."""

    path: Path
    columns: Sequence[Column]
    key: str
    _seen: tuple[int, int] | None = None
    _head: str = ""
    _fault: Fault | None = None

    def __call__(self) -> Iterator[Row | Fault]:
        """The rows, from the first on. Raises ``ConfigurationError`` where the file cannot be opened, or changed."""
        self._survey()
        if self._fault is not None:
            yield self._fault
            return
        rows = self._rows()
        first = next(rows, None)
        if first is None:
            yield self._blame(1, "", "the file is empty; its first line names the columns")
            return
        if isinstance(first, Fault):
            yield first
            return
        faults, names = self._header(*first)
        yield from faults
        if faults:
            return
        for row in rows:
            yield row if isinstance(row, Fault) else self._row(names, *row)

    def _survey(self) -> None:
        """Look through the file once: is it one, is it UTF-8, and which line is its first."""
        try:
            about = self.path.stat()
            if about.st_size > MOST_BYTES:
                message = f"{self.path.name} has more than {MOST_BYTES // 1024 // 1024} MB. Split it."
                raise ConfigurationError(message)
            seen = (about.st_size, about.st_mtime_ns)
            if self._seen is None:
                self._look_through()
                self._seen = seen
        except OSError as error:
            message = f"{self.path.name} cannot be read ({error.strerror}). Name a CSV file that you may read."
            raise ConfigurationError(message) from error
        if self._seen != seen:
            message = f"{self.path.name} changed while it was read; nothing was imported. Try again."
            raise ConfigurationError(message)

    def _look_through(self) -> None:
        with self.path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                try:
                    text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
                except UnicodeDecodeError:
                    self._fault = self._blame(number, "", "the file is not UTF-8; save it as 'CSV UTF-8'")
                    return
                if not self._head:
                    self._head = next((line for line in text.splitlines() if line.strip()), "")

    def _rows(self) -> Iterator[tuple[int, list[str]] | Fault]:
        """Rows with the number of the line each begins on; blank ones are left out."""
        delimiter = max(_DELIMITERS, key=self._head.count)
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            begins = 1
            try:
                for row in reader:
                    if "".join(row).strip():
                        yield begins, row
                    begins = reader.line_num + 1
            except csv.Error:
                yield self._blame(
                    begins, "", 'the quotes of this line do not match; write " within a quoted cell twice'
                )

    def _header(self, line: int, names: Sequence[str]) -> tuple[list[Fault], list[str]]:
        known = [column.name for column in self.columns]
        found = [name.strip().lower().replace(" ", "_") for name in names]
        faults = []
        while found and not found[-1]:
            found.pop()
        for name in found:
            if name not in known:
                shown = name if name.isascii() and name.isidentifier() and len(name) <= 40 else ""  # noqa: PLR2004
                faults.append(self._blame(line, shown, f"there is no such column; the columns are {', '.join(known)}"))
        twice = sorted({name for name in found if found.count(name) > 1})
        faults += [self._blame(line, name if name in known else "", "the column stands here twice") for name in twice]
        if self.key not in found:
            faults.append(self._blame(line, self.key, "the column is missing; it holds your own id of each row"))
        return faults, found

    def _row(self, names: Sequence[str], number: int, row: Sequence[str]) -> Row | Fault:
        if len(row) > len(names) and any(cell.strip() for cell in row[len(names) :]):
            reason = f"the line has {len(row)} cells, the header {len(names)}; quote cells that hold the delimiter"
            return self._blame(number, "", reason)
        cells = [unescaped(cell) if cell.startswith("'") else cell for cell in map(str.strip, row)]
        cells += [""] * (len(names) - len(row))
        return number, dict(zip(names, cells, strict=False))

    def _blame(self, line: int, column: str, reason: str) -> Fault:
        return Fault(self.path.name, line, column, reason)


def read_csv(path: Path, columns: Sequence[Column], key: str = KEY) -> Sheet:
    """Read and check a file. Raises ``ConfigurationError`` where it cannot be opened."""
    return read_sheet(path.name, CsvFile(path, columns, key), columns, key)
