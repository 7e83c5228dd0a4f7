"""What each step with a provider leads to, in plain Python, or which problems it has."""

from datetime import datetime

from caseload_gql.domain.vocabulary import AssignmentEndReason as Ended
from caseload_gql.domain.vocabulary import LeaveHandling, ProviderStatus
from caseload_gql.domain.vocabulary import PoolEntryOutcome as Left
from caseload_gql.domain.vocabulary import PoolReason as Reason
from caseload_gql.errors import UserErrorCode as Code
from tests.stateful.house import DONE, House, Problems
from tests.stateful.people import Asker, Clinician, Held, Person, Stay


class Clinicians(House):
    """The steps with providers, and what becomes of their clients."""

    def set_capacity(self, asker: Asker, provider: int, capacity: int) -> Problems:
        """setProviderCapacity."""
        if not asker.sees(self.providers[provider].team):
            return frozenset({Code.NOT_FOUND})
        if capacity < 0:
            return frozenset({Code.INVALID})
        self.providers[provider].capacity = capacity
        return DONE

    def add(self, asker: Asker, team: str | None, capacity: int) -> Problems:
        """addProvider."""
        problems = set() if team is None or asker.sees(team) else {Code.NOT_FOUND}
        if capacity < 0:
            problems.add(Code.INVALID)
        if problems:
            return frozenset(problems)
        self.providers.append(Clinician(team, capacity))
        return DONE

    def place(self, asker: Asker, provider: int, team: str | None) -> Problems:
        """updateProvider, of the team, to which nobody sends a provider out of their own sight."""
        clinician = self.providers[provider]
        if not asker.sees(clinician.team) or not (team is None or asker.sees(team)):
            return frozenset({Code.NOT_FOUND})
        clinician.team = team
        return DONE if asker.sees(team) else frozenset({Code.NOT_ALLOWED})

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
        clinician.cover = None
        for each in self.providers:
            each.cover = None if each.cover == provider else each.cover
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
        clinician.cover = cover
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
        clinician.cover = None
        return DONE

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
