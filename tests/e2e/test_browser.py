"""A person in a real browser: signs in by the link, reads both views in GraphiQL and assigns a client."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LINK = re.compile(r"^\s*(\S+@demo\.example)\s+(http\S+)\s*$", re.MULTILINE)
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 390, "height": 780}


@dataclass
class Demo:
    """The demo as it is served: its address, and the sign-in links not used yet."""

    address: str
    links: dict[str, str]


@dataclass
class Visitor:
    """One person's browser window, what its console has complained about, and every address it asked."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def sign_in(self, link: str) -> None:
        self.page.goto(link)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_text("Signed in as")).to_be_visible()

    def open_graphiql(self) -> None:
        self.page.goto(f"{self.address}/")
        self.page.get_by_role("link", name="Open GraphiQL").click()
        expect(self.page.get_by_role("tab", name="ClinicianView")).to_be_visible()

    def open_tab(self, operation: str) -> None:
        self.page.get_by_role("tab", name=operation).click()
        self.page.wait_for_function(HAS_READ, arg=operation)

    def run(self, operation: str) -> dict[str, Any]:
        """Presses the play button and gives back the answer's data, once GraphiQL shows it."""

        def is_the_answer(response: Response) -> bool:
            sent = response.request.post_data_json if response.url.endswith("/graphql") else None
            return sent is not None and sent.get("operationName") == operation

        with self.page.expect_response(is_the_answer) as answered:
            self.page.get_by_role("button", name="Execute query").click()
        assert answered.value.status == 200
        answer = answered.value.json()
        assert answer.get("errors", []) == []
        self.page.wait_for_function(SHOWS, arg=answer["data"])
        return dict(answer["data"])

    def paste_variables(self, variables: dict[str, Any]) -> None:
        self.page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror").first.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(json.dumps(variables, indent=2))


HAS_READ = """operation =>
  document.querySelector(".graphiql-query-editor .CodeMirror").CodeMirror.operationName === operation"""
SHOWS = """data => {
  const shown = document.querySelector(".result-window .CodeMirror").CodeMirror.getValue();
  try { return JSON.stringify(JSON.parse(shown).data) === JSON.stringify(data); } catch { return false; }
}"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    said = folder / "said.txt"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "caseload_gql", "demo", "--serve", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--database-url", f"sqlite:///{folder / 'demo.db'}"]
    with said.open("w") as log:
        server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield Demo(f"http://127.0.0.1:{port}", welcomed(server, said))
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0
            assert server.stdout is not None
            server.stdout.close()


def welcomed(server: subprocess.Popen[str], said: Path) -> dict[str, str]:
    """The links that the demo prints once it answers; fails with what it said if it ends before."""
    assert server.stdout is not None
    greeting = list(takewhile(lambda line: not line.startswith("Press Ctrl-C"), server.stdout))
    links = dict(LINK.findall("".join(greeting)))
    assert links, said.read_text()[-2000:]
    return links


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def visit(browser: Browser, demo: Demo) -> Iterator[Visitor]:
    """A fresh window; when it is closed, its console must have stayed silent and no other host been asked."""
    context = browser.new_context(viewport=WIDE)
    visitor = Visitor(context.new_page(), demo.address)

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            visitor.complaints.append(message.text)

    visitor.page.on("console", hear)
    visitor.page.on("request", lambda request: visitor.asked.append(request.url))
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    try:
        yield visitor
    finally:
        context.close()
    assert visitor.complaints == []
    assert [url for url in visitor.asked if not url.startswith((f"{demo.address}/", "data:"))] == []


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: a temporary directory; CASELOAD_SCREENSHOTS names where the best one is kept."""
    return tmp_path_factory.mktemp("pictures")


def test_a_ceo_signs_in_reads_both_views_and_assigns_a_client(browser: Browser, demo: Demo, pictures: Path) -> None:
    with visit(browser, demo) as ceo:
        ceo.sign_in(demo.links["ceo@demo.example"])
        ceo.page.goto(f"{demo.address}/")
        ceo.page.screenshot(path=pictures / "home.png")
        ceo.open_graphiql()

        view = ceo.run("ClinicianView")
        providers = view["providers"]["nodes"]
        assert len(providers) > 1
        assert all(provider["name"] for provider in providers)
        assert any(provider["caseload"]["nodes"] for provider in providers)
        ceo.page.screenshot(path=pictures / "graphiql.png")

        ceo.open_tab("ClientPool")
        pool = ceo.run("ClientPool")["pool"]
        waits = [entry["waitDays"] for entry in pool["entries"]["nodes"]]
        assert waits == sorted(waits, reverse=True)
        expect(ceo.page.locator(".result-window")).to_contain_text("longestWaitDays")
        ceo.page.screenshot(path=pictures / "pool.png")

        client, match = first_match(pool)
        ceo.open_tab("AssignClient")
        ceo.paste_variables({"input": {"clientId": client["id"], "providerId": match["provider"]["id"]}})
        outcome = ceo.run("AssignClient")["assignClient"]
        assert outcome["userErrors"] == []
        assert outcome["client"]["status"] == "ACTIVE"
        assert outcome["provider"]["id"] == match["provider"]["id"]
        assert outcome["pool"]["totalCount"] == pool["totalCount"] - 1
        ceo.page.screenshot(path=pictures / "assigned.png")

        ceo.open_tab("ClientPool")
        left = ceo.run("ClientPool")["pool"]["entries"]["nodes"]
        assert client["id"] not in [entry["client"]["id"] for entry in left]
        assert ceo.page.evaluate("localStorage.length + sessionStorage.length") == 0

        ceo.page.set_viewport_size(NARROW)
        operation, answer = (
            ceo.page.locator(each).bounding_box() for each in (".graphiql-editors", ".graphiql-response")
        )
        assert operation is not None
        assert answer is not None
        assert answer["y"] >= operation["y"] + operation["height"]
        assert answer["x"] + answer["width"] <= NARROW["width"]
    keep(pictures / "graphiql.png")


def first_match(pool: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The longest-waiting client whom someone can take, with the best match."""
    for entry in pool["entries"]["nodes"]:
        if entry["client"]["matches"]["matches"]:
            return entry["client"], entry["client"]["matches"]["matches"][0]
    pytest.fail("no client of the pool's first page can be taken by anyone")


def keep(picture: Path) -> None:
    if folder := os.environ.get("CASELOAD_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        shutil.copy(picture, folder)


def test_a_sign_in_link_is_spent_by_its_button_alone_and_only_once(browser: Browser, demo: Demo) -> None:
    link = demo.links["admin@demo.example"]
    assert httpx.get(link).status_code == 200
    assert httpx.get(link).status_code == 200
    with visit(browser, demo) as admin:
        admin.page.goto(link)
        expect(admin.page.get_by_role("button", name="Sign in")).to_be_focused()
        admin.page.keyboard.press("Enter")
        expect(admin.page.get_by_text("Signed in as")).to_be_visible()
    with browser.new_context() as context:
        second = context.new_page()
        second.goto(link)
        if (button := second.get_by_role("button", name="Sign in")).count():
            button.click()
        expect(second.get_by_role("alert")).to_contain_text("once")


def test_signing_out_closes_graphiql_again(browser: Browser, demo: Demo) -> None:
    with browser.new_context() as context:
        visitor = Visitor(context.new_page(), demo.address)
        visitor.sign_in(demo.links["support@demo.example"])
        visitor.page.goto(f"{demo.address}/")
        visitor.page.get_by_role("button", name="Sign out").click()
        visitor.page.goto(f"{demo.address}/")
        expect(visitor.page.get_by_text("Signed in as")).to_have_count(0)
        answer = visitor.page.goto(f"{demo.address}/graphiql")
        assert answer is not None
        assert answer.url.rstrip("/") != f"{demo.address}/graphiql" or answer.status in {401, 403}


def test_a_clinician_is_signed_in_but_graphiql_is_not_open_to_them(browser: Browser, demo: Demo) -> None:
    with browser.new_context() as context:
        visitor = Visitor(context.new_page(), demo.address)
        visitor.sign_in(demo.links["clinician@demo.example"])
        visitor.page.goto(f"{demo.address}/")
        expect(visitor.page.get_by_role("link", name="Open GraphiQL")).to_have_count(0)
        answer = visitor.page.goto(f"{demo.address}/graphiql")
        assert answer is not None
        assert answer.status == 403
        expect(visitor.page.locator("#graphiql")).to_have_count(0)
