"""Rows of a file on their way in: checked cell by cell, and read anew where they are needed: there may be millions."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from caseload_gql.errors import InvalidValue
from caseload_gql.services.importing.columns import KEY, Column
from caseload_gql.services.importing.faults import Fault
from caseload_gql.services.importing.keys import Keys

#: A row as it was found: where it stands, and its cells by column.
Row = tuple[int, Mapping[str, str]]
#: Opens a file from its beginning; what cannot be a row is told as a fault.
Source = Callable[[], Iterator[Row | Fault]]

#: What so many different cells of a column say is remembered.
_REMEMBERED: Final = 16_384


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: where it stands, its key, and the cells that were given, read.

    Lines whose cells are alike share what these say: nobody changes it.
    """

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
    #: Whether a key stands on several lines.
    repeats: bool = False
    _said: Mapping[str, "_Said"] = field(init=False)

    def __post_init__(self) -> None:
        """Remember nothing yet."""
        self._said = {name: _Said(column) for name, column in self.columns.items()}

    def blame(self, line: int, column: str, reason: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, line, column, reason))

    def lines(self) -> Iterator[Line]:
        """The good rows; faults were noted when the file was read first."""
        said = self._said
        for row in self.source():
            if isinstance(row, Fault):
                continue
            number, given = row
            try:
                cells = {name: said[name][cell] for name, cell in given.items()}
            except InvalidValue:
                continue
            key = cells.get(self.key)
            if isinstance(key, str) and not (self.repeats and self.keys.line_of(key) != number):
                yield Line(number, key, cells)

    def note(self, number: int, given: Mapping[str, str]) -> None:
        """Note the key of a row, and what is wrong with its cells."""
        before, key, said = len(self.faults), None, self._said
        for name, cell in given.items():
            try:
                value = said[name][cell]
            except InvalidValue as error:
                self.blame(number, name, error.message)
            else:
                key = value if name == self.key else key
        if not isinstance(key, str):
            return
        other = self.keys.add(key, number)
        if other is not None:
            self.repeats = True
            self.blame(number, self.key, f"the same id stands on line {other}")
            return
        self.count += len(self.faults) == before


class _Said(dict[str, object]):
    """What the cells of a column say, by their texts: most columns hold the same few over and over."""

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column

    def __missing__(self, cell: str) -> object:
        value = read_cell(self._column, cell)
        # An object is the client's own: it is handed to plugins.
        if not isinstance(value, dict):
            if len(self) >= _REMEMBERED:
                self.clear()
            self[cell] = value
        return value


def read_sheet(file: str, source: Source, columns: Sequence[Column], key: str = KEY) -> Sheet:
    """Read a file once and note what is wrong with it, cell by cell."""
    sheet = Sheet(file, source, {column.name: column for column in columns}, key)
    for row in source():
        if isinstance(row, Fault):
            sheet.faults.append(row)
        else:
            sheet.note(*row)
    return sheet


def read_cell(column: Column, cell: str) -> object:
    """What a cell says. Raises ``InvalidValue`` saying what is expected."""
    if cell:
        return column.read(cell)
    if column.needed:
        message = "the cell is empty; it is needed"
        raise InvalidValue(message)
    return list(column.cleared) if isinstance(column.cleared, tuple) else column.cleared
