#!/bin/sh
# prepare.sh install|build: what the launcher and the tests need before they can start.
# install: npm ci (the lock file names the Node that everything runs on), then build.
here=$(cd "$(dirname "$0")/.." && pwd) || exit 3
cd "$here" || exit 3
step=$1
say() { printf 'varde: %s\n' "$*"; }

# Of another user, too, whom `kill` may not ask.
is_there() { kill -0 "$1" 2>/dev/null || [ -d "/proc/$1" ] || ps -p "$1" >/dev/null 2>&1; }
is_installed() { [ -x node_modules/.bin/node ] && [ -f dist/.installed ] && ! [ package-lock.json -nt dist/.installed ]; }
# To its end: what marks it comes last.
is_built() { [ -f dist/varde.js ] && ! [ dist/varde.js -nt dist/.installed ] && [ -z "$(find src data -newer dist/varde.js -type f ! -name '*.gen.ts' -print -quit 2>/dev/null)" ]; }

# One at a time: two first starts at once would install over each other. The lock is a link to the number of its process:
# it is there with that number or not at all.
lock=.preparing
[ -w . ] || { say "$here cannot be written to: varde installs and builds there on first use."; exit 3; }
seconds=0
trap '[ "$(readlink "$lock")" != $$ ] || rm -f "$lock"' EXIT
trap 'exit 3' HUP INT TERM
until ln -s $$ "$lock" 2>/dev/null; do
  holder=$(readlink "$lock")
  # Who is gone left its lock. One takes it away, with a right that is made for this one alone: who comes late with it
  # finds that the lock is another's by now.
  if [ -n "$holder" ] && ! is_there "$holder" && mkdir "$lock.of-$holder" 2>/dev/null; then
    [ "$(readlink "$lock")" != "$holder" ] || rm -f "$lock"
    rmdir "$lock.of-$holder"
    continue
  fi
  [ "$seconds" -gt 0 ] || say 'another start is installing or building: waiting for it …'
  seconds=$((seconds + 1))
  [ "$seconds" -lt 900 ] || { say "waited 15 minutes; if nothing is being installed, remove all that is called $here/$lock* and start again."; exit 3; }
  sleep 1
done

# Another start may have done the work, while this one waited or was on its way here.
is_installed && { [ "$step" = install ] || is_built; } && exit 0

if [ "$step" = install ]; then
  command -v npm >/dev/null 2>&1 || { say 'npm is missing: install Node.js 20 or later with npm, then start again.'; exit 3; }
  say 'first use: installing (about a minute) …'
  npm ci --no-audit --no-fund --loglevel=error || { say 'npm ci failed: see above; is the network there?'; exit 3; }
fi
node=node_modules/.bin/node
[ -x "$node" ] || { say "no Node 24 for this system was installed: varde brings it for Linux (x64, arm64) and Windows (x64); install Node 24 and run: node tools/build.ts"; exit 3; }
"$node" tools/build.ts || { say 'the build failed: see above.'; exit 3; }
touch dist/.installed
