#!/bin/sh
# npm test: does its own set-up (dependencies, build, the Debian programs that tests use), then runs all tests.
# A program that can not be installed is said, with the tests that are skipped for it.
cd "$(dirname "$0")/.." || exit 3
say() { printf 'test: %s\n' "$*"; }

if [ ! -x node_modules/.bin/node ] || [ package-lock.json -nt dist/.installed ]; then
  sh tools/prepare.sh install || exit 3
fi

# program, or module of Python:package:tests that need it
needs='tshark:tshark:oracle
dumpcap:wireshark-common:emulator
tcpdump:tcpdump:recording a phone
ip:iproute2:emulator
openssl:openssl:TLS, DTLS and time stamp peers
curl:curl:HTTP peers
gtlsserver:ngtcp2-server:HTTP/3 peers
gtlsclient:ngtcp2-client:HTTP/3 peers
aioquic:python3-aioquic:late QUIC
nghttp:nghttp2-client:HTTP/2 peers
nghttpd:nghttp2-server:HTTP/2 peers
mosquitto:mosquitto:MQTT peers
mosquitto_pub:mosquitto-clients:MQTT peers
coap-client-notls:libcoap3-bin:CoAP peers
kdig:knot-dnsutils:DNS peers
knotd:knot:DNS peers
turnserver:coturn:STUN peers
sipsak:sipsak:SIP peers
upnpc:miniupnpc:SSDP peers
ntpdig:ntpsec-ntpdig:NTP peers
sendxmpp:sendxmpp:XMPP peers
telnet:inetutils-telnet:Telnet peers
named-checkzone:bind9-utils:RPZ export
nft:nftables:nftables export
dnsmasq:dnsmasq-base:hosts export
suricata:suricata:network log
sslsplit:sslsplit:decrypting proxy
chromium:chromium:browser
pdftotext:poppler-utils:PDF
qpdf:qpdf:PDF'
isThere() {
  command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ] ||
    [ -d "/usr/lib/python3/dist-packages/$1" ]
}
absent() {
  printf '%s\n' "$needs" | while IFS=: read -r program package tests; do
    isThere "$program" || printf '%s:%s:%s\n' "$program" "$package" "$tests"
  done
}
missing=$(absent)
if [ -n "$missing" ]; then
  packages=$(printf '%s\n' "$missing" | cut -d: -f2 | sort -u | tr '\n' ' ')
  as=''
  if [ "$(id -u)" = 0 ]; then as='env'
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then as='sudo -n env'
  fi
  if [ -n "$as" ] && command -v apt-get >/dev/null 2>&1; then
    say "installing $packages"
    # Tests start servers of their own, on loopback: none is to be started because its package was installed.
    policy=/usr/sbin/policy-rc.d
    if [ -e "$policy" ]; then policy=''
    else
      trap '$as rm -f "$policy"; exit 3' HUP INT TERM
      printf '#!/bin/sh\nexit 101\n' | $as tee "$policy" >/dev/null 2>&1 && $as chmod 755 "$policy"
    fi
    $as DEBIAN_FRONTEND=noninteractive apt-get update -qq >/dev/null 2>&1
    # One by one where all together fail: one that is not to be had keeps none of the others away.
    # shellcheck disable=SC2086
    $as DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 ||
      for package in $packages; do
        $as DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null 2>&1 ||
          say "apt-get could not install $package"
      done
    [ -z "$policy" ] || $as rm -f "$policy"
    trap - HUP INT TERM
    for unit in mosquitto knot coturn; do
      case " $packages " in *" $unit "*) $as systemctl disable -q "$unit" >/dev/null 2>&1 ;; esac
    done
  fi
  absent | while IFS=: read -r program package tests; do
    say "MISSING $program (Debian package $package): the $tests tests are skipped"
  done
fi

PATH=$PWD/node_modules/.bin:$PATH:/usr/sbin:/sbin
export PATH
node tools/build.ts || exit 3
exec node node_modules/vitest/vitest.mjs run "$@"
