"""The files of a domain, of any of the three formats: which they are, read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.exchange import documents, genius, geniusweb, negmas
from sim.exchange.domain import Domain, Issue, Profile
from sim.mistakes import Notes, ScenarioError, Words
from sim.scenario.file import read_text

MOST_FILES = 20
"""Files looked at in one folder; leagues' folders hold a dozen profiles."""


@dataclass(frozen=True)
class Format:
    """A file format: how its files are told apart, read and written.

    `agenda` makes name and issues of a domain's tree, `profile` a party's
    preferences over such issues; `found` collects what was left out. `kind` of a
    tree is "domain", "profile" or "" for another file.
    """

    title: str
    suffixes: tuple[str, ...]
    parse: Callable[[str, Notes], Any]
    kind: Callable[[Any], str]
    agenda: Callable[[Any, Notes], tuple[str, tuple[Issue, ...]] | None]
    profile: Callable[[Any, tuple[Issue, ...], str, Notes, list[str]], Profile | None]
    written: Callable[[Domain], dict[str, str]]
    losses: Callable[[Domain], list[str]]


def _nothing(domain: Domain) -> list[str]:
    return []


FORMATS: Mapping[str, Format] = {
    "genius": Format(
        "GENIUS XML", (".xml",), documents.xml, genius.kind, genius.agenda, genius.profile,
        genius.written, _nothing,
    ),
    "geniusweb": Format(
        "GeniusWeb JSON", (".json",), documents.json_table, geniusweb.kind, geniusweb.agenda,
        geniusweb.profile, geniusweb.written, geniusweb.losses,
    ),
    "negmas": Format(
        "NegMAS YAML", (".yml", ".yaml"), documents.yaml_table, negmas.kind, negmas.agenda,
        negmas.profile, negmas.written, _nothing,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A domain that was read, its format's title, its files, and what was left out, said."""

    domain: Domain
    format: str
    files: tuple[Path, ...]
    losses: tuple[str, ...]


def written(domain: Domain, format: str) -> dict[str, str]:
    """The texts of a domain's files by name. KeyError for an unknown format."""
    return FORMATS[format].written(domain)


def read(paths: Sequence[str | Path]) -> Read:
    """The domain of a folder, or of a domain file and its profiles in the order given.

    ScenarioError with every mistake: the file, the place in it, what was found.
    """
    files = _files([Path(path) for path in paths])
    format_ = _format(files)
    trees = [_tree(file, format_) for file in files]
    domains = [tree for tree in trees if tree[2] == "domain"]
    if len(domains) != 1:
        place = str(files[0].parent)
        found = Words(f"{len(domains)} domain files of {format_.title}")
        raise ScenarioError(_one(place, found, "one that names the issues"))
    file, tree, _ = domains[0]
    notes = Notes(str(file))
    agenda = format_.agenda(tree, notes)
    if agenda is None or notes:
        raise ScenarioError(notes.all())
    mistakes, losses, profiles = [], list[str](), []
    for file, tree, kind in trees:
        if kind == "profile":
            notes = Notes(str(file))
            profile = format_.profile(tree, agenda[1], _stem(file), notes, losses)
            profiles += [profile] if profile is not None else []
            mistakes += notes.all()
    if mistakes:
        raise ScenarioError(mistakes)
    used = tuple(file for file, _, kind in trees if kind)
    return Read(Domain(*agenda, tuple(profiles)), format_.title, used, tuple(losses))


def _one(place: str, found: Any, allowed: str) -> list[Any]:
    notes = Notes(place)
    notes.add("", found, allowed)
    return notes.all()


def _files(paths: list[Path]) -> list[Path]:
    known = [suffix for format_ in FORMATS.values() for suffix in format_.suffixes]
    allowed = f"a folder with files ending in {', '.join(known)}, or such files"
    if len(paths) == 1 and paths[0].is_dir():
        try:
            inside = sorted(paths[0].iterdir())
        except OSError as error:
            found = Words(f"a folder that cannot be read ({error.strerror})")
            raise ScenarioError(_one(str(paths[0]), found, "a readable folder")) from None
        folder = str(paths[0])
        paths = [p for p in inside if p.suffix.lower() in known and not _beside(p.name)]
        if not paths:
            raise ScenarioError(_one(folder, Words("no such file in the folder"), allowed))
    if len(paths) > MOST_FILES:
        found = Words(f"{len(paths)} files")
        more = f"at most {MOST_FILES}; name the domain and the two profiles that you mean"
        raise ScenarioError(_one(str(paths[0].parent), found, more))
    for path in paths:
        if path.suffix.lower() not in known:
            found = Words(f"a name that ends in {path.suffix or 'nothing'}")
            raise ScenarioError(_one(str(path), found, allowed))
    return paths


def _beside(name: str) -> bool:
    """Whether a file only accompanies a domain: statistics and frontiers that programs keep."""
    return name.startswith((".", "_")) or name.endswith(("pareto.xml", "specials.json"))


def _format(files: list[Path]) -> Format:
    held = [f for f in FORMATS.values() if any(p.suffix.lower() in f.suffixes for p in files)]
    if len(held) > 1:
        found = Words(f"files of {' and of '.join(f.title for f in held)}")
        raise ScenarioError(_one(str(files[0].parent), found, "one format; name its files"))
    return held[0]


def _tree(file: Path, format_: Format) -> tuple[Path, Any, str]:
    notes = Notes(str(file))
    text = read_text(file, notes, documents.LARGEST)
    tree = None if text is None else format_.parse(text, notes)
    if tree is None:
        raise ScenarioError(notes.all())
    return file, tree, format_.kind(tree)


def _stem(file: Path) -> str:
    """A party's name by its file: what `written` puts before it is taken away."""
    first, _, rest = file.stem.partition("-")
    return rest if first.startswith("party") and first[5:].isdigit() and rest else file.stem
