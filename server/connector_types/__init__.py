"""Connector types: the built-in ones for everyone, and those that a tenant declares itself; one use case a file."""
