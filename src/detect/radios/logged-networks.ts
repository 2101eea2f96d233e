import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifier as bssid } from '../identifiers/bssid.ts'
import { identifier as ssid, measuredBehind } from '../identifiers/ssid.ts'
import { toldByContext } from '../telephony/told-by-context.ts'
import { textSigns } from '../text-signs.ts'
import type { Detection, Dismissal } from '../types.ts'
import { isTextOfLines } from '../unexplained.ts'

/**
 * Names of Wi-Fi networks in lines of logs, where what stands beside them on the line speaks of Wi-Fi: `SSID="Name" level=-50`, and
 * access points as the programs that join networks tell them (wpa_supplicant: "Trying to associate with …", "CTRL-EVENT-CONNECTED -
 * Connection to …"; the kernel's mac80211: "authenticate with …"; iw: "Connected to … (on wlan0)"). Elsewhere sessions are called
 * so, too. A line that is nothing but the name (of a settings file, or of what `iw` prints) may have the word for it in the lines around.
 */

const nothing: readonly (Detection | Dismissal)[] = []
/** Between a name and its value stands one of these; nothing but a blank, where each line has one (`iw`). */
const assigning = textSigns.colon | textSigns.equals
const names = ['SSID', 'ssid', 'extra: "', 'networkId="', 'wifiNetworkKey="', '\t-'] as const
const joins = [
  'ssoc',
  'CTRL-EVENT-CONNECTED',
  'uthenticate',
  'onnected to',
  'ompleted with',
  'oined ',
] as const

/** Names of fields that hold one beside words of Wi-Fi, at which the probe stops. */
export const loggedNetworkNames: readonly string[] = ['networkid', 'wifinetworkkey', 'extra']

/** A name in quotes of either kind, or up to the next blank or sign; one in front of its access point may have blanks, and has a form of its own (`identifiers/ssid.ts`). */
const named = new RegExp(
  [
    String.raw`(?<![0-9A-Za-z?&])(?:E?SSID(?:_STR)?|(?:e|[a-z]{1,8}_)?ssid)(?:\s?[=:]\s?| = |\s|' value )`,
    String.raw`(?:"([^"\r\n]{1,32})"|'([^'\r\n]{1,32})'`,
    // With blanks, where what is measured stands behind it.
    String.raw`|(?<=[=:]\s?)([^\s"',;:(){}[\]<>=&?\\][^\r\n"',;:(){}[\]<>=&?\\]{0,31})(?=${measuredBehind})`,
    String.raw`|(?<=[=:]\s?)([^\s"',;:(){}[\]<>=&?\\]{1,32})(?![^\s,;)}\]]|[^\r\n]{0,32}, BSSID: ))`,
  ].join(''),
  'g',
)
/** Names without that word: of Android's NetworkInfo and NetworkIdentity (`type: WIFI[], …, extra: "Name"`, `type=WIFI, …, networkId="Name"`, `wifiNetworkKey="Name"wpa2-psk`). */
const otherwise =
  /(?<![0-9A-Za-z])(?:extra: (?="[^"\r\n]{1,32}", (?:failover|roaming|available|isAvailable)\b)|networkId=|wifiNetworkKey=)"([^"\r\n]{1,32})"/g
/** In quotes of its own, as Android keeps the networks that it knows (WifiConfigStore.xml, its entities decoded); texts of programs have none under such a name. */
const kept = /(?<=<string name="SSID">")[^<>"\r\n]{1,32}(?="<\/string>)/g
/** The last column but for what protects it, or the last, of what was heard: as Android's service of Wi-Fi prints it (behind address, frequency, strength and age), and wpa_cli. */
const heard =
  /(?<=(?:^|\n)[ \t]{0,8}[0-9a-f]{2}(?::[0-9a-f]{2}){5}(?:\t[2-7]\d{3}\t-\d{2,3}\t\[[^\t\r\n]{0,200}\t| {1,16}[2-7]\d{3} {1,16}-\d{2,3}\S{0,60} {1,16}[>\d.]{1,10} {1,8}))([^\t\r\n]{1,32}?)(?=[ \t]*(?:\r?\n|$)| {1,40}\[)/g
/** A name that is all of its line. */
const lineOfName = /^[ \t]*ssid(?: ?[=:] ?|[ \t])([^\r\n]{1,34}?)[ \t]*\r?$/gim
/** The signal of a radio is a number, of a process a name; its frequency is one of Wi-Fi, in MHz or GHz. */
const radioNumbers = String.raw`signal(?=\W{0,4}(?:-\d|\d{1,3} ?%)|[ _-]?(?:level|strength|quality))|freq(?:uency)?(?=\W{0,4}[2-7][\d.]\d)`
/** What Wi-Fi has, and sessions have not. */
const ofWifi = new RegExp(
  String.raw`(?<![a-z])(?:bssid|rssi|wi-?fi\w*|wlan\d?|wpa\w*|${radioNumbers}|level(?=[=:]\s?-\d)|link ?speed|access ?point|(?:re)?associat\w+ (?:with|to) (?=[0-9a-f]{2}:)|hotspot|config: added)(?![a-z])`,
  'i',
)
/** The same in the lines around: what a settings file has of a network, and what `iw` prints. */
const ofWifiAround = new RegExp(
  String.raw`(?<![a-z])(?:bssid|wlan\d|key_mgmt|psk|scan_ssid|type managed|${radioNumbers})(?![a-z])`,
  'i',
)
/** Programs and interfaces of Wi-Fi: others authenticate and associate with addresses, too. */
const joiner =
  /(?<![a-z])(?:wi-?fi\w*|wlan\d?|wl[opx]\w+|mlan\d|ath\d|p2p\d?|wpa\w*|b?ssid|rssi|iwlwifi|mac80211)(?![a-z])/i
/** Lines that only those print. */
const ownLine = /^(?:CTRL-EVENT|AssocResp|negotiation|Connected to)/
/** What stands behind an empty name. */
const ofOther = /=|^(?:null|\S+ )?(?:rssi|level|freq)\b/i
const wifiWord = /(?<![a-z])wi-?fi/i
/** How much of a line is looked at in front of a name and behind it, and of the lines around it. */
const besideCharsMax = 160

const address = '(?<address>[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5})(?![0-9A-Fa-f:])'
const joined = new RegExp(
  String.raw`(?:(?:[Rr]e)?[Aa]ssociat(?:e|ed|ing) (?:with|to)|CTRL-EVENT-CONNECTED - Connection to|[Aa]uthenticated? with|send auth to|AssocResp from|negotiation completed with) ${address}|Connected to ${address}(?= \(on (?:wl|mlan|ath|wifi|p2p)\w*\))|[Jj]oined [^()
]{1,32} \(${address}\)`,
  'g',
)

/** The networks that a log tells. `signs`: those of the bytes. */
export function networksInLog(node: Node, signs: number): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if ((signs & assigning) === 0) return nothing
  const hasName = names.some((name) => bytes.includes(name))
  const hasJoin = joins.some((word) => bytes.includes(word))
  if (!hasName && !hasJoin) return nothing
  if (!isTextOfLines(node)) return nothing
  const text = bytes.toString('latin1', 0, limits.detect.leafBytesMax)
  return [...(hasName ? namesIn(node, text) : []), ...(hasJoin ? addressesIn(node, text) : [])]
}

function namesIn(node: Node, text: string): (Detection | Dismissal)[] {
  return [
    ...namesOf(node, text, named, (start, end) => isBesideWifi(text, start, end, ofWifi)),
    ...namesOf(node, text, otherwise, (start, end) => isBesideWifi(text, start, end, wifiWord)),
    ...namesOf(node, text, kept, () => true),
    ...namesOf(node, text, heard, () => true),
    ...namesOf(node, text, lineOfName, (start, end) => isAmongWifi(text, start, end)),
  ]
}

function namesOf(
  node: Node,
  text: string,
  form: RegExp,
  isTold: (start: number, end: number) => boolean,
): (Detection | Dismissal)[] {
  return [...text.matchAll(form)].flatMap((match) => {
    const [whole, ...groups] = match
    const written = (groups.find((group) => group !== undefined) ?? whole).replace(/^(["'])(.*)\1$/, '$2')
    const start = match.index + whole.lastIndexOf(written)
    return told(
      node,
      ssid,
      written,
      start,
      isTold,
      'the log calls it the SSID, and speaks of Wi-Fi beside it',
    )
  })
}

function told(
  node: Node,
  type: IdentifierType,
  written: string,
  start: number,
  isTold: (start: number, end: number) => boolean,
  reason: string,
): (Detection | Dismissal)[] {
  const value = Buffer.from(written, 'latin1').toString('utf8')
  const normal = type.normalise(value)
  const end = start + written.length
  if (normal === '' || type.fault(normal) !== '' || !isTold(start, end)) return []
  return toldByContext(type, { node, value, normal, start, end }, reason)
}

/** Whether the line has `word` around `[start, end)`, if only in the name that stands in front. */
function isBesideWifi(text: string, start: number, end: number, word: RegExp): boolean {
  const ahead = text.slice(Math.max(0, start - besideCharsMax), start)
  const behind = text.slice(end, end + besideCharsMax)
  return word.test(ahead.slice(ahead.lastIndexOf('\n') + 1)) || word.test(/^[^\n]*/.exec(behind)?.[0] ?? '')
}

/** The same of the lines in front of a line and behind it. */
function isAmongWifi(text: string, start: number, end: number): boolean {
  if (ofOther.test(text.slice(start, end))) return false
  return (
    ofWifiAround.test(text.slice(Math.max(0, start - besideCharsMax), start)) ||
    ofWifiAround.test(text.slice(end, end + besideCharsMax))
  )
}

function addressesIn(node: Node, text: string): (Detection | Dismissal)[] {
  return [...text.matchAll(joined)].flatMap((match) => {
    const { 0: whole, index, groups } = match
    const value = groups?.['address'] ?? ''
    const reason = 'a log tells that the phone joined the Wi-Fi of this access point'
    const start = index + whole.lastIndexOf(value)
    // Others join groups, too.
    const word = whole.endsWith(')') ? ofWifi : joiner
    const isTold = (from: number, to: number): boolean =>
      ownLine.test(whole) || word.test(node.key) || isBesideWifi(text, from, to, word)
    return told(node, bssid, value, start, isTold, reason)
  })
}
