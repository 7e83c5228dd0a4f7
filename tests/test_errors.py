"""Every error has a stable code, a meaning, and a sentence for the caller."""

import pytest

from caseload_gql.errors import (
    ERROR_MEANINGS,
    USER_ERROR_MEANINGS,
    BadUserInput,
    CaseloadError,
    ConfigurationError,
    DatabaseNotReady,
    ErrorCode,
    Forbidden,
    InvalidValue,
    StaleAccess,
    Unauthenticated,
    UserError,
    UserErrorCode,
    UserProblems,
)


@pytest.mark.parametrize(("codes", "meanings"), [(ErrorCode, ERROR_MEANINGS), (UserErrorCode, USER_ERROR_MEANINGS)])
def test_every_code_is_its_name_and_has_a_meaning(codes: type[ErrorCode], meanings: dict[ErrorCode, str]) -> None:
    assert set(meanings) == set(codes)
    assert all(code.value == code.name for code in codes)
    assert all(meaning.endswith(".") for meaning in meanings.values())


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Unauthenticated, ErrorCode.UNAUTHENTICATED),
        (Forbidden, ErrorCode.FORBIDDEN),
        (BadUserInput, ErrorCode.BAD_USER_INPUT),
        (InvalidValue, ErrorCode.BAD_USER_INPUT),
        (CaseloadError, ErrorCode.INTERNAL_SERVER_ERROR),
    ],
)
def test_an_error_carries_its_code_sentence_and_path(error: type[CaseloadError], code: ErrorCode) -> None:
    raised = error("Say so.", ["input", "name"])
    assert (raised.code, raised.message, raised.path, str(raised)) == (code, "Say so.", ("input", "name"), "Say so.")


def test_user_problems_carry_every_problem() -> None:
    problems = [UserError(UserErrorCode.STALE, "Old.", ("input",)), UserError(UserErrorCode.INVALID, "Bad.", ())]
    raised = UserProblems(problems)
    assert raised.problems == tuple(problems)
    assert raised.message == "Old.; Bad."


def test_stale_access_asks_to_try_again() -> None:
    assert StaleAccess().message == "Access has changed. Try again."


def test_a_database_that_is_not_ready_is_a_matter_of_configuration() -> None:
    assert issubclass(DatabaseNotReady, ConfigurationError)
    assert issubclass(InvalidValue, ValueError)
