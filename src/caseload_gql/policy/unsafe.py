"""What is raised of an expression that a policy may not answer with."""


class UnsafeExpression(ValueError):
    """An expression that could open or mix up rows."""
