"""The `info` argument of resolvers, typed with the context of a request."""

from typing import TypeAlias

import strawberry

from caseload_gql.schema.context import RequestContext

RequestInfo: TypeAlias = strawberry.Info[RequestContext, object]
