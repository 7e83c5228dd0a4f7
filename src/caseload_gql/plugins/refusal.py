"""How a plugin that cannot be used is refused: one sentence that begins with its name."""

from collections.abc import Iterable
from difflib import get_close_matches

from caseload_gql.errors import ConfigurationError


def refusal(plugin: str, sentence: str) -> ConfigurationError:
    """The error that stops the start."""
    return ConfigurationError(f"plugin {plugin}: {sentence}")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The known name that comes close, asked as a question after a comma-free sentence; else nothing."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""
