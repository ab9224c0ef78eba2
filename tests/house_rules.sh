#!/usr/bin/env bash
# Rules that no compiler checks. Prints each breach; fails if there is one.
set -u
cd "$(dirname "$0")/.."
failed=0
breach() { echo "house rule: $1"; echo "$2"; failed=1; }

found=$(git grep -niE 'arxiv|biorxiv|medrxiv|nature\.com|crossref|openalex|pubmed|openai|anthropic|gpt-|llama' -- host || true)
[ -z "$found" ] || breach 'the host names no publisher, plugin or model' "$found"
found=$(git grep -nE '#include "(base|cli|config|plugin|pipeline|text|identity|net|store|report)/' -- plugins sdk || true)
[ -z "$found" ] || breach 'plugins and SDK include nothing of the host' "$found"
found=$(git grep -nE '#include <regex>' -- host sdk plugins || true)
[ -z "$found" ] || breach 'no <regex> (3 s a file)' "$found"
found=$(git grep -nE '\b(TODO|FIXME|XXX)\b' -- host sdk plugins tests/*.cc || true)
[ -z "$found" ] || breach 'no TODO' "$found"
found=$(git grep -nE '/work/(main|shared|\.library)|/root/project' -- . ':!LICENSE' ':!tests/house_rules.sh' || true)
[ -z "$found" ] || breach 'no path of a machine of ours' "$found"
exit $failed
