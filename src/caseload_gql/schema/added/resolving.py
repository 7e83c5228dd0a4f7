"""How the fields of plugins are answered: the action first, then the plugin, then rows by their ids."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import GraphQLField, GraphQLResolveInfo, get_named_type
from strawberry import Schema
from strawberry.types.arguments import convert_arguments

from caseload_gql.plugins.entity_refs import ENTITIES
from caseload_gql.plugins.extend_schema import FieldRow, TypeField
from caseload_gql.plugins.plugin_fields import PluginFault, PluginField
from caseload_gql.plugins.plugin_write import Refused
from caseload_gql.policy.actions import READ
from caseload_gql.schema.added.fitting import DEFINITION
from caseload_gql.schema.added.values import Changed, checked, read_back, sound_problems
from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.entities import entity_of
from caseload_gql.schema.planned import Row
from caseload_gql.schema.sizes import NAMED, PAGED
from caseload_gql.services.write import could_be_id

Info = GraphQLResolveInfo[Any]
Resolve = Callable[..., Any]
Check = Callable[[Any], Any]
_ID: Final = "$id"


@dataclass(frozen=True, slots=True)
class Answering:
    """One field of a plugin, with its place in the schema."""

    added: PluginField
    shown: GraphQLField
    schema: Schema
    #: What the API shows of the row that it is asked of, by Python name.
    readable: Mapping[str, GraphQLField]

    async def of_query(self, _source: object, info: Info, **given: Any) -> Any:  # noqa: ANN401  # any value
        """Answer a field of `Query`."""
        context: RequestContext = info.context
        context.access.demand(self.added.declared.action)
        arguments = self._arguments(given)
        value = await context.fields.of_query(self.added, arguments, self._check(context, given))
        return await shown_rows(self.shown, info, value)

    async def of_mutation(self, _source: object, info: Info, **given: Any) -> Changed:  # noqa: ANN401  # any value
        """Answer a field of `Mutation`."""
        context: RequestContext = info.context
        context.access.demand(self.added.declared.action)

        def check(payload: object) -> object:
            if payload is None:
                message = "no payload"
                raise TypeError(message)
            return checked(payload, self.shown.type, context.fields.entries_at_most)

        try:
            return Changed(await context.fields.change(self.added, self._arguments(given), check))
        except Refused as refused:
            try:
                return Changed(None, sound_problems(refused.problems))
            except Exception as error:  # noqa: BLE001  # whatever a plugin gave as problems
                self.added.plugin.count(self.added.place).faults += 1
                raise self._fault(error) from None

    async def of_row(self, source: Row, info: Info, **given: Any) -> Any:  # noqa: ANN401  # any value
        """Answer a field of a kind of row, together with those of its sibling rows."""
        context: RequestContext = info.context
        context.access.demand(self.added.declared.action)
        check = self._check(context, given)

        async def read(rows: Sequence[Row]) -> list[object]:
            known = {str(row[_ID]): row for row in rows}
            found = await self._answers(context, known, given, check)
            return [found.get(str(row[_ID])) for row in rows]

        key = ("added", self.added.place, tuple(id(node) for node in info.field_nodes))
        return await shown_rows(self.shown, info, await context.batches.of_rows(key, source, read))

    async def _answers(
        self, context: RequestContext, known: Mapping[str, Row], given: Mapping[str, Any], check: Check
    ) -> Mapping[str, object]:
        action = self.added.declared.action
        ids = known if action == READ else await context.access.within(action, self.added.on, list(known))
        rows = [self._row(row_id, row) for row_id, row in known.items() if row_id in ids]
        if not rows:
            return {}

        def check_all(answers: object) -> list[object]:
            if not isinstance(answers, list | tuple) or len(answers) != len(rows):
                message = "not one answer a row"
                raise TypeError(message)
            return [check(each) for each in answers]

        answers = await context.fields.of_rows(self.added, self._arguments(given), rows, check_all)
        return {row.id: answer for row, answer in zip(rows, answers, strict=True)}

    def _row(self, row_id: str, row: Row) -> FieldRow:
        declared = self.added.declared
        needs = declared.needs if isinstance(declared, TypeField) else ()
        return FieldRow(row_id, {name: read_back(row[f"${name}"], self.readable[name]) for name in needs})

    def _arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as the resolver takes them. An input type of the plugin's own may fail while it is made."""
        definition: Any = self.shown.extensions[DEFINITION]
        try:
            return convert_arguments(
                dict(given),
                definition.arguments,
                scalar_registry=self.schema.schema_converter.scalar_registry,
                config=self.schema.config,
            )
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            self.added.plugin.count(self.added.place).fault()
            raise self._fault(error) from None

    def _check(self, context: RequestContext, given: Mapping[str, Any]) -> Check:
        asked = [given[name] for name in PAGED if isinstance(given.get(name), int)]
        asked += [len(given[name]) for name in NAMED if isinstance(given.get(name), list)]
        at_most = max(0, min([*asked, context.fields.entries_at_most]))
        return lambda value: checked(value, self.shown.type, at_most)

    def _fault(self, error: Exception) -> PluginFault:
        return PluginFault(self.added.plugin.name, self.added.place, type(error).__name__)


def resolve_plain(added: PluginField, place: str, shown: GraphQLField) -> Resolve:
    """How a field of a plugin's own type is answered: by the attribute, held against its type."""
    definition: Any = shown.extensions[DEFINITION]
    attribute = str(definition.python_name)
    names_rows = get_named_type(shown.type).name in ENTITIES

    def resolve(source: Any, info: Info) -> Any:  # noqa: ANN401  # an object of the plugin's
        holder = source.payload if isinstance(source, Changed) else source
        if holder is None:
            return None
        try:
            value = checked(getattr(holder, attribute), shown.type, info.context.fields.entries_at_most)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            added.plugin.count(place).fault()
            raise PluginFault(added.plugin.name, place, type(error).__name__) from None
        return shown_rows(shown, info, value) if names_rows else value

    return resolve


def resolve_problems(source: object, _info: Info) -> list[object]:
    """The user errors of a payload."""
    return list(source.problems) if isinstance(source, Changed) else []


async def shown_rows(shown: GraphQLField, info: Info, value: Any) -> Any:  # noqa: ANN401  # any value
    """The value, with rows in the place of ids where the field names rows."""
    name = get_named_type(shown.type).name
    if name not in ENTITIES or value is None:
        return value
    if isinstance(value, list):
        return await asyncio.gather(*(shown_rows(shown, info, each) for each in value))
    return await entity_of(info.context, info.field_nodes, name, value) if could_be_id(value) else None
