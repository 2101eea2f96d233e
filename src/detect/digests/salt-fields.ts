import { isHexText, readingsOf } from '../hidden/readings.ts'
import { isPlusSigned } from '../spellings/plus-sign.ts'
import { isSaltName } from './salt-ways.ts'
import type { Salt } from './salt-ways.ts'
import type { Node } from '../../decode/types.ts'

const saltBytesMin = 4
const saltCharsMax = 128
const randomCharsMin = 8

/** Fields of heads that browsers and libraries of HTTP write by themselves. */
const browserFields =
  /^(?:accept|alt-used|authorization|cache-control|connection|content-|cookie|date$|dnt$|etag$|expect$|forwarded$|if-|keep-alive$|last-|origin$|pragma$|priority$|proxy-|range$|referr?er$|sec-|server$|te$|trailer$|transfer-|upgrade|user-agent$|vary$|via$|warning$)/i

/** Fields of the message that may be salts: what goes by such a name, then what looks like one, then what stands next to a token. */
export function saltFieldsOf(nodes: readonly Node[], tokenAt: readonly number[]): Node[] {
  const seen = new Set<string>()
  const ranked: { node: Node; rank: number }[] = []
  for (const [index, node] of nodes.entries()) {
    const { bytes, key, step, children } = node
    if (children.length > 0 && !isPlusSigned(node)) continue
    if (bytes.length < saltBytesMin || bytes.length > saltCharsMax) continue
    // What a browser says of itself is nobody's salt; whom it speaks to, and what programs and other protocols name, may be.
    if (step.step === 'header' && browserFields.test(key)) continue
    if (/^(?:file )?name of /.test(step.detail)) continue
    const text = bytes.toString('latin1')
    if (seen.has(text)) continue
    seen.add(text)
    const distance = Math.min(...tokenAt.map((at) => Math.abs(at - index)))
    ranked.push({ node, rank: isSaltName(key) ? -1 : distance + (isRandom(text) ? 0 : nodes.length) })
  }
  return ranked.sort((one, other) => one.rank - other.rank).map(({ node }) => node)
}

/** What these fields may be as salts, each in all readings. */
export function saltsIn(fields: readonly Node[]): Salt[] {
  return fields.flatMap(({ bytes, key }): Salt[] =>
    readingsOf(bytes, saltBytesMin, isSaltName(key))
      // Numbers, hex and UUIDs could be base64, and are not.
      .filter(({ written }) => written !== 'base64' || isSaltName(key) || !isHexText(bytes))
      .map((reading) => ({
        name: reading.written === '' ? key : `${key}, from ${reading.written}`,
        text: reading.bytes.toString('latin1'),
        isNamed: isSaltName(key),
        isDecoded: reading.written !== '',
      })),
  )
}

/** Digits among letters, or no word at all: what programs draw. */
function isRandom(text: string): boolean {
  return text.length >= randomCharsMin && /\d/.test(text) && /^[0-9A-Za-z+/=_-]+$/.test(text)
}
