"""Pages that stand alone: a frame in HTML that reads light and dark, and escaped tables.

No script, no address outside the file, so that it opens anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_STYLE = """
:root{--ink:#1b1d21;--soft:#5c6470;--paper:#fff;--line:#d9dde3;--good:#1a6b3c;--bad:#a3262a;
--a:#2a5fb0;--b:#b0582a;--band:#dfe8f5}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a3abb7;--paper:#15171b;--line:#363b44;
--good:#6fce97;--bad:#f08c8e;--a:#83aef0;--b:#eda37a;--band:#24344d}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:64rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;line-height:1.2}h2{margin-top:2.5rem;font-size:1.25rem}h3{font-size:1.05rem}
p,li{max-width:44rem}.soft{color:var(--soft);font-size:.9rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-weight:600}
.pass{color:var(--good);font-weight:600}.miss{color:var(--bad);font-weight:600}
details{margin:.4rem 0;border-bottom:1px solid var(--line);padding-bottom:.4rem}
summary{cursor:pointer}svg{max-width:100%;height:auto;display:block;margin:.8rem 0}
svg text{fill:var(--ink);font:13px system-ui,sans-serif}svg .soft{fill:var(--soft)}
"""


def page(title: str, parts: Iterable[str], language: str = "en") -> str:
    """A whole document; `parts` are HTML already, the title is text."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body></html>\n"
    )


def paragraph(text: str, kind: str = "") -> str:
    """One paragraph of text."""
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def heading(text: str, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{escape(text)}</h{level}>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of text; a cell that is `pass` or `miss` in the last column is coloured by `mark`."""
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def cell(text: object) -> str:
    """Text of a cell, escaped."""
    return escape(str(text))


def mark(passed: bool, words: str) -> str:
    """A pass or a miss, in words and colour."""
    return f'<span class="{"pass" if passed else "miss"}">{escape(words)}</span>'
