"""What tests found over time."""
