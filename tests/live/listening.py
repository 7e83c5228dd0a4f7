"""Waits for a line of the log."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager


class Listening(logging.Handler):
    """Tells when anything is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.text = record.getMessage()
        self.heard.set()

    @contextmanager
    def on(self, name: str) -> Iterator["Listening"]:
        """Listen to a logger within the block."""
        logger = logging.getLogger(name)
        logger.addHandler(self)
        try:
            yield self
        finally:
            logger.removeHandler(self)
