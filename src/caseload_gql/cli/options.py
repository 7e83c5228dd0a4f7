"""Options that come from the settings table, the same on every command."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from caseload_gql.settings import TABLE, Setting, Settings, resolve

C = TypeVar("C", bound=Callable[..., Any])


def settings_options(*names: str) -> Callable[[C], C]:
    """Give a command the flags of the settings named, or of all. They come as keywords, None if not given."""
    chosen = [setting for setting in TABLE if not names or setting.name in names]

    def decorate(command: C) -> C:
        for setting in reversed(chosen):
            command = _option(setting)(command)
        return command

    return decorate


def settled(**flags: str | None) -> Settings:
    """Settle the settings: flags, then the environment, then defaults.

    Raises ``ConfigurationError`` naming a setting that cannot be used.
    """
    return resolve(flags, os.environ)


def _option(setting: Setting) -> Callable[[C], C]:
    about = f"{setting.help} [{setting.variable}; default: {setting.shown_default}]"
    if setting.kind == "yes or no":
        # The flag alone says yes.
        return click.option(
            setting.flag, setting.name, is_flag=False, flag_value="yes", default=None, metavar="[yes|no]", help=about
        )
    return click.option(setting.flag, setting.name, default=None, metavar=setting.kind.upper(), help=about)
