#!/bin/sh
# npm test: does its own set-up (dependencies, build, the Debian programs that tests use), then runs all tests.
# A program that can not be installed is said, with the tests that are skipped for it.
cd "$(dirname "$0")/.." || exit 3
say() { printf 'test: %s\n' "$*"; }

if [ ! -x node_modules/.bin/node ] || [ package-lock.json -nt dist/.installed ]; then
  sh tools/prepare.sh install || exit 3
fi

# program:package:tests that need it
needs='tshark:tshark:oracle
dumpcap:wireshark-common:emulator
ip:iproute2:emulator'
missing=''
for need in $needs; do
  program=${need%%:*}
  command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ] || [ -x "/sbin/$program" ] || missing="$missing $need"
done
if [ -n "$missing" ]; then
  packages=$(for need in $missing; do rest=${need#*:}; printf '%s ' "${rest%%:*}"; done)
  as=''
  if [ "$(id -u)" = 0 ]; then as='env'
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as='sudo -n env'
  fi
  if [ -n "$as" ] && command -v apt-get >/dev/null 2>&1; then
    say "installing$missing"
    $as DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1
    # shellcheck disable=SC2086
    $as DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 ||
      say "apt-get could not install: $packages"
  fi
  for need in $missing; do
    program=${need%%:*}
    command -v "$program" >/dev/null 2>&1 || [ -x "/usr/sbin/$program" ] ||
      say "MISSING $program (Debian package $(printf '%s' "$need" | cut -d: -f2)): the ${need##*:} tests are skipped"
  done
fi

PATH=$PWD/node_modules/.bin:$PATH:/usr/sbin:/sbin
export PATH
node tools/build.ts || exit 3
exec node node_modules/vitest/vitest.mjs run "$@"
