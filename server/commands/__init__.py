"""The commands of `python -m server` beside `serve`."""
