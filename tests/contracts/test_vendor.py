"""The vendored files are those of the manifest, and those the installed Solara asks for."""

from __future__ import annotations

import re

from ui import settings, vendor


def test_files_are_those_of_the_manifest() -> None:
    """No vendored file is missing, changed or unlisted."""
    assert vendor.changed() == []


def test_installed_solara_finds_its_packages() -> None:
    """Each npm pin of the installed page template is vendored; start-up checks the same."""
    assert len(vendor.pins_asked()) == 3
    assert vendor.missing() == set()
    settings.check()


def test_each_font_face_has_a_vendored_format() -> None:
    """Fonts are kept as woff2 alone: every face of every style sheet names one that is there."""
    listed = vendor.manifest()["files"]
    sheets = [path for path in listed if path.endswith(".css")]
    assert sheets
    for sheet in sheets:
        text = (vendor.FILES / sheet).read_text(encoding="utf-8")
        for face in re.findall(r"@font-face\s*{[^}]*}", text):
            urls = re.findall(r"url\(['\"]?([^'\")]+)", face)
            assert any(
                url.startswith("data:") or is_vendored(sheet, url.partition("?")[0]) for url in urls
            ), face[:200]


def test_plain_pages_have_the_letters_of_the_screens() -> None:
    """The files that their style sheet names are vendored, under the address they are served at."""
    sheet = (vendor.FILES.parents[1] / "assets" / "letters.css").read_text(encoding="utf-8")
    urls = re.findall(r"url\('/_solara/cdn/([^']+)'\)", sheet)
    assert len(urls) == 4
    assert set(urls) <= set(vendor.manifest()["files"])


def is_vendored(sheet: str, url: str) -> bool:
    path = (vendor.FILES / sheet).parent / url
    return path.suffix == ".woff2" and path.exists()


def test_every_package_names_its_licence() -> None:
    """MIT, BSD, Apache or OFL; the notice beside the files lists each package."""
    notice = (vendor.FOLDER / "LICENSES.md").read_text(encoding="utf-8")
    for pin, about in vendor.manifest()["packages"].items():
        assert set(re.findall(r"[\w.-]+", about["licence"])) <= {"MIT", "OFL-1.1", "AND"}
        assert pin in notice
