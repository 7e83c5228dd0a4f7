"""What a plugin says of itself."""

from dataclasses import dataclass

#: The version of the plugin interface this product speaks.
API_VERSION = 1


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin's manifest: the module's global `PLUGIN`.

    `api` is the range of interface versions it works with, `">=1,<2"`; `redacts` names what it may hide, as
    `"Client.name"` in Python names. `version` is shown to administrators; a package's own version goes before it.
    """

    name: str
    api: str
    redacts: tuple[str, ...] = ()
    version: str = "0"
