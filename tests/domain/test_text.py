"""Text keys and clean input."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseload_gql.domain.text import clean_text, search_words, sort_key
from caseload_gql.errors import InvalidValue


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ana", "ana"),
        ("  Ana \t Lima ", "ana lima"),
        ("Élodie Nuñez", "elodie nunez"),
        ("SØREN", "soren"),
        ("Łukasz", "lukasz"),
        ("Đorđe", "dorde"),
        ("Weiß", "weiss"),
        ("Ægir Œuvre", "aegir oeuvre"),
        ("Þór Guðrún", "thor gudrun"),
        ("Işık", "isik"),
        ("İpek", "ipek"),
        ("Ħal", "hal"),
        ("\uff21\uff22", "ab"),
        ("\u1d2dgir", "aegir"),
        ("李雷", "李雷"),
        ("", ""),
    ],
)
def test_names_that_people_take_for_one_share_a_key(text: str, key: str) -> None:
    assert sort_key(text) == key


@given(st.text(st.characters(max_codepoint=0x2FFF, exclude_categories=["Cs"])))
def test_composed_and_decomposed_text_share_a_key(text: str) -> None:
    assert sort_key(unicodedata.normalize("NFC", text)) == sort_key(unicodedata.normalize("NFD", text))


def test_words_are_found_once_each_in_order_without_punctuation() -> None:
    assert search_words("O'Brien-Núñez, Ana (ana) 2nd") == ["o", "brien", "nunez", "ana", "2nd"]
    assert search_words("--- !") == []


def test_a_vowel_sign_belongs_to_its_word_and_is_none_alone() -> None:
    assert search_words("हिन्दी") == [sort_key("हिन्दी")]
    assert search_words("a \u093f b") == ["a", "b"]


@given(st.text())
def test_every_word_is_part_of_the_key(text: str) -> None:
    words = search_words(text)
    assert len(words) == len(set(words))
    assert all(word in sort_key(text) for word in words)


def test_clean_text_is_trimmed_composed_and_has_plain_line_ends() -> None:
    assert clean_text("  Ne\u0301e \r\n two\tthree ") == "Née \n two\tthree"


@pytest.mark.parametrize("value", ["a\x00b", "a\x1bb", "a\rb", "a\ud800b", "a\x7fb"])
def test_text_that_cannot_be_printed_is_refused(value: str) -> None:
    with pytest.raises(InvalidValue, match="cannot be printed"):
        clean_text(value)


@pytest.mark.parametrize(
    "value", ["", "   ", "\n\t", "\u00a0", "\u200e\u200b", "\u200b \u200f", "\u3164\u115f", "\u2800"]
)
def test_text_that_shows_nothing_is_refused(value: str) -> None:
    with pytest.raises(InvalidValue, match="blank"):
        clean_text(value)


def test_text_may_be_empty_where_nothing_is_required() -> None:
    assert clean_text("  ", minimum=0) == ""


def test_text_shorter_than_required_is_refused() -> None:
    with pytest.raises(InvalidValue, match="blank"):
        clean_text("a", minimum=2)


def test_length_is_counted_after_trimming() -> None:
    assert clean_text(" " + "a" * 200 + " ") == "a" * 200
    with pytest.raises(InvalidValue, match="201 characters; at most 200"):
        clean_text("a" * 201)
    with pytest.raises(InvalidValue, match="at most 3"):
        clean_text("four", maximum=3)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    try:
        once = clean_text(text)
    except InvalidValue:
        return
    assert clean_text(once) == once


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_leads_to_the_same_keys_and_words(text: str) -> None:
    # A letter beyond ASCII takes the long way; it is its own key, and its own word behind a space.
    assert sort_key(f"{text} Б").removesuffix("б").rstrip() == sort_key(text)
    assert search_words(f"{text} Б") == [*search_words(text), "б"]
