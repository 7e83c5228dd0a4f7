"""Every error: its stable code, what it means, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class ErrorCode(StrEnum):
    """Codes of errors at the top level of an answer, in ``extensions.code``."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    REQUEST_TOO_LARGE = "REQUEST_TOO_LARGE"
    RANKING_UNAVAILABLE = "RANKING_UNAVAILABLE"
    STORAGE_FULL = "STORAGE_FULL"
    SAFE_MODE = "SAFE_MODE"
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class UserErrorCode(StrEnum):
    """Codes of a mutation's ``userErrors``."""

    NOT_FOUND = "NOT_FOUND"
    NOT_ALLOWED = "NOT_ALLOWED"
    INVALID = "INVALID"
    STALE = "STALE"
    ALREADY_ASSIGNED = "ALREADY_ASSIGNED"
    NOT_IN_POOL = "NOT_IN_POOL"
    AT_CAPACITY = "AT_CAPACITY"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    VETOED = "VETOED"
    IDEMPOTENCY_KEY_REUSED = "IDEMPOTENCY_KEY_REUSED"
    CONFLICT = "CONFLICT"


#: What each top-level code means, and what to do.
ERROR_MEANINGS: Mapping[ErrorCode, str] = {
    ErrorCode.UNAUTHENTICATED: "Nobody is signed in, or the session, link or token has ended. Sign in again.",
    ErrorCode.FORBIDDEN: "Your roles do not allow this at all. Ask an administrator of the practice for access.",
    ErrorCode.BAD_USER_INPUT: "An argument or variable cannot be used. The message names it and says what to send.",
    ErrorCode.GRAPHQL_PARSE_FAILED: "The document is no GraphQL. The location shows where it stops making sense.",
    ErrorCode.GRAPHQL_VALIDATION_FAILED: "The document does not fit the schema. Look the names up in GraphiQL.",
    ErrorCode.OPERATION_RESOLUTION_FAILURE: "Which operation to run is unclear. Send operationName with one of them.",
    ErrorCode.QUERY_TOO_COMPLEX: "Too much at once. Ask for smaller pages or fewer fields: [limits](limits.md).",
    ErrorCode.METHOD_NOT_ALLOWED: "GraphQL is answered to POST only, so that client data never enters a URL.",
    ErrorCode.UNSUPPORTED_MEDIA_TYPE: "Send the request as application/json.",
    ErrorCode.REQUEST_TOO_LARGE: "The request is larger than the server takes. Send less at once.",
    ErrorCode.RANKING_UNAVAILABLE: "A scorer that is required has failed. Try again, or tell an administrator.",
    ErrorCode.SAFE_MODE: "The server was started in safe mode and answers no operation. Try again when it is mended.",
    ErrorCode.STORAGE_FULL: "The database has no room left; nothing was changed or read. Tell an administrator.",
    ErrorCode.INTERNAL_SERVER_ERROR: "Something went wrong on our side. Tell an administrator the error id.",
}
#: What each user error code means, and what to do.
USER_ERROR_MEANINGS: Mapping[UserErrorCode, str] = {
    UserErrorCode.NOT_FOUND: "There is no such row, or you may not see it. Read the list again.",
    UserErrorCode.NOT_ALLOWED: "You see the row and may not change it this way. Ask someone whose role allows it.",
    UserErrorCode.INVALID: "The value at the path cannot be used. The message says what to send.",
    UserErrorCode.STALE: "The row has changed since you read it. Read it again and decide anew.",
    UserErrorCode.ALREADY_ASSIGNED: "The client has a provider already. Use reassignClient to move the client.",
    UserErrorCode.NOT_IN_POOL: "The client is discharged. Readmit the client first.",
    UserErrorCode.AT_CAPACITY: "The provider has no room for the client's weight. Choose another or override.",
    UserErrorCode.NOT_ELIGIBLE: "A gate stands in the way. Choose another provider or override with a reason.",
    UserErrorCode.VETOED: "A rule of the practice forbids this. It cannot be overridden.",
    UserErrorCode.IDEMPOTENCY_KEY_REUSED: "The key was sent with another input before. Send a new key.",
    UserErrorCode.CONFLICT: "What you ask does not fit the present state. Read it again.",
}


@dataclass(frozen=True, slots=True)
class FailedGate:
    """A rule that rules a provider out for a client, with its reason as a sentence."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class UserError:
    """One problem of a mutation's input: code, sentence, and the path of what is wrong."""

    code: UserErrorCode
    message: str
    path: tuple[str, ...]
    gate: FailedGate | None = None


class CaseloadError(Exception):
    """Anything foreseen that ends an operation, with a stable code and a sentence for the caller."""

    code: ErrorCode = ErrorCode.INTERNAL_SERVER_ERROR

    def __init__(self, message: str, path: Sequence[str] = ()) -> None:
        """Keep the sentence and the path of the field it is about."""
        super().__init__(message)
        self.message = message
        self.path = tuple(path)


class Unauthenticated(CaseloadError):
    """Nobody we know asks."""

    code = ErrorCode.UNAUTHENTICATED


class Forbidden(CaseloadError):
    """The actor holds no grant at all for the action."""

    code = ErrorCode.FORBIDDEN


class BadUserInput(CaseloadError):
    """An argument cannot be used."""

    code = ErrorCode.BAD_USER_INPUT


class QueryTooComplex(CaseloadError):
    """The operation asks for more than can be answered at once."""

    code = ErrorCode.QUERY_TOO_COMPLEX


class InvalidValue(CaseloadError, ValueError):
    """A value breaks a rule of the domain; the message says what to send."""

    code = ErrorCode.BAD_USER_INPUT


class UserProblems(CaseloadError):
    """A use case ends with user errors; nothing was changed."""

    code = ErrorCode.BAD_USER_INPUT

    def __init__(self, problems: Sequence[UserError]) -> None:
        """Keep the problems."""
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class RankingUnavailable(CaseloadError):
    """A scorer without which no ranking is to be shown has failed."""

    code = ErrorCode.RANKING_UNAVAILABLE

    def __init__(self, scorer: str, plugin: str) -> None:
        """Name the scorer and its plugin."""
        super().__init__(
            f"There is no ranking without the scorer {scorer} of plugin {plugin}, which has failed. "
            "Try again, or tell an administrator."
        )


class StorageFull(CaseloadError):
    """The disk of the database is full: the change was rolled back, and nothing is read that cannot be recorded."""

    code = ErrorCode.STORAGE_FULL

    def __init__(self, outcome: str = "nothing was changed") -> None:
        """Say what happened and what to do."""
        super().__init__(f"The database has no room left; {outcome}. Tell an administrator, then try again.")


class StaleAccess(CaseloadError):
    """Access has changed since the actor was identified: identify anew and run again."""

    code = ErrorCode.UNAUTHENTICATED

    def __init__(self) -> None:
        """Say what happened."""
        super().__init__("Access has changed. Try again.")


class ConfigurationError(CaseloadError):
    """The set-up cannot work; the sentence says what to change."""


class DatabaseNotReady(ConfigurationError):
    """The database lacks the schema this version knows."""
