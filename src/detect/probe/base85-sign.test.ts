import { describe, expect, test } from 'vitest'
import { base85, utf8 } from '../../../tools/accuracy/codecs.ts'
import { detect, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { processorTime } from '../../../test/support/processor-time.ts'
import { isInBase85, rareSigns } from './base85-sign.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const document = JSON.stringify({
  model: 'NB1',
  os: 9,
  imsi: '262023849105762',
  at: 'Oslo, Grünerløkka',
  n: 17,
})

describe('without a profile a document in base85 is read', () => {
  test.each(['rfc1924', 'z85', 'ascii85'] as const)('%s', (kind) => {
    const written = base85(
      Buffer.concat([utf8(document), Buffer.alloc(3 - ((utf8(document).length + 3) % 4), 0x20)]),
      kind,
    )
    expect(rareSigns.split('').some((sign) => written.includes(sign))).toBe(true)
    for (const sent of [
      request('/x', ['Content-Type: text/plain'], written),
      request('/x', [`X-Data: ${written}`]),
      ...(kind === 'ascii85' ? [] : [request('/x', [], JSON.stringify({ a: 1, q: written, b: 'x' }))]),
    ]) {
      expect(isWorthDecoding(blind, sent)).toBe(true)
      expect(summary(detect(blind, sent))).toContain('imsi=262023849105762 (probable)')
    }
  })
})

test.each([
  'Hello! You have won! Click here now!',
  '"pattern":"^[0-9a-zA-Z_]{4,32}$","flags":"!i"',
  'a^b^c^d^e^f^g^h^i^j^k^l',
  'const x = `${y}` + !z && w ^ v',
  '!!!!!!!!!!!!!!!!!!!!!!!!!',
  'x=1!2!3!4!5!6!7!8!9!10!11!12',
])('no base85: %s', (text) => {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at++)
    if (rareSigns.includes(String.fromCharCode(bytes[at] as number)))
      expect(isInBase85(bytes, 0, at, bytes.length, -1)).toBe(false)
})

test('it looks no further than the bytes that it is given', () => {
  const written = utf8(base85(utf8('{"model":"NB1","os":9}..'), 'rfc1924'))
  for (let end = 0; end <= written.length; end++)
    for (let at = 0; at < end; at++) expect(typeof isInBase85(written, 0, at, end, -1)).toBe('boolean')
  expect(isInBase85(written, 0, 12, 12, -1)).toBe(false)
})

test('a sign behind others asks for no beginning again', () => {
  const timeOf = (text: string): number => {
    const bytes = Buffer.from(text.repeat(1_000_000 / text.length))
    const start = processorTime()
    expect(blind.probe.isWorthDecoding(bytes, 0, bytes.length)).toBe(false)
    return processorTime() - start
  }
  expect(timeOf('`')).toBeLessThan(Math.max(timeOf('#'), 50) * 10)
})
