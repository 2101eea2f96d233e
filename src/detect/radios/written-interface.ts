import { colon } from '../../core/ascii-codes.ts'
import { objectionOf } from '../../core/objections.ts'
import { isLocalMac } from '../../core/local-mac.ts'
import type { Node } from '../../decode/types.ts'
import { identifier as wifiMac } from '../identifiers/wifi-mac.ts'
import { namesAbove } from '../names/names-above.ts'
import type { Detection, Dismissal } from '../types.ts'
import { textSigns } from '../text-signs.ts'
import { isUnexplained } from '../unexplained.ts'

/**
 * MAC addresses in IPv6 addresses that stand in what is sent: apps list the addresses of all interfaces of the phone, and on
 * the local network each is made of the radio's own (`fe80::66cc:2eff:fe5a:91d3%wlan0`; modified EUI-64, RFC 4291, appendix
 * A), though the app may not ask for that. Of random interface identifiers one in 131,072 has the form.
 */
const inAddress =
  /(?:(?<![0-9A-Za-z:.])(?:[0-9A-Fa-f]{0,4}:){2,7}|^)([0-9A-Fa-f]{1,4}):([0-9A-Fa-f]{0,2})[Ff]{2}:[Ff][Ee]([0-9A-Fa-f]{2}):([0-9A-Fa-f]{1,4})(?:%[\w.-]{1,16})?(?![0-9A-Za-z:])/g
/** What a line is called whose first double colon was taken for the sign behind its name. */
const half = /(?:^|[^0-9A-Za-z])[0-9A-Fa-f]{1,4}$/
const textBytesMax = 8_192
/** Names under which stands the address of what the phone speaks to: most routers make theirs so. */
const ofOthers = /dns|server|gateway|router|route|host|dhcp|peer|neighbou?r|remote|dest/i
/** How many names around are looked at, from the inside out. */
const namesMax = 4

const nothing: readonly (Detection | Dismissal)[] = []

/**
 * The MAC addresses in a text that nothing explains, and those of nobody. Those of the profile are searched for. `signs`:
 * those of the bytes.
 */
export function macsInAddresses(node: Node, key: string, signs: number): readonly (Detection | Dismissal)[] {
  return (signs & textSigns.colon) === 0 ||
    node.bytes.length > textBytesMax ||
    !isText(node) ||
    !holdsMiddle(node.bytes)
    ? nothing
    : [...macsIn(node, key)]
}

/** Whether `ff:fe` stands in it, in letters of any case. */
function holdsMiddle(bytes: Buffer): boolean {
  for (let at = 2; at + 2 < bytes.length; at++)
    if (
      bytes[at] === colon &&
      smallOf(bytes[at + 2]) === letterE &&
      smallOf(bytes[at + 1]) === letterF &&
      smallOf(bytes[at - 1]) === letterF &&
      smallOf(bytes[at - 2]) === letterF
    )
      return true
  return false
}

const [letterE, letterF] = [0x65, 0x66]

function smallOf(letter: number | undefined): number {
  return (letter ?? 0) | 0x20
}

function* macsIn(node: Node, key: string): Iterable<Detection | Dismissal> {
  for (const match of node.bytes.toString('latin1').matchAll(inAddress)) {
    const [whole, high = '', left = '', right = '', low = ''] = match
    const normal = macOf(high, left, right, low)
    if (isLocalMac(normal) || (whole.startsWith(`${high}:`) && !half.test(key))) continue
    const reason = wifiMac.placeholder(normal)
    if (reason !== '') {
      yield { identifier: wifiMac.name, value: whole, node, reason }
      continue
    }
    const other = [key, ...[...namesAbove(node)].slice(0, namesMax)].find((name) => ofOthers.test(name))
    const objection =
      other === undefined ? [] : [objectionOf(`by its name ("${other}") it may be of another device`)]
    yield {
      identifier: wifiMac.name,
      value: whole,
      normal,
      node,
      start: match.index,
      end: match.index + whole.length,
      writtenAs: 'EUI-64 in an IPv6 address',
      confidence: other === undefined ? 'probable' : 'possible',
      by: `recogniser:${wifiMac.name}`,
      reasons: [
        'an IPv6 address in it has the form that is made of a MAC address (modified EUI-64: ff:fe in the middle, universal bit set)',
        ...objection,
        wifiMac.remark(normal),
      ],
    }
  }
}

/** Nothing but its words is known of it: an address stands among them, or is one. */
function isText(node: Node): boolean {
  return isUnexplained(node) || node.children.every(({ step }) => step.step === 'words')
}

/** Six bytes of four groups, the universal bit turned back. */
function macOf(high: string, left: string, right: string, low: string): string {
  const first = high.padStart(4, '0').toLowerCase()
  const turned = (Number.parseInt(first.slice(0, 2), 16) ^ 2).toString(16).padStart(2, '0')
  return (turned + first.slice(2) + left.padStart(2, '0') + right + low.padStart(4, '0')).toLowerCase()
}
