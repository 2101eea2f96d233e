import type { Node } from '../../decode/types.ts'
import type { DetectionBook } from '../detection-book.ts'
import { keyEndings } from '../names/key-name.ts'
import { titleOf } from '../title-of.ts'
import { keyedBytesMax } from '../names/named-values.ts'
import { digestNames, namedDigest, namedDigestBytesMin } from './named-digests.ts'

const namesOfDigests: ReadonlySet<string> = new Set(digestNames)
const microsoftCookie = 'MUID'

/** Takes what a field holds for a digest where its name says so; true where it is one. Hex is decoded, and so no leaf: the name belongs to all of it. */
export function tryNamedDigest(node: Node, key: string, book: DetectionBook): boolean {
  const { length } = node.bytes
  if (length < namedDigestBytesMin || length > keyedBytesMax || key === '') return false
  if (!keyEndings(key).some((ending) => namesOfDigests.has(ending))) return false
  // Microsoft's cookie of this name is a random number of the browser.
  if (node.step.step === 'cookie' && key === microsoftCookie) return false
  const value = node.bytes.toString('latin1').trim()
  const found = namedDigest(key, value)
  if (found === null) return false
  const { identifier, normal, title, isSure } = found
  const reasons = [
    `the key "${key}" ${isSure ? 'names' : 'may name'} a digest of the ${titleOf(identifier)}`,
    `it has the length of ${title}`,
  ]
  const confidence = isSure ? 'probable' : 'possible'
  const place = { node, start: 0, end: length, writtenAs: title, by: `recogniser:${identifier}` }
  book.add({ identifier, value, normal, ...place, confidence, reasons }, false)
  return true
}
