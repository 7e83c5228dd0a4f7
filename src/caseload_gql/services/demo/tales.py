"""The ways a client's two years go, one function for each way they end today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from caseload_gql.domain.vocabulary import AssignmentEndReason, PoolReason
from caseload_gql.services.demo.cast import Cast, Clinician
from caseload_gql.services.demo.draw import Draw
from caseload_gql.services.demo.history import LONGEST_WAIT, OLDEST_DAYS, Author, History
from caseload_gql.services.demo.practice import OVERRIDE_REASONS
from caseload_gql.services.demo.recipe import Kind

#: Departures are recorded at noon.
_NOON: Final = timedelta(hours=12)
_MOVED_SHARE: Final = 0.2
_LEAVING_SHARE: Final = 0.04
#: Reasons of open entries of clients who wait without a provider, in turn; new intakes are most common.
_REASONS: Final = (
    PoolReason.NEW_INTAKE,
    PoolReason.TRANSFER,
    PoolReason.NEW_INTAKE,
    PoolReason.PROVIDER_LEFT,
    PoolReason.NEW_INTAKE,
    PoolReason.RETURNING,
    PoolReason.NEW_INTAKE,
    PoolReason.NEW_INTAKE,
)


@dataclass(frozen=True, slots=True)
class Storyteller:
    """Draws the histories of clients at a practice."""

    draw: Draw
    earlier: Sequence[Clinician]
    departed: Sequence[Clinician]
    team_ids: Sequence[str]
    authors: Sequence[Author]

    def active(self, number: int, clinician: Clinician, weight: int) -> History:
        """A client with a provider; some came by way of another, some are about to leave."""
        draw = self.draw
        assigned = draw.between(clinician.quiet_days + 2, OLDEST_DAYS - 50)
        override = draw.random.choice(OVERRIDE_REASONS) if clinician.kind is Kind.OVER and draw.chance(0.25) else None
        if draw.chance(_MOVED_SHARE) and assigned < OLDEST_DAYS - 2 * LONGEST_WAIT:
            history = self._served(assigned + draw.between(20, 120), self._other(clinician), weight)
            entered = assigned + draw.between(0, 15)
            history.enters(entered, PoolReason.TRANSFER, previous=history.assignments[-1]["provider_id"])
        else:
            history = self._begun(assigned + draw.between(0, 45), weight)
        history.assigned(assigned, clinician, self._author(), override=override)
        history.meets(until=0)
        if (number == 0 or draw.chance(_LEAVING_SHARE)) and clinician.kind is not Kind.ON_LEAVE:
            kept = draw.between(1, min(LONGEST_WAIT, history.days - 1))
            history.enters(kept, PoolReason.TRANSFER, previous=clinician.id)
            self._route(history, clinician)
        return history

    def discharged(self, weight: int) -> History:
        """A client whose care has ended."""
        draw = self.draw
        ended = draw.between(1, OLDEST_DAYS - 250)
        clinician = draw.random.choice([*self.earlier, *(one for one in self.departed if one.quiet_days < ended)])
        history = self._served(ended + draw.between(30, 160), clinician, weight, until=ended)
        history.ends(ended, AssignmentEndReason.DISCHARGED)
        return history

    def waiting(self, number: int, weight: int) -> History:
        """A client in the pool without a provider; the first two have waited longest and shortest."""
        draw = self.draw
        reason = _REASONS[number % len(_REASONS)]
        days = {0: LONGEST_WAIT, 2: 0}.get(number, draw.between(0, LONGEST_WAIT))
        match reason:
            case PoolReason.NEW_INTAKE:
                history = self._begun(days, weight)
                if draw.chance(0.3):
                    history.entries[-1]["team_id"] = draw.random.choice(self.team_ids)
            case PoolReason.PROVIDER_LEFT:
                history = self._left_behind(draw.random.choice(self.departed), weight)
            case PoolReason.RETURNING:
                history = self._back_again(days, weight)
            case PoolReason.TRANSFER:
                history = self._returned(days, weight)
        return history

    def _begun(self, days: int, weight: int) -> History:
        draw = self.draw
        entered = draw.morning(days)
        history = History(draw, draw.id("cli", entered), weight, days, days)
        history.enters(days, PoolReason.NEW_INTAKE, at=entered)
        return history

    def _served(self, assigned: int, clinician: Clinician, weight: int, *, until: int = 0) -> History:
        history = self._begun(assigned + self.draw.between(0, 40), weight)
        history.assigned(assigned, clinician, self._author())
        history.meets(until=until)
        return history

    def _left_behind(self, clinician: Clinician, weight: int) -> History:
        """One departure is one instant for all its clients."""
        draw, days = self.draw, clinician.quiet_days
        history = self._served(days + draw.between(20, 400), clinician, weight, until=days)
        moment = draw.midnight(days) + _NOON
        history.ends(days, AssignmentEndReason.PROVIDER_LEFT, at=moment)
        history.enters(days, PoolReason.PROVIDER_LEFT, previous=clinician.id, at=moment)
        self._route(history, clinician)
        return history

    def _back_again(self, days: int, weight: int) -> History:
        draw = self.draw
        clinician = draw.random.choice(self.earlier)
        ended = days + draw.between(30, 200)
        history = self._served(ended + draw.between(30, 200), clinician, weight, until=ended)
        history.ends(ended, AssignmentEndReason.DISCHARGED)
        history.enters(days, PoolReason.RETURNING, previous=clinician.id)
        return history

    def _returned(self, days: int, weight: int) -> History:
        draw = self.draw
        clinician = draw.random.choice(self.earlier)
        history = self._served(days + draw.between(20, 300), clinician, weight, until=days)
        moment = draw.morning(days)
        history.ends(days, AssignmentEndReason.RETURNED_TO_POOL, at=moment)
        history.enters(days, PoolReason.TRANSFER, previous=clinician.id, at=moment)
        self._route(history, clinician)
        return history

    def _route(self, history: History, clinician: Clinician) -> None:
        history.entries[-1]["team_id"] = self.team_ids[clinician.team]

    def _other(self, clinician: Clinician) -> Clinician:
        return self.draw.random.choice([one for one in self.earlier if one is not clinician])

    def _author(self) -> Author:
        return self.draw.random.choice(self.authors)


def storyteller(draw: Draw, cast: Cast, team_ids: Sequence[str], authors: Sequence[Author]) -> Storyteller:
    """A teller for a practice: earlier providers are those who work today and have clients."""
    earlier = cast.of_kind(Kind.STEADY, Kind.NEAR, Kind.OVER, Kind.FULL)
    return Storyteller(draw, earlier, cast.of_kind(Kind.DEPARTED), team_ids, authors)
