"""A shell on a real database."""

import pytest

from caseload_gql.cli import run


class Shell:
    """Runs commands as a shell would and tells what came of them."""

    def __init__(self, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        """Every command gets the database."""
        self._url = url
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """The exit code, output and error output."""
        with pytest.raises(SystemExit) as ended:
            run([*arguments, "--database-url", self._url])
        captured = self._capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return ended.value.code, captured.out, captured.err


@pytest.fixture
def shell(database_url: str, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A shell on an upgraded database."""
    return Shell(database_url, capsys)
