/**
 * Places in links to maps that people share, and that programs write into messages to show where a phone is:
 * `https://maps.google.com/?q=59.9287,10.7891`, `https://www.google.com/maps/@59.9287,10.7891,17z`. In text a link has no name
 * of a field, and a place of any shop may be linked to: it is only possible.
 */
import { isDigit } from '../../core/ascii.ts'
import { holdsAt } from '../../core/signs/holds-at.ts'
import { objectionOf } from '../../core/objections.ts'
import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { identifier as location } from '../identifiers/location.ts'
import type { Detection } from '../types.ts'
import { isUnexplained } from '../unexplained.ts'

/** Google's, of which all write the latitude first, also behind its degrees and minutes (`60°23'…`), and Apple's; how fine a pair is that is read off a receiver. */
const link =
  /(?:maps\.(?:google\.[a-z.]{2,6}|apple\.com)|google\.[a-z.]{2,6}\\?\/maps)(?:[^\s"'<>]|'(?=\d)|"(?=[NSEW])){0,96}?[=@/:](-?\d{1,2}\.\d{4,15}(?:,|%2C)[ +]?-?\d{1,3}\.\d{4,15})(?![\d.])/gi
const linkSign: Buffer = Buffer.from('maps')
const linkBytesMax = 140
/** Nearly all values have fewer: the shortest has a host, a sign and two numbers. */
const linkBytesMin = 30

const ofAnyPlace = 'a link to a map may show any place'

/** What links in the text of a node show; nothing of a node whose parts are looked at by themselves. */
export function placesLinked(node: Node): readonly Detection[] {
  if (node.bytes.length < linkBytesMin) return none
  const isLink = node.children.some(({ step }) => step.step === 'url')
  if (!isLink && !isUnexplained(node)) return none
  const bytes = node.bytes.subarray(0, limits.detect.leafBytesMax)
  if (!bytes.includes(linkSign)) return none
  const found: Detection[] = []
  for (const match of bytes.toString('latin1').matchAll(link)) {
    const [whole, value = ''] = match
    const normal = location.normalise(value.replace('%2C', ',').replace('%2c', ','))
    if (normal === '' || location.placeholder(normal) !== '') continue
    const end = match.index + whole.length
    found.push({
      identifier: location.name,
      value,
      normal,
      node,
      start: end - value.length,
      end,
      writtenAs: '',
      confidence: 'possible',
      by: `recogniser:${location.name}`,
      reasons: ['it stands in a link to a map', location.proof, objectionOf(ofAnyPlace)],
    })
  }
  return found
}

const none: readonly Detection[] = []

/** The name by which the quick look finds links. */
export const mapNames: readonly string[] = ['maps']

const fineDigits = 4

/** True where behind the word `maps` that ends at `at` a number follows, within a link, that is as fine as one of a receiver. */
export function linksPlace(buf: Buffer, at: number, limit: number): boolean {
  if (!holdsAt(buf, at - linkSign.length, linkSign, limit)) return false
  const stop = Math.min(limit, at + linkBytesMax)
  for (let next = at; next < stop; next++) {
    const code = buf[next] as number
    // Blanks, quotes and the ends of tags end a link.
    if (code <= 32 || code === 34 || code === 60) return false
    if (code !== 46 || !isDigit(buf[next - 1] as number)) continue
    let digits = 0
    while (next + 1 < stop && isDigit(buf[next + 1] as number)) {
      next++
      digits++
    }
    if (digits >= fineDigits) return true
  }
  return false
}
