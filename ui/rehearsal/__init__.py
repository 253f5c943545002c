"""Scripted classes: a whole lesson over HTTP, by the rules every browser plays by."""
