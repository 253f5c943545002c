"""Alternating-offers negotiation: the opponent models that read it."""
