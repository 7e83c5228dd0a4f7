"""Plugins: hooks, manifests, loading, and those that ship with the product.

What is listed here is what a plugin may import; it keeps its form within an interface version.
"""

from caseload_gql.domain.text import sort_key
from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.matching.facts import ClientFacts, ProviderFacts
from caseload_gql.plugins.action import Action, ActionsRequest
from caseload_gql.plugins.actor_facts import ActorFacts, ActorFactsRequest
from caseload_gql.plugins.after_assignment import AfterAssignmentRequest
from caseload_gql.plugins.before_assignment import BeforeAssignmentRequest, ProposedAssignment, Veto
from caseload_gql.plugins.eligibility import EligibilityRequest, Ineligible
from caseload_gql.plugins.entity_refs import (
    AssignmentRef,
    ClientRef,
    LocationRef,
    PoolEntryRef,
    ProviderRef,
    TeamRef,
)
from caseload_gql.plugins.extend_schema import (
    ExtendSchemaRequest,
    FieldRow,
    MutationField,
    MutationRequest,
    QueryField,
    QueryRequest,
    RowsRequest,
    TypeField,
)
from caseload_gql.plugins.hookspecs import ScorerRequest, hookimpl
from caseload_gql.plugins.identify_actor import IdentifyRequest, Identity
from caseload_gql.plugins.lifetime import ShutdownRequest, StartupRequest
from caseload_gql.plugins.manifest import API_VERSION, Plugin
from caseload_gql.plugins.plugin_write import PluginWrite, Refused
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
    "AssignmentRef",
    "BeforeAssignmentRequest",
    "ClientFacts",
    "ClientRef",
    "EligibilityRequest",
    "ExtendSchemaRequest",
    "Fact",
    "FieldRow",
    "Grant",
    "HookRequest",
    "IdentifyRequest",
    "Identity",
    "Ineligible",
    "Json",
    "LocationRef",
    "MutationField",
    "MutationRequest",
    "Plugin",
    "PluginHandle",
    "PluginReading",
    "PluginStore",
    "PluginWrite",
    "PolicyRequest",
    "PoolEntryRef",
    "PracticeFacts",
    "ProposedAssignment",
    "ProviderFacts",
    "ProviderRef",
    "QueryField",
    "QueryRequest",
    "Redact",
    "Refused",
    "Restrict",
    "RowsRequest",
    "Scorer",
    "ScorerRequest",
    "Scores",
    "ScoringBatch",
    "ScoringPair",
    "Secret",
    "ShutdownRequest",
    "StartupRequest",
    "TeamRef",
    "TypeField",
    "UserError",
    "UserErrorCode",
    "Veto",
    "actions",
    "hookimpl",
    "pair_scorer",
    "sort_key",
    "trusted_text",
]
