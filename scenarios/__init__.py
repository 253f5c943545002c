"""Scenario files and briefings: data only, read through `importlib.resources`."""
