"""Proto to use case and back, one file a part of the contract; no logic."""
