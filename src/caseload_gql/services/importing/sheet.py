"""Rows of a file on their way in: checked cell by cell, and read anew where they are needed: there may be millions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from caseload_gql.errors import InvalidValue
from caseload_gql.services.importing.columns import KEY, Column
from caseload_gql.services.importing.faults import Fault
from caseload_gql.services.importing.keys import Keys

#: A row as it was found: where it stands, and its cells by column.
Row = tuple[int, Mapping[str, str]]
#: Opens a file from its beginning; what cannot be a row is told as a fault.
Source = Callable[[], Iterator[Row | Fault]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: where it stands, its key, and the cells that were given, read."""

    number: int
    key: str
    cells: Mapping[str, object]


@dataclass(slots=True)
class Sheet:
    """A file's faults, and the keys of all its rows, bad ones included. `count` is how many rows are good."""

    file: str
    source: Source
    columns: Mapping[str, Column]
    key: str = KEY
    faults: list[Fault] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    count: int = 0

    def blame(self, line: int, column: str, reason: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, line, column, reason))

    def lines(self) -> Iterator[Line]:
        """The good rows; faults were noted when the file was read first."""
        for row in self.source():
            if isinstance(row, Fault):
                continue
            number, given = row
            try:
                cells = {name: read_cell(self.columns[name], cell) for name, cell in given.items()}
            except InvalidValue:
                continue
            key = cells.get(self.key)
            if isinstance(key, str) and self.keys.line_of(key) == number:
                yield Line(number, key, cells)


def read_sheet(file: str, source: Source, columns: Sequence[Column], key: str = KEY) -> Sheet:
    """Read a file once and note what is wrong with it, cell by cell."""
    sheet = Sheet(file, source, {column.name: column for column in columns}, key)
    for row in source():
        if isinstance(row, Fault):
            sheet.faults.append(row)
        else:
            _note(sheet, *row)
    return sheet


def read_cell(column: Column, cell: str) -> object:
    """What a cell says. Raises ``InvalidValue`` saying what is expected."""
    if cell:
        return column.read(cell)
    if column.needed:
        message = "the cell is empty; it is needed"
        raise InvalidValue(message)
    return list(column.cleared) if isinstance(column.cleared, tuple) else column.cleared


def _note(sheet: Sheet, number: int, given: Mapping[str, str]) -> None:
    before, key = len(sheet.faults), None
    for name, cell in given.items():
        try:
            value = read_cell(sheet.columns[name], cell)
        except InvalidValue as error:
            sheet.blame(number, name, error.message)
        else:
            key = value if name == sheet.key else key
    if not isinstance(key, str):
        return
    other = sheet.keys.add(key, number)
    if other is not None:
        sheet.blame(number, sheet.key, f"the same id stands on line {other}")
        return
    sheet.count += len(sheet.faults) == before
