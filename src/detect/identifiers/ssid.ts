import { plainDigits } from '../../core/plain-digits.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { isWrittenAddress } from '../radios/mac.ts'
import { cases } from '../spellings/written.ts'
import { signs } from '../text-shape.ts'
import type { TextShape } from '../text-shape.ts'

const none = new Set([
  '<unknown ssid>',
  'unknown ssid',
  '0x',
  'null',
  'unknown',
  'none',
  'undefined',
  'nil',
  '""',
  'ssid',
])

/** What Android says with its brackets escaped, with the escapes in other digits, or with the blank taken for an end. */
const unknownWithin = /unknown[ +_]ssid|^<(?:unknown|redacted|hidden|none)\b/i

/** What kind of connection a phone has, or that it has none: programs write it where the name is not to be had. */
const connections =
  /^(?:wi-?fi|wlan|mobile(?: data)?|cellular|ethernet|[2-5]g|lte|(?:dis|not[ _-]?)connected|connected|offline|no[ _-](?:wi-?fi|network|connection))$/

/** Sessions go by the same name: moments, counters and random digits in hex. */
const sessions = /^(?:\d{9,20}|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{10,15})$/
/** Networks are called so, and programs write it where they know none, or are not told. */
const unknown =
  /^(?:default|guest|any|denied|hidden(?: network| ssid)?|permission denied|disabled|unavailable|unset|vpn|air ?plane ?mode|loading(?:\.{3})?|network[ _]?name|netzwerkname|text|string)$/i

/** Where programs put a name (`%s`, `%.*s`: C, `printf`), and what examples of code have there. */
const blanks =
  /^(?:%[-+#.*\d]{0,6}[a-z@]|%\{?public\}?[s@]|your[ _-]?(?:wi-?fi[ _-]?)?(?:ssid|network)(?:[ _-]?name)?)$/i

/** `desktop`, `checkout-step-2`: parts of pages and ways through them, where nothing speaks of Wi-Fi. */
const slug = /^[a-z]{2,}(?:[-_][a-z0-9]+)*$/

/** `aHR0cHM6Ly93d3c`: text in base64, which a name made of letters and digits is once in ten thousand. */
function isTextInBase64(text: string): boolean {
  if (!/^[0-9A-Za-z+/_-]{12,}={0,2}$/.test(text)) return false
  return /^[\x20-\x7e]{8,}$/.test(Buffer.from(text, 'base64').toString('latin1'))
}

/** Value of the cookie `SSID`: a capital A and 16 characters of base64url, letters and digits among them. */
const googleCookie = /^A(?=.*\d)(?=.*[a-z])[\w-]{16}$/

/** What a line of a log has behind the name and a sign: `Haugen; signal -50`. */
export const measuredBehind: string = String.raw`[;,]\s?(?:b?ssid|rssi|signal|level|freq(?:uency)?|channel|link ?speed)(?:\s?[:=]\s?|\s)["']?(?:-?\d|none|[0-9a-f]{2}:)`
const hasMeasured = new RegExp(`.${measuredBehind}`, 'i')

const besideAccessPoint =
  /(?:^(?:"[^"\r\n]{1,32}"|[^"\s,:][^":\r\n]{0,31}?)|(?<=(?<![0-9A-Za-z])SSID: )(?:"[^"\r\n]{1,32}"|[^"\s,][^"\r\n]{0,31}?))(?=, BSSID: )/
/** `WIFI:T:WPA;S:Haugen;P:…;;`: what a code holds that is scanned to join a network (ZXing, "Barcode Contents"; WPA3, 7). Signs of its own stand behind a stroke. */
const inCode =
  /(?<=(?<![0-9A-Za-z])WIFI:(?:[A-RT-Z][A-Z\d]{0,2}:(?:[^;\\\r\n]|\\.){0,80};){0,8}S:)(?:[^;\\\r\n]|\\[\\;,:"]){1,64}(?=;)/
const codeEscapes = /\\([;,:"])/g

/** The name of a Wi-Fi network: up to 32 bytes of anything (IEEE 802.11), so it needs the name of its field. */
export const identifier: IdentifierType = defineIdentifier({
  name: 'ssid',
  title: 'SSID (name of the Wi-Fi network)',
  subject: 'network',
  stability: 'as long as the network keeps its name',
  whyPersonal:
    'Names of home networks often name their owner, and public maps hold where a network of that name is.',
  names: [
    'ssid',
    'wifissid',
    'essid',
    'wifiname',
    'networkssid',
    'currentssid',
    'apssid',
    'connectedssid',
    'ssids',
    'ssidlist',
    // Of routers, by band.
    'ssid2g',
    'ssid24g',
    'ssid5g',
    'wifinetworkname',
    'wlanname',
    'hotspotname',
    'hotspotssid',
    // Of iOS's own programs.
    'ssidstr',
  ],
  // Also of the operator.
  // What pages of login are told beside both addresses (Cisco's), which is the card or its address elsewhere.
  hints: ['networkname', 'wlan'],
  companions: {
    wlan: ['clientmac', 'apmac'],
    networkname: ['bssid', 'rssi', 'linkspeed', 'wifimac', 'wifirssi', 'signallevel'],
  },
  nearNames: ['wifi', 'wlan', 'network', 'networkname', 'ap', 'accesspoint'],
  proof: '',
  confidence: { alone: 'probable' },
  // In front of its access point, as Android's WifiInfo and ScanResult write it; the name may be off already. And in the codes that phones scan.
  pattern: new RegExp(`${besideAccessPoint.source}|${inCode.source}`, 'g'),
  mayMatch: ({ colons, signs: found }: TextShape): boolean =>
    colons > 1 || (colons > 0 && (found & signs.comma) !== 0),
  // In its place some programs write the access point's address.
  isNamed: (value: string): boolean => !isWrittenAddress(value),
  normalise(value: string): string {
    const text = value
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(codeEscapes, '$1')
    if (text.length < 1 || text.length > 32 || /^(?:true|false|0|1|-1)$/.test(text)) return ''
    return hasMeasured.test(text) ? '' : text
  },
  fault: (text: string): string =>
    sessions.test(text)
      ? 'it is written as the numbers of sessions, which go by the same name'
      : unknown.test(text)
        ? 'networks are called so, and programs write it where they know none'
        : '',
  placeholder: (text: string): string =>
    none.has(plainDigits(text).toLowerCase()) || unknownWithin.test(text)
      ? 'what Android tells an app that may not know the network'
      : connections.test(text.toLowerCase())
        ? 'what kind of connection there is, and not the name of a network'
        : text === 'AndroidWifi'
          ? 'the network of the Android emulator'
          : blanks.test(text)
            ? 'what code has in the place of a name'
            : googleCookie.test(text)
              ? 'the cookie of the same name that Google sets for an account'
              : '',
  doubt: (text: string): string =>
    slug.test(text) || isTextInBase64(text)
      ? 'nothing around speaks of Wi-Fi, and sessions and parts of pages are called so'
      : '',
  backing: (
    'wifi wlan wireless network networks net ap aps accesspoint accesspoints hotspot bssid essid rssi signal linkspeed frequency ' +
    'channel mac macaddress psk passphrase password security capabilities cell gateway connection'
  ).split(' '),
  spellings: (text: string): readonly string[] => cases(text),
})
