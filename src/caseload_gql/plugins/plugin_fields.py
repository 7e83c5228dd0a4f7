"""Every field that plugins add, checked as far as it can be without the schema, and asked under a deadline."""

import inspect
import logging
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar, get_args, get_origin

from caseload_gql.plugins.deadline import within
from caseload_gql.plugins.extend_schema import ExtendSchemaRequest, MutationField, QueryField, TypeField
from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.plugin_write import Refused
from caseload_gql.plugins.refusal import did_you_mean, refusal
from caseload_gql.policy.actions import CASELOAD_ROWS
from caseload_gql.policy.hook import HookRequest

HOOK: Final = "extend_schema"
_NAME: Final = re.compile(r"[a-z][A-Za-z0-9]{0,63}")
Field = QueryField | MutationField | TypeField
T = TypeVar("T")

logger = logging.getLogger("caseload_gql.plugins")


class PluginFault(Exception):  # named for what happened
    """A plugin's field failed. What it raised is not kept: it could hold a client's data."""

    def __init__(self, plugin: str, place: str, kind: str) -> None:
        """Log it under an id, which is all that the caller is told."""
        super().__init__(place)
        self.error_id = secrets.token_hex(8)
        logger.error("field %s of plugin %r failed: %s id=%s", place, plugin, kind, self.error_id)


@dataclass(frozen=True, slots=True, eq=False)
class PluginField:
    """A field with the plugin that adds it, and what its resolver takes and gives."""

    plugin: LoadedPlugin
    declared: Field
    #: The arguments after the request.
    parameters: tuple[inspect.Parameter, ...]
    #: What the API shows, for one row where it is asked of rows.
    returns: Any

    @property
    def on(self) -> str:
        """The type that it belongs to."""
        match self.declared:
            case QueryField():
                return "Query"
            case MutationField():
                return "Mutation"
            case TypeField(on=on):
                return on

    @property
    def place(self) -> str:
        """Its name in messages and figures, as `Client.seat`."""
        return f"{self.on}.{self.declared.name}"

    async def asked(
        self,
        request: HookRequest,
        arguments: Mapping[str, Any],
        seconds: float,
        checked: Callable[[Any], T],
    ) -> T:
        """What the resolver answers, once it is checked.

        Raises `Refused` where it refuses a change, and `PluginFault` where it fails, is late, or answers with what
        does not pass the check, which raises.
        """
        count = self.plugin.count(self.place)
        try:
            call = self.plugin.call_field(self.place, self.declared.resolver, request, arguments)
            answer = await within(seconds, call)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            raise PluginFault(self.plugin.name, self.place, type(error).__name__) from None
        if isinstance(answer, Refused):
            raise answer
        try:
            return checked(answer)
        except Exception as error:  # noqa: BLE001  # whatever is wrong with the answer
            count.faults += 1
            raise PluginFault(self.plugin.name, self.place, type(error).__name__) from None


def fields_of(plugins: Sequence[LoadedPlugin], actions: Mapping[str, object]) -> tuple[PluginField, ...]:
    """Every field of plugins. Raises `ConfigurationError` that names the plugin of one that cannot be had."""
    owners: dict[str, str] = {}
    found: list[PluginField] = []
    for plugin in plugins:
        for declared in _declared(plugin):
            field = _checked(plugin, declared, actions)
            owner = owners.setdefault(field.place, plugin.name)
            if owner != plugin.name:
                raise refusal(plugin.name, f"plugin {owner} adds the field {field.place} already; rename one")
            if field.place in [each.place for each in found]:
                raise refusal(plugin.name, f"it adds the field {field.place} twice")
            found.append(field)
    return tuple(found)


def _declared(plugin: LoadedPlugin) -> tuple[Field, ...]:
    try:
        found = plugin.call(HOOK, ExtendSchemaRequest())
    except Exception as error:  # a plugin may raise anything
        raise refusal(plugin.name, f"{HOOK} failed: {error!r}") from error
    if not all(isinstance(each, QueryField | MutationField | TypeField) for each in found):
        raise refusal(plugin.name, f"{HOOK} must return QueryField, MutationField or TypeField objects")
    return found


def _checked(plugin: LoadedPlugin, declared: Field, actions: Mapping[str, object]) -> PluginField:
    name = declared.name
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise refusal(plugin.name, f"the field {name!r} must be named as in seatOfClient: letters and digits")
    if not isinstance(declared.description, str) or not declared.description.strip():
        raise refusal(plugin.name, f"the field {name} needs a description")
    if declared.action not in actions:
        message = f"the field {name} names the action {declared.action}, which nobody has registered"
        raise refusal(plugin.name, message + did_you_mean(str(declared.action), actions))
    if isinstance(declared, TypeField) and declared.on not in CASELOAD_ROWS:
        message = f"the field {name} is on {declared.on}, which is no kind of row"
        raise refusal(plugin.name, message + did_you_mean(str(declared.on), CASELOAD_ROWS))
    if not inspect.iscoroutinefunction(declared.resolver):
        raise refusal(plugin.name, f"the resolver of {name} is no async function; write async def")
    parameters, returns = _signature(plugin.name, declared)
    return PluginField(plugin, declared, parameters, returns)


def _signature(plugin: str, declared: Field) -> tuple[tuple[inspect.Parameter, ...], Any]:
    name = declared.name
    try:
        signature = inspect.signature(declared.resolver, eval_str=True)
    except Exception as error:  # an annotation may be any expression
        raise refusal(plugin, f"the annotations of {name}'s resolver cannot be read: {error!r}") from error
    first, *others = signature.parameters.values() or (None,)
    if first is None or first.name != "request":
        raise refusal(plugin, f"the resolver of {name} must take request as its first argument")
    for each in others:
        if each.kind is not inspect.Parameter.POSITIONAL_OR_KEYWORD and each.kind is not inspect.Parameter.KEYWORD_ONLY:
            raise refusal(plugin, f"the resolver of {name} must take each argument by its name")
        if each.annotation is inspect.Parameter.empty:
            raise refusal(plugin, f"the argument {each.name} of {name}'s resolver needs a type")
    if isinstance(declared, MutationField) and [each.name for each in others] != ["input"]:
        raise refusal(plugin, f"the resolver of {name} must take request and input, as mutations do")
    returns = signature.return_annotation
    if returns in {inspect.Signature.empty, None}:
        raise refusal(plugin, f"the resolver of {name} must say what it returns")
    if isinstance(declared, TypeField):
        if get_origin(returns) not in {list, Sequence} or len(get_args(returns)) != 1:
            raise refusal(plugin, f"the resolver of {name} must return a list, with a value for each row")
        (returns,) = get_args(returns)
    return tuple(others), returns
