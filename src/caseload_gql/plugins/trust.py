"""Code and settings of plugins come only from where nobody else may write."""

import os
import stat
from pathlib import Path

from caseload_gql.errors import ConfigurationError


def refuse_writable(*paths: Path) -> None:
    """Raise `ConfigurationError` for a path that other people of this machine may write.

    Those are everybody, and a group other than this process's own.
    """
    if os.name != "posix":
        return
    for path in paths:
        found = path.stat()
        group = found.st_mode & stat.S_IWGRP and found.st_gid != os.getgid()
        if group or found.st_mode & stat.S_IWOTH:
            message = f"others may write {path}, and so run code in this service; take their right away: chmod go-w"
            raise ConfigurationError(message)
