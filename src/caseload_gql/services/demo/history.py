"""What happened to a client in two years: stays in the pool, assignments, first sessions."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from caseload_gql.domain.vocabulary import (
    AssignmentEndReason,
    ClientStatus,
    PoolEntryOutcome,
    PoolPriority,
    PoolReason,
)
from caseload_gql.services.demo.cast import Clinician
from caseload_gql.services.demo.draw import Draw
from caseload_gql.services.demo.practice import NOTES

#: How far the history reaches back, and the longest open wait.
OLDEST_DAYS: Final = 730
LONGEST_WAIT: Final = 90


@dataclass(frozen=True, slots=True)
class Author:
    """Who made an assignment."""

    id: str
    name: str


@dataclass(slots=True)
class History:
    """One client's rows, told from the first day on. `days` is how many days ago the last thing happened."""

    draw: Draw
    client_id: str
    weight: int
    days: int
    intake_days: int
    entries: list[dict[str, Any]] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def status(self) -> ClientStatus:
        """Where the client stands at the end of the tale."""
        if self.assignments and self.assignments[-1]["ended_at"] is None:
            return ClientStatus.ACTIVE
        waits = self.entries and self.entries[-1]["left_at"] is None
        return ClientStatus.WAITING if waits else ClientStatus.DISCHARGED

    def enters(self, days: int, reason: PoolReason, *, previous: str | None = None, at: datetime | None = None) -> None:
        """Open a stay in the pool."""
        moment = at or self.draw.morning(days)
        self.days = days
        self.entries.append(
            {
                "id": self.draw.id("pen", moment),
                "client_id": self.client_id,
                "reason": reason,
                "priority": PoolPriority.URGENT if self.draw.chance(0.1) else PoolPriority.ROUTINE,
                "entered_at": moment,
                "entered_on": self.draw.on(days),
                "left_at": None,
                "left_on": None,
                "outcome": None,
                "team_id": None,
                "note": self.draw.random.choice(NOTES) if self.draw.chance(0.2) else None,
                "previous_provider_id": previous,
                "version": 1,
            }
        )

    def assigned(self, days: int, clinician: Clinician, author: Author, *, override: str | None = None) -> None:
        """Leave the pool for a clinician; what ran before ends as a transfer at the same instant."""
        moment = self.draw.afternoon(days)
        before = self.assignments[-1] if self.assignments else None
        moved = before is not None and before["ended_at"] is None
        if moved:
            self.ends(days, AssignmentEndReason.TRANSFERRED, at=moment)
        entry = self.entries[-1]
        entry.update(left_at=moment, left_on=self.draw.on(days), outcome=PoolEntryOutcome.ASSIGNED, version=2)
        self.days = days
        self.assignments.append(
            {
                "id": self.draw.id("asg", moment),
                "client_id": self.client_id,
                "provider_id": clinician.id,
                "weight_hundredths": self.weight,
                "assigned_at": moment,
                "assigned_on": self.draw.on(days),
                "assigned_by": author.name,
                "assigned_by_id": author.id,
                "ended_at": None,
                "ended_on": None,
                "end_reason": None,
                "first_session_at": None,
                "first_session_on": None,
                "match_score_ten_thousandths": self.draw.between(3_500, 9_800) if self.draw.chance(0.8) else None,
                "override_reason": override,
                "pool_entry_id": entry["id"],
                "previous_assignment_id": before["id"] if moved and before else None,
            }
        )

    def meets(self, *, until: int) -> None:
        """Hold the first session some days after the assignment, if that lies no later than `until` days ago."""
        days = self.days - self.draw.between(1, 16)
        if days > until:
            self.assignments[-1].update(first_session_at=self.draw.morning(days), first_session_on=self.draw.on(days))

    def ends(self, days: int, reason: AssignmentEndReason, *, at: datetime | None = None) -> None:
        """End the running assignment."""
        moment = at or self.draw.afternoon(days)
        self.assignments[-1].update(ended_at=moment, ended_on=self.draw.on(days), end_reason=reason)
        self.days = days
