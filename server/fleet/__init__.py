"""Many connectors at once."""
