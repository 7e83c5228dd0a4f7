"""What use cases must know of the installation that they run in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Said by whoever wires the desk. As it is without a word, no scorer is known."""

    #: The names of the scorers that are installed.
    scorers: frozenset[str] = frozenset()
    #: Where people reach the server: what sign-in links begin with, without a slash at the end.
    address: str = "http://127.0.0.1:8000"
    #: How long a sign-in link may be used.
    link_minutes: int = 60
