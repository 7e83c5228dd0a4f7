"""Files that only their owner may read, and that appear whole or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, TextIO

from caseload_gql.errors import ConfigurationError

_BUFFER: Final = 1024 * 1024


class Files:
    """Files being written beside the names that they get in the end."""

    def __init__(self, opened: dict[Path, TextIO]) -> None:
        self._opened = opened

    def at(self, path: Path) -> TextIO:
        """The file that will have this name."""
        return self._opened[path]

    def publish(self) -> None:
        """Close the files, safe on the disk, and give each its name."""
        for path, file in self._opened.items():
            file.flush()
            os.fsync(file.fileno())
            file.close()
            _draft(path).replace(path)


def make_folder(path: Path) -> None:
    """A folder that only its owner may enter, unless it is there. Raises ``ConfigurationError``."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder cannot be made ({error.strerror}). Choose a place where you may write."
        raise ConfigurationError(message) from error


@contextmanager
def writing(paths: Iterable[Path], *, force: bool) -> Iterator[Files]:
    """Files of mode 0600; those that were not published are removed when the block ends.

    Raises ``ConfigurationError`` where one is there already, unless `force`, or cannot be made.
    """
    opened: dict[Path, TextIO] = {}
    paths = list(paths)
    for path in paths:
        if path.exists() and not force:
            message = f"{path.name} is there already. Choose another place, or write over it with --force."
            raise ConfigurationError(message)
    with ExitStack() as stack:
        try:
            for path in paths:
                draft = _draft(path)
                draft.unlink(missing_ok=True)
                stack.callback(draft.unlink, missing_ok=True)
                made = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
                opened[path] = stack.enter_context(open(made, "w", encoding="utf-8", newline="", buffering=_BUFFER))  # noqa: PTH123  # a descriptor
        except OSError as error:
            message = f"The file cannot be made ({error.strerror}). Choose a place where you may write."
            raise ConfigurationError(message) from error
        yield Files(opened)


def _draft(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")
