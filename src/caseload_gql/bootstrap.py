"""The only wiring: settings → database → plugins → schema → app."""

import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from starlette.applications import Starlette

from caseload_gql.db.access_log import forget_reads
from caseload_gql.db.audit import check_key
from caseload_gql.db.audit_retention import trim_after
from caseload_gql.db.engine import Database, open_practice
from caseload_gql.identity.by_headers import HeaderReader
from caseload_gql.identity.facts import FactFinder
from caseload_gql.identity.identified import Identified
from caseload_gql.identity.identify import Identifier
from caseload_gql.identity.known import identified_as
from caseload_gql.identity.operator import operator
from caseload_gql.identity.sightings import PAUSE_SECONDS, Sightings
from caseload_gql.live.access_log import AccessLog
from caseload_gql.live.housekeeping import Housekeeping
from caseload_gql.live.outbox import Outbox
from caseload_gql.planner.mapping import check_mapping
from caseload_gql.planner.planner import Planner
from caseload_gql.plugins import manager
from caseload_gql.plugins.configuration import read_configuration
from caseload_gql.plugins.lifetime import Lifetime
from caseload_gql.plugins.manager import Plugins
from caseload_gql.policy.engine import PolicyEngine
from caseload_gql.policy.operator import Operator
from caseload_gql.ranking.ranker import Ranker
from caseload_gql.schema.added.asker import AddedFields
from caseload_gql.schema.bound import BoundAccess, BoundMatches, InstalledCatalog
from caseload_gql.schema.build import build_schema, graphql_schema
from caseload_gql.schema.context import RequestContext
from caseload_gql.schema.cost import CostLimits
from caseload_gql.schema.documents import Limits
from caseload_gql.schema.execute import GraphQLExecutor, Readings
from caseload_gql.schema.reader import PlannerReader
from caseload_gql.schema.renewing import RenewingDesk
from caseload_gql.services.desk import ActorDesk, Desk
from caseload_gql.services.idempotency import forget_keys
from caseload_gql.services.surroundings import Surroundings
from caseload_gql.settings import Settings, base_url, listed
from caseload_gql.web.factory import create_app
from caseload_gql.web.protocols import AppParts

Now = Callable[[], datetime]


def system_now() -> datetime:
    """The instant by the machine's clock."""
    return datetime.now(UTC)


def load_plugins(settings: Settings) -> Plugins:
    """Load every plugin. Raises ``ConfigurationError`` naming the one that cannot be used."""
    return manager.load_plugins(
        settings.plugins_dir,
        configuration=read_configuration(settings.plugin_config, os.environ),
        required=listed(settings.required_plugins),
    )


def build_app(settings: Settings) -> Starlette:
    """The ASGI app of one worker. Raises ``ConfigurationError`` where the settings or the schema cannot work."""
    database = open_practice(settings)
    plugins = load_plugins(settings)
    policy = PolicyEngine(plugins.sources, actions=plugins.actions)
    lifetime = Lifetime(plugins.sources)
    outbox = Outbox(database, plugins.sources, settings.plugin_seconds)

    access_log = AccessLog(database)
    chores = [
        forget_keys(settings.idempotency_hours),
        forget_reads(settings.access_log_days),
        trim_after(settings.audit_days),
    ]
    housekeeping = Housekeeping(database, chores)
    sightings = Sightings()
    recorder = Housekeeping(database, [sightings.write_down], pause_seconds=PAUSE_SECONDS, once_more=True)
    begun = AsyncExitStack()

    async def startup() -> None:
        await check_key(database)
        await lifetime.startup()
        begun.push_async_callback(lifetime.shutdown)
        for each in (outbox, housekeeping, recorder, access_log):
            await each.start()
            begun.push_async_callback(each.stop)

    return create_app(
        AppParts(
            settings=settings,
            database=database,
            identifier=Identifier(
                database,
                facts=fact_finder(settings, database, plugins),
                by_headers=HeaderReader(plugins.sources, settings.plugin_seconds),
                sightings=sightings,
            ),
            executor=build_executor(settings, database, plugins, policy, readings=access_log),
            may=policy.may,
            startup=startup,
            shutdown=begun.aclose,
        )
    )


async def try_start(settings: Settings) -> None:
    """Load everything as a worker does, start the plugins and end them; nothing is answered, and nobody told.

    Raises ``ConfigurationError`` where a worker would not start.
    """
    database = open_practice(settings)
    try:
        plugins = load_plugins(settings)
        build_executor(settings, database, plugins, PolicyEngine(plugins.sources, actions=plugins.actions))
        lifetime = Lifetime(plugins.sources)
        await check_key(database)
        await lifetime.startup()
        await lifetime.shutdown()
    finally:
        await database.close()


def fact_finder(settings: Settings, database: Database, plugins: Plugins, now: Now = system_now) -> FactFinder:
    """What asks plugins of whoever is identified, as of the instant that ``now`` tells."""
    return FactFinder(database, plugins.sources, settings.plugin_seconds, now)


def surroundings(settings: Settings, plugins: Plugins) -> Surroundings:
    """What use cases know of this installation."""
    scorers = frozenset(scorer.name for _, scorer in plugins.batch_scorers)
    return Surroundings(scorers, base_url(settings), settings.link_minutes)


def build_desk(  # what it is wired to
    settings: Settings, database: Database, plugins: Plugins, policy: PolicyEngine, ranker: Ranker, now: Now
) -> Desk:
    """The use cases, with whoever has a say in them."""
    return Desk(
        database,
        policy,
        ranker,
        plugins.sources,
        now,
        plugin_seconds=settings.plugin_seconds,
        key_hours=settings.idempotency_hours,
        surroundings=surroundings(settings, plugins),
    )


async def desk_of(settings: Settings, database: Database, email: str) -> ActorDesk:
    """The use cases for a person of the practice, on the command line, under every policy.

    Raises ``InvalidValue`` where there is no such person, and ``ConfigurationError`` where a plugin cannot be used.
    """
    plugins = load_plugins(settings)
    policy = PolicyEngine(plugins.sources, actions=plugins.actions)
    ranker = Ranker(database, policy, plugins, plugin_seconds=settings.plugin_seconds)
    desk = build_desk(settings, database, plugins, policy, ranker, system_now)
    return desk.for_actor(await identified_as(database, email, fact_finder(settings, database, plugins)))


async def operators_desk(settings: Settings, database: Database) -> ActorDesk:
    """The use cases for whoever operates the server, who must be able to shut people out whatever state plugins are in.

    No plugin is loaded, so it is for what concerns people, and not for assigning.
    """
    nothing, policy = Plugins(()), PolicyEngine([Operator()])
    desk = build_desk(settings, database, nothing, policy, Ranker(database, policy, nothing), system_now)
    return desk.for_actor(await operator(database))


def build_executor(
    settings: Settings,
    database: Database,
    plugins: Plugins,
    policy: PolicyEngine,
    now: Now = system_now,
    readings: Readings | None = None,
) -> GraphQLExecutor:
    """What answers operations, for the app and for commands beside it. ``now`` tells the instant whose day is today.

    ``readings`` keep what is read of clients. Raises ``ConfigurationError`` where the schema cannot work.
    """
    schema = build_schema(fields=plugins.fields)
    check_mapping(graphql_schema(schema))
    planner = Planner(database, policy, now, page_at_most=settings.page_size)
    ranker = Ranker(database, policy, plugins, plugin_seconds=settings.plugin_seconds)
    desk = build_desk(settings, database, plugins, policy, ranker, now)

    facts = fact_finder(settings, database, plugins, now)

    def context(identified: Identified, reader: PlannerReader) -> RequestContext:
        mine = desk.for_actor(identified)
        return RequestContext(
            actor=identified.actor,
            desk=RenewingDesk(desk.for_actor, reader),
            reader=reader,
            matches=BoundMatches(ranker, planner, identified),
            plugins=InstalledCatalog(plugins, database),
            access=BoundAccess(policy, identified, facts),
            added=AddedFields(database, identified, mine, reader, now, settings.plugin_seconds, settings.page_size),
        )

    limits = Limits(
        settings.document_characters,
        settings.document_tokens,
        settings.document_operations,
        settings.document_comparisons,
    )
    cost_limits = CostLimits(
        settings.query_depth,
        settings.query_aliases,
        settings.query_root_fields,
        settings.query_mutations,
        settings.query_nodes,
        settings.query_fields,
        settings.page_size,
    )
    return GraphQLExecutor(schema, planner, context, limits, cost_limits, readings)
