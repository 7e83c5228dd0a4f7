"""What is wrong with a file, told by line and column, without repeating whom the line is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from caseload_gql.errors import CaseloadError, ErrorCode


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One cell, line or file that cannot be imported. Line 1 is the header; no column means the whole line."""

    file: str
    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        """The fault as people read it."""
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.reason}"


class ImportRefused(CaseloadError):
    """The files hold faults; nothing was changed."""

    code = ErrorCode.BAD_USER_INPUT

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Keep the faults, by file and line."""
        self.faults = tuple(sorted(faults))
        super().__init__(f"{len(self.faults)} problems were found; nothing was imported.")
