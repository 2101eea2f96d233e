#!/bin/sh
# prepare.sh install|build: what the launcher and the tests need before they can start.
# install: npm ci (the lock file names the Node that everything runs on), then build.
here=$(cd "$(dirname "$0")/.." && pwd) || exit 3
cd "$here" || exit 3
step=$1
say() { printf 'varde: %s\n' "$*"; }

# One at a time: two first starts at once would install over each other. Who waited finds the work done.
lock=.preparing
seconds=0
[ -w . ] || { say "$here cannot be written to: varde installs and builds there on first use."; exit 3; }
mark=$(mktemp) || exit 3
until mkdir "$lock" 2>/dev/null; do
  holder=$(cat "$lock/pid" 2>/dev/null)
  if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then rm -rf "$lock"; continue; fi
  [ "$seconds" -gt 0 ] || say 'another start is installing or building: waiting for it …'
  seconds=$((seconds + 1))
  [ "$seconds" -lt 900 ] || { say "waited 15 minutes; if nothing is being installed, remove $here/$lock and start again."; exit 3; }
  sleep 1
done
trap 'rm -rf "$lock" "$mark"' EXIT
trap 'exit 3' HUP INT TERM
echo $$ >"$lock/pid"
if [ "$seconds" -gt 0 ] && [ -n "$(find dist/.installed -newer "$mark" 2>/dev/null)" ]; then exit 0; fi

if [ "$step" = install ]; then
  command -v npm >/dev/null 2>&1 || { say 'npm is missing: install Node.js 20 or later with npm, then start again.'; exit 3; }
  say 'first use: installing (about a minute) …'
  npm ci --no-audit --no-fund --loglevel=error || { say 'npm ci failed: see above; is the network there?'; exit 3; }
fi
node=node_modules/.bin/node
[ -x "$node" ] || { say "no Node 24 for this system was installed: varde brings it for Linux (x64, arm64) and Windows (x64); install Node 24 and run: node tools/build.ts"; exit 3; }
"$node" tools/build.ts || { say 'the build failed: see above.'; exit 3; }
touch dist/.installed
