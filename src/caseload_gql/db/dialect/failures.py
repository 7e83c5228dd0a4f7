"""What a failure that the driver tells of means."""


def is_conflict(error: BaseException) -> bool:
    """Whether a write lost a race that a retry may win: serialization, deadlock, a busy SQLite file."""
    original = getattr(error, "orig", error)
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return state in {"40001", "40P01"} or "database is locked" in str(original)


def is_full(error: BaseException) -> bool:
    """Whether the disk of the database has no room left."""
    original = getattr(error, "orig", error)
    state = getattr(original, "sqlstate", None) or getattr(original, "pgcode", None)
    return state == "53100" or "database or disk is full" in str(original)
