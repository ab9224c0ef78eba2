#!/usr/bin/env bash
# docs/pipelines.md is what `sheaf schema --reference` prints. To mend: ./dev sheaf schema --reference -o docs/pipelines.md
set -euo pipefail
"$SHEAF" schema --reference | diff -u docs/pipelines.md - || {
  echo 'docs/pipelines.md is stale: ./dev sheaf schema --reference -o docs/pipelines.md' >&2
  exit 1
}
