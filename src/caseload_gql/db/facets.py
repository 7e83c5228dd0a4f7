"""Rows of the filter and search tables that stand beside providers and clients."""

from collections.abc import Iterable, Mapping, Sequence

from caseload_gql.domain.text import search_words, sort_key

#: Which list of a provider is filtered by which kind of facet.
PROVIDER_KINDS = {"specialties": "specialty", "services": "service", "languages": "language", "payers": "payer"}
#: Which list of a client is filtered by which kind of facet.
CLIENT_KINDS = {"service_requirements": "requirement", "languages": "language"}


def provider_facet_rows(provider_id: str, lists: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Facet rows of a provider; ``lists`` is keyed by the names of ``PROVIDER_KINDS``."""
    return _facet_rows("provider_id", provider_id, lists, PROVIDER_KINDS)


def client_facet_rows(client_id: str, lists: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """Facet rows of a client; ``lists`` is keyed by the names of ``CLIENT_KINDS``."""
    return _facet_rows("client_id", client_id, lists, CLIENT_KINDS)


def word_rows(owner_column: str, owner_id: str, name: str) -> list[dict[str, str]]:
    """Search words of a name, for ``provider_word`` and its like."""
    return [{owner_column: owner_id, "word": word} for word in sorted(set(search_words(name)))]


def _facet_rows(
    owner_column: str, owner_id: str, lists: Mapping[str, Sequence[str]], kinds: Mapping[str, str]
) -> list[dict[str, str]]:
    return [
        {owner_column: owner_id, "kind": kind, "key": key}
        for name, kind in kinds.items()
        for key in _keys(lists.get(name, ()))
    ]


def _keys(values: Iterable[str]) -> list[str]:
    return sorted({sort_key(value) for value in values})
