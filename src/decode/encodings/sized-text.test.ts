import { describe, expect, test } from 'vitest'
import { decodeBody, lines, nodesOf } from '../../../test/support/decoded-message.ts'
import { Rng } from '../../../tools/bench/rng.ts'
import { limits } from '../../core/limits.ts'
import { textsIn } from './sized-text.ts'

function texts(bytes: Buffer): string[] {
  return textsIn(bytes, 0, bytes.length)
    .map(([start, end]) => bytes.toString('latin1', start, end))
    .reverse()
}

test('a text of 32 characters and more stands behind a length that is printable itself', () => {
  const text = 'GM2TMOJTHAYDGNJWGQZTQMBZGM2TMOJTHAYDGNJW'
  expect(text.length).toBe(40)
  expect(texts(Buffer.from(`(${text}`))).toEqual([text])
})

test("in Avro's zig-zag the length is twice as long", () => {
  const text = 'GM2TMOJTHAYDGNJWGQZTQMBZ'
  expect(texts(Buffer.from(`${String.fromCharCode(48)}${text}`))).toContain(text)
})

test('texts follow each other, each ending where the next length stands', () => {
  const one = 'first-text-of-thirty-three-chars!'
  const other = 'GM2TMOJTHAYDGNJWGQZTQMBZGM2TMOJTHAYDGNJW'
  expect(texts(Buffer.from(`!${one}(${other}`))).toEqual(expect.arrayContaining([one, other]))
})

test.each([
  ['plain', 40, (length: number) => [length]],
  ['zig-zag', 31, (length: number) => [length * 2]],
  ['behind a tag', 40, (length: number) => [0x6b, length]],
  ['CBOR', 40, (length: number) => [0x78, length]],
] as const)('of many that follow each other all are read, though more fit: %s', (_name, least, headOf) => {
  const rng = new Rng('sized-text')
  for (const digits of ['0123456789', '0123456789abcdef', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567']) {
    const written = Array.from({ length: 30 }, () =>
      Array.from({ length: least + rng.whole(0, 20) }, () => digits[rng.whole(0, digits.length - 1)]).join(
        '',
      ),
    )
    const bytes = Buffer.concat(
      written.flatMap((text) => [Buffer.of(...headOf(text.length)), Buffer.from(text)]),
    )
    expect(texts(bytes)).toEqual(expect.arrayContaining(written))
  }
})

test('what looks like the end of a line is the length of the words before, where the next length fits', () => {
  const text = 'GM2TMOJTHAYDGNJWGQZTQMBZ'
  const rest = (start: string): string[] => {
    const bytes = Buffer.from(`H\n6.4.4\x16${start}${String.fromCharCode(48)}${text}`, 'latin1')
    const from =
      bytes.lastIndexOf(' ') > 0 && !start.includes('\n')
        ? bytes.lastIndexOf(' ') + 1
        : bytes.lastIndexOf('\n') + 1
    return textsIn(bytes, from, bytes.length).map(([at, end]) => bytes.toString('latin1', at, end))
  }
  expect(rest('page button\nevent')).toEqual([text])
  expect(rest('page button')).toEqual([text])
  expect(rest('page button\nevents')).toEqual([])
})

test('in a message it is a value of its own, in prose it is none', () => {
  const inside = (bytes: Buffer): string[] =>
    lines(decodeBody(bytes)).filter((line) => line.startsWith('body → text behind its length ='))
  const text = 'GM2TMOJTHAYDGNJWGQZTQMBZGM2TMOJTHAYDGNJW'
  expect(inside(Buffer.from(`\x01\xff(${text}\x02`, 'latin1'))).toHaveLength(1)
  expect(inside(Buffer.from('\x01\xffGET /index.html HTTP/1.1 of an ordinary kind', 'latin1'))).toEqual([])
})

test('characters that are lengths everywhere give no more text than a few times themselves, which is said', () => {
  for (const fill of ['1', '01', 'k1_']) {
    const bytes = Buffer.concat([
      Buffer.from('device_id'.repeat(200)),
      Buffer.from([0, 0, 0, 1]),
      Buffer.from(fill.repeat(2_000)),
    ])
    const decoded = decodeBody(bytes)
    const found = nodesOf(decoded).filter(({ step }) => step.step === 'sized-text')
    const sum = found.reduce((bytesSoFar, node) => bytesSoFar + node.bytes.length, 0)
    expect(sum, fill).toBeLessThanOrEqual(3 * bytes.length)
    expect(found.length, fill).toBeLessThan(4 * limits.decode.sizedTextsMax)
    expect(decoded.limits, fill).toContain('sizedTextsMax')
  }
})

test('no further runs are looked at behind the most that are read, which is said', () => {
  const { sizedTextsMax } = limits.decode
  const one = '!first-text-of-thirty-three-chars!\x01\x02'
  const limitsOf = (count: number): readonly string[] =>
    decodeBody(Buffer.from(`\x01\xff${one.repeat(count)}`, 'latin1')).limits
  expect(limitsOf(sizedTextsMax)).toEqual([])
  expect(limitsOf(sizedTextsMax + 1)).toEqual(['sizedTextsMax'])
})

describe('text is not cut inside words', () => {
  const hex = 'd2c96e760e819b85c924c3597164c4b1'
  const fingerprint = '22:91:D8:CD:C3:10:A4:51:7E:09:4C:D8:1F:33:62:B0:9A:EE:41:7C'
  const documents = [
    `{"fp":"${fingerprint}","spanId":"37ce91cbde1fc1b0","dsn":"https://${hex}@o1.ingest.sentry.io/2"`,
    `fp=${fingerprint}&spanId=37ce91cbde1fc1b0&dsn=https://${hex}@o1.ingest.sentry.io/2`,
    `https://${hex}@o1.ingest.sentry.io/2`,
    `<e fp="${fingerprint}" spanId="37ce91cbde1fc1b0"/>`,
  ]
  /** Texts that begin or end inside what is written; its first two letters may be lengths that fit all of it. */
  function cut(head: Buffer, text: string): string[] {
    const bytes = Buffer.concat([head, Buffer.from(text)])
    return nodesOf(decodeBody(bytes))
      .filter(({ step }) => step.step === 'sized-text')
      .map(({ bytes: piece }) => piece.toString())
      .filter((piece) => ![text, text.slice(1), text.slice(2)].includes(piece))
  }

  test.each(documents)('whatever its length: %s', (text) => {
    for (let more = 0; more < 90; more++) {
      const whole = text.startsWith('{') ? `${text},"note":"${'x'.repeat(more)}"}` : text + 'x'.repeat(more)
      const length = Buffer.alloc(4)
      length.writeUInt32BE(whole.length)
      for (const head of [length, length.subarray(2), Buffer.from([1, 2, 0, 7])])
        expect(cut(head, whole), whole).toEqual([])
    }
  })

  test.each(['Tromsø', 'Łódź', '東京', '😀'])('nor behind a letter of several bytes: %s', (name) => {
    // The digit says how many letters follow.
    expect(cut(Buffer.from([1, 2, 0, 7]), `${name}0${'ab'.repeat(24)}`)).toEqual([])
  })

  test('nor behind a blank, a line end or a foreign letter in it', () => {
    for (const name of ['bjørn.martin.example@mail.example', 'of martin@exam.no', 'to\nmartin@exam.no'])
      expect(cut(Buffer.from([1, 2, 0, 7]), name)).toEqual([])
  })
})
