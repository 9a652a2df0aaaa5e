"""What `make generate` makes of protos/, one module a language."""
