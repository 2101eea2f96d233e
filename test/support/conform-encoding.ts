/**
 * What every encoding must hold to, tried on samples of it that another encoder wrote:
 *
 *     conformEncoding(encoding, { 'a map': { bytes, gives: ['$.imei = 490154203237518'] } }, ['no such thing'])
 */
import { describe, expect, test } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { Budget } from '../../src/decode/budget.ts'
import type { Decoded, Encoding, Hint, Role } from '../../src/decode/encoding.ts'
import { Shape } from '../../src/decode/shape.ts'
import { Rng } from '../../tools/bench/rng.ts'
import { times } from './depth.ts'

interface Sample {
  readonly bytes: Buffer | string
  /** What comes out, in order: `detail = text`, or bytes; of what is long, how it begins is enough with `…` behind it. */
  readonly gives: readonly (string | Buffer)[]
  readonly role?: Role
  readonly key?: string
  readonly contentType?: string
  readonly coding?: string
}

/** Cuts and changes tried for one sample: all of them, unless it is long. */
const placesMax = 160
/** The same of samples that are longer than this: each place takes long. */
const longBytes = 8_192
const longPlacesMax = times(40, 160)

/** What is known of a value before it is decoded: its shape, and what is given. */
export function hintOf(bytes: Buffer, given: Partial<Sample> = {}): Hint {
  const shape = new Shape()
  shape.scan(bytes)
  const { role = 'value', key = '', contentType = '', coding = '' } = given
  return { shape, role, key, contentType, coding }
}

function bytesOf(bytes: Buffer | string): Buffer {
  // Not at the start of its memory, and not at its end.
  const whole = Buffer.concat([
    Buffer.from('#'),
    typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    Buffer.from('#'),
  ])
  return whole.subarray(1, -1)
}

/** What the encoding makes of bytes, where its probe says that they may be of it; null where it says no. */
function run(
  encoding: Encoding,
  bytes: Buffer,
  given: Partial<Sample> = {},
  budget: Budget = new Budget(),
): Decoded | string | null {
  const hint = hintOf(bytes, given)
  return encoding.probe(bytes, hint) > 0 ? encoding.decode(bytes, hint, budget) : null
}

/** Ranges lie in the outer value and are what they say; the budget is kept: what of it is not so, or ''. */
function unsoundness(decoded: Decoded | string | null, bytes: Buffer, budget: Budget): string {
  if (decoded === null || typeof decoded === 'string') return ''
  const { nodesMax, expandedBytesMax, transformsMax } = limits.decode
  const { pieces } = decoded
  if (pieces.length === 0 || pieces.length > nodesMax + 1) return `${pieces.length} pieces`
  for (const { bytes: inner, start, end, isExact, key, detail } of pieces) {
    if (!(start >= 0 && end >= start && end <= bytes.length)) return `a range from ${start} to ${end}`
    if (isExact && !inner.equals(bytes.subarray(start, end))) return `not what stands from ${start} to ${end}`
    if (typeof detail !== 'string' || (key !== null && typeof key !== 'string')) return 'no texts'
  }
  if (!(budget.expandedBytes <= expandedBytesMax)) return `${budget.expandedBytes} bytes`
  return budget.transforms <= transformsMax ? '' : `${budget.transforms} transforms`
}

function isAs(given: { readonly detail: string; readonly bytes: Buffer }, wanted: string | Buffer): boolean {
  if (typeof wanted !== 'string') return given.bytes.equals(wanted)
  const text = `${given.detail === '' ? '' : `${given.detail} = `}${given.bytes.toString()}`
  return wanted.endsWith('…') ? text.startsWith(wanted.slice(0, -1)) : text === wanted
}

/** Bytes of which an encoding is not asked whether it hides in them hide none: what of it is not so, or ''. */
function unasked({ mayHide, hidesIn }: Encoding, bytes: Buffer): string {
  if (mayHide === undefined || hidesIn === undefined || !mayHide(bytes, 0, bytes.length)) return ''
  const { bytesMin, bytesMax = bytes.length, firstBytes } = hidesIn
  if (!(bytes.length >= bytesMin && bytes.length <= bytesMax)) return `it may hide in ${bytes.length} bytes`
  const isFirst = firstBytes === undefined || [...firstBytes].includes(bytes[0] as number)
  return isFirst ? '' : `it may hide behind the byte ${bytes[0]}`
}

export function conformEncoding(
  encoding: Encoding,
  samples: Readonly<Record<string, Sample>>,
  others: Readonly<Record<string, Buffer | string | Sample>> = {},
): void {
  const all = Object.entries(samples).map(([name, sample]) => ({
    name,
    sample,
    bytes: bytesOf(sample.bytes),
  }))

  describe(`${encoding.title}: what another encoder wrote`, () => {
    test.each(all)('$name', ({ sample, bytes }) => {
      const budget = new Budget()
      const decoded = run(encoding, bytes, sample, budget)
      if (decoded === null || typeof decoded === 'string') throw new Error(`not read: ${String(decoded)}`)
      const said = decoded.pieces.map(({ detail, bytes: inner }) => `${detail} = ${inner.toString()}`)
      expect(decoded.pieces.length, said.join('\n')).toBe(sample.gives.length)
      for (const [index, wanted] of sample.gives.entries())
        expect(
          isAs(decoded.pieces[index] as Decoded['pieces'][number], wanted),
          `${said[index]} is not ${String(wanted)}`,
        ).toBe(true)
      expect(unsoundness(decoded, bytes, budget)).toBe('')
      expect(unasked(encoding, bytes)).toBe('')
    })
  })

  if (Object.keys(others).length > 0)
    describe(`${encoding.title}: what it is not`, () => {
      test.each(Object.keys(others))('%s', (name) => {
        const other = others[name] as Buffer | string | Sample
        const isSample = typeof other !== 'string' && !Buffer.isBuffer(other)
        const decoded = run(encoding, bytesOf(isSample ? other.bytes : other), isSample ? other : {})
        expect(decoded === null || typeof decoded === 'string', JSON.stringify(decoded)).toBe(true)
      })
    })

  describe(`${encoding.title}: hostile input`, () => {
    test('cut anywhere, with any byte turned, or with more behind it, it is read without a throw', () => {
      const rng = new Rng(`conform ${encoding.name}`)
      for (const { sample, bytes } of all) {
        const stride = Math.max(
          1,
          Math.ceil(bytes.length / (bytes.length > longBytes ? longPlacesMax : placesMax)),
        )
        for (let at = 0; at <= bytes.length; at += stride) {
          const turned = Buffer.from(bytes)
          if (at < bytes.length) turned[at] = rng.whole(0, 255)
          const filled = Buffer.from(bytes).fill(255, at, Math.min(bytes.length, at + 4))
          const longer = Buffer.concat([bytes.subarray(0, at), rng.bytes(8), bytes.subarray(at)])
          for (const one of [bytes.subarray(0, at), bytes.subarray(at), turned, filled, longer]) {
            const budget = new Budget()
            // A thousand expectations for each encoding would take longer than what they look at.
            const fault =
              unsoundness(run(encoding, one, sample, budget), one, budget) || unasked(encoding, one)
            if (fault !== '') expect.fail(`${fault}: ${one.toString('hex')}`)
          }
        }
      }
    })

    test('the same bytes give the same values', () => {
      for (const { sample, bytes } of all)
        expect(run(encoding, bytes, sample)).toEqual(run(encoding, Buffer.from(bytes), sample))
    })

    test('a budget that is used up is kept, and said', () => {
      for (const { name, sample, bytes } of all) {
        const few = new Budget()
        few.nodes = limits.decode.nodesMax - 1
        const decoded = run(encoding, bytes, sample, few)
        if (decoded !== null && typeof decoded !== 'string') {
          // A value and its escaped name, or the attributes of an element, come together.
          expect(decoded.pieces.length, name).toBeLessThanOrEqual(3)
          if (decoded.pieces.length < sample.gives.length) expect(few.limits, name).toContain('nodesMax')
        }
        if (encoding.kind === 'container') continue
        const idle = new Budget()
        idle.transforms = limits.decode.transformsMax
        const none = run(encoding, bytes, sample, idle)
        expect(none === null || typeof none === 'string', name).toBe(true)
        expect(idle.limits, name).toContain('transformsMax')
        const narrow = new Budget()
        narrow.expandedBytes = limits.decode.expandedBytesMax
        const nothing = run(encoding, bytes, sample, narrow)
        expect(nothing === null || typeof nothing === 'string', name).toBe(true)
        expect(narrow.limits, name).toContain('expandedBytesMax')
        expect(narrow.expandedBytes).toBe(limits.decode.expandedBytesMax)
      }
    })
  })
}
