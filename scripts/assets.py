"""Renew ui/vendor: the npm packages that the installed Solara's page asks for.

    make assets        needs npm; nobody who plays does

Keeps what a current browser loads in production and drops the rest: source
maps, development builds, other majors of ipywidgets, and fonts in formats
older than woff2 (every face has one).
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import ipywidgets

from ui import vendor

MAJOR = ipywidgets.__version__.split(".")[0]
KEPT = {
    "@widgetti/solara-vuetify-app": rf"dist/(main{MAJOR}\.css|fonts\.css|.*\.woff2"
    rf"|solara-vuetify-app{MAJOR}\.min\.js(\.LICENSE\.txt)?)",
    "requirejs": r"require\.js",
    "font-awesome": r"css/font-awesome\.min\.css|fonts/.*\.woff2",
}
NOTICE = """# Licences of the vendored files

Unchanged files from npm packages, served to the browser by this program. The
bundle of the first package carries the notices of what it contains in the
`.LICENSE.txt` beside it (Vue, Vuetify, Jupyter widgets, CodeMirror, jQuery and
others: MIT, BSD, Apache-2.0); its fonts are Roboto (Apache-2.0), Material Icons
(Apache-2.0), Material Design Icons (Apache-2.0 and OFL-1.1) and those of KaTeX
(MIT and OFL-1.1). Font Awesome is by Dave Gandy.

| package | licence |
|---|---|
"""


def fetch(pin: str, kept: str, into: Path) -> dict[str, str]:
    """Unpack the kept files of one package below `into`; return its licence and source."""
    with tempfile.TemporaryDirectory() as scratch:
        packing = ["npm", "pack", "--silent", "--pack-destination", scratch, pin]
        subprocess.run(packing, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as packed:
            content = {
                member.name.removeprefix("package/"): packed.extractfile(member).read()
                for member in packed.getmembers()
                if member.isfile()
            }
    about = json.loads(content["package.json"])
    for path, written in content.items():
        if re.fullmatch(kept, path):
            target = into / pin / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(written)
    return {"licence": about["license"], "source": about["repository"]["url"]}


def main() -> int:
    if shutil.which("npm") is None:
        print("Renewing the vendored files needs npm, which is not here.", file=sys.stderr)
        return 1
    shutil.rmtree(vendor.FILES, ignore_errors=True)
    pins = sorted(vendor.pins_asked())
    packages = {pin: fetch(pin, KEPT[pin.rpartition("@")[0]], vendor.FILES) for pin in pins}
    files = sorted(path for path in vendor.FILES.rglob("*") if path.is_file())
    hashes = {
        path.relative_to(vendor.FILES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
    content = json.dumps({"packages": packages, "files": hashes}, indent=1) + "\n"
    (vendor.FOLDER / "manifest.json").write_text(content, encoding="utf-8")
    rows = "".join(f"| {pin} | {about['licence']} |\n" for pin, about in packages.items())
    (vendor.FOLDER / "LICENSES.md").write_text(NOTICE + rows, encoding="utf-8")
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"{len(pins)} packages, {len(files)} files, {size:.1f} MB in {vendor.FILES}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
