"""What was asked of the demo, and which kind of provider stands at which place."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

#: Fewer could not show every state a provider and a client can be in.
FEWEST_PROVIDERS: Final = 12
FEWEST_CLIENTS: Final = 80
MOST_PROVIDERS: Final = 5_000
MOST_CLIENTS: Final = 500_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """Size and seed of a demo practice, and the practice-local day on which it stands."""

    day: date
    providers: int = 40
    clients: int = 600
    seed: int = 7


class Kind(Enum):
    """The state that a provider is drawn to show."""

    STEADY = "steady"
    OVER = "over capacity"
    NEAR = "nearing capacity"
    IDLE = "no clients at all"
    CLOSED = "capacity 0"
    ON_LEAVE = "on leave, clients kept"
    DEPARTED = "left the practice"
    FULL = "not accepting new clients"


#: The first providers, so that a small practice shows every state and each team has active providers with clients.
FIRST_KINDS: Final = (
    Kind.STEADY,
    Kind.OVER,
    Kind.NEAR,
    Kind.IDLE,
    Kind.CLOSED,
    Kind.ON_LEAVE,
    Kind.DEPARTED,
    Kind.FULL,
    Kind.STEADY,
    Kind.STEADY,
    Kind.STEADY,
    Kind.STEADY,
)
#: How common each kind is among the others.
KIND_WEIGHTS: Final = {
    Kind.STEADY: 60,
    Kind.OVER: 12,
    Kind.NEAR: 12,
    Kind.IDLE: 4,
    Kind.CLOSED: 1,
    Kind.ON_LEAVE: 4,
    Kind.DEPARTED: 3,
    Kind.FULL: 4,
}
