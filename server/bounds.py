"""What no request may exceed, whichever transport it came by."""

MAX_REQUEST_BYTES = 1 << 20
# Nesting as JSON shows it: the request object is level 1, a Struct field of it level 2.
MAX_DEPTH = 32
MAX_INTEGER = 2**53 - 1  # beyond it a double, and so JSON in most clients, loses digits (RFC 8259, section 6)
