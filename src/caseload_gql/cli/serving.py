"""Serving: the socket is bound first, then the app is built, told of, and run until a signal ends it."""

import os
import signal
import socket
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

import click
import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from caseload_gql.bootstrap import app_factory
from caseload_gql.db import migrate
from caseload_gql.settings import Settings, as_environment, base_url
from caseload_gql.web.log import configure_logging

FACTORY: Final = "caseload_gql.cli.serving:worker_app"
BACKLOG: Final = 2_048
#: Seconds that requests under way have to end once a signal came.
GRACE: Final = 10


class Server(uvicorn.Server):
    """uvicorn's server, which a signal ends with exit code 0 rather than by dying of the signal."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Let SIGINT and SIGTERM ask for the end."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def worker_app() -> Starlette:
    """The app of one of several workers, from the settings in the environment."""
    configure_logging()
    return app_factory()


def serve_application(settings: Settings, on_bound: Callable[[str], None] | None) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit code.

    `on_bound` is called with the address once the port is ours and before anything is answered; without it the
    address is printed. Raises ``DatabaseNotReady`` and ``ConfigurationError`` where serving would be no use.
    """
    migrate.check(settings.database_url)
    listener = _bind(settings)
    with listener:
        os.environ.update(as_environment(settings))
        configure_logging()
        app = app_factory()
        url = base_url(settings, port=listener.getsockname()[1])
        if on_bound is None:
            click.echo(f"Caseload answers at {url}\nPress Ctrl-C to stop.")
        else:
            on_bound(url)
        sys.stdout.flush()
        if settings.workers > 1:
            return _serve_many(settings, listener)
        server = Server(_configuration(settings, app))
        server.run(sockets=[listener])
        return 0 if server.started else 1


def _configuration(settings: Settings, app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]  # an ASGI app, or the name of its factory
        factory=isinstance(app, str),
        workers=settings.workers,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        lifespan="on",
        ws="none",
        backlog=BACKLOG,
    )


def _serve_many(settings: Settings, listener: socket.socket) -> int:
    """Workers build the app from the environment; one that dies is replaced."""
    supervisor = Multiprocess(_configuration(settings, FACTORY), sockets=[listener])
    supervisor.run()
    return 1 if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes) else 0


def _bind(settings: Settings) -> socket.socket:
    """Take the port, and listen at once, so that nobody else can take it meanwhile."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        message = (
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Stop the program that uses it, or choose another with --port."
        )
        raise click.ClickException(message) from error
    listener.set_inheritable(True)
    return listener
