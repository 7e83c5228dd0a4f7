"""Every request is addressed to the plugin that is asked."""

from dataclasses import FrozenInstanceError, dataclass

import pytest

from caseload_gql.plugins import HookRequest, Plugin, PracticeFacts, Scorer, ScorerRequest
from caseload_gql.plugins.installed import LoadedPlugin


@dataclass(frozen=True)
class Ceiling:
    """A configuration."""

    percent: int


PLUGIN = Plugin("ceiling", api=">=1,<2", config=Ceiling)
REQUEST = ScorerRequest(PracticeFacts())


def asked(plugin: Plugin[Ceiling] | Plugin[None], config: object = None) -> ScorerRequest:
    """The request that a hook of the plugin gets."""
    got: list[ScorerRequest] = []

    def register_scorers(request: ScorerRequest) -> list[Scorer]:
        got.append(request)
        return []

    LoadedPlugin(plugin, "0", {"register_scorers": register_scorers}, config=config).call("register_scorers", REQUEST)
    return got[0]


def test_a_request_names_its_plugin_and_gives_its_logger_and_configuration() -> None:
    request = asked(PLUGIN, Ceiling(80))
    assert (request.plugin.name, request.plugin.log.name) == ("ceiling", "caseload_gql.plugin.ceiling")
    assert PLUGIN.config_in(request).percent == 80
    assert request == REQUEST


def test_a_plugin_without_configuration_has_none() -> None:
    plugin = Plugin("plain", api=">=1,<2")
    config: None = plugin.config_in(asked(plugin))
    assert config is None


def test_the_configuration_of_another_plugin_cannot_be_had_from_a_request() -> None:
    with pytest.raises(LookupError, match="a request to plugin plain holds no configuration of plugin ceiling"):
        PLUGIN.config_in(asked(Plugin("plain", api=">=1,<2")))


def test_a_request_cannot_be_changed() -> None:
    request: HookRequest = asked(PLUGIN, Ceiling(80))
    with pytest.raises(FrozenInstanceError):
        request.plugin = REQUEST.plugin  # type: ignore[misc]  # what is tried
