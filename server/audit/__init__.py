"""The audit trail beside its writing: sealing, checking, pruning, listing, and counting what was refused."""
