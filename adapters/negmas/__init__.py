"""NegMAS and ceasefire at one table, both ways.

NegMAS is AGPL-3.0-or-later since 0.12: it is no dependency of this product, and
whoever uses this folder installs it beside it. See README.md here.
"""
