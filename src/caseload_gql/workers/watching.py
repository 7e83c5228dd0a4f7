"""Watches source files, so that workers are replaced when one has changed."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

_log = logging.getLogger("caseload.workers")
_Look = dict[Path, tuple[int, int]]


class Watch:
    """Tells, each time it is asked, whether a file was changed, added or removed since it was asked last."""

    def __init__(self, roots: Iterable[Path]) -> None:
        """Watches files, and the Python files below folders; hidden folders are left out."""
        self._roots = tuple(roots)
        self._last = self._look()

    def __call__(self) -> bool:
        """Look again. What has changed is named in the log."""
        found = self._look()
        changed = sorted(path for path in found.keys() | self._last.keys() if found.get(path) != self._last.get(path))
        self._last = found
        if changed:
            _log.info("%s changed: starting anew", ", ".join(path.name for path in changed))
        return bool(changed)

    def _look(self) -> _Look:
        return dict(look for root in self._roots for path in _files(root) for look in _stated(path))


def _files(root: Path) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    for path in root.rglob("*.py"):
        if not any(part.startswith(".") for part in path.relative_to(root).parts):
            yield path


def _stated(path: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    try:
        found = path.stat()
    except OSError:
        return
    yield path, (found.st_mtime_ns, found.st_size)
