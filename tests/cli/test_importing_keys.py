"""The keys of a file's rows, kept close together."""

from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.services.importing.keys import Keys

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(texts, max_size=60))
def test_each_key_stands_on_the_first_line_that_has_it(given_keys: list[str]) -> None:
    keys, known = Keys(), dict[str, int]()
    for line, key in enumerate(given_keys, 2):
        assert keys.add(key, line) == known.get(key)
        known.setdefault(key, line)
    assert list(keys) == list(known)
    assert {key: keys.line_of(key) for key in known} == known
    assert keys.line_of("a key that is longer than any of them") is None


def test_many_keys_are_told_apart_and_found_again() -> None:
    keys = Keys()
    for number in range(5_000):
        assert keys.add(f"C{number}", number + 2) is None
    assert [keys.line_of(f"C{number}") for number in range(5_001)] == [*range(2, 5_002), None]
