"""Where a location lies: both coordinates or neither."""

import math

from caseload_gql.errors import UserError, UserErrorCode
from caseload_gql.services.refusal import problem


def check_coordinates(latitude: float | None, longitude: float | None) -> list[UserError]:
    """The problems of a place on the globe; nowhere is none."""
    problems = [
        problem(UserErrorCode.INVALID, f"{name} lies from -{most} to {most} degrees.", name)
        for name, value, most in (("latitude", latitude, 90), ("longitude", longitude, 180))
        if value is not None and not (math.isfinite(value) and -most <= value <= most)
    ]
    if (latitude is None) != (longitude is None):
        missing = "latitude" if latitude is None else "longitude"
        message = "A place on the globe has both latitude and longitude. Give both, or clear both."
        problems.append(problem(UserErrorCode.INVALID, message, missing))
    return problems
