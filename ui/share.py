"""A card to share of a day's game: what became of it, and nothing that would spoil the world."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from . import palette
from .charts.people import titled
from .charts.truth import opened
from .words import say

if TYPE_CHECKING:
    from sim.game import Game
    from sim.windows import Truth

EVEN = 0.5
WIDTH, HEIGHT = 600, 315
SIGNS = {True: "◆", False: "◇"}
INK, PAPER, OPEN, LINE = (palette.light()[name] for name in ("ink", "paper", "open", "line-2"))


def marks(truth: Truth, seat: str) -> list[dict[str, Any]]:
    """Whether a window opened, was seen by this seat, and was seized: yes or no, never when."""
    rounds = set(opened(truth))
    believed = zip(truth.rounds, truth.believed[seat], strict=True)
    seen = any(window.round in rounds and p >= EVEN for window, p in believed)
    seized = any(episode.outcome == "seized" for episode in truth.episodes)
    found = {"opened": bool(rounds), "seen": seen, "seized": seized}
    return [{"name": say(f"screen.daily.{n}"), "yes": yes} for n, yes in found.items()]


def card(game: Game, truth: Truth, seat: str, day: str, counts: bool) -> dict[str, Any]:
    """The card as text and as a drawing. The game is over."""
    signs = marks(truth, seat)
    ending = say(f"screen.ending.{game.ending.replace(' ', '_')}")
    lines = [
        say("screen.daily.card", day=day),
        say("screen.daily.card_seat", title=titled(game.scenario),
            party=game.scenario.parties[seat].name),
        say("screen.daily.card_end", rounds=len(truth.rounds), ending=ending),
    ]  # fmt: skip
    said = "  ".join(f"{SIGNS[sign['yes']]} {sign['name']}" for sign in signs)
    again = [] if counts else [say("screen.daily.card_again")]
    return {
        "text": "\n".join([*lines, said, *again]),
        "svg": drawn(lines, signs, again),
        "signs": signs,
    }


def drawn(lines: list[str], signs: list[dict[str, Any]], again: list[str]) -> str:
    """The card as a drawing of its own, with its text as its name."""
    name = html.escape(" ".join([*lines, *again]))
    texts = [
        f'<text x="36" y="{64 + 34 * k}" font-size="{26 if k == 0 else 20}" '
        f'font-weight="{700 if k == 0 else 400}">{html.escape(line)}</text>'
        for k, line in enumerate([*lines, *again])
    ]
    shapes = []
    for k, sign in enumerate(signs):
        x = 110 + 190 * k
        fill, stroke = (OPEN, OPEN) if sign["yes"] else ("none", LINE)
        shapes.append(
            f'<path d="M{x} 202l24 24-24 24-24-24z" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="4"/><text x="{x}" y="286" font-size="19" text-anchor="middle">'
            f"{html.escape(sign['name'])}</text>"
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" aria-label="{name}" font-family="system-ui, sans-serif" '
        f'fill="{INK}"><rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>'
        f"{''.join(texts)}{''.join(shapes)}</svg>"
    )
