"""Figures: pure functions from what a seat may see to dictionaries that become JSON.

Nothing here draws, and nothing here knows a secret that its arguments do not hold.
"""
