"""Serving: the socket is bound first, then workers are started on it and watched until a signal ends them."""

import os
import secrets
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
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
from caseload_gql.workers.watching import Watch


def serve_application(settings: Settings, on_ready: Callable[[str], None] | None, *, reloads: bool = False) -> int:
    """Serve until SIGINT or SIGTERM; returns the exit code. Where it `reloads`, plugins may be edited meanwhile.

    `on_ready` is called with the address once requests are answered; without it the address is printed.
    Raises ``DatabaseNotReady`` and ``ConfigurationError`` where serving would be no use.
    """
    if not settings.safe_mode:
        migrate.check(settings.database_url)
    key = secrets.token_urlsafe(16) if settings.safe_mode else ""
    with _bind(settings) as listener:
        configure_logging()
        settings = replace(settings, port=listener.getsockname()[1])
        url = base_url(settings)
        doctor = f"{url}{DOCTOR_PATH}/{key}" if key else None
        count, changed = (1, _watch(settings)) if reloads else (settings.workers, None)
        patience = Patience(settings.worker_seconds)
        supervisor = Supervisor(count, Serve(settings, listener, key), patience, changed)
        return supervisor.run(partial(_announce, url, doctor, on_ready))


def _watch(settings: Settings) -> Watch:
    """Watches the code of plugins, and the file of their settings."""
    from caseload_gql.plugins.packages import sources  # noqa: PLC0415  # for authors alone

    # Python believes code that it kept where a file has the same second and size as before, as edited ones may have.
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    files = () if settings.plugin_config is None else (settings.plugin_config,)
    return Watch([*sources(settings.plugins_dir), *files])


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
