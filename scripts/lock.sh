#!/bin/sh
# Lock the dependencies: uv.lock for uv, and the same versions with hashes for pip.
# The compiler stands apart, so that a machine without a wheel for it can do without.
set -eu
cd "$(dirname "$0")/.."
uv lock --quiet "$@"
export_locked() { uv export --quiet --frozen --no-emit-project --no-annotate --no-header "$@"; }
without="--no-emit-package numba --no-emit-package llvmlite"
export_locked $without --no-default-groups --group build > requirements/play.txt
export_locked $without --no-default-groups --extra school > requirements/school.txt
export_locked $without --only-group docs > requirements/docs.txt
export_locked $without --only-group dev > requirements/tools.txt
export_locked --no-default-groups --extra fast |
    awk '/^[a-z]/ { keep = /^(numba|llvmlite)==/ } keep' > requirements/fast.txt
