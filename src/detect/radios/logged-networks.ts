import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { identifier as bssid } from '../identifiers/bssid.ts'
import { identifier as ssid } from '../identifiers/ssid.ts'
import { toldByContext } from '../telephony/told-by-context.ts'
import { textSigns } from '../text-signs.ts'
import type { Detection, Dismissal } from '../types.ts'
import { isUnexplained } from '../unexplained.ts'

/**
 * Names of Wi-Fi networks in lines of logs, where what stands beside them on the line speaks of Wi-Fi: `SSID="Name" level=-50`, and
 * access points as the program that joins networks tells them (wpa_supplicant: "Trying to associate with …", "CTRL-EVENT-CONNECTED -
 * Connection to …"). Elsewhere sessions are called so, too.
 */

const nothing: readonly (Detection | Dismissal)[] = []
/** Between a name and its value stands one of these. */
const assigning = textSigns.colon | textSigns.equals
const names = ['SSID', 'ssid'] as const

/** A name in quotes of either kind, or up to the next blank or sign; one in front of its access point may have blanks, and has a form of its own (`identifiers/ssid.ts`). */
const named =
  /(?<![0-9A-Za-z?&])(?:E?SSID|(?:e|[a-z]{1,8}_)?ssid)(?:\s?[=:]\s?|\s)(?:"([^"\r\n]{1,32})"|'([^'\r\n]{1,32})'|(?<=[=:]\s?)([^\s"',;:(){}[\]<>=&?\\]{1,32})(?![^\s,;)}\]]|[^\r\n]{0,32}, BSSID: ))/g
/** What Wi-Fi has, and sessions have not. */
const ofWifi =
  /(?<![a-z])(?:bssid|rssi|wi-?fi\w*|wlan\d?|wpa\w*|signal|freq(?:uency)?|level(?=[=:]\s?-\d)|link ?speed|access ?point|associat\w+|hotspot)(?![a-z])/i
/** How much of a line is looked at in front of a name and behind it. */
const besideCharsMax = 160

const joined =
  /(?:[Aa]ssociat(?:e|ed|ing) with|CTRL-EVENT-CONNECTED - Connection to) (?<address>[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5})(?![0-9A-Fa-f:])/g

/** The networks that a log tells. `signs`: those of the bytes. */
export function networksInLog(node: Node, signs: number): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if ((signs & assigning) === 0) return nothing
  const hasName = names.some((name) => bytes.includes(name))
  if (!hasName && !bytes.includes('ssociat') && !bytes.includes('CTRL-EVENT-CONNECTED')) return nothing
  if (!isUnexplained(node) && !node.children.every(({ step }) => step.step === 'lines')) return nothing
  const text = bytes.toString('latin1', 0, limits.detect.leafBytesMax)
  return [...(hasName ? namesIn(node, text) : []), ...addressesIn(node, text)]
}

function namesIn(node: Node, text: string): (Detection | Dismissal)[] {
  return [...text.matchAll(named)].flatMap((match) => {
    const [whole, double, single, bare] = match
    const written = double ?? single ?? bare ?? ''
    const value = Buffer.from(written, 'latin1').toString('utf8')
    const normal = ssid.normalise(value)
    const end = match.index + whole.length - (bare === undefined ? 1 : 0)
    const start = end - written.length
    if (normal === '' || ssid.fault(normal) !== '' || !isBesideWifi(text, start, end)) return []
    const place = { node, value, normal, start, end }
    return toldByContext(ssid, place, 'the line of a log calls it the SSID, and speaks of Wi-Fi beside it')
  })
}

/** Whether the line speaks of Wi-Fi around `[start, end)`, if only in the name that stands in front. */
function isBesideWifi(text: string, start: number, end: number): boolean {
  const ahead = text.slice(Math.max(0, start - besideCharsMax), start)
  const behind = text.slice(end, end + besideCharsMax)
  return (
    ofWifi.test(ahead.slice(ahead.lastIndexOf('\n') + 1)) || ofWifi.test(/^[^\n]*/.exec(behind)?.[0] ?? '')
  )
}

function addressesIn(node: Node, text: string): (Detection | Dismissal)[] {
  return [...text.matchAll(joined)].flatMap(({ 0: whole, index, groups }) => {
    const value = groups?.['address'] ?? ''
    const normal = bssid.normalise(value)
    const end = index + whole.length
    if (normal === '') return []
    const place = { node, value, normal, start: end - value.length, end }
    return toldByContext(bssid, place, 'a log tells that the phone joined the Wi-Fi of this access point')
  })
}
