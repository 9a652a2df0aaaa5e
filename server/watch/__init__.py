"""What happens to a tenant's connectors, told as it happens."""
