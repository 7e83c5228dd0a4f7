"""A field that cannot be had stops the start with one sentence that names its plugin."""

from pathlib import Path
from typing import Final

import pytest

from caseload_gql.errors import ConfigurationError
from caseload_gql.schema.build import build_schema
from tests.plugins.dropped import Drop, loaded

HEAD: Final = """
from enum import Enum
from typing import Annotated, Union
import strawberry
from caseload_gql.plugins import *
from caseload_gql.plugins import Plugin, actions, hookimpl

PLUGIN = Plugin("{name}", api=">=1,<2")
Described = lambda kind: Annotated[kind, strawberry.argument(description="What.")]

@strawberry.type(description="A seat.")
class {name}Seat:
    number: int | None = strawberry.field(description="Its number.")

@strawberry.input(description="A wish.")
class {name}Wish:
    number: int = strawberry.field(description="Its number.")
"""
HOOK: Final = """
{more}
async def resolver(request{takes}){gives}:
    return None

@hookimpl
def extend_schema(request):
    return [{field}]
"""
QUERY: Final = 'QueryField("seat", resolver, actions.READ, "A seat.")'
MUTATION: Final = 'MutationField("seat", resolver, actions.READ, "A seat.")'
ON_CLIENT: Final = 'TypeField("Client", "seat", resolver, actions.READ, "A seat.")'
STRAWBERRY: Final = """
@strawberry.{kind}
class Thing:
    one: {of} = strawberry.field({field})
"""


def source(field: str, takes: str = "", gives: str = " -> lateSeat | None", more: str = "", name: str = "late") -> str:
    gives = gives.replace("lateSeat", f"{name}Seat")
    return HEAD.format(name=name) + HOOK.format(field=field, takes=takes, gives=gives, more=more)


def thing(of: str, kind: str = 'type(description="A thing.")', field: str = 'description="One."') -> str:
    return STRAWBERRY.format(kind=kind, of=of, field=field)


def refusal(folder: Path) -> str:
    with pytest.raises(ConfigurationError) as caught:
        build_schema(fields=loaded(folder).fields)
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (source("1 / 0"), "extend_schema failed: ZeroDivisionError"),
        (source('"seat"'), "extend_schema must return QueryField, MutationField or TypeField objects"),
        (source(QUERY.replace('"seat"', '"the seat"')), "the field 'the seat' must be named as in seatOfClient"),
        (source(QUERY.replace('"A seat."', '" "')), "the field seat needs a description"),
        (source(QUERY.replace("actions.READ", '"caseload:reed"')), "did you mean caseload:read?"),
        (source(ON_CLIENT.replace("Client", "Clint")), "on Clint, which is no kind of row; did you mean Client?"),
        (source(QUERY.replace("resolver", "len")), "the resolver of seat is no async function"),
        (source(QUERY, gives=" -> 'Nowhere | None'"), "annotations of seat's resolver cannot be read"),
        (
            source(QUERY, more="async def bare() -> int: ...\n").replace('seat", resolver', 'seat", bare'),
            "take request",
        ),
        (source(QUERY, takes=", *more: int"), "must take each argument by its name"),
        (source(QUERY, takes=", number"), "the argument number of seat's resolver needs a type"),
        (source(QUERY, takes=", number: int = 1"), "Query.seat(number:) needs a description"),
        (source(QUERY, takes=", first: Described(int) = 1"), "Query.seat takes first, which sizes lists"),
        (source(QUERY, gives=""), "the resolver of seat must say what it returns"),
        (source(ON_CLIENT), "the resolver of seat must return a list, with a value for each row"),
        (source(MUTATION), "the resolver of seat must take request and input, as mutations do"),
        (source(MUTATION, takes=", input: Described(int)"), "must take an input type of its own as input"),
        (
            source(MUTATION, takes=", input: Described(lateWish)", gives=" -> int"),
            "must return an object type of its own",
        ),
        (
            source(MUTATION, takes=", input: Described(lateWish)", gives=" -> Thing", more=thing("int")),
            "Thing.one must be nullable, as user errors leave it out",
        ),
        (source(QUERY.replace('"seat"', '"client"')), "the API has a field Query.client already"),
        (source(ON_CLIENT.replace('"seat"', '"name"'), gives=" -> list[int]"), "has a field Client.name already"),
        (source(f"{QUERY}, {QUERY}"), "it adds the field Query.seat twice"),
        (source(QUERY, gives=" -> list[ClientRef]"), "Query.seat must be nullable where it names a row"),
        (source(QUERY, gives=" -> Thing", more=thing("ClientRef")), "Thing.one must be nullable where it names a row"),
        (source(QUERY, gives=" -> Thing", more=thing("int", field="")), "Thing.one needs a description"),
        (source(QUERY, gives=" -> Thing", more=thing("int", kind="type")), "the type Thing needs a description"),
        (source(QUERY, gives=" -> Thing", more=thing("object")), "its fields do not fit the schema"),
        (
            source(
                QUERY, gives=" -> Provider", more='@strawberry.type(description="P.")\nclass Provider:\n    a: int = 1'
            ),
            "its fields do not fit the schema: Type Provider is defined multiple times",
        ),
        (
            source(QUERY, gives=" -> Pool", more="from caseload_gql.schema.types.pool import Pool"),
            "Query.seat is of the product's own type Pool",
        ),
        (
            source(QUERY, gives=' -> Annotated[Union[lateSeat, Thing], strawberry.union("Both")]', more=thing("int")),
            "Query.seat is of an interface or union, Both",
        ),
        (
            source(
                QUERY,
                gives=" -> Thing",
                more='@strawberry.type(description="A thing.")\nclass Thing:\n'
                '    @strawberry.field(description="One.")\n    def one(self) -> int: ...',
            ),
            "Thing.one has a resolver",
        ),
        (
            source(
                QUERY,
                gives=" -> Thing",
                more="from caseload_gql.schema.types.node import Node\n"
                '@strawberry.type(description="A thing.")\nclass Thing(Node):\n    pass',
            ),
            "the type Thing has an interface",
        ),
        (
            source(QUERY, gives=" -> Side", more="@strawberry.enum\nclass Side(Enum):\n    LEFT = 1"),
            "the type Side needs a description",
        ),
        (
            source(
                QUERY, gives=" -> Side", more='@strawberry.enum(description="S.")\nclass Side(Enum):\n    LEFT = "left"'
            ),
            "Side.LEFT needs a description",
        ),
        (
            source(ON_CLIENT.replace('"A seat.")', '"A seat.", needs=("nam",))'), gives=" -> list[int]"),
            "no value that the API shows of a row by that Python name; did you mean name?",
        ),
        (
            source(ON_CLIENT.replace('"A seat.")', '"A seat.", needs=("name_key",))'), gives=" -> list[int]"),
            "Client.seat needs 'name_key', which is no value",
        ),
    ],
)
def test_a_field_that_cannot_be_had_stops_the_start(drop: Drop, text: str, said: str) -> None:
    message = refusal(drop(text))
    assert message.startswith("plugin late: ")
    assert said in message
    assert "\n" not in message


def test_two_plugins_with_one_field_or_one_type_stop_the_start_naming_the_later(drop: Drop) -> None:
    drop(source(QUERY, name="early"), "early.py")
    assert refusal(drop(source(QUERY))) == "plugin late: plugin early adds the field Query.seat already; rename one"
    both = source(QUERY.replace('"seat"', '"bench"'), gives=" -> earlySeat").replace("lateSeat", "earlySeat")
    assert refusal(drop(both)) == (
        "plugin late: its fields do not fit the schema: Type earlySeat is defined multiple times in the schema"
    )


def test_a_hook_that_is_async_stops_the_start(drop: Drop) -> None:
    assert "extend_schema is async" in refusal(drop(source(QUERY).replace("def extend", "async def extend")))
