"""Plugins: hooks, manifests, loading, and those that ship with the product.

What is listed here is what a plugin may import; it keeps its form within an interface version.
"""

from caseload_gql.domain.text import sort_key
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.plugins.action import Action, ActionsRequest
from caseload_gql.plugins.actor_facts import ActorFacts, ActorFactsRequest
from caseload_gql.plugins.after_assignment import AfterAssignmentRequest
from caseload_gql.plugins.before_assignment import BeforeAssignmentRequest, ProposedAssignment, Veto
from caseload_gql.plugins.eligibility import EligibilityRequest, Ineligible
from caseload_gql.plugins.hookspecs import ScorerRequest, hookimpl
from caseload_gql.plugins.identify_actor import IdentifyRequest, Identity
from caseload_gql.plugins.lifetime import ShutdownRequest, StartupRequest
from caseload_gql.plugins.manifest import API_VERSION, Plugin
from caseload_gql.plugins.scorer import Scorer, Scores, ScoringBatch, ScoringPair, pair_scorer
from caseload_gql.plugins.secret import Secret
from caseload_gql.plugins.store import Json, PluginReading, PluginStore
from caseload_gql.plugins.trust import trusted_text
from caseload_gql.policy import actions
from caseload_gql.policy.actor import Actor, Fact
from caseload_gql.policy.hook import HookRequest, PluginHandle
from caseload_gql.policy.practice import PracticeFacts
from caseload_gql.policy.rules import Grant, PolicyRequest, Redact, Restrict

__all__ = [
    "API_VERSION",
    "Action",
    "ActionsRequest",
    "Actor",
    "ActorFacts",
    "ActorFactsRequest",
    "AfterAssignmentRequest",
    "BeforeAssignmentRequest",
    "ClientFacts",
    "EligibilityRequest",
    "Fact",
    "Grant",
    "HookRequest",
    "IdentifyRequest",
    "Identity",
    "Ineligible",
    "Json",
    "Plugin",
    "PluginHandle",
    "PluginReading",
    "PluginStore",
    "PolicyRequest",
    "PracticeFacts",
    "ProposedAssignment",
    "ProviderFacts",
    "Redact",
    "Restrict",
    "Scorer",
    "ScorerRequest",
    "Scores",
    "ScoringBatch",
    "ScoringPair",
    "Secret",
    "ShutdownRequest",
    "StartupRequest",
    "Veto",
    "actions",
    "hookimpl",
    "pair_scorer",
    "sort_key",
    "trusted_text",
]
