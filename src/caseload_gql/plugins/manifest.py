"""What a plugin says of itself."""

from dataclasses import dataclass, field
from typing import Generic, cast

from typing_extensions import TypeVar

from caseload_gql.policy.hook import HookRequest

#: The version of the plugin interface this product speaks.
API_VERSION = 1

C = TypeVar("C", default=None)


@dataclass(frozen=True)
class Plugin(Generic[C]):
    """A plugin's manifest: the module's global `PLUGIN`.

    `api` is the range of interface versions it works with, `">=1,<2"`. `version` is shown to administrators; a
    package's own version goes before it. `redacts` names what it may hide, as `"Client.name"` in Python names.
    `config` is the frozen dataclass of its configuration; `requires` names plugins that must be installed too.
    `identity_headers` names the request headers that `identify_actor` is shown; `required_scorers` those of its
    scorers without which no ranking is to be shown.
    """

    name: str
    api: str
    version: str = field(default="0", kw_only=True)
    redacts: tuple[str, ...] = field(default=(), kw_only=True)
    config: type[C] | None = field(default=None, kw_only=True)
    requires: tuple[str, ...] = field(default=(), kw_only=True)
    identity_headers: tuple[str, ...] = field(default=(), kw_only=True)
    required_scorers: tuple[str, ...] = field(default=(), kw_only=True)

    def config_in(self, request: HookRequest) -> C:
        """The plugin's configuration, typed. Raises `LookupError` for a request to another plugin."""
        if self.config is not None and not isinstance(request.plugin.config, self.config):
            message = f"a request to plugin {request.plugin.name} holds no configuration of plugin {self.name}"
            raise LookupError(message)
        return cast("C", request.plugin.config)
