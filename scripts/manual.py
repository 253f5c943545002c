"""Build the documents as a site: `python scripts/manual.py`.

It gathers what stands in docs/ and beside it into build/manual, adds what is generated from the
code (every number, every command, every public name), runs the notebooks, turns formulas into
MathML, and lets Zensical make pages of it in ui/site. From there the app serves them at /docs,
and a wheel that is built now carries them. No page asks another host for anything.

    python scripts/manual.py                what `make docs` builds
    python scripts/manual.py --serve        and then serves, at http://127.0.0.1:8766/docs/
    python scripts/manual.py --check        and then follows every link and anchor
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import manual_links  # noqa: E402
import manual_pages  # noqa: E402

DOCS = ROOT / "docs"
WORK = ROOT / "build" / "manual"
SITE = ROOT / "ui" / "site"
CONFIG = "zensical.toml"
PORT = 8766

BESIDE = {
    "DECISIONS.md": "decisions.md",
    "CHANGELOG.md": "changes.md",
    "CONTRIBUTING.md": "contributing.md",
    "benchmarks/README.md": "benchmarks.md",
    "adapters/negmas/README.md": "negmas.md",
    "ui/vendor/LICENSES.md": "licences.md",
}
"""Pages that stand elsewhere in the checkout, and their names in the site."""

GENERATED: dict[str, Callable[[], str]] = {
    "reference/numbers.md": manual_pages.numbers,
    "reference/scenarios.md": manual_pages.scenarios,
    "reference/commands.md": manual_pages.commands,
    "reference/sim.md": manual_pages.names,
}

FENCED = re.compile(r"^(```.*?^```)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(!?\[(?:[^\[\]]|\[[^\]]*\])*\])\(([^()\s]+)\)|(<img src=)\"([^\"]+)\"")
INCLUDE = re.compile(r"^<!-- section: (\S+) \| (.+) -->$", re.MULTILINE)
FORMULA = re.compile(r"^```math\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SIGN = re.compile(r"\$([^$`\n]+)\$")
STYLE = "manual.css"


class Manual(Exception):
    """What is wrong with a document, as a sentence."""


def pages() -> dict[str, str]:
    """Every written page: its path in the checkout, and its name in the site."""
    kept = {page.relative_to(ROOT).as_posix(): page for page in DOCS.rglob("*.md")}
    ours = {path: path.removeprefix("docs/") for path in kept if "/pictures/" not in path}
    return ours | {path: name for path, name in BESIDE.items() if (ROOT / path).exists()}


def gather(folder: Path, worlds: int | None = None) -> None:
    """Put all pages, and the files they name, into a folder."""

    def write(name: str, text: str) -> None:
        page = folder / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, encoding="utf-8")

    known = pages()
    notebooks = {
        f"docs/notebooks/{book.name}": f"notebooks/{book.stem}.md"
        for book in (DOCS / "notebooks").glob("*.ipynb")
    }
    files: set[str] = set()
    for path, name in known.items():
        text = include((ROOT / path).read_text(encoding="utf-8"))
        write(name, relinked(math(text), path, name, known | notebooks, files))
    for name, page in GENERATED.items():
        write(name, page())
    for path, name in notebooks.items():
        write(name, manual_pages.notebook(ROOT / path, folder / "notebooks", worlds))
    shutil.copy(DOCS / STYLE, folder / STYLE)
    for file in files:
        copy = folder / file.removeprefix("docs/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, copy)


def include(text: str) -> str:
    """The page with each `<!-- section: FILE | HEADING -->` replaced by that section."""

    def section(found: re.Match[str]) -> str:
        path, heading = found[1], found[2]
        source = (ROOT / path).read_text(encoding="utf-8")
        part = re.search(
            rf"^(#+) {re.escape(heading)}\n(.*?)(?=^#+ |\Z)", source, re.MULTILINE | re.DOTALL
        )
        if part is None:
            raise Manual(f"{path} has no section {heading!r}, which a page includes.")
        return relinked(part[2].strip(), path, "", {}, set(), back=True)

    return INCLUDE.sub(section, text)


def math(text: str) -> str:
    """The page with its formulas as MathML, which browsers draw by themselves.

    Fenced formulas anywhere; signs between dollars only on a page that has one, for elsewhere
    a dollar is a dollar.
    """
    from latex2mathml.converter import convert

    def sign(found: re.Match[str]) -> str:
        # what Markdown would take for its own
        return convert(found[1]).replace("*", "&#42;").replace("_", "&#95;")

    def formula(found: re.Match[str]) -> str:
        return f'<div class="formula">{convert(found[1].strip(), display="block")}</div>'

    if not FORMULA.search(text):
        return text
    return SIGN.sub(sign, FORMULA.sub(formula, text))


def relinked(
    text: str, path: str, name: str, known: dict[str, str], files: set[str], back: bool = False
) -> str:
    """The page with links that hold in the site; `files` gets what else they name.

    With `back` links are only made relative to docs/, for a section that moves there.
    """

    def target(address: str) -> str | None:
        if re.match(r"[a-z]+:", address) or address.startswith("#"):
            return address
        to, _, anchor = address.partition("#")
        there = os.path.normpath(os.path.join(os.path.dirname(path), to))
        if not (ROOT / there).exists():
            raise Manual(f"{path} links to {address}, which is not there.")
        if back:
            return os.path.relpath(there, "docs") + (f"#{anchor}" if anchor else "")
        if there in known:
            found = os.path.relpath(known[there], os.path.dirname(name) or ".")
        elif there.startswith("docs/") and (ROOT / there).is_file():
            files.add(there)
            found = os.path.relpath(there.removeprefix("docs/"), os.path.dirname(name) or ".")
        else:
            return None
        return found + (f"#{anchor}" if anchor else "")

    def link(found: re.Match[str]) -> str:
        address = found[2] or found[4]
        new = target(address)
        if new is None:  # a file of the checkout that is no page: its name must do
            return f"{found[1][1:-1]} (`{os.path.normpath(address).lstrip('./')}`)"
        return f"{found[1]}({new})" if found[2] else f'{found[3]}"{new}"'

    parts = FENCED.split(text)
    return "".join(part if n % 2 else LINK.sub(link, part) for n, part in enumerate(parts))


def build(work: Path = WORK, site: Path = SITE, worlds: int | None = None) -> None:
    """Gather the pages in `work`, and make the site of them in `site`."""
    shutil.rmtree(work, ignore_errors=True)
    gather(work / "pages", worlds)
    config = (ROOT / CONFIG).read_text(encoding="utf-8")
    for theirs, ours in (("build/manual", "pages"), ("ui/site", "site"), ('["."]', f"['{ROOT}']")):
        config = config.replace(theirs, ours)
    (work / CONFIG).write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    done = subprocess.run(command, cwd=work, capture_output=True, text=True)
    if done.returncode or not (work / "site" / "index.html").exists():
        raise Manual(f"The site could not be built:\n{done.stdout}{done.stderr}")
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(work / "site", site)


def serve() -> None:
    """The site alone, as the app serves it, until stopped."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.middleware import Middleware

    from ui import fence, manual

    app = Starlette(routes=manual.routes(), middleware=[Middleware(fence.Fence)])
    print(f"http://127.0.0.1:{PORT}/docs/   (Ctrl-C ends it)", flush=True)
    uvicorn.run(app, port=PORT, log_level="warning")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--serve", action="store_true", help="serve it afterwards")
    parser.add_argument("--check", action="store_true", help="follow every link afterwards")
    parser.add_argument("--worlds", type=int, help="worlds of each kind in the notebooks")
    chosen = parser.parse_args()
    try:
        build(worlds=chosen.worlds)
    except Manual as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Built in {SITE.relative_to(ROOT)}.", flush=True)
    if chosen.check:
        wrong = manual_links.wrong(SITE)
        print("\n".join(wrong) or "Every link and anchor holds.")
        if wrong:
            return 1
    if chosen.serve:
        serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
