"""What a practice in plain Python holds, who sees and may do what in it, and the gates."""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from caseload_gql.domain.vocabulary import PoolEntryOutcome as Left
from caseload_gql.domain.vocabulary import ProviderStatus
from caseload_gql.errors import UserErrorCode as Code
from tests.stateful.people import Asker, Clinician, ForbiddenError, Held, Person

Problems = frozenset[Code]
DONE: Final[Problems] = frozenset()


@dataclass
class House:
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

    def _leave(self, person: Person, at: datetime, left: Left) -> None:
        stay = person.waiting
        if stay is not None:
            stay.until, stay.left = max(stay.since, at), left

    def _failed(self, person: Person, provider: int) -> set[Code]:
        """The gates that rule a provider out for a client."""
        clinician = self.providers[provider]
        failed = set()
        away = clinician.status is not ProviderStatus.ACTIVE
        if away or not clinician.accepting or provider in person.unwanted:
            failed.add(Code.NOT_ELIGIBLE)
        if clinician.capacity * 100 - self.load(provider) < person.weight:
            failed.add(Code.AT_CAPACITY)
        return failed
