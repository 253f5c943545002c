"""A larger flagship for measuring: the same war with three more options, 20,480 terms.

`python benchmarks/large.py FOLDER` writes it there as a scenario. The options
stand for nothing; their values are those of a neighbour, moved a little.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import sim

FLAGSHIP = Path(__file__).parent.parent / "scenarios" / "ukraine-2022"
# issue, and the option beside which a new one is put
ADDED = (
    ("forces", "cap_250"),
    ("sanctions", "phased"),
    ("humanitarian", "exchange"),
)


def write(folder: Path) -> Path:
    """Write the scenario into a folder; where its file is."""
    text = (FLAGSHIP / "scenario.toml").read_text(encoding="utf-8")
    flagship = sim.load("ukraine-2022")
    for number, (issue, beside) in enumerate(ADDED):
        known = flagship.issues[issue].options[beside]
        near = {p: min(1.0, known.values[p] + 0.02 * (number + 1)) for p in flagship.parties}
        given = ", ".join(f"{party} = {value:.2f}" for party, value in near.items())
        consent = ", ".join(f'"{party}"' for party in sorted(known.consent))
        text += (
            f'\n[issues.{issue}.options.measured]\ntitle = "One more"\ntext = "For measuring."\n'
            f"consent = [{consent}]\nvalues = {{ {given} }}\n"
            'source = "judgement"\nconfidence = "low"\n'
        )
    text = re.sub(r'^title = "Ukraine', 'title = "For measuring: Ukraine', text, flags=re.MULTILINE)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "scenario.toml"
    file.write_text(text, encoding="utf-8")
    return file


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(write(Path(sys.argv[1])))
    else:
        print(__doc__)
