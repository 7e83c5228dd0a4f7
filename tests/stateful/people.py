"""Who and what a practice in plain Python is made of."""

from dataclasses import dataclass, field
from datetime import date, datetime

from caseload_gql.domain.lifecycle import Stand
from caseload_gql.domain.vocabulary import AssignmentEndReason as Ended
from caseload_gql.domain.vocabulary import PoolEntryOutcome as Left
from caseload_gql.domain.vocabulary import PoolReason as Reason
from caseload_gql.domain.vocabulary import ProviderStatus


class ForbiddenError(Exception):
    """Who asks holds no grant for it at all."""


@dataclass(frozen=True)
class Asker:
    """Somebody of the practice. `teams` bounds what they see and change; None bounds nothing."""

    name: str
    actions: frozenset[str]
    teams: frozenset[str] | None = None

    def sees(self, *teams: str | None) -> bool:
        """Whether one of the teams is theirs."""
        return self.teams is None or any(each in self.teams for each in teams)


@dataclass(eq=False)
class Stay:
    """One stay in the pool."""

    reason: Reason
    team: str | None
    since: datetime
    until: datetime | None = None
    left: Left | None = None
    note: str | None = None


@dataclass(eq=False)
class Held:
    """One assignment."""

    provider: int
    weight: int
    since: datetime
    stay: Stay | None
    previous: "Held | None"
    until: datetime | None = None
    ended: Ended | None = None
    session: datetime | None = None
    override: str | None = None


@dataclass(eq=False)
class Person:
    """A client, with everything that ever was."""

    weight: int
    intake: date
    stays: list[Stay]
    held: list[Held] = field(default_factory=list)
    discharged: bool = False
    version: int = 1
    #: The numbers of the providers to whom the client must not be given.
    unwanted: frozenset[int] = frozenset()

    @property
    def active(self) -> Held | None:
        """The assignment that runs."""
        return next((each for each in self.held if each.until is None), None)

    @property
    def waiting(self) -> Stay | None:
        """The stay that is open."""
        return next((each for each in self.stays if each.until is None), None)

    @property
    def stand(self) -> Stand:
        """Where the client stands."""
        if self.discharged:
            return Stand.DISCHARGED
        if self.active is None:
            return Stand.WAITING
        return Stand.ACTIVE if self.waiting is None else Stand.MOVING


@dataclass(eq=False)
class Clinician:
    """A provider."""

    team: str | None
    capacity: int
    accepting: bool = True
    status: ProviderStatus = ProviderStatus.ACTIVE
    #: The number of the provider who covers the leave that runs.
    cover: int | None = None
