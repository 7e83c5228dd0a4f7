"""A practice in plain Python: what each step leads to, or which problems it has. It knows the vocabulary alone."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from caseload_gql.domain.lifecycle import Stand
from caseload_gql.domain.vocabulary import AssignmentEndReason as Ended
from caseload_gql.domain.vocabulary import LeaveHandling, ProviderStatus
from caseload_gql.domain.vocabulary import PoolEntryOutcome as Left
from caseload_gql.domain.vocabulary import PoolReason as Reason
from caseload_gql.errors import UserErrorCode as Code
from tests.stateful.people import Asker, Clinician, ForbiddenError, Held, Person, Stay

Problems = frozenset[Code]
DONE: Final[Problems] = frozenset()


@dataclass
class Model:
    """The practice. Providers and clients go by their number; a step answers with its problems, none if it was done."""

    providers: list[Clinician]
    people: list[Person] = field(default_factory=list)

    def load(self, provider: int) -> int:
        """The weights that a provider carries, in hundredths."""
        return sum(each.weight for each in self.caseload(provider))

    def caseload(self, provider: int) -> list[Held]:
        """The assignments that run."""
        held = [person.active for person in self.people]
        return [each for each in held if each is not None and each.provider == provider]

    def attempt(self, asker: Asker, action: str, step: "Callable[[], Problems]") -> Problems:
        """Take a step; where it is refused nothing has happened. Raises `ForbiddenError`."""
        if action not in asker.actions:
            raise ForbiddenError
        before = copy.deepcopy((self.providers, self.people))
        problems = step()
        if problems:
            self.providers, self.people = before
        return problems

    def sees(self, asker: Asker, number: int) -> bool:
        """Whether the client is somebody's to see and to change."""
        person = self.people[number]
        served = None if person.active is None else self.providers[person.active.provider].team
        return asker.sees(served, None if person.waiting is None else person.waiting.team)

    # Steps

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

    def set_capacity(self, asker: Asker, provider: int, capacity: int) -> Problems:
        """setProviderCapacity."""
        if not asker.sees(self.providers[provider].team):
            return frozenset({Code.NOT_FOUND})
        if capacity < 0:
            return frozenset({Code.INVALID})
        self.providers[provider].capacity = capacity
        return DONE

    def accept(self, asker: Asker, provider: int, *, accepting: bool) -> Problems:
        """updateProvider, of the acceptance."""
        if not asker.sees(self.providers[provider].team):
            return frozenset({Code.NOT_FOUND})
        self.providers[provider].accepting = accepting
        return DONE

    def depart(self, asker: Asker, provider: int, now: datetime) -> Problems:
        """departProvider."""
        clinician = self.providers[provider]
        if not asker.sees(clinician.team):
            return frozenset({Code.NOT_FOUND})
        if clinician.status is ProviderStatus.DEPARTED:
            return frozenset({Code.CONFLICT})
        clinician.status = ProviderStatus.DEPARTED
        for person in self._served_by(provider):
            self._to_pool(person, Ended.PROVIDER_LEFT, Reason.PROVIDER_LEFT, now)
        return DONE

    def reinstate(self, asker: Asker, provider: int, capacity: int | None) -> Problems:
        """reinstateProvider."""
        clinician = self.providers[provider]
        if not asker.sees(clinician.team):
            return frozenset({Code.NOT_FOUND})
        problems = set()
        if clinician.status is not ProviderStatus.DEPARTED:
            problems.add(Code.CONFLICT)
        if capacity is not None and capacity < 0:
            problems.add(Code.INVALID)
        if problems:
            return frozenset(problems)
        clinician.status = ProviderStatus.ACTIVE
        clinician.capacity = clinician.capacity if capacity is None else capacity
        return DONE

    def start_leave(  # what a leave is asked with
        self, asker: Asker, provider: int, clients: LeaveHandling, cover: int | None, now: datetime
    ) -> Problems:
        """startProviderLeave, from today on."""
        clinician = self.providers[provider]
        if not asker.sees(clinician.team):
            return frozenset({Code.NOT_FOUND})
        problems = set() if clinician.status is ProviderStatus.ACTIVE else {Code.CONFLICT}
        if cover is None or cover == provider:
            problems |= {Code.INVALID} if cover is not None or clients is LeaveHandling.COVER else set()
        elif not asker.sees(self.providers[cover].team):
            problems.add(Code.NOT_FOUND)
        elif self.providers[cover].status is not ProviderStatus.ACTIVE:
            problems.add(Code.NOT_ELIGIBLE)
        if problems:
            return frozenset(problems)
        clinician.status = ProviderStatus.ON_LEAVE
        if clients is LeaveHandling.KEEP:
            return DONE
        for person in self._served_by(provider):
            if clients is LeaveHandling.COVER and cover is not None and not self._failed(person, cover):
                self._to_cover(person, cover, now)
            else:
                self._to_pool(person, Ended.PROVIDER_ON_LEAVE, Reason.TRANSFER, now)
        return DONE

    def end_leave(self, asker: Asker, provider: int) -> Problems:
        """endProviderLeave."""
        clinician = self.providers[provider]
        if not asker.sees(clinician.team):
            return frozenset({Code.NOT_FOUND})
        if clinician.status is not ProviderStatus.ON_LEAVE:
            return frozenset({Code.CONFLICT})
        clinician.status = ProviderStatus.ACTIVE
        return DONE

    # What steps share

    def _served_by(self, provider: int) -> list[Person]:
        """The clients of a provider; who has been there longest comes first."""
        found = [each for each in self.people if each.active is not None and each.active.provider == provider]
        return sorted(found, key=lambda each: each.active.since if each.active else each.stays[0].since)

    def _to_pool(self, person: Person, ended: Ended, reason: Reason, now: datetime) -> None:
        active, stay = person.active, person.waiting
        if active is None:
            return
        active.ended, active.until = ended, now
        if stay is None:
            person.stays.append(Stay(reason, self.providers[active.provider].team, now))
        else:
            stay.reason = reason
        person.version += 1

    def _to_cover(self, person: Person, cover: int, now: datetime) -> None:
        previous, stay = person.active, person.waiting
        if previous is None:
            return
        previous.ended, previous.until = Ended.PROVIDER_ON_LEAVE, now
        self._leave(person, now, Left.ASSIGNED)
        person.held.append(Held(cover, person.weight, now, stay, previous))
        person.version += 1

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

    def _leave(self, person: Person, at: datetime, left: Left) -> None:
        stay = person.waiting
        if stay is not None:
            stay.until, stay.left = max(stay.since, at), left

    def _blank(self, override: str | None) -> set[Code]:
        return {Code.INVALID} if override is not None and not override.strip() else set()

    def _failed(self, person: Person, provider: int) -> set[Code]:
        """The gates that rule a provider out for a client."""
        clinician = self.providers[provider]
        failed = set()
        if clinician.status is not ProviderStatus.ACTIVE or not clinician.accepting:
            failed.add(Code.NOT_ELIGIBLE)
        if clinician.capacity * 100 - self.load(provider) < person.weight:
            failed.add(Code.AT_CAPACITY)
        return failed

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
