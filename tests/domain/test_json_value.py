"""Which JSON values can be taken in."""

from typing import Any

import pytest

from caseload_gql.domain.json_value import MOST_LEVELS, check_json_value
from caseload_gql.errors import InvalidValue


def nested(levels: int) -> Any:
    """Objects and lists by turns, one within the other."""
    value: object = 1
    for at in range(levels):
        value = {"a": value} if at % 2 else [value]
    return value


@pytest.mark.parametrize("value", [None, True, "", {}, [], -(2**63), 2**64 - 1, 1e308, nested(MOST_LEVELS)])
def test_what_everybody_can_follow_is_taken(value: object) -> None:
    check_json_value(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (nested(MOST_LEVELS + 1), "100 levels"),
        (nested(100_000), "100 levels"),
        ({"a": [2**64]}, "64 bits"),
        ([{}, -(2**63) - 1], "64 bits"),
        (10**5_000, "64 bits"),
    ],
    ids=["deep", "abysmal", "large", "small", "endless"],
)
def test_what_could_not_be_read_again_is_refused(value: object, why: str) -> None:
    with pytest.raises(InvalidValue, match=why):
        check_json_value(value)
