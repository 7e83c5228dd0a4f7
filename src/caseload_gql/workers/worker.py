"""A worker: a process that builds the app, answers requests, and beats while its loop runs."""

import signal
import socket
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Final

import click
import uvicorn
from starlette.types import ASGIApp

from caseload_gql.bootstrap import build_app
from caseload_gql.errors import CaseloadError, ConfigurationError
from caseload_gql.running import RUNNING
from caseload_gql.settings import Settings
from caseload_gql.web.log import configure_logging
from caseload_gql.web.safe_mode import create_safe_app
from caseload_gql.workers.board import Board, Memory
from caseload_gql.workers.doctor import examine
from caseload_gql.workers.patience import GRACE
from caseload_gql.workers.terms import BACKLOG, FAILED, UNUSABLE, end_with_parent, hold_interrupts

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """uvicorn's server, which beats on a board and ends by a signal with exit code 0 rather than by dying of it."""

    def __init__(self, config: uvicorn.Config, board: Board) -> None:
        """Beats on the board."""
        super().__init__(config)
        self._board = board

    async def on_tick(self, counter: int) -> bool:
        """Beat: the loop comes by ten times a second once requests are answered."""
        self._board.beat()
        return await super().on_tick(counter)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Let SIGINT and SIGTERM ask for the end; the supervisor kept SIGINT from us until now."""
        before = {number: signal.signal(number, self.handle_exit) for number in _SIGNALS}
        hold_interrupts(hold=False)
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def work(settings: Settings, listener: socket.socket, memory: Memory, doctor_key: str) -> None:
    """Run one worker until a signal or its parent's end. Exits with `FAILED` or `UNUSABLE` where it cannot start."""
    threading.Thread(target=end_with_parent, name="parent", daemon=True).start()
    configure_logging()
    board = Board(memory)
    RUNNING.use(board.hooks)
    try:
        app = _app(settings, doctor_key)
    except CaseloadError as error:
        click.echo(str(error), err=True)
        sys.exit(UNUSABLE if isinstance(error, ConfigurationError) else FAILED)
    server = Server(_configuration(app), board)
    server.run(sockets=[listener])
    sys.exit(0 if server.started else FAILED)


def _app(settings: Settings, doctor_key: str) -> ASGIApp:
    if settings.safe_mode:
        return create_safe_app(settings, doctor_key, partial(examine, settings))
    return build_app(settings)


def _configuration(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="on",
        ws="none",
        backlog=BACKLOG,
    )
