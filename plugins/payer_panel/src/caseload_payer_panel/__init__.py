"""Rules out providers who are not on the panel of the client's payer, by a list that the practice keeps."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from caseload_gql.plugins import EligibilityRequest, Ineligible, Plugin, hookimpl, sort_key, trusted_text

COLUMNS: Final = ("provider", "payer", "from", "until")
NEEDED: Final = COLUMNS[:2]
#: Faults that the error tells of.
SHOWN: Final = 10
REASON: Final = "The provider is not on the panel of the client's payer today."


@dataclass(frozen=True)
class Membership:
    """A provider's time on a panel, both days included; None where it is open."""

    provider: str
    begins: date | None
    ends: date | None

    def covers(self, day: date) -> bool:
        """Whether the provider is on the panel that day."""
        return (self.begins is None or self.begins <= day) and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Config:
    """Where the list lies, and whether somebody permitted may assign past it with a reason."""

    file: Path
    overridable: bool = False
    #: Who was or is on the panel of each payer, by the payer's name without case and accents.
    panels: Mapping[str, tuple[Membership, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Read the list. Raises `ValueError` naming the lines at fault: the server does not start with half of it."""
        object.__setattr__(self, "panels", read_panels(self.file))


PLUGIN = Plugin("payer-panel", api=">=1,<2", version="1.0.0", config=Config)


@hookimpl
def eligibility(request: EligibilityRequest) -> Iterable[Ineligible]:
    """Rule out each provider who is not on the panel today, for clients whose payer has one in the list."""
    config = PLUGIN.config_in(request)
    members = {
        payer: {each.provider for each in panel if each.covers(request.today)} for payer, panel in config.panels.items()
    }
    for client in request.clients:
        # Who pays for themselves is nobody's panel's concern.
        payer = None if client.payer is None or client.insurance_status == "SELF_PAY" else sort_key(client.payer)
        if payer is None or payer not in members:
            continue
        for provider in request.providers:
            if not {provider.id, provider.external_id} & members[payer]:
                yield Ineligible(
                    client.id,
                    provider.id,
                    "NOT_ON_PANEL",
                    REASON,
                    fields=("Client.payer", "Client.insurance_status"),
                    overridable=config.overridable,
                )


def read_panels(file: Path) -> dict[str, tuple[Membership, ...]]:
    """The panel of each payer in the list. Raises `ValueError` naming the lines at fault, or why it cannot be used."""
    panels: defaultdict[str, list[Membership]] = defaultdict(list)
    faults: list[str] = []
    for number, row in _rows(file, trusted_text(file)):
        try:
            payer, membership = _read(row)
        except ValueError as error:
            faults.append(f"line {number}: {error}")
            continue
        if membership in panels[payer]:
            faults.append(f"line {number}: it repeats an earlier line")
        panels[payer].append(membership)
    if faults:
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        message = f"{file.name} {'; '.join(faults[:SHOWN])}{more}"
        raise ValueError(message)
    if not panels:
        message = f"{file.name} names nobody: without a line there would be no rule"
        raise ValueError(message)
    return {payer: tuple(panel) for payer, panel in panels.items()}


def _rows(file: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with the number of the line on which it begins."""
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins, header = 1, None
    try:
        for cells in lines:
            number, begins = begins, lines.line_num + 1
            row = [cell.strip() for cell in cells]
            if not any(row):
                continue
            if header is None:
                header = _header(file, number, row)
            elif len(row) > len(header):
                message = f"{file.name} line {number}: it has {len(row)} cells, the first line {len(header)}"
                raise ValueError(message)
            else:
                yield number, dict(zip(header, row, strict=False))
    except csv.Error:
        message = f"{file.name} line {begins}: its quotes do not match"
        raise ValueError(message) from None


def _header(file: Path, number: int, row: list[str]) -> list[str]:
    names = [cell.lower() for cell in row]
    sound = set(NEEDED) <= set(names) <= set(COLUMNS) and len(set(names)) == len(names)
    if not sound:
        message = f"{file.name} line {number}: it must name the columns provider, payer, and if needed from, until"
        raise ValueError(message)
    return names


def _read(row: Mapping[str, str]) -> tuple[str, Membership]:
    for name in NEEDED:
        if not row.get(name):
            message = f"{name} is empty"
            raise ValueError(message)
    begins, ends = _day(row, "from"), _day(row, "until")
    if begins is not None and ends is not None and ends < begins:
        message = f"until {ends} lies before from {begins}"
        raise ValueError(message)
    return sort_key(row["payer"]), Membership(row["provider"], begins, ends)


def _day(row: Mapping[str, str], name: str) -> date | None:
    text = row.get(name)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"{name} must be a date, as 2026-11-20"
        raise ValueError(message) from None
