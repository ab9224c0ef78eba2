#!/usr/bin/env bash
# run.sh SHEAF FOLDER: three mornings of pipelines/demo.yaml, two of hub-demo.yaml and one of ml-architecture.yaml, from cassettes;
# says where the digests are.
set -euo pipefail
sheaf=$1
folder=$2
here=$(dirname "$0")
rm -rf "$folder"
mkdir -p "$folder"
export XDG_STATE_HOME=$PWD/$folder/state
for day in 2026-09-24 2026-09-25 2026-09-27; do
  code=0
  "$sheaf" run pipelines/demo.yaml --replay "$here/cassettes/$day" --at "${day}T10:00:00Z" || code=$?
  # Friday's feed of strings is broken on purpose: delivered in part
  [ "$code" = "$([ "$day" = 2026-09-25 ] && echo 3 || echo 0)" ] || { echo "unexpected exit code $code" >&2; exit 1; }
done
# The hub: five places, two mornings, digests and a site; what was retracted or corrected overnight comes first on the second.
for day in 2026-09-24 2026-09-25; do
  "$sheaf" run pipelines/hub-demo.yaml --replay "$here/hub/$day" --at "${day}T10:00:00Z"
done
# A language model's grades and briefing, as it gave them once.
"$sheaf" run pipelines/ml-architecture.yaml --replay "$here/ml" --at 2026-09-24T10:00:00Z \
  --set "store=$PWD/$folder/ml.db" --set "outputs.output-markdown.with.path=$PWD/$folder/ml/{profile}/{date}.md"
echo
echo 'The digests:'
find "$folder" -name '*.md' | sort | sed 's/^/  /'
echo "The hub's site, for any browser (or: ./dev sheaf serve $folder/site):"
echo "  $folder/site/index.html"
