"""The `connectors` command. It stands on the client alone: whatever it does, a program can do."""
