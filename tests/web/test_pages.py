"""The pages escape what they are given, load our own files only, and carry valid examples."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from caseload_gql.web import pages
from caseload_gql.web.pages import LinkRefusal, SignedIn

HOSTILE = """<script>alert("1")</script>'&"""
CEO = SignedIn(name=HOSTILE, may_use_graphiql=True)
SCHEMA = Path(__file__).parents[2] / "schema.graphql"


class Reader(HTMLParser):
    """Collects the elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


PAGES: dict[str, Callable[[], str]] = {
    "home for a stranger": lambda: pages.home_page(None, None),
    "home": lambda: pages.home_page(HOSTILE, CEO),
    "sign-in": lambda: pages.sign_in_page(HOSTILE),
    "signed out": pages.signed_out_page,
    "expired link": lambda: pages.link_refused_page("expired"),
    "notice": lambda: pages.notice_page(HOSTILE, HOSTILE),
    "graphiql": lambda: pages.graphiql_page(CEO),
}


@pytest.fixture(params=PAGES)
def html(request: pytest.FixtureRequest) -> str:
    return PAGES[request.param]()


def test_no_page_holds_inline_script_or_style_or_foreign_addresses(html: str) -> None:
    reader = Reader(html)
    assert all(attributes.get("src") for attributes in reader.all("script"))
    assert not reader.all("style")
    for _, attributes in reader.elements:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "/").startswith("/")
    assert "http:" not in html
    assert "https:" not in html


def test_every_page_names_its_language_its_title_and_its_main_part(html: str) -> None:
    reader = Reader(html)
    assert reader.all("html") == [{"lang": "en"}]
    assert len(reader.all("title")) == 1
    assert len(reader.all("main")) == 1
    assert html.startswith("<!doctype html>")


def test_every_asset_a_page_names_is_there(html: str) -> None:
    reader = Reader(html)
    named = [attributes["href"] for attributes in reader.all("link")] + [item["src"] for item in reader.all("script")]
    assert named
    for address in named:
        found = re.fullmatch(r"/assets/(.+)\?v=[0-9a-f]{12}", address or "")
        assert found
        assert (pages.assets_directory() / found[1]).is_file()


def test_the_button_of_the_sign_in_page_posts_the_token_to_the_pages_own_address() -> None:
    reader = Reader(pages.sign_in_page(HOSTILE))
    assert reader.all("form") == [{"method": "post"}]
    assert reader.all("input") == [{"type": "hidden", "name": "token", "value": HOSTILE}]
    assert len(reader.all("button")) == 1
    assert not reader.all("script")


def test_home_tells_a_stranger_how_to_sign_in() -> None:
    reader = Reader(pages.home_page(None, None))
    assert "caseload user link EMAIL" in reader.text
    assert not reader.all("form")
    assert pages.GRAPHIQL_PATH not in [link["href"] for link in reader.all("a")]


def test_home_shows_who_is_signed_in_with_a_way_out_and_into_graphiql() -> None:
    reader = Reader(pages.home_page("Riverside", CEO))
    assert HOSTILE in reader.text
    assert "Riverside" in reader.text
    assert {"method": "post", "action": "/sign-out"} in reader.all("form")
    assert pages.GRAPHIQL_PATH in [link["href"] for link in reader.all("a")]


def test_home_offers_graphiql_only_to_those_who_may_use_it() -> None:
    reader = Reader(pages.home_page("Riverside", SignedIn("Bo", may_use_graphiql=False)))
    assert pages.GRAPHIQL_PATH not in [link["href"] for link in reader.all("a")]
    assert "Bo" in reader.text


@pytest.mark.parametrize(("reason", "word"), [("expired", "expired"), ("used", "used"), ("unknown", "not known")])
def test_a_refused_link_says_why_and_what_to_do(reason: LinkRefusal, word: str) -> None:
    text = Reader(pages.link_refused_page(reason)).text
    assert word in text
    assert "new link" in text


def test_graphiql_carries_the_three_examples_as_its_tabs() -> None:
    [place] = [item for item in Reader(pages.graphiql_page(CEO)).all("main") if item.get("id") == "graphiql"]
    assert place["data-endpoint"] == "/graphql"
    for operation in ("query ClinicianView", "query ClientPool", "mutation AssignClient"):
        assert operation in (place["data-tabs"] or "")


def test_the_examples_are_valid_against_the_published_schema() -> None:
    schema = build_schema(SCHEMA.read_text(encoding="utf-8"))
    for tab in pages.example_tabs():
        assert validate(schema, parse(tab["query"])) == []


def test_the_example_mutation_comes_with_its_variables() -> None:
    assert [sorted(tab) for tab in pages.example_tabs()] == [["query"], ["query"], ["query", "variables"]]


def test_an_assets_address_changes_with_its_content() -> None:
    assert pages.asset_url("base.css") != pages.asset_url("caseload.css").replace("caseload.css", "base.css")
    with pytest.raises(FileNotFoundError):
        pages.asset_url("absent.css")
