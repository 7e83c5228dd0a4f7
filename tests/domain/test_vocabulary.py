"""The domain's words are the words of the API and of the database."""

from enum import StrEnum

import pytest

from caseload_gql.domain import events, vocabulary

WORDS = [
    each
    for module in (vocabulary, events)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, StrEnum) and each is not StrEnum
]


@pytest.mark.parametrize("words", WORDS, ids=lambda words: words.__name__)
def test_every_value_is_its_own_name(words: type[StrEnum]) -> None:
    assert [word.value for word in words] == [word.name for word in words]
