"""Serving: the socket is bound first, then workers are started on it and watched until a signal ends them."""

import secrets
import socket
import sys
from collections.abc import Callable
from functools import partial

import click

from caseload_gql.db import migrate
from caseload_gql.settings import Settings, base_url
from caseload_gql.web.log import configure_logging
from caseload_gql.web.pages import DOCTOR_PATH
from caseload_gql.workers.orders import Serve
from caseload_gql.workers.patience import Patience
from caseload_gql.workers.supervisor import Supervisor
from caseload_gql.workers.terms import BACKLOG


def serve_application(settings: Settings, on_ready: Callable[[str], None] | None) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit code.

    `on_ready` is called with the address once requests are answered; without it the address is printed.
    Raises ``DatabaseNotReady`` and ``ConfigurationError`` where serving would be no use.
    """
    if not settings.safe_mode:
        migrate.check(settings.database_url)
    key = secrets.token_urlsafe(16) if settings.safe_mode else ""
    with _bind(settings) as listener:
        configure_logging()
        url = base_url(settings, port=listener.getsockname()[1])
        doctor = f"{url}{DOCTOR_PATH}/{key}" if key else None
        supervisor = Supervisor(settings.workers, Serve(settings, listener, key), Patience(settings.worker_seconds))
        return supervisor.run(partial(_announce, url, doctor, on_ready))


def _announce(url: str, doctor: str | None, on_ready: Callable[[str], None] | None) -> None:
    if doctor is not None:
        click.echo(f"In safe mode, nothing but health and the doctor is answered at {url}\nThe doctor: {doctor}")
        click.echo("Press Ctrl-C to stop.")
    elif on_ready is None:
        click.echo(f"Caseload answers at {url}\nPress Ctrl-C to stop.")
    else:
        on_ready(url)
    sys.stdout.flush()


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
    return listener
