"""Logging: one JSON object a line, of facts that hold no client data."""

import logging
import sys
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

import orjson

#: Facts that a record may carry beside its message; anything else is left out.
FACTS: Final = ("method", "route", "status", "milliseconds", "error_id", "error_type", "code", "path", "plugin", "hook")


@lru_cache(maxsize=4)
def _second(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


class FactsFormatter(logging.Formatter):
    """Writes a record as JSON: never a traceback, which may quote data."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's time, level, logger, message and facts; of an exception, its type only."""
        said = vars(record)
        facts = {name: said[name] for name in FACTS if said.get(name) is not None}
        second = int(record.created)
        line = {
            "at": f"{_second(second)}.{int((record.created - second) * 1000):03d}+00:00",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **facts,
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error_type"] = record.exc_info[0].__name__
        return orjson.dumps(line, default=str).decode()


def configure_logging() -> None:
    """Send the log to standard error. uvicorn tells of trouble only; its access log would show addresses.

    No line names a thread, a process or a place in the code: not asking for them halves the time of a line.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001  # the switch that logging's own guide names
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FactsFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("caseload", "caseload_gql.plugin"):
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"
