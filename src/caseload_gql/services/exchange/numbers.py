"""How numbers are written in an export, so that none is rounded on its way."""


def hundredths(value: int) -> str:
    """Whole hundredths as a number is written: 1, 1.5, 0.75."""
    return _shifted(value, 2)


def ten_thousandths(value: int) -> str:
    """Whole ten-thousandths, as a share is written: 1, 0.85."""
    return _shifted(value, 4)


def number(value: float | None) -> str | None:
    """Any number, in the fewest digits that are read as the same one."""
    return None if value is None else repr(float(value)).removesuffix(".0")


def _shifted(value: int, places: int) -> str:
    whole, part = divmod(value, 10**places)
    return f"{whole}.{part:0{places}}".rstrip("0").rstrip(".")
