"""Probing apart from the API: what a prober serves, and how a service reaches one."""
