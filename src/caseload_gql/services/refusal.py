"""How a use case says no: the problems found, and the rows that its payload shows as they are."""

from collections.abc import Iterable, Mapping

from caseload_gql.domain.lifecycle import Stand, Step, bar
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.outcome import Outcome

#: Where an input field lies in the mutation's arguments.
INPUT = "input"


class Refused(Exception):  # an outcome, not a fault
    """Ends a use case with problems; the transaction rolls back."""

    def __init__(self, problems: Iterable[UserError], ids: Mapping[str, str | None] | None = None) -> None:
        """Keep the problems, and the ids of the rows that the payload shows in their present state."""
        super().__init__("refused")
        self.outcome = Outcome(tuple(problems), dict(ids or {}))


class Rehearsed(Refused):
    """Ends a use case that was only to be tried: nothing is kept, and the outcome tells what would have been done."""

    def __init__(self, outcome: Outcome) -> None:
        """Keep what would have been done."""
        super().__init__(())
        self.outcome = outcome


class Overtaken(Exception):  # a turn of events, not a fault
    """The rows to lock changed before they were locked: run the use case again."""


def problem(code: UserErrorCode, message: str, *path: str) -> UserError:
    """A problem with the input field at `path`, below the mutation's `input`."""
    return UserError(code, message, (INPUT, *path))


def barred(step: Step, stand: Stand, *path: str) -> list[UserError]:
    """The problem of a step that is not open to a client who stands so; none where it is."""
    found = bar(step, stand)
    return [] if found is None else [problem(found.code, found.sentence, *path)]


def not_found(kind: str, *path: str) -> UserError:
    """The row does not exist, or is out of the actor's sight: the answer is the same."""
    return problem(UserErrorCode.NOT_FOUND, f"There is no such {kind}, or you may not see it.", *path)


def not_allowed(kind: str, *path: str) -> UserError:
    """The row is in sight, and not the actor's to change."""
    return problem(UserErrorCode.NOT_ALLOWED, f"You may see this {kind}, but not do this with it.", *path)


def stale(kind: str, *path: str) -> UserError:
    """The row has changed since the caller read it."""
    return problem(UserErrorCode.STALE, f"The {kind} has changed since you read it. Read it again, then decide.", *path)
