"""One plugin as it is installed in this worker: its manifest, hooks, and how it fares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from caseload_gql.plugins.counts import Count, Implementation
from caseload_gql.plugins.manifest import Plugin
from caseload_gql.plugins.plugin_write import Refused
from caseload_gql.policy.hook import HookRequest, PluginHandle, addressed, plugin_handle
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from caseload_gql.running import RUNNING

Hook = Callable[[Any], Any]
#: How many rules, actions or scorers a plugin may answer with at once.
ANSWERS_AT_MOST: Final = 10_000


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """What an administrator sees of a plugin; calls and faults since this worker started."""

    name: str
    version: str
    hooks: tuple[str, ...]
    calls: int
    faults: int
    implementations: tuple[Implementation, ...] = ()


@dataclass
class LoadedPlugin:
    """A plugin's implementations, called one by one and counted. It is a `PolicySource`."""

    manifest: Plugin[Any]
    version: str
    hooks: dict[str, Hook]
    config: object = None
    handle: PluginHandle = field(init=False)
    _redacts: frozenset[str] = field(init=False)
    _counts: dict[str, Count] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Keep what every call needs at hand."""
        self.handle = plugin_handle(self.manifest.name, self.config)
        self._redacts = frozenset(self.manifest.redacts)
        self._counts = {name: Count() for name in sorted(self.hooks)}

    @property
    def name(self) -> str:
        """The manifest's name."""
        return self.manifest.name

    def grants(self, request: PolicyRequest) -> tuple[Grant, ...]:
        """What the plugin allows; `LookupError` where it could not tell of the actor what its rules rest on."""
        self._be_told("policy_grants", request)
        return self.call("policy_grants", request)

    def restrictions(self, request: PolicyRequest) -> tuple[Restrict | Redact, ...]:
        """What the plugin forbids and hides; `LookupError` as `grants`, and for fields that the manifest lacks."""
        self._be_told("policy_restrictions", request)
        rules: tuple[Restrict | Redact, ...] = self.call("policy_restrictions", request)
        for rule in rules:
            if isinstance(rule, Redact) and not {f"{request.resource}.{name}" for name in rule.fields} <= self._redacts:
                self.count("policy_restrictions").faults += 1
                message = "a redaction of a field that the manifest does not declare"
                raise LookupError(message)
        return rules

    def note_fault(self, hook: str) -> None:
        """Count an answer of the hook that cannot be used."""
        self.count(hook).faults += 1

    def _be_told(self, hook: str, request: PolicyRequest) -> None:
        if hook in self.hooks and request.actor.is_untold_by(self.name):
            message = "actor_facts failed for this actor"
            raise LookupError(message)

    def call(self, hook: str, request: HookRequest, most: int = ANSWERS_AT_MOST) -> tuple[Any, ...]:
        """What the plugin answers, all of it; none where it does not implement the hook. Raises what it raises.

        Raises `OverflowError` where that is more than `most`: no more are taken than can be used.
        """
        implementation = self.hooks.get(hook)
        if implementation is None:
            return ()
        with RUNNING.noted(self.name, hook), self.count(hook).call():
            answers = tuple(islice(implementation(addressed(request, self.handle)) or (), most + 1))
            if len(answers) > most:
                message = f"more than {most} answers"
                raise OverflowError(message)
            return answers

    async def call_async(self, hook: str, request: HookRequest) -> Any:  # noqa: ANN401  # whatever the hook answers
        """What the plugin's async hook answers; None where it does not implement it. Raises what it raises."""
        implementation = self.hooks.get(hook)
        if implementation is None:
            return None
        with RUNNING.noted(self.name, hook), self.count(hook).call():
            return await implementation(addressed(request, self.handle))

    async def call_field(self, place: str, resolver: Hook, request: HookRequest, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401  # whatever it answers
        """What the resolver of a field of the plugin's answers, or the `Refused` that it raises, which is no fault."""
        with RUNNING.noted(self.name, place), self.count(place).call():
            try:
                return await resolver(addressed(request, self.handle), **arguments)
            except Refused as refused:
                return refused

    def count(self, implementation: str) -> Count:
        """The figures of a hook, of a scorer by its name, or of a field by its place."""
        return self._counts.setdefault(implementation, Count())

    def seen(self) -> InstalledPlugin:
        """How the plugin stands now."""
        counts = tuple(count.seen(name) for name, count in self._counts.items())
        calls, faults = sum(each.calls for each in counts), sum(each.faults for each in counts)
        return InstalledPlugin(self.name, self.version, tuple(sorted(self.hooks)), calls, faults, counts)
