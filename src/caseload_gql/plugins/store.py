"""What a plugin may remember: values under keys of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

Json = str | int | float | bool | Sequence["Json"] | Mapping[str, "Json"] | None


class PluginReading(Protocol):
    """What the plugin remembers, to be read."""

    async def get(self, key: str) -> Json:
        """The value kept under the key; None where there is none, or it has expired."""
        ...

    async def items(self, prefix: str = "") -> Mapping[str, Json]:
        """Every value whose key begins with the prefix, by key, in the order of keys; at most 1,000."""
        ...


class PluginStore(PluginReading, Protocol):
    """What the plugin remembers, to be read and changed.

    Values are JSON of at most 65,536 bytes, keys texts of 1 to 200 characters; no other plugin sees them. Whatever is
    put or deleted is written in the transaction of the change that the plugin is asked about: if that does not come to
    be, neither does this. Raises `ValueError` for a key or a value that cannot be kept.
    """

    async def put(self, key: str, value: Json, expires_at: datetime | None = None) -> None:
        """Keep a value under the key, in the place of what was there, until an aware instant or for good."""
        ...

    async def delete(self, key: str) -> None:
        """Forget what is kept under the key, if anything is."""
        ...
