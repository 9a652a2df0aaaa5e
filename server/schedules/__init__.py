"""Tests that nobody asked for: those that are due."""
