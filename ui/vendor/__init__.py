"""The files Solara's page needs from npm, kept here so that a page needs no network.

`files/` is laid out as the page asks for it (`<package>@<version>/<path>`),
`manifest.json` holds the licence of each package and the SHA-256 of each file.
`make assets` renews all of it.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
FILES = FOLDER / "files"
PIN = re.compile(r"((?:@[\w.-]+/)?[\w.-]+@\d[\w.+-]*)/")


def manifest() -> dict[str, Any]:
    """`packages`: pin -> {licence, source}; `files`: path below `files/` -> SHA-256."""
    content: dict[str, Any] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return content


def changed() -> list[str]:
    """Vendored paths that are missing, differ from the manifest, or do not stand in it."""
    listed = manifest()["files"]
    found = {
        path.relative_to(FILES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FILES.rglob("*")
        if path.is_file()
    }
    return sorted(p for p in listed.keys() | found.keys() if listed.get(p) != found.get(p))


def pins_asked() -> set[str]:
    """The npm pins the installed Solara's page asks for (its Vuetify 2 half).

    Read as text: importing Solara would fix its settings before ours are set.
    """
    solara = importlib.util.find_spec("solara")
    if solara is None or solara.origin is None:
        return set()
    server = Path(solara.origin).parent / "server"
    template = (server / "templates" / "solara.html.j2").read_text(encoding="utf-8")
    settings = (server / "settings.py").read_text(encoding="utf-8")
    asked = [path for _, path in re.findall(r"(\{\{ ?cdn ?\}\}/)([^\"']+)", template)]
    asked += re.findall(r"fontawesome_path[^=]*= \"/([^\"]+)\"", settings)
    pins = {match.group(1) for path in asked if (match := PIN.match(path))}
    return {pin for pin in pins if "vuetify3" not in pin}


def missing() -> set[str]:
    """Pins the installed Solara asks for that are not here: such a page stays white offline."""
    return pins_asked() - manifest()["packages"].keys()
