"""Reads: an operation's selection becomes one SELECT whose JSON the database builds."""
