"""Code, settings and files of plugins come only from where nobody else may write."""

import os
import stat
from pathlib import Path

from caseload_gql.errors import ConfigurationError


def refuse_writable(*paths: Path) -> None:
    """Raise `ConfigurationError` for a path that other people of this machine may write.

    Those are everybody, and a group other than this process's own.
    """
    for path in paths:
        if _others_may_write(path.stat()):
            message = f"others may write {path}, and so run code in this service; take their right away: chmod go-w"
            raise ConfigurationError(message)


def trusted_text(path: Path) -> str:
    """The text of a UTF-8 file of rules, which nobody else on this machine may write.

    Raises `ValueError` with a sentence, which a configuration's `__post_init__` may let pass: it then stops the start.
    """
    try:
        with path.open("rb") as file:
            # Asked of what was opened: a path could lead elsewhere by now.
            found, content = os.fstat(file.fileno()), file.read()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror})"
        raise ValueError(message) from error
    if _others_may_write(found):
        message = f"others may write {path}, and so make rules of this service; take their right away: chmod go-w"
        raise ValueError(message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{path} line {line} is not UTF-8"
        raise ValueError(message) from error


def _others_may_write(found: os.stat_result) -> bool:
    if os.name != "posix":
        return False
    group = found.st_mode & stat.S_IWGRP and found.st_gid != os.getgid()
    return bool(group or found.st_mode & stat.S_IWOTH)
