"""Where a client stands, read under lock, and the steps that change it while loads and versions are kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select, union_all

from caseload_gql.db.ids import fresh_id
from caseload_gql.db.models import Assignment, Client, PoolEntry, Provider
from caseload_gql.domain.lifecycle import Stand, stand_of
from caseload_gql.domain.vocabulary import AssignmentEndReason, PoolEntryOutcome, PoolReason
from caseload_gql.services.refusal import Overtaken, Refused, not_found
from caseload_gql.services.write import Write, could_be_id


@dataclass(frozen=True, slots=True)
class Standing:
    """A client under lock, with the active assignment, the open pool entry, and the providers locked beside.

    `at` is now, and never before anything in the client's history. `known` holds instants of that history, each with
    the practice-local day on which it fell.
    """

    client: Client
    assignment: Assignment | None
    entry: PoolEntry | None
    providers: Mapping[str, Provider]
    at: datetime
    known: Sequence[tuple[datetime, date]] = ()

    def day_of(self, write: Write, at: datetime) -> date:
        """The day on which a step at this instant falls: never before the day of what lies before it.

        Where a practice has moved westward, a client would else be with two providers at the end of a day.
        """
        return max([write.day_of(at), *(day for moment, day in self.known if moment <= at)])

    @property
    def present_provider(self) -> Provider | None:
        """Who serves the client now."""
        return None if self.assignment is None else self.providers[self.assignment.provider_id]

    @property
    def stand(self) -> Stand:
        """Where the client stands."""
        return stand_of(self.client.status, in_pool=self.entry is not None)

    def ids(self) -> dict[str, str | None]:
        """What a payload shows of the client as it is."""
        return {"client": self.client.id, "pool_entry": None if self.entry is None else self.entry.id}

    def ids_and_provider(self) -> dict[str, str | None]:
        """As `ids`, with the provider who served the client when the lock was had."""
        return self.ids() | {"provider": None if self.assignment is None else self.assignment.provider_id}


async def stand(write: Write, client_id: str, provider_ids: Iterable[str]) -> Standing | None:
    """Lock the providers, the client's present one among them, then the client; None where there is no such client.

    Raises `Overtaken` when the client got another provider before the lock was had.
    """
    if not could_be_id(client_id):
        return None
    session = write.unit.session
    before = await session.scalar(_active_provider(client_id))
    wanted = {each for each in (*provider_ids, before) if each is not None and could_be_id(each)}
    providers = await write.unit.lock_providers(wanted)
    client = (await write.unit.lock_clients([client_id])).get(client_id)
    if client is None:
        return None
    assignment = await session.scalar(
        select(Assignment).where(Assignment.client_id == client_id, Assignment.ended_at.is_(None))
    )
    if assignment is not None and assignment.provider_id not in providers:
        raise Overtaken
    entry = await session.scalar(select(PoolEntry).where(PoolEntry.client_id == client_id, PoolEntry.left_at.is_(None)))
    return Standing(client, assignment, entry, providers, *await _moment(write, client_id))


async def stand_within(write: Write, action: str, client_id: str) -> Standing:
    """Lock a client to whom the actor may do the action.

    Raises `Refused` with NOT_FOUND or NOT_ALLOWED at `clientId`, and `Overtaken` as `stand` does.
    """
    standing = await stand(write, client_id, [])
    denied = await write.out_of_scope(action, Client, client_id, "clientId")
    if standing is None or denied is not None:
        shown = {"client": client_id} if standing is None else standing.ids_and_provider()
        raise Refused([denied or not_found("client", "clientId")], shown)
    return standing


def assign(  # what an assignment holds
    write: Write,
    standing: Standing,
    provider: Provider,
    at: datetime,
    *,
    override_reason: str | None = None,
    score: int | None = None,
    entry: PoolEntry | None = None,
    previous: Assignment | None = None,
) -> Assignment:
    """Make the provider responsible from `at` on, and add the client's weight to the provider's load."""
    client = standing.client
    weight = client.case_weight_hundredths
    row = Assignment(
        id=fresh_id("asg", standing.at),
        client_id=client.id,
        provider_id=provider.id,
        weight_hundredths=weight,
        assigned_at=at,
        assigned_on=standing.day_of(write, at),
        assigned_by=write.actor.name,
        assigned_by_id=write.actor.user_id,
        match_score_ten_thousandths=score,
        override_reason=override_reason,
        pool_entry_id=None if entry is None else entry.id,
        previous_assignment_id=None if previous is None else previous.id,
    )
    provider.load_hundredths += weight
    provider.caseload_count += 1
    write.unit.session.add(row)
    return row


async def end(write: Write, standing: Standing, at: datetime, reason: AssignmentEndReason) -> Assignment:
    """End the active assignment and take its weight off the provider's load. Raises `LookupError` where none is."""
    row = close_assignment(write, standing, at, reason)
    # Rows are inserted before others are updated: flushed here, the next assignment finds the place free.
    await write.unit.session.flush()
    return row


def close_assignment(write: Write, standing: Standing, at: datetime, reason: AssignmentEndReason) -> Assignment:
    """As `end`, for whoever ends many: flush before the next assignments are added."""
    row, provider = standing.assignment, standing.present_provider
    if row is None or provider is None:
        message = "no assignment is active"
        raise LookupError(message)
    row.ended_at = at
    row.ended_on = standing.day_of(write, at)
    row.end_reason = reason
    provider.load_hundredths -= row.weight_hundredths
    provider.caseload_count -= 1
    return row


async def leave_pool(write: Write, entry: PoolEntry, at: datetime, outcome: PoolEntryOutcome) -> None:
    """Close a pool entry; one that began after a backdated assignment ends as it begins."""
    close_entry(write, entry, at, outcome)
    await write.unit.session.flush()


def close_entry(write: Write, entry: PoolEntry, at: datetime, outcome: PoolEntryOutcome) -> None:
    """As `leave_pool`, for whoever closes many: flush before the next entries are opened."""
    left_at = max(entry.entered_at, at)
    entry.left_at = left_at
    entry.left_on = max(entry.entered_on, write.day_of(left_at))
    entry.outcome = outcome
    entry.version += 1


def enter_pool(
    write: Write,
    standing: Standing,
    provider: Provider,
    *,
    team_id: str | None,
    note: str | None = None,
    reason: PoolReason = PoolReason.TRANSFER,
) -> PoolEntry:
    """Open an entry for a client who comes from a provider."""
    entry = PoolEntry(
        id=fresh_id("pen", standing.at),
        client_id=standing.client.id,
        reason=reason,
        entered_at=standing.at,
        entered_on=standing.day_of(write, standing.at),
        team_id=team_id,
        note=note,
        previous_provider_id=provider.id,
        version=1,
    )
    write.unit.session.add(entry)
    return entry


def _active_provider(client_id: str) -> Select[str]:
    return select(Assignment.provider_id).where(Assignment.client_id == client_id, Assignment.ended_at.is_(None))


async def _moment(write: Write, client_id: str) -> tuple[datetime, list[tuple[datetime, date]]]:
    """Now, unless another machine's clock has already written something later into the history; and that history."""
    served, waited = Assignment, PoolEntry
    begun = select(served.assigned_at, served.assigned_on, served.ended_at, served.ended_on)
    entered = select(waited.entered_at, waited.entered_on, waited.left_at, waited.left_on)
    both = union_all(begun.where(served.client_id == client_id), entered.where(waited.client_id == client_id))
    rows: Sequence[Any] = (await write.unit.session.execute(both)).all()
    known = [(row[at], row[at + 1]) for row in rows for at in (0, 2) if row[at] is not None]
    moments: list[datetime] = [write.now(), *(moment for moment, _ in known)]
    return max(moments), known
