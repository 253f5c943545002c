"""Negotiation in the field's own game: alternating offers over a list of outcomes.

Apart from the war: no state of the world, no rounds of acts, only utilities, reservation values
and a deadline. Here the mind meets strategies and benchmarks that others know.
"""
