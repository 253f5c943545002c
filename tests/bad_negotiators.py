"""NegMAS negotiators that fail, each in its own way. Imported only where NegMAS is installed."""

import os
import time

from negmas.sao import ResponseType, SAONegotiator, SAOResponse


class Raises(SAONegotiator):
    """Raises whenever it should offer."""

    def propose(self, state, dest=None):
        raise RuntimeError("no idea")


class Stalls(SAONegotiator):
    """Never answers, and keeps its processor busy."""

    def propose(self, state, dest=None):
        while True:
            pass


class Sleeps(SAONegotiator):
    """Offers in its first turn, and from then on takes too long over answers."""

    def propose(self, state, dest=None):
        return self.nmi.outcome_space.random_outcome()

    def respond(self, state, source=None):
        time.sleep(60)


class Babbles(SAONegotiator):
    """Offers what is not on the agenda."""

    def propose(self, state, dest=None):
        return ("peace", "now")


class Mutters(SAONegotiator):
    """Says something that is no response."""

    def __call__(self, state, dest=None):
        return "maybe"


class Walks(SAONegotiator):
    """Ends the negotiation at once."""

    def __call__(self, state, dest=None):
        return SAOResponse(ResponseType.END_NEGOTIATION, None)


class Dies(SAONegotiator):
    """Takes its process with it."""

    def propose(self, state, dest=None):
        os._exit(3)


class Waits(SAONegotiator):
    """Has nothing to offer and refuses everything: the rules allow it."""

    def propose(self, state, dest=None):
        return None

    def respond(self, state, source=None):
        return ResponseType.REJECT_OFFER


def unmade():
    """Cannot even be made."""
    raise ValueError("no such strategy")


def other():
    """Is no negotiator."""
    return 7
