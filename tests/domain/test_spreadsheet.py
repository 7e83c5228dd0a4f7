"""Cells of spreadsheets: what is written is read back, and nothing written is run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.domain.spreadsheet import escaped, joined, parted, unescaped

TEXT = st.text(st.sampled_from("'=+-@\t\r|\\ ab\u00e9\n"), max_size=8)


@given(TEXT)
def test_a_text_is_read_back_as_it_was_and_never_begins_like_a_formula(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_a_list_is_read_back_item_by_item(items: list[str]) -> None:
    assert parted(joined(items)) == items


@pytest.mark.parametrize(
    ("cell", "text"),
    [("'=1+1", "=1+1"), ("''=1", "'=1"), ("'quoted'", "'quoted'"), ("O'Hara", "O'Hara"), ("", ""), ("'", "'")],
)
def test_only_a_quote_that_an_export_wrote_is_taken_off(cell: str, text: str) -> None:
    assert unescaped(cell) == text


def test_a_backslash_of_somebody_s_own_stands_for_itself() -> None:
    assert parted(r"C:\notes|a\|b|c\\d") == [r"C:\notes", "a|b", r"c\d"]
