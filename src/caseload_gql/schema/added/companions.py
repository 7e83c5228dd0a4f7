"""Strawberry types that carry the fields of plugins into the schema, from which they are moved where they belong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from caseload_gql.errors import ConfigurationError
from caseload_gql.plugins.extend_schema import TypeField
from caseload_gql.plugins.plugin_fields import PluginField
from caseload_gql.plugins.refusal import refusal
from caseload_gql.schema.planned import ACTION, NEEDS


@dataclass(frozen=True, slots=True)
class Companion:
    """The fields that one plugin adds to one type."""

    plugin: str
    on: str
    name: str
    fields: Mapping[str, PluginField]
    type: type


def companions_of(fields: Sequence[PluginField]) -> list[Companion]:
    """A companion for each plugin and type that it adds fields to, in the order of plugins."""
    grouped: dict[tuple[str, str], dict[str, PluginField]] = {}
    for each in fields:
        grouped.setdefault((each.plugin.name, each.on), {})[each.declared.name] = each
    return [_companion(plugin, on, at, found) for at, ((plugin, on), found) in enumerate(grouped.items())]


def blamed(error: Exception, extra: Iterable[type], companions: Sequence[Companion], build: Any) -> ConfigurationError:  # noqa: ANN401  # builds with types
    """The error of the first plugin with which the schema cannot be built any more."""
    for count in range(1, len(companions) + 1):
        try:
            build([*extra, *(each.type for each in companions[:count])])
        except Exception as found:  # noqa: BLE001  # whatever a plugin's type is wrong with
            return refusal(companions[count - 1].plugin, f"its fields do not fit the schema: {_sentence(found)}")
    return ConfigurationError(_sentence(error))


def _sentence(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def _companion(plugin: str, on: str, number: int, fields: Mapping[str, PluginField]) -> Companion:
    name = f"AddedByPlugins{number}{on}"
    members = {key: _field(each) for key, each in fields.items()}
    made = strawberry.type(type(name, (), {"__annotations__": {}, **members}), name=name)
    return Companion(plugin, on, name, fields, made)


def _field(added: PluginField) -> StrawberryField:
    declared = added.declared
    needs = ("id", *declared.needs) if isinstance(declared, TypeField) else ()
    field = StrawberryField(
        graphql_name=declared.name,
        type_annotation=StrawberryAnnotation(Optional[added.returns]),  # noqa: UP045  # made of a value
        description=declared.description,
        metadata={NEEDS: tuple(dict.fromkeys(needs)), ACTION: declared.action},
    )
    field.arguments = [
        StrawberryArgument(each.name, None, StrawberryAnnotation(each.annotation), default=each.default)
        for each in added.parameters
    ]
    return field
