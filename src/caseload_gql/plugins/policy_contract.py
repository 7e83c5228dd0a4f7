"""The contract of policies, tried on every role, action and kind of row; each breach is one sentence."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from caseload_gql.plugins.installed import LoadedPlugin
from caseload_gql.policy.actions import ROWS_OF_ACTION
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import ROWS
from caseload_gql.policy.expressions import check_expression
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict
from caseload_gql.policy.unsafe import UnsafeExpression

Rule = Grant | Restrict | Redact

_STAFF: Final = "STAFF"
#: One person of each kind that policies tell apart.
ACTORS: Final = (
    Actor("usr_ceo", "Ceo", "ceo@kit.example", "CEO"),
    Actor("usr_admin", "Admin", "admin@kit.example", "ADMIN"),
    Actor("usr_support", "Support", "support@kit.example", "SUPPORT_STAFF"),
    Actor("usr_leads", "Leads", "leads@kit.example", _STAFF, frozenset({"supervisor"}), frozenset({"tem_north"})),
    Actor("usr_idle", "Idle", "idle@kit.example", _STAFF, frozenset({"supervisor"})),
    Actor("usr_qmhp", "Qmhp", "qmhp@kit.example", _STAFF, frozenset({"qmhp"})),
    Actor("usr_treats", "Treats", "treats@kit.example", _STAFF, provider_id="prv_nadia"),
    Actor("usr_none", "None", "none@kit.example", _STAFF),
)


def policy_breaches(plugin: LoadedPlugin) -> tuple[str, ...]:
    """What the plugin's policy hooks do that they may not, a sentence each; none: they keep the contract.

    A breach is told once for each hook and kind of row, with the first person and action that met it.
    """
    found: dict[tuple[str, str], str] = {}
    for request in _requests():
        for hook in ("policy_grants", "policy_restrictions"):
            key = (hook, request.resource)
            if key not in found and (said := _breach(plugin, hook, request)) is not None:
                found[key] = f"{hook} for {request.action} of {request.resource}, asked by {_who(request)}: {said}."
    return tuple(found.values())


def _requests() -> Iterator[PolicyRequest]:
    for actor, action, resource in product(ACTORS, ROWS_OF_ACTION, ROWS):
        yield PolicyRequest(actor, action, resource, ROWS[resource], PracticeFacts())


def _who(request: PolicyRequest) -> str:
    return " ".join([request.actor.account_role, *sorted(request.actor.company_roles)])


def _breach(plugin: LoadedPlugin, hook: str, request: PolicyRequest) -> str | None:
    try:
        rules = _asked(plugin, hook, request)
        again = _asked(plugin, hook, request)
    except UnsafeExpression as error:
        return str(error)
    except Exception as error:  # noqa: BLE001  # a plugin may raise anything
        return f"it raises {type(error).__name__}: {error}"
    if [_form(rule) for rule in rules] != [_form(rule) for rule in again]:
        return "it answers the same question differently the second time"
    return next((said for rule in rules if (said := _wrong(rule)) is not None), None)


def _asked(plugin: LoadedPlugin, hook: str, request: PolicyRequest) -> tuple[Rule, ...]:
    rules: tuple[Rule, ...] = plugin.grants(request) if hook == "policy_grants" else tuple(plugin.restrictions(request))
    for rule in rules:
        if not isinstance(rule, Grant if hook == "policy_grants" else (Restrict, Redact)):
            message = f"it may not answer with {type(rule).__name__}"
            raise UnsafeExpression(message)
        if rule.where is not None:
            check_expression(rule.where, request.row)
    return rules


def _form(rule: Rule) -> tuple[object, ...]:
    where = None if rule.where is None else rule.where.compile()
    return type(rule).__name__, rule.code, str(where), None if where is None else list(where.params.values())


def _wrong(rule: Rule) -> str | None:
    if isinstance(rule, Restrict) and rule.where is None:
        return f"restriction {rule.code} has no condition"
    if not rule.code.strip() or not rule.reason.strip():
        return f"the rule {rule.code!r} needs a code and a reason, for whoever asks why"
    return None
