"""How a mutation is declared: what it takes, which command that makes, and what it answers."""

import re
from dataclasses import fields
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Annotated, Any, Final, cast

import strawberry

from caseload_gql.schema.info import RequestInfo
from caseload_gql.schema.planned import behind_python
from caseload_gql.schema.types.payload import ERRORS_KEY

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from caseload_gql.services.outcome import Outcome

#: The field of an input that names the attempt; it is no part of what is asked.
KEY: Final = "idempotency_key"
_INPUT: Final = strawberry.argument(description="What to do, and to whom.")
_INNER_CAPITAL: Final = re.compile(r"(?<!^)(?=[A-Z])")


def mutation(description: str, *, action: str, takes: type, makes: "type[DataclassInstance]", gives: type) -> Any:  # noqa: ANN401  # stands for a field, whatever it answers
    """Declare the mutation named after the command that it makes.

    `takes` is its input, `makes` the command, `gives` its payload. A field of the input that is left out leaves the
    command's own default. Raises ``TypeError`` where the input and the command have other fields.
    """
    taken = {each.name for each in fields(takes)} - {KEY}
    if taken != {each.name for each in fields(makes)}:
        message = f"{takes.__name__} and {makes.__name__} differ in {taken ^ {each.name for each in fields(makes)}}"
        raise TypeError(message)

    async def resolve(info: RequestInfo, input: object) -> dict[str, object]:  # noqa: A002  # named as in the API
        outcome = await info.context.desk.do(_command(makes, input), _key(input))
        return await _payload(info, outcome)

    resolve.__name__ = _INNER_CAPITAL.sub("_", makes.__name__).lower()
    resolve.__signature__ = Signature(  # type: ignore[attr-defined]  # what inspect and strawberry read
        [
            Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=RequestInfo),
            Parameter("input", Parameter.POSITIONAL_OR_KEYWORD, annotation=Annotated[takes, _INPUT]),
        ],
        return_annotation=cast("type", gives | None),
    )
    return behind_python(description, action=action)(staticmethod(resolve))


def _command(makes: "type[DataclassInstance]", given: object) -> "DataclassInstance":
    said = {each.name: getattr(given, each.name) for each in fields(makes)}
    return makes(**{name: _plain(value) for name, value in said.items() if value is not strawberry.UNSET})


def _plain(value: object) -> object:
    """What the command holds: a part of an input says by `plain` what it is to the use case."""
    if isinstance(value, list) and value and hasattr(value[0], "plain"):
        return tuple(each.plain() for each in value)
    return value.plain() if hasattr(value, "plain") else value


def _key(given: object) -> str | None:
    key = getattr(given, KEY, None)
    return None if key is strawberry.UNSET else key


async def _payload(info: RequestInfo, outcome: "Outcome") -> dict[str, object]:
    rows = await info.context.read_payload(info, outcome)
    return {**rows, **outcome.values, ERRORS_KEY: outcome.user_errors}
