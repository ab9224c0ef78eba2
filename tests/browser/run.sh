#!/usr/bin/env bash
# run.sh BUILD: the tests of the site in Chromium, with the program and plugins of this build folder.
# BUILD/browser keeps Playwright (installed once, from the lock file), the sites and pictures of failures.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
out=$build/browser
mkdir -p "$out"
if ! cmp -s "$here/package-lock.json" "$out/package-lock.json" || [ ! -d "$out/node_modules/playwright-core" ]; then
  cp "$here/package.json" "$here/package-lock.json" "$out/"
  (cd "$out" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --silent)
fi
export SHEAF_BROWSER_BUILD=$out SHEAF=$build/bin/sheaf SHEAF_PLUGIN_PATH=${SHEAF_PLUGIN_PATH:-$build/plugins} XDG_STATE_HOME=$out/state XDG_CACHE_HOME=$out/cache
# Two mornings of the demo's hub as a site, and a site of works that no source would send.
rm -rf "$out/hub" "$out/hub.db"* "$out/state" "$out"/fonts-*
cp "$here/hub.yaml" "$out/hub.yaml"
for day in 2026-09-24 2026-09-25; do
  "$SHEAF" run "$out/hub.yaml" --replay "$here/../demo/hub/$day" --at "${day}T10:00:00Z"
done
node "$here/fixture.mjs" "$out/fixture" 400
exec node --test --test-reporter=spec "$here/site.test.mjs"
