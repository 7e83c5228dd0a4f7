"""The kinds of rows that policies decide on, by the prefix of their ids."""

from collections.abc import Mapping
from typing import Final

KIND_OF_PREFIX: Final[Mapping[str, str]] = {
    "asg": "Assignment",
    "cli": "Client",
    "loc": "Location",
    "pen": "PoolEntry",
    "prc": "Practice",
    "prv": "Provider",
    "tem": "Team",
    "usr": "User",
    "vwr": "Viewer",
}
