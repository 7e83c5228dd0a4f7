"""Who covers whose leave once a file of providers is read: nobody who has left is named as being there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.services.importing.roster import Roster
from caseload_gql.services.importing.sheet import Line, Sheet

#: The column that names a cover.
COVER = "leave_cover_external_id"


@dataclass(slots=True)
class Covers:
    """The leaves that run, and who departs, as the lines say one after another."""

    #: Who covers, by who is on leave; and the line that says so, if one does.
    _named: dict[str, tuple[str, int | None]] = field(default_factory=dict)
    #: The lines on which providers depart.
    _departing: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, leaves: Iterable[Mapping[str, Any]]) -> "Covers":
        """The covers of the leaves that run before the import."""
        return cls({row["provider_id"]: (row["cover_provider_id"], None) for row in leaves if row["cover_provider_id"]})

    def note(
        self, line: Line, before: Mapping[str, Any], after: Mapping[str, Any], leave: Mapping[str, Any] | None
    ) -> None:
        """Take a provider's row as it was and will be, and the leave that will run."""
        provider_id, cover = after["id"], None if leave is None else leave["cover_provider_id"]
        if cover is None:
            self._named.pop(provider_id, None)
        elif COVER in line.cells:
            self._named[provider_id] = (cover, line.number)
        if after["status"] is ProviderStatus.DEPARTED and before.get("status") is not ProviderStatus.DEPARTED:
            self._departing[provider_id] = line.number

    def check(self, roster: Roster, sheet: Sheet) -> None:
        """Blame the lines that would leave somebody who has left as a cover."""
        for cover, line in self._named.values():
            seat = roster.by_id.get(cover)
            if seat is None or seat.row["status"] is not ProviderStatus.DEPARTED:
                continue
            if line is not None:
                sheet.blame(line, COVER, "the provider has left the practice; name another, or leave the cell empty")
            elif cover in self._departing:
                reason = "the provider covers a leave; name another cover for it, or none, before the provider departs"
                sheet.blame(self._departing[cover], "status", reason)
