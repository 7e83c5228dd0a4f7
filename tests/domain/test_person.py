"""What a person of the practice is known by."""

import pytest

from caseload_gql.domain.person import EMAIL_LENGTH, clean_company_role, clean_email
from caseload_gql.domain.time_zone import known_time_zones
from caseload_gql.errors import InvalidValue


def test_an_email_has_one_form() -> None:
    assert clean_email("  Ada.Ruiz@Practice.Example ") == "ada.ruiz@practice.example"
    assert clean_email("ZOE\u0308@x.example") == clean_email("zo\u00cb@x.example") == "zo\u00eb@x.example"


@pytest.mark.parametrize(
    "text",
    [
        *("", "ada", "ada@", "@practice.example", "a da@x.example", "a" * EMAIL_LENGTH + "@x.y"),
        # Two people whom nobody can tell apart.
        *("a\u200bda@x.example", "ada@x\u202e.example", "ada\u00ad@x.example"),
        "a" * 64 + "@" + "\u0130" * 64 + "b" * (EMAIL_LENGTH - 130),
    ],
)
def test_what_is_no_email_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        clean_email(text)


def test_a_company_role_is_a_short_word_and_has_one_form() -> None:
    assert clean_company_role(" QMHP ") == "qmhp"


@pytest.mark.parametrize("text", ["", "two words", "7up", "x" * 65, "rôle"])
def test_what_is_no_role_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="short word"):
        clean_company_role(text)


def test_time_zones_are_places() -> None:
    assert {"America/Chicago", "UTC"} <= known_time_zones()
    assert not {"Factory", "localtime", "Mars/Olympus"} & known_time_zones()
