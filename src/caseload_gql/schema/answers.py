"""Errors as the answer carries them: a stable code, a sentence, and nothing that was not meant for the caller."""

import logging
import secrets
from collections.abc import Sequence
from typing import Any

import orjson
from graphql import GraphQLError

from caseload_gql.errors import CaseloadError, ErrorCode
from caseload_gql.plugins.plugin_fields import PluginFault

log = logging.getLogger("caseload_gql.graphql")


def request_error(error: GraphQLError, code: ErrorCode) -> dict[str, Any]:
    """An error of the request itself, from before anything was executed."""
    formatted: dict[str, Any] = {"message": error.message, "extensions": {"code": code.value}}
    if error.locations:
        formatted["locations"] = [{"line": each.line, "column": each.column} for each in error.locations]
    return formatted


def error_body(errors: Sequence[dict[str, Any]]) -> bytes:
    """The body of an answer without data."""
    return orjson.dumps({"errors": list(errors)})


def errors_of(errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
    """Errors of single fields: the foreseen with their codes, the others masked under an id that the log knows."""
    return [_field_error(error) for error in errors]


def _logged(error: GraphQLError, cause: Exception) -> str:
    """The id under which the log knows of the error."""
    error_id = secrets.token_hex(8)
    path = ".".join(map(str, error.path or ()))
    log.error("unforeseen error id=%s type=%s path=%s", error_id, type(cause).__name__, path)
    return error_id


def _field_error(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    formatted: dict[str, Any] = {"path": list(error.path or ())}
    if isinstance(cause, CaseloadError):
        formatted |= {"message": cause.message, "extensions": {"code": cause.code.value}}
    elif cause is None or isinstance(cause, GraphQLError):
        code = (error.extensions or {}).get("code", ErrorCode.BAD_USER_INPUT.value)
        formatted |= {"message": error.message, "extensions": {"code": code}}
    else:
        error_id = cause.error_id if isinstance(cause, PluginFault) else _logged(error, cause)
        formatted |= {
            "message": f"Something went wrong on our side. Tell an administrator the error id {error_id}.",
            "extensions": {"code": ErrorCode.INTERNAL_SERVER_ERROR.value, "errorId": error_id},
        }
    return formatted
