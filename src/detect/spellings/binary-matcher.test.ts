import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BinaryMatcher, isBinaryByte } from './binary-matcher.ts'
import { edges } from './matcher.ts'
import type { MatchSink, Needle } from './matcher.ts'

class Hits implements MatchSink {
  readonly list: string[] = []
  match(needle: number, start: number): boolean {
    this.list.push(`${start}:${needle}`)
    return false
  }
}

const isText = (bytes: Uint8Array): boolean => !bytes.some(isBinaryByte)

/** A plain search; needles of text alone count in bytes that are no text only. */
function naive(needles: readonly Needle[], range: Buffer): string[] {
  const hits: string[] = []
  for (const [index, { bytes }] of needles.entries()) {
    if (isText(bytes) && isText(range)) continue
    for (let at = range.indexOf(bytes); at !== -1; at = range.indexOf(bytes, at + 1))
      hits.push(`${at}:${index}`)
  }
  return hits.sort()
}

// Few values, so that hits are frequent; of each kind of byte some.
const byte = fc.constantFrom(0x00, 0x0a, 0x1f, 0x41, 0x62, 0x7f, 0x80, 0xc3, 0xff)
const bytes = fc.array(byte, { minLength: 3, maxLength: 5 }).map((list) => Buffer.from(list))
const lists = fc.array(bytes, { maxLength: 8 })
const text = fc.array(fc.constantFrom(0x0a, 0x41, 0x62), { maxLength: 60 })

describe('the matcher of binary spellings', () => {
  test('misses nothing that a plain search finds', () => {
    fc.assert(
      fc.property(
        lists,
        fc.oneof(fc.array(byte, { maxLength: 300, size: 'max' }), text),
        fc.nat(4),
        fc.nat(4),
        (list, content, before, behind) => {
          const needles = list.map((one): Needle => ({ bytes: one, edge: edges.none }))
          const buf = Buffer.from([
            ...Array<number>(before).fill(0xff),
            ...content,
            ...Array<number>(behind).fill(0),
          ])
          const end = before + content.length
          const matcher = new BinaryMatcher(needles)
          const expected = naive(needles, buf.subarray(before, end))
          expect(matcher.contains(buf, before, end)).toBe(expected.length > 0)
          const hits = new Hits()
          matcher.search(buf, before, end, hits)
          expect(hits.list.map((hit) => shifted(hit, before)).sort()).toEqual(expected)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

function shifted(hit: string, by: number): string {
  const [start, needle] = hit.split(':') as [string, string]
  return `${Number(start) - by}:${needle}`
}
