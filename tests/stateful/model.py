"""A practice in plain Python: what each step leads to, or which problems it has. It knows the vocabulary alone."""

from datetime import UTC, datetime

from caseload_gql.domain.lifecycle import Stand
from caseload_gql.domain.vocabulary import AssignmentEndReason as Ended
from caseload_gql.domain.vocabulary import PoolEntryOutcome as Left
from caseload_gql.domain.vocabulary import PoolReason as Reason
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.errors import UserErrorCode as Code
from tests.stateful.clinicians import Clinicians
from tests.stateful.house import DONE, Problems
from tests.stateful.people import Asker, Held, Person, Stay


class Model(Clinicians):
    """The steps with clients, beside those with providers."""

    def admit(self, asker: Asker, team: str | None, weight: int, now: datetime) -> Problems:
        """admitClient."""
        problems = set()
        if team is not None and not asker.sees(team):
            problems.add(Code.NOT_FOUND)
        if weight <= 0:
            problems.add(Code.INVALID)
        if problems:
            return frozenset(problems)
        if team is None and asker.teams is not None:
            (team,) = asker.teams
        self.people.append(Person(weight, now.astimezone(UTC).date(), [Stay(Reason.NEW_INTAKE, team, now)]))
        return DONE

    def reweigh(self, asker: Asker, number: int, weight: int) -> Problems:
        """updateClient, of the weight."""
        person = self.people[number]
        if not self.sees(asker, number):
            return frozenset({Code.NOT_FOUND})
        if weight <= 0:
            return frozenset({Code.INVALID})
        person.version += weight != person.weight
        person.weight = weight
        if person.active is not None:
            person.active.weight = weight
        return DONE

    def unwant(self, asker: Asker, number: int, given: frozenset[int]) -> Problems:
        """updateClient, of those to whom the client must not be given; who is out of sight stays on the list."""
        person = self.people[number]
        if not (self.sees(asker, number) and all(asker.sees(self.providers[each].team) for each in given)):
            return frozenset({Code.NOT_FOUND})
        unseen = {each for each in person.unwanted if not asker.sees(self.providers[each].team)}
        person.version += person.unwanted != given | unseen
        person.unwanted = given | unseen
        return DONE

    def assign(
        self, asker: Asker, number: int, provider: int, override: str | None, at: datetime | None, now: datetime
    ) -> Problems:
        """assignClient."""
        person = self.people[number]
        if not (self.sees(asker, number) and asker.sees(self.providers[provider].team)):
            return frozenset({Code.NOT_FOUND})
        problems = self._blank(override)
        if (person.active is not None and person.active.provider == provider) or person.stand is Stand.ACTIVE:
            problems.add(Code.ALREADY_ASSIGNED)
        elif person.stand is Stand.DISCHARGED:
            problems.add(Code.NOT_IN_POOL)
        if at is not None and self._misdated(person, at, now):
            problems.add(Code.INVALID)
        problems = problems or self._gates(asker, person, provider, override)
        if problems:
            return frozenset(problems)
        self._move(person, provider, override, at or now)
        return DONE

    def reassign(self, asker: Asker, number: int, provider: int, override: str | None, now: datetime) -> Problems:
        """reassignClient."""
        person = self.people[number]
        if not (self.sees(asker, number) and asker.sees(self.providers[provider].team)):
            return frozenset({Code.NOT_FOUND})
        problems = self._blank(override)
        if person.active is None:
            problems.add(Code.CONFLICT)
        elif person.active.provider == provider:
            problems.add(Code.ALREADY_ASSIGNED)
        problems = problems or self._gates(asker, person, provider, override)
        if problems:
            return frozenset(problems)
        self._move(person, provider, override, now)
        return DONE

    def give_back(self, asker: Asker, number: int, team: str | None, now: datetime, *, keeping: bool) -> Problems:
        """returnClientToPool."""
        person = self.people[number]
        if not self.sees(asker, number) or (team is not None and not asker.sees(team)):
            return frozenset({Code.NOT_FOUND})
        active, stay = person.active, person.waiting
        if active is None or (keeping and stay is not None):
            return frozenset({Code.CONFLICT})
        if stay is None:
            stay = Stay(Reason.TRANSFER, team or self.providers[active.provider].team, now)
            person.stays.append(stay)
        elif team is not None:
            stay.team = team
        if not keeping:
            active.ended, active.until = Ended.RETURNED_TO_POOL, now
        return self._changed(asker, number)

    def withdraw(self, asker: Asker, number: int, now: datetime) -> Problems:
        """withdrawTransfer."""
        person = self.people[number]
        if not self.sees(asker, number):
            return frozenset({Code.NOT_FOUND})
        if person.stand is not Stand.MOVING:
            return frozenset({Code.CONFLICT})
        self._leave(person, now, Left.WITHDRAWN)
        return self._changed(asker, number)

    def route(self, asker: Asker, number: int, stay: int, team: str | None, note: str | None) -> Problems:
        """routePoolEntry, of the team and the note."""
        person = self.people[number]
        entry = person.stays[stay]
        if not asker.sees(entry.team):
            return frozenset({Code.NOT_FOUND})
        if not self.sees(asker, number):
            return frozenset({Code.NOT_ALLOWED})
        problems = set()
        if team is not None and not asker.sees(team):
            problems.add(Code.NOT_FOUND)
        if entry.until is not None:
            problems.add(Code.CONFLICT)
        if problems:
            return frozenset(problems)
        person.version += (entry.team, entry.note) != (team, note)
        entry.team, entry.note = team, note
        return DONE

    def meet(self, asker: Asker, number: int, at: datetime, now: datetime) -> Problems:
        """recordFirstSession."""
        person = self.people[number]
        if not self.sees(asker, number):
            return frozenset({Code.NOT_FOUND})
        if person.active is None:
            return frozenset({Code.CONFLICT})
        if at > now or at < person.active.since:
            return frozenset({Code.INVALID})
        person.version += person.active.session != at
        person.active.session = at
        return DONE

    def undo(self, asker: Asker, number: int, held: int, now: datetime) -> Problems:
        """undoAssignment."""
        person = self.people[number]
        undone = person.held[held]
        if not self.sees(asker, number):
            return frozenset({Code.NOT_FOUND})
        previous = undone.previous
        taken_back = previous is not None and previous.ended is Ended.UNDONE
        if undone.until is not None or undone.session is not None or taken_back:
            return frozenset({Code.CONFLICT})
        undone.ended, undone.until = Ended.UNDONE, now
        if previous is not None and not self._failed(person, previous.provider):
            person.held.append(Held(previous.provider, person.weight, now, None, undone))
            self._leave(person, now, Left.WITHDRAWN)
        else:
            if undone.stay is not None:
                self._leave(person, now, Left.WITHDRAWN)
            if undone.stay is None and person.waiting is None:
                person.stays.append(Stay(Reason.TRANSFER, self.providers[undone.provider].team, now))
        if undone.stay is not None:
            undone.stay.until = undone.stay.left = None
        return self._changed(asker, number)

    def discharge(self, asker: Asker, number: int, now: datetime) -> Problems:
        """dischargeClient."""
        person = self.people[number]
        if not self.sees(asker, number):
            return frozenset({Code.NOT_FOUND})
        if person.discharged:
            return frozenset({Code.CONFLICT})
        if person.active is not None:
            person.active.ended, person.active.until = Ended.DISCHARGED, now
        self._leave(person, now, Left.DISCHARGED)
        person.discharged = True
        person.version += 1
        return DONE

    def readmit(self, asker: Asker, number: int, team: str | None, now: datetime) -> Problems:
        """readmitClient."""
        person = self.people[number]
        if not self.sees(asker, number):
            return frozenset({Code.NOT_FOUND})
        problems = set()
        if team is not None and not asker.sees(team):
            problems.add(Code.NOT_FOUND)
        if not person.discharged:
            problems.add(Code.CONFLICT)
        if problems:
            return frozenset(problems)
        person.discharged = False
        person.intake = now.astimezone(UTC).date()
        person.stays.append(Stay(Reason.RETURNING, team, now))
        return self._changed(asker, number)

    # What steps share

    def _changed(self, asker: Asker, number: int) -> Problems:
        """A client changed, who must still be the asker's."""
        self.people[number].version += 1
        return DONE if self.sees(asker, number) else frozenset({Code.NOT_ALLOWED})

    def _move(self, person: Person, provider: int, override: str | None, at: datetime) -> None:
        previous, stay = person.active, person.waiting
        needed = override if self._failed(person, provider) else None
        if previous is not None:
            previous.ended, previous.until = Ended.TRANSFERRED, at
        self._leave(person, at, Left.ASSIGNED)
        person.held.append(Held(provider, person.weight, at, stay, previous, override=needed))
        person.version += 1

    def _blank(self, override: str | None) -> set[Code]:
        return {Code.INVALID} if override is not None and not override.strip() else set()

    def _gates(self, asker: Asker, person: Person, provider: int, override: str | None) -> set[Code]:
        failed = self._failed(person, provider)
        if not failed or override is None:
            return failed
        if "caseload:override" not in asker.actions:
            return {Code.NOT_ALLOWED}
        return failed if self.providers[provider].status is ProviderStatus.DEPARTED else set()

    def _misdated(self, person: Person, at: datetime, now: datetime) -> bool:
        """Whether a backdated assignment would lie in the future, before the intake or within another."""
        active = person.active
        held = [] if active is None else [active.since, active.session or active.since]
        ends = [each.until for each in person.held if each.until is not None]
        return at > now or at.astimezone(UTC).date() < person.intake or any(each > at for each in (*held, *ends))
