#!/bin/sh
# prepare.sh install|build: what the launcher and the tests need before they can start.
# install: npm ci (the lock file names the Node that everything runs on), then build.
here=$(cd "$(dirname "$0")/.." && pwd) || exit 3
cd "$here" || exit 3
step=$1
say() { printf 'varde: %s\n' "$*"; }
if [ "$step" = install ]; then
  command -v npm >/dev/null 2>&1 || { say 'npm is missing: install Node.js 20 or later with npm, then start again.'; exit 3; }
  say 'first use: installing (about a minute) …'
  npm ci --no-audit --no-fund --loglevel=error || { say 'npm ci failed: see above; is the network there?'; exit 3; }
fi
node=node_modules/.bin/node
[ -x "$node" ] || { say "no Node 24 for this system was installed: varde brings it for Linux (x64, arm64) and Windows (x64); install Node 24 and run: node tools/build.ts"; exit 3; }
"$node" tools/build.ts || { say 'the build failed: see above.'; exit 3; }
touch dist/.installed
