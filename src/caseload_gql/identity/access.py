"""A person's access explained by their email, in the names of the API."""

import re
from dataclasses import replace

from caseload_gql.errors import StaleAccess
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Identified
from caseload_gql.identity.known import identified_as
from caseload_gql.policy.actor import Actor
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.explain import AccessExplanation, AccessQuestion, ExplainedRule, explain_access


async def explain_to(  # who asks, and the four parts of the question
    asker: Identified, facts: FactFinder, policy: PolicyEngine, email: str, action: str, row_id: str, name: str | None
) -> AccessExplanation | None:
    """Why the person of an email may or may not do the action to a row, as they would through the API.

    Raises what `explain_access` raises, ``InvalidValue`` where there is no such person or they are disabled, and
    ``StaleAccess`` where access changed since the asker was identified.
    """
    bound = policy.at(asker.practice)
    bound.require(asker.actor, "access:explain")
    found = await identified_as(facts.database, email, facts)
    if found.epoch != asker.epoch:
        raise StaleAccess
    actor: Actor = replace(found.actor, door="api")
    question = AccessQuestion(actor, action, row_id, None if name is None else _attribute(name))
    explained = await explain_access(facts.database, bound, asker.actor, question)
    return None if explained is None else replace(explained, rules=tuple(_named(rule) for rule in explained.rules))


def _named(rule: ExplainedRule) -> ExplainedRule:
    return replace(rule, fields=tuple(_field(name) for name in rule.fields))


def _field(attribute: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), attribute)


def _attribute(field: str) -> str:
    return re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", field)
