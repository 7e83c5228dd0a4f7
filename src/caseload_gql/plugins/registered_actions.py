"""Every action there is: the product's own, and those that plugins add."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from caseload_gql.plugins.action import Action, ActionsRequest
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.refusal import did_you_mean, refusal
from caseload_gql.policy.actions import CASELOAD_ROWS, ROWS_OF_ACTION

_NAME: Final = re.compile(r"[a-z][a-z0-9-]*:[a-z][a-z0-9-]*")


def rows_of_action(plugins: Sequence[LoadedPlugin]) -> Mapping[str, tuple[str, ...]]:
    """The kinds of rows by action. Raises `ConfigurationError` for an action that cannot be had."""
    owners = dict.fromkeys(ROWS_OF_ACTION, "")
    rows = dict(ROWS_OF_ACTION)
    for plugin in plugins:
        for action in _asked(plugin):
            _check(plugin.name, action)
            if action.name in owners:
                owner = f"plugin {owners[action.name]}" if owners[action.name] else "the product"
                raise refusal(plugin.name, f"{owner} has an action named {action.name} already; rename it")
            owners[action.name] = plugin.name
            rows[action.name] = action.rows
    return rows


def _asked(plugin: LoadedPlugin) -> tuple[Action, ...]:
    try:
        found = plugin.call("register_actions", ActionsRequest())
    except Exception as error:  # a plugin may raise anything
        raise refusal(plugin.name, f"register_actions failed: {error!r}") from error
    if not all(isinstance(each, Action) for each in found):
        raise refusal(plugin.name, "register_actions must return Action objects")
    return found


def _check(plugin: str, action: Action) -> None:
    if not _NAME.fullmatch(action.name):
        message = f"the action {action.name!r} must be named as in seating:plan: two words with a colon between them"
        raise refusal(plugin, message)
    if not action.description.strip():
        raise refusal(plugin, f"the action {action.name} needs a description")
    if not action.rows:
        raise refusal(plugin, f"the action {action.name} needs kinds of rows, such as ('Client',)")
    for kind in action.rows:
        if kind not in CASELOAD_ROWS:
            message = f"the action {action.name} names {kind}, which is no kind of row"
            raise refusal(plugin, message + did_you_mean(kind, CASELOAD_ROWS))
