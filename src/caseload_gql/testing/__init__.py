"""The kit for those who write plugins; pytest finds its fixture `caseload_kit` by itself.

What is listed here is loaded when it is first asked for, so that pytest runs which do not use the kit pay nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseload_gql.testing.kit import Kit, MakeKit, check_scorer

__all__ = ["Kit", "MakeKit", "check_scorer"]


def __getattr__(name: str) -> object:
    """A name of the kit. Raises ``AttributeError`` for others."""
    if name not in __all__:
        message = f"module {__name__} has no attribute {name}"
        raise AttributeError(message)
    return getattr(import_module("caseload_gql.testing.kit"), name)
