"""Bridges to other programs, each in a place of its own; none is part of the installed product."""
