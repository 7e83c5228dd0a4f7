"""Pure rules of the domain: no I/O, nothing from outside."""
