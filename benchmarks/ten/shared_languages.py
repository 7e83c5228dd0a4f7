"""A scorer: the share of the client's languages that the provider speaks, by a product of two tables of words."""

from collections.abc import Iterable, Sequence

import numpy as np

from caseload_gql.plugins import Plugin, Scorer, ScorerRequest, Scores, ScoringBatch, ScoringPair, hookimpl

PLUGIN = Plugin("shared-languages", api=">=1,<2")


def _table(spoken: Sequence[tuple[str, ...]], words: dict[str, int]) -> Scores:
    table = np.zeros((len(spoken), len(words)))
    for row, languages in enumerate(spoken):
        for language in languages:
            table[row, words[language]] = 1.0
    return table


def _score(batch: ScoringBatch) -> Scores:
    clients, providers = [each.languages for each in batch.clients], [each.languages for each in batch.providers]
    words = {word: at for at, word in enumerate(sorted({each for those in (*clients, *providers) for each in those}))}
    wanted, spoken = _table(clients, words), _table(providers, words)
    known = (wanted.sum(axis=1) > 0)[:, None] & (spoken.sum(axis=1) > 0)[None, :]
    # Not by `@`: its threads cost more than they gain for tables as small as these.
    share = np.einsum("cw,pw->cp", wanted, spoken) / np.maximum(wanted.sum(axis=1), 1)[:, None]
    return np.where(known, share, np.nan)


def _because(pair: ScoringPair) -> str:
    return f"They share {len(set(pair.client.languages) & set(pair.provider.languages))} languages."


@hookimpl
def register_scorers(request: ScorerRequest) -> Iterable[Scorer]:
    """The one scorer."""
    del request
    yield Scorer("shared_languages", _score, _because)
