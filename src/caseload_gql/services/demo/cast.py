"""Who works at the demo practice, and how its clients are shared out among them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from caseload_gql.services.demo.draw import Draw
from caseload_gql.services.demo.practice import TEAM_NAMES
from caseload_gql.services.demo.recipe import FIRST_KINDS, KIND_WEIGHTS, Kind, Recipe

#: The share of clients who wait for a provider, and of those who were discharged.
WAITING_SHARE: Final = 0.16
DISCHARGED_SHARE: Final = 0.12
_WEIGHTS: Final = (100, 100, 100, 100, 100, 100, 50, 75, 150, 200)
#: Clients each kind has at least, so that a small practice shows its state too.
_AT_LEAST: Final = {Kind.STEADY: 4, Kind.OVER: 10, Kind.NEAR: 12, Kind.ON_LEAVE: 3, Kind.FULL: 3}
_BUSY: Final = frozenset({Kind.STEADY, Kind.OVER, Kind.NEAR, Kind.FULL, Kind.ON_LEAVE})


@dataclass(slots=True)
class Clinician:
    """A provider in the making. `quiet_days`: how long nobody new has come, 0 for those who take clients today."""

    id: str
    kind: Kind
    team: int
    size: float
    quiet_days: int
    weights: list[int] = field(default_factory=list)

    @property
    def load_hundredths(self) -> int:
        """The weights of the clients, added up."""
        return sum(self.weights)


@dataclass(frozen=True, slots=True)
class Cast:
    """Every clinician, and for each client with a provider the clinician and the weight."""

    clinicians: Sequence[Clinician]
    teams: int
    waiting: int
    discharged: int
    active: Sequence[tuple[Clinician, int]]

    def of_kind(self, *kinds: Kind) -> list[Clinician]:
        """The clinicians of some kinds, in order."""
        return [clinician for clinician in self.clinicians if clinician.kind in kinds]


def choose_cast(draw: Draw, recipe: Recipe) -> Cast:
    """Draw the clinicians and share the clients out: unevenly, as practices do."""
    teams = max(3, min(len(TEAM_NAMES), recipe.providers // 10))
    clinicians = [_clinician(draw, at, teams) for at in range(recipe.providers)]
    waiting = round(recipe.clients * WAITING_SHARE) + 1
    discharged = round(recipe.clients * DISCHARGED_SHARE)
    active = _share_out(draw, clinicians, recipe.clients - waiting - discharged)
    return Cast(clinicians, teams, waiting, discharged, active)


def capacity_of(draw: Draw, clinician: Clinician) -> int:
    """A capacity, in whole units, at which the clinician's load shows the kind."""
    load = clinician.load_hundredths
    match clinician.kind:
        case Kind.CLOSED:
            return 0
        case Kind.IDLE | Kind.DEPARTED:
            return draw.between(12, 30)
        case Kind.OVER:
            return max(1, (load - 1) * 100 // draw.between(105, 130) // 100)
        case Kind.NEAR:
            return load // 100 + 1
        case _:
            return max(load // 100 + 2, load // draw.between(45, 83))


def _clinician(draw: Draw, at: int, teams: int) -> Clinician:
    if at < len(FIRST_KINDS):
        kind = FIRST_KINDS[at]
    else:
        kind = draw.random.choices(list(KIND_WEIGHTS), weights=list(KIND_WEIGHTS.values()))[0]
    quiet = {Kind.ON_LEAVE: draw.between(4, 21), Kind.DEPARTED: draw.between(6, 70)}.get(kind, 0)
    hired = draw.morning(draw.between(740, 2_400))
    return Clinician(draw.id("prv", hired), kind, at % teams, draw.random.choice((0.5, 0.8, 1.0, 1.0, 1.3)), quiet)


def _share_out(draw: Draw, clinicians: Sequence[Clinician], clients: int) -> list[tuple[Clinician, int]]:
    busy = [clinician for clinician in clinicians if clinician.kind in _BUSY]
    first = [clinician for clinician in busy[: len(FIRST_KINDS)] for _ in range(_AT_LEAST[clinician.kind])][:clients]
    chosen = first + draw.random.choices(busy, weights=[one.size for one in busy], k=clients - len(first))
    shared = [(clinician, draw.random.choice(_WEIGHTS)) for clinician in chosen]
    for clinician, weight in shared:
        clinician.weights.append(weight)
    return shared
