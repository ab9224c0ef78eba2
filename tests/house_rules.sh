#!/usr/bin/env bash
# Rules that no compiler checks. Prints each breach; fails if there is one.
set -u
cd "$(dirname "$0")/.."
failed=0
breach() { echo "house rule: $1"; echo "$2"; failed=1; }

found=$(git grep -niE 'arxiv|biorxiv|medrxiv|nature\.com|crossref|openalex|pubmed|openai|anthropic|gpt-|llama' -- host || true)
[ -z "$found" ] || breach 'the host names no publisher, plugin or model' "$found"

# A folder of host/ includes itself, the SDK and what its row in docs/design/house.md says it may use.
rows=$(sed -n '/^| folder | job | may use |$/,/^$/p' docs/design/house.md | tail -n +3 | tr -d ' ')
for folder in $(git ls-files host | sed -n 's|^host/\([^/]*\)/.*|\1|p' | sort -u); do
  row=$(grep "^|$folder|" <<<"$rows") || { breach 'each folder of host/ has its row in docs/design/house.md' "host/$folder"; continue; }
  allowed=$(cut -d'|' -f4 <<<"$row" | tr ',' '|')
  found=$(git grep -nE '#include "[^"]*/' -- "host/$folder" | grep -vE "#include \"($folder|sheaf${allowed:+|$allowed})/" || true)
  [ -z "$found" ] || breach "host/$folder includes only what its row in docs/design/house.md allows" "$found"
done

# A plugin includes its own folder, the SDK and plugins/common/; its namespace is its folder's name.
common=$(git ls-files plugins/common | sed -n 's|^plugins/common/\([^/]*\)/.*|\1|p' | sort -u | paste -sd'|')
for folder in $(git ls-files plugins | sed -nE 's#^(plugins/(common/)?[^/]*)/.*#\1#p' | grep -vx plugins/common | sort -u); do
  name=${folder##*/}
  found=$(git grep -nE '#include "[^"]*/' -- "$folder" | grep -vE "#include \"(sheaf|$common|$name)/" || true)
  [ -z "$found" ] || breach 'a plugin includes its own folder, the SDK and plugins/common/ alone' "$found"
  found=$(git grep -nE '^namespace [a-z_]+ *(::|\{)' -- "$folder" | grep -vE ":namespace ${name//-/_}\b" || true)
  [ -z "$found" ] || breach "the namespace in $folder is its folder's name, - as _" "$found"
done
found=$(git grep -nE '#include "[^"]*/' -- sdk | grep -vE '#include "sheaf/' || true)
[ -z "$found" ] || breach 'the SDK includes nothing of the host or the plugins' "$found"

found=$(git grep -nE '#include <regex>' -- host sdk plugins || true)
[ -z "$found" ] || breach 'no <regex> (3 s a file)' "$found"
found=$(git grep -nE '\b(TODO|FIXME|XXX)\b' -- host sdk plugins tests/*.cc || true)
[ -z "$found" ] || breach 'no TODO' "$found"
root=$(pwd -P) found=
[ -z "${root%/*}" ] ||  # where this tree stands, and what stands beside it
  found=$(git grep -nE "(^|[^A-Za-z0-9_.:/}\$-])(${root%/*})/[A-Za-z0-9_.-]+/" -- . || true)
[ -z "$found" ] || breach 'no path of a machine of ours' "$found"
exit $failed
