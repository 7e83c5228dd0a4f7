"""Values of plugins, held against what they were declared to be before anybody else sees them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import orjson
from graphql import GraphQLField, GraphQLObjectType, get_named_type, get_nullable_type, is_list_type, is_non_null_type

from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.plugins.entity_refs import ENTITIES
from caseload_gql.schema.added.fitting import DEFINITION

#: Characters of a sentence of a plugin's that is shown.
SENTENCE_CHARACTERS: Final = 500
#: How the database's JSON is read back, by the scalar that it stands for.
_READ: Final[Mapping[str, Callable[[str], object]]] = {
    "Date": date.fromisoformat,
    "DateTime": datetime.fromisoformat,
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What a mutation of a plugin came to: its payload, or the problems that it ended with."""

    payload: object
    problems: tuple[UserError, ...] = ()


def checked(value: Any, kind: Any, at_most: int) -> Any:  # noqa: ANN401  # any value, an output type
    """The value, of that type, whose lists have so many entries at most. Raises where it is anything else."""
    if value is None:
        if is_non_null_type(kind):
            message = "nothing where there must be something"
            raise TypeError(message)
        return None
    inner = get_nullable_type(kind)
    if is_list_type(inner):
        if not isinstance(value, list | tuple) or len(value) > at_most:
            message = f"no list, or one of more than {at_most}"
            raise TypeError(message)
        return [checked(each, inner.of_type, at_most) for each in value]
    if not isinstance(inner, GraphQLObjectType):
        orjson.dumps(inner.serialize(value))
        return value
    wanted: Any = str if inner.name in ENTITIES else inner.extensions[DEFINITION].origin
    if not isinstance(value, wanted):
        message = "a value of another type"
        raise TypeError(message)
    return value


def sound_problems(problems: tuple[object, ...]) -> tuple[UserError, ...]:
    """The user errors of a plugin. Raises where they are none."""
    if not problems:
        message = "a refusal without a problem"
        raise TypeError(message)
    return tuple(_sound(each) for each in problems)


def _sound(problem: object) -> UserError:
    if (
        not isinstance(problem, UserError)
        or not isinstance(problem.code, UserErrorCode)
        or not isinstance(problem.message, str)
        or not 0 < len(problem.message.strip()) <= SENTENCE_CHARACTERS
        or not isinstance(problem.path, tuple)
        or not all(isinstance(each, str) for each in problem.path)
    ):
        message = "a problem that is no UserError"
        raise TypeError(message)
    orjson.dumps([problem.message, *problem.path])
    return UserError(problem.code, problem.message, problem.path)


def read_back(value: Any, shown: GraphQLField) -> Any:  # noqa: ANN401  # JSON, any value
    """A value that the planner read, as the field's Python type."""
    read = _READ.get(get_named_type(shown.type).name)
    return value if read is None or value is None else read(value)
