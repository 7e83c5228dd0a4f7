"""Who runs a command that touches the practice's data: somebody of the practice, or whoever operates the machine."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from caseload_gql.bootstrap import fact_finder, load_plugins
from caseload_gql.db.engine import Database
from caseload_gql.identity.known import identified_as
from caseload_gql.policy.actions import DATA_EXCHANGE
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.settings import Settings

C = TypeVar("C", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Acting:
    """The person a command is run as, under the practice's policies."""

    actor: Actor
    policy: PolicyEngine


def as_option(command: C) -> C:
    """Give a command the option `--as`; it comes as `email`."""
    about = "The email of the person who runs this and may exchange data; without it, the operator of the machine."
    return click.option("--as", "email", metavar="EMAIL", help=about)(command)


async def acting_as(settings: Settings, database: Database, email: str | None) -> Acting | None:
    """The person of an email; None: the operator, who may do everything.

    Raises ``InvalidValue`` where there is no such person, and ``Forbidden`` unless they may exchange data.
    """
    if email is None:
        return None
    plugins = load_plugins(settings)
    found = await identified_as(database, email, fact_finder(settings, database, plugins))
    policy = PolicyEngine(plugins.sources, actions=plugins.actions).at(found.practice)
    policy.require(found.actor, DATA_EXCHANGE)
    return Acting(found.actor, policy)
