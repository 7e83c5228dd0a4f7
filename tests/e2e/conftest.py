"""Finds a browser for the tests in this room; without one they are left out, and the report says how to have them."""

import os
import shutil
from importlib.util import find_spec

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW_TO = (
    "Browser tests (tests/e2e/test_browser.py) were left out: they need Chromium "
    "(on Debian: apt-get install chromium; elsewhere name it in CASELOAD_CHROMIUM) and `pip install playwright`."
)


def find_chromium() -> str | None:
    """The browser that CASELOAD_CHROMIUM names, or the first on the path."""
    named = os.environ.get("CASELOAD_CHROMIUM")
    return named or next((path for path in map(shutil.which, NAMES) if path), None)


CHROMIUM = find_chromium()
collect_ignore = [] if CHROMIUM and find_spec("playwright") else ["test_browser.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says so again at the end, where it is read."""
    if collect_ignore:
        terminalreporter.write_line(HOW_TO, yellow=True)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser to drive."""
    assert CHROMIUM is not None
    return CHROMIUM
