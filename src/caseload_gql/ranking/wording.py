"""What scorers say of the pairs that are shown: asked once a ranking, in threads, when the first is wanted."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.plugins.scorer import Scorer, ScoringPair
from caseload_gql.ranking.lane import Lane
from caseload_gql.running import RUNNING

#: What is said where a scorer abstains, and where it fails to say anything.
ABSTAINS: Final = "Nothing to go by."
SILENT: Final = "The scorer gives no reason."
#: How much of a sentence is shown.
CHARACTERS: Final = 500

logger = logging.getLogger("caseload_gql.ranking")

#: A pair by its row and column.
At = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A scorer that was heard, and the lane in which it words its reasons, no longer than it may take."""

    plugin: LoadedPlugin
    scorer: Scorer
    seconds: float
    lane: Lane[dict[At, str]] = field(default_factory=Lane)

    async def sentences(self, pairs: Mapping[At, ScoringPair]) -> Mapping[At, str]:
        """Its sentence on each pair, where it gives one. One that is late, or exits, gives none; it is named."""
        if not pairs or self.lane.is_held:
            return {}
        try:
            return await self.lane.run(lambda: self._asked(pairs), self.seconds)
        except Exception as error:  # noqa: BLE001  # a plugin may raise anything
            self._failed(error)
            return {}

    def _asked(self, pairs: Mapping[At, ScoringPair]) -> dict[At, str]:
        found = {}
        with RUNNING.noted(self.plugin.name, self.scorer.name):
            for at, pair in pairs.items():
                try:
                    found[at] = _sentence(self.scorer.because(pair))
                except Exception as error:  # noqa: BLE001  # a plugin may raise anything
                    self._failed(error)
        return found

    def _failed(self, error: Exception) -> None:
        self.plugin.count(self.scorer.name).faults += 1
        name, plugin = self.scorer.name, self.plugin.name
        logger.error(
            "scorer %r of plugin %r could not say why: %s", name, plugin, type(error).__name__
        )  # a traceback could hold client data


class Wording:
    """The sentences of one ranking."""

    def __init__(
        self,
        speakers: Sequence[Speaker],
        shown: Sequence[At],
        pair: Callable[[int, int], ScoringPair],
        raw: Callable[[int, int, int], float | None],
    ) -> None:
        """`pair` makes the pair at a row and column; `raw` tells what a scorer, by its position, said of it."""
        self._speakers = speakers
        self._shown = shown
        self._pair = pair
        self._raw = raw
        self._asked: asyncio.Task[list[Mapping[At, str]]] | None = None

    async def of(self, row: int, column: int) -> tuple[str, ...]:
        """What each scorer says of a pair that is shown, in their order."""
        if self._asked is None:
            self._asked = asyncio.create_task(self._ask())
        said = await asyncio.shield(self._asked)
        return tuple(
            ABSTAINS if self._raw(position, row, column) is None else sentences.get((row, column), SILENT)
            for position, sentences in enumerate(said)
        )

    async def _ask(self) -> list[Mapping[At, str]]:
        pairs = {at: self._pair(*at) for at in self._shown}
        asking = (
            each.sentences({at: pair for at, pair in pairs.items() if self._raw(position, *at) is not None})
            for position, each in enumerate(self._speakers)
        )
        return list(await asyncio.gather(*asking))


def _sentence(said: object) -> str:
    if not isinstance(said, str):
        message = "a reason that is no text"
        raise TypeError(message)
    return said[:CHARACTERS]
