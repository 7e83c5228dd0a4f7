"""Commands that change something: as whom, by which use case, and what came of it."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from caseload_gql.bootstrap import desk_of, operators_desk
from caseload_gql.db.engine import Database
from caseload_gql.errors import InvalidValue, StaleAccess, UserError
from caseload_gql.identity.author import Author
from caseload_gql.services.desk import ActorDesk
from caseload_gql.services.outcome import Outcome
from caseload_gql.settings import Settings

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

C = TypeVar("C", bound=Callable[..., Any])

#: The settings that a command needs to act as somebody under the practice's policies.
ACTING: Final = ("database_url", "audit_key_file", "plugins_dir", "plugin_config", "required_plugins")
#: Runs of one command before it is given up, when access keeps changing under it.
_RUNS: Final = 3


def acting_option(command: C) -> C:
    """Give a command the option `--as`; it comes as `asker`."""
    about = "The email of the person who does this, by their rights; without it, the operator of the server."
    return click.option("--as", "asker", metavar="EMAIL", help=about)(command)


async def act(settings: Settings, database: Database, asker: str | None, command: "DataclassInstance") -> Outcome:
    """Do what a command asks for, as somebody of the practice or as the operator.

    Raises ``Forbidden`` where the person may not, and ``InvalidValue`` where there is no such person.
    """
    for run in range(_RUNS):
        try:
            return await (await desk_for(settings, database, asker)).do(command)
        except StaleAccess:
            if run + 1 == _RUNS:
                raise
    message = "a command runs at least once"
    raise AssertionError(message)


async def author_for(settings: Settings, database: Database, asker: str | None, action: str) -> Author:
    """Who the audit names for what is done: somebody who holds the action.

    Raises as `act` does.
    """
    desk = await desk_for(settings, database, asker)
    actor = desk.identified.actor
    desk.policy.require(actor, action)
    return Author(actor.user_id or None, actor.name, actor.door)


def settle(outcome: Outcome) -> Outcome:
    """The outcome of what was done; where nothing was, every problem is told and the command ends with code 1."""
    for each in outcome.user_errors:
        click.echo(_told(each), err=True)
    if outcome.user_errors:
        sys.exit(1)
    return outcome


async def desk_for(settings: Settings, database: Database, asker: str | None) -> ActorDesk:
    """The use cases for a person of the practice, or for the operator. Raises ``click.BadParameter`` for nobody."""
    if asker is None:
        return await operators_desk(settings, database)
    try:
        return await desk_of(settings, database, asker)
    except InvalidValue as error:
        raise click.BadParameter(error.message, param_hint="--as") from error


def _told(each: UserError) -> str:
    place = ".".join(each.path[1:])
    return f"{place}: {each.message}" if place else each.message
