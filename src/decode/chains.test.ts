import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chainOf } from './describe-chain.ts'
import { decodeBody, nodesOf } from '../../test/support/decoded-message.ts'

/** An encoder, with the steps by which its value is reached again. */
interface Encoder {
  readonly steps: readonly string[]
  /** True where it takes any bytes, not only text. */
  readonly takesBytes: boolean
  /** True where it gives text. */
  readonly givesText: boolean
  encode(value: Buffer): Buffer
}

function text(steps: readonly string[], encode: (value: string) => string): Encoder {
  return {
    steps,
    takesBytes: false,
    givesText: true,
    encode: (value) => Buffer.from(encode(value.toString())),
  }
}

const encoders: readonly Encoder[] = [
  text(['json'], (value) => `{"a":{"b":[1,${JSON.stringify(value)}]},"c":"d"}`),
  text(
    ['json'],
    (value) =>
      `{"k":${JSON.stringify(value).replace(/[a-f]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)}}`,
  ),
  text(['form', 'percent'], (value) => `x=1&v=${encodeURIComponent(value)}%20`.slice(0, -3) + '&y=%20'),
  text(['percent'], (value) =>
    [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  ),
  text(
    ['multipart'],
    (value) =>
      `--b${value.length}x\r\nContent-Disposition: form-data; name="f"\r\n\r\n${value}\r\n--b${value.length}x--\r\n`,
  ),
  {
    steps: ['base64'],
    takesBytes: false,
    givesText: true,
    encode: (value) => Buffer.from(value.toString('base64')),
  },
  {
    steps: ['base64'],
    takesBytes: false,
    givesText: true,
    encode: (value) => Buffer.from(value.toString('base64url')),
  },
  {
    steps: ['base64'],
    takesBytes: false,
    givesText: true,
    encode: (value) => Buffer.from(`${value.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`),
  },
  {
    steps: ['hex'],
    takesBytes: false,
    givesText: true,
    encode: (value) => Buffer.from(value.toString('hex')),
  },
  {
    steps: ['hex'],
    takesBytes: false,
    givesText: true,
    encode: (value) => Buffer.from(value.toString('hex').toUpperCase()),
  },
  { steps: ['gzip'], takesBytes: true, givesText: false, encode: (value) => gzipSync(value) },
  { steps: ['zlib'], takesBytes: true, givesText: false, encode: (value) => deflateSync(value) },
  { steps: ['zstd'], takesBytes: true, givesText: false, encode: (value) => zstdCompressSync(value) },
]

/** base64 and hex of compressed bytes are read too: their magic shows. */
const toText: readonly Encoder[] = encoders.filter(
  (encoder) => encoder.steps[0] === 'base64' || encoder.steps[0] === 'hex',
)

test('a value encoded by any chain of up to five encodings is found, with the chain in order', () => {
  const secret = fc
    .tuple(fc.stringMatching(/^[0-9]{15}$/), fc.stringMatching(/^[A-Za-z]{3,9} [a-z]{2,12}$/))
    .map(([digits, words]) => `IMEI ${digits} of ${words}`)
  fc.assert(
    fc.property(secret, fc.array(fc.nat(1_000), { minLength: 1, maxLength: 5 }), (value, choices) => {
      let bytes: Buffer = Buffer.from(value)
      let isText = true
      const expected: string[] = []
      let cost = 0
      for (const choice of choices) {
        const fitting = isText ? encoders : [...encoders.filter((encoder) => encoder.takesBytes), ...toText]
        const encoder = fitting[choice % fitting.length] as Encoder
        // The depth limit counts steps.
        if (cost + encoder.steps.length > 8) break
        cost += encoder.steps.length
        bytes = encoder.encode(bytes)
        isText = encoder.givesText
        expected.unshift(...encoder.steps)
      }
      const result = decodeBody(bytes)
      const found = nodesOf(result).filter((node) => node.bytes.toString() === value)
      const chains = found.map((node) =>
        chainOf(node)
          .map((step) => step.step)
          .slice(1),
      )
      // A form's value that needs no escape is reached without the percent step.
      const wanted = chains.some((chain) => isChain(chain, expected))
      if (!wanted)
        throw new Error(
          `${expected.join(' ')} not among ${JSON.stringify(chains)} for ${bytes.toString('latin1')}`,
        )
    }),
    { numRuns: 600 },
  )
})

/** The same steps in the same order; `percent` may be missing where a value had nothing to escape. */
function isChain(chain: readonly string[], expected: readonly string[]): boolean {
  let at = 0
  for (const step of expected) {
    if (chain[at] === step) at++
    else if (step !== 'percent') return false
  }
  return at === chain.length
}

test('headerless deflate and brotli are found where they are declared', () => {
  const value = '{"imei":"490154203237518","model":"TA-1046"}'
  for (const [name, bytes] of [
    ['br', brotliCompressSync(value)],
    ['deflate', deflateRawSync(value)],
  ] as const) {
    const result = decodeBody(bytes, { contentEncoding: name })
    expect(
      nodesOf(result).some((node) => node.key === 'imei' && node.bytes.toString() === '490154203237518'),
    ).toBe(true)
    expect(result.tolerated).toEqual([])
  }
})

const dumpOfForm = `00000000: 636f 6c6f 7572 3d31 3026 7365 7269 616c  colour=10&serial
00000010: 3d54 4131 3034 3626 7265 6665 7272 6572  =TA1046&referrer
00000020: 2669 643d 3126 6861 6e64 7365 743d 313d  &id=1&handset=1=
00000030: 2678 3d31 3937 372d 3035 2d32 3326 793d  &x=1977-05-23&y=
00000040: 32                                       2
`

/** By which ways a value of the form is reached. */
function waysToDate(body: string): string[][] {
  return nodesOf(decodeBody(body))
    .filter((node) => node.bytes.toString() === '1977-05-23')
    .map((node) => chainOf(node).map(({ step }) => step))
}

test('a dump of a form is no quoted-printable where the characters of a row end in =', () => {
  expect(waysToDate(dumpOfForm)).toStrictEqual([['body', 'dump', 'form']])
})

test('a dump in a part of a multipart body is read once, as what the part holds', () => {
  const body = `--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n${dumpOfForm}\r\n--b--\r\n`
  expect(waysToDate(body)).toStrictEqual([['body', 'multipart', 'dump', 'form']])
})
