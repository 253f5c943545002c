"""What a server of classes holds before anybody comes, step by step in one process."""

from __future__ import annotations

import json
import subprocess
import sys

STEPS = (
    ("Python", "pass"),
    ("NumPy", "import numpy"),
    ("the application: rules as text, words, doors, SQLAlchemy, Starlette",
     "from ui import app, rooms, cli"),
    ("Numba and llvmlite", "import numba"),
    ("rules compiled, of which all is loaded that Python calls",
     "from ui import memory, warming\nwarming.compile_here()\nmemory.settle()"),
    ("Solara and what it needs: IPython, ipywidgets, ipyvuetify",
     "app.settings.apply()\nimport solara.server.starlette"),
)  # fmt: skip

SCRIPT = """
import json, re
def held():
    text = open("/proc/self/smaps_rollup").read()
    return [int(re.search(name + r":\\\\s+(\\\\d+)", text)[1]) / 1024
            for name in ("Pss_Anon", "Pss_File")]
found = []
for name, step in {steps!r}:
    before = held() if found else [0, 0]
    exec(step)
    after = held()
    found.append((name, after[0] - before[0], after[1] - before[1]))
print(json.dumps(found))
"""


def steps() -> list[tuple[str, float, float]]:
    """Megabytes of its own, and of files it reads as they are, that each step adds."""
    body = SCRIPT.replace("{steps!r}", repr(STEPS)).replace("\\\\", "\\")
    done = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=True)
    return [(name, round(own), round(files)) for name, own, files in json.loads(done.stdout)]


if __name__ == "__main__":
    print(*steps(), sep="\n")
