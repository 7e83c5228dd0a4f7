"""JSON that could be written and never be read: it is refused at the door, whatever is asked with it."""

from typing import Any, Final

import pytest

from tests.support import House

ADMIT: Final = """
mutation($input: AdmitClientInput!) {
  admitClient(input: $input) { client { id attributes } userErrors { code } }
}
"""
ADMISSION: Final = {"name": "Newcomer", "insuranceStatus": "SELF_PAY"}


def nested(levels: int) -> Any:
    value: object = 1
    for _ in range(levels):
        value = {"a": value}
    return value


@pytest.mark.parametrize("levels", [101, 300, 600])
@pytest.mark.parametrize("key", [{}, {"idempotencyKey": "once"}], ids=["plain", "with a key"])
async def test_attributes_that_nest_too_deep_are_bad_user_input_and_nothing_is_kept(
    reading: House, levels: int, key: dict[str, str]
) -> None:
    before = await reading.snapshot()
    given = ADMISSION | {"attributes": nested(levels)} | key
    assert await reading.problem("ceo", ADMIT, {"input": given}) == "BAD_USER_INPUT"
    assert await reading.snapshot() == before


async def test_whole_numbers_that_no_answer_could_hold_do_not_get_in(reading: House) -> None:
    before = await reading.snapshot()
    for number in ("9" * 4_000, "18446744073709551616"):
        query = ADMIT.replace("$input: AdmitClientInput!", "$name: String!").replace(
            "input: $input", f"input: {{name: $name, insuranceStatus: SELF_PAY, attributes: {{a: [{number}]}}}}"
        )
        assert await reading.problem("ceo", query, {"name": "Newcomer"}) == "GRAPHQL_VALIDATION_FAILED"
    assert await reading.snapshot() == before


async def test_attributes_that_nest_as_deep_as_may_be_are_kept_and_read(house: House) -> None:
    attributes = nested(100) | {"most": 2**64 - 1, "least": -(2**63)}
    done = (await house.data("ceo", ADMIT, {"input": ADMISSION | {"attributes": attributes}}))["admitClient"]
    assert (done["client"]["attributes"], done["userErrors"]) == (attributes, [])
    read = await house.data("ceo", "query($id: ID!) { client(id: $id) { attributes } }", {"id": done["client"]["id"]})
    assert read["client"]["attributes"] == attributes
