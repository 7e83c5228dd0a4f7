"""How a field of a plugin's configuration is read: from the text of a variable, or from a value of the file."""

import math
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Union, get_args, get_origin

from caseload_gql.plugins.secret import Secret

_YES_NO: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
#: Characters of a number that are worth reading.
_LONGEST: Final = 40

#: What each kind of field must be, as people read it; also the kinds there are.
WANTED: Final[Mapping[object, str]] = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "yes or no",
    Path: "a path",
    tuple[str, ...]: "a list of texts",
    Secret: "a secret",
}


def kind_of(annotation: object) -> object | None:
    """The kind a field is of, an optional field being of its value's kind; None where it cannot be configured."""
    if get_origin(annotation) in {Union, types.UnionType}:
        given = [each for each in get_args(annotation) if each is not types.NoneType]
        if len(given) != 1 or len(get_args(annotation)) == 1:
            return None
        annotation = given[0]
    return annotation if annotation in WANTED else None


def from_text(kind: object, text: str) -> object:
    """The value that a variable's text stands for. Raises `ValueError` where it stands for none."""
    return _OF_TEXT[kind](text.strip())


def from_file(kind: object, value: object) -> object:
    """The value that a value of the TOML file stands for. Raises `ValueError` where it is of another kind."""
    return _OF_FILE[kind](value)


def _whole(text: str) -> int:
    if len(text) > _LONGEST:
        raise ValueError
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _yes_no(text: str) -> bool:
    if text.lower() not in _YES_NO:
        raise ValueError
    return _YES_NO[text.lower()]


def _path(text: str) -> Path:
    if not text:
        raise ValueError
    return Path(text).expanduser()


def _list(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _secret(text: str) -> Secret:
    if not text:
        raise ValueError
    return Secret(text)


_OF_TEXT: Final[Mapping[object, Callable[[str], object]]] = {
    str: str,
    int: _whole,
    float: _number,
    bool: _yes_no,
    Path: _path,
    tuple[str, ...]: _list,
    Secret: _secret,
}


def _exactly(kind: type) -> Callable[[object], object]:
    def same(value: object) -> object:
        if type(value) is not kind:
            raise ValueError
        return value

    return same


def _number_of_file(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError  # noqa: TRY004  # every value that cannot be used is told of in one way
    return _number(str(value))


def _path_of_file(value: object) -> Path:
    return _path(str(_exactly(str)(value)))


def _list_of_file(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError
    return tuple(value)


_OF_FILE: Final[Mapping[object, Callable[[object], object]]] = {
    str: _exactly(str),
    int: _exactly(int),
    float: _number_of_file,
    bool: _exactly(bool),
    Path: _path_of_file,
    tuple[str, ...]: _list_of_file,
}
