"""Whether the audit is as it was written: each event's link, no number missing, and the end where it was."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import func, select

from caseload_gql.db.audit_key import AuditKey
from caseload_gql.db.chain import checkpoint_seal, end_seal, genesis, link
from caseload_gql.db.engine import Database
from caseload_gql.db.models import AuditCheckpoint, EventCounter, EventRow

#: Events read at a time.
CHUNK: Final = 2_000
#: Findings told of; a chain that is broken in many places is not read to its end.
FINDINGS_AT_MOST: Final = 20

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Head:
    """The last event's number, and its link."""

    number: int
    hash: str

    def __str__(self) -> str:
        """As it is kept elsewhere."""
        return f"{self.number}:{self.hash}"


@dataclass(slots=True)
class Report:
    """What was found; nothing in `findings` means that the audit is whole."""

    findings: list[str] = field(default_factory=list)
    #: How many links were made anew and compared.
    checked: int = 0
    #: Events from before there was a chain.
    unchained: int = 0
    #: The last event that was trimmed, if any was.
    trimmed: int | None = None
    head: Head = Head(0, "")


@dataclass(frozen=True, slots=True)
class _Ends:
    last: int
    hash: str | None
    key_id: str | None
    seal: str | None
    trimmed: int
    trimmed_hash: str | None
    trimmed_key_id: str | None
    trimmed_seal: str | None


async def count_events(database: Database) -> int:
    """How many events are kept."""
    return int((await database.rows(select(func.count()).select_from(EventRow)))[0][0])


async def head(database: Database) -> Head:
    """Where the audit ends. An audit without a chain ends at its last number."""
    ends = await _ends(database)
    return Head(ends.last, ends.hash or genesis(ends.last))


async def events(database: Database, after: int = -1, until: int | None = None) -> AsyncIterator[Sequence[Any]]:
    """The events in the order of their numbers, some at a time, as mappings."""
    table = EventRow.__table__
    while True:
        where = [table.c.number > after, *([] if until is None else [table.c.number <= until])]
        found = await database.rows(select(table).where(*where).order_by(table.c.number).limit(CHUNK))
        if not found:
            return
        yield [each._mapping for each in found]  # noqa: SLF001  # SQLAlchemy's own name for it
        after = found[-1].number


async def check_audit(
    database: Database,
    keys: Sequence[AuditKey],
    progress: Progress = lambda _count: None,
    kept: Head | None = None,
) -> Report:
    """Make every link anew and compare; `kept` is a head that was written down elsewhere.

    `keys` are the present one and those from before it was changed.
    """
    ends = await _ends(database)
    checking = _Checking({key.id: key for key in keys}, ends, kept)
    async for rows in events(database, until=ends.last):
        for row in rows:
            checking.event(row)
        progress(len(rows))
        if len(checking.report.findings) >= FINDINGS_AT_MOST:
            checking.report.findings.append("There may be more; the rest was not read.")
            return checking.report
    checking.finish()
    return checking.report


async def _ends(database: Database) -> _Ends:
    counter, checkpoint = EventCounter.__table__, AuditCheckpoint.__table__
    ended = (await database.rows(select(counter)))[0]
    trimmed = await database.rows(select(checkpoint).order_by(checkpoint.c.number.desc()).limit(1))
    cut = (trimmed[0].number, trimmed[0].hash, trimmed[0].key_id, trimmed[0].seal) if trimmed else (0, None, None, None)
    return _Ends(ended.last, ended.hash, ended.key_id, ended.seal, *cut)


class _Checking:
    """One reading of the audit from its beginning to its end."""

    def __init__(self, keys: Mapping[str, AuditKey], ends: _Ends, kept: Head | None) -> None:
        self._keys = keys
        self._ends = ends
        self._kept = kept
        self._kept_seen = False
        self._strange: set[str] = set()
        #: The number of the event before, and its link; None while there is none.
        self._number = ends.trimmed
        self._link = ends.trimmed_hash
        self.report = Report(trimmed=ends.trimmed or None)
        self._checkpoint()

    def event(self, row: Mapping[str, Any]) -> None:
        """Look at the next event."""
        number = row["number"]
        if number <= self._ends.trimmed:
            self._find(f"Event {number} lies below the checkpoint {self._ends.trimmed}, where none is kept.")
            return
        if number != self._number + 1:
            missing = f"Event {self._number + 1} is" if number == self._number + 2 else self._missing(number - 1)
            self._find(f"{missing} missing.")
        elif row["hash"] is None:
            self._unchained(number)
        else:
            self._linked(row)
        self._number, self._link = number, row["hash"] if row["hash"] is not None else self._link
        self._compare_kept(number, row["hash"] or genesis(number))

    def finish(self) -> None:
        """Look at the end."""
        ends, report = self._ends, self.report
        if self._number < ends.last:
            missing = f"Event {ends.last} is" if self._number == ends.last - 1 else self._missing(ends.last)
            self._find(f"{missing} missing: the audit was cut at its end.")
        elif ends.hash is not None and self._link != ends.hash:
            self._find(f"The end of the audit, event {ends.last}, is not the one that was written last.")
        if ends.hash is not None:
            key = self._key(ends.key_id, "the end of the audit")
            if key is not None and ends.seal != end_seal(key, ends.last, ends.hash):
                self._find(f"The audit's end was moved: {ends.last} is not the number that was written last.")
        elif report.checked:
            self._find("The audit's end was taken away.")
        if self._kept is not None and not self._kept_seen:
            self._find(self._without_kept(self._kept))
        report.head = Head(ends.last, ends.hash or genesis(ends.last))

    def _missing(self, last: int) -> str:
        return f"Events {self._number + 1} to {last} are"

    def _checkpoint(self) -> None:
        ends = self._ends
        if ends.trimmed_hash is None:
            return
        key = self._key(ends.trimmed_key_id, "the checkpoint")
        if key is not None and ends.trimmed_seal != checkpoint_seal(key, ends.trimmed, ends.trimmed_hash):
            self._find(f"The checkpoint {ends.trimmed} was not made with the audit's key.")
        self._compare_kept(ends.trimmed, ends.trimmed_hash)

    def _unchained(self, number: int) -> None:
        if self.report.checked:
            self._find(f"Event {number} was changed: its link is gone.")
        self.report.unchained += 1

    def _linked(self, row: Mapping[str, Any]) -> None:
        number = row["number"]
        key = self._key(row["key_id"], f"event {number}")
        if key is None:
            return
        before = self._link
        if before is None or (self.report.unchained and not self.report.checked):
            before = genesis(number - 1)
        self.report.checked += 1
        if not _is_link(key, before, row):
            self._find(f"Event {number} was changed.")

    def _key(self, key_id: str | None, what: str) -> AuditKey | None:
        key = self._keys.get(key_id or "")
        if key is None and (key_id or "") not in self._strange:
            self._strange.add(key_id or "")
            self._find(
                f"The key {key_id}, with which {what} is chained, is not at hand: what hangs on it cannot be told. "
                "Name the file of an earlier key with --old-key."
            )
        return key

    def _compare_kept(self, number: int, found: str) -> None:
        if self._kept is not None and self._kept.number == number:
            self._kept_seen = True
            if self._kept.hash != found:
                self._find(f"Event {number} is not the one of the head that was kept.")

    def _without_kept(self, kept: Head) -> str:
        if kept.number < self._ends.trimmed:
            return f"The head that was kept, {kept.number}, was trimmed. Compare with a later one."
        return f"Event {kept.number} of the head that was kept is missing."

    def _find(self, sentence: str) -> None:
        self.report.findings.append(sentence)


def _is_link(key: AuditKey, before: str, row: Mapping[str, Any]) -> bool:
    try:
        return bool(link(key, before, row) == row["hash"])
    except (KeyError, TypeError, ValueError, AttributeError):
        # Whatever was made of its values is not what was written.
        return False
