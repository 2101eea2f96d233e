import { ascii85Digits, base64Digits, base85Digits } from '../../core/signs/digit-values.ts'
import { base64Core, charsBeforeCore } from './base64-core.ts'

/**
 * Ways to write bytes in groups of digits, where only the digits that a value decides alone are searched. These are less
 * than the value: the last digits of one card are not among them, so that its neighbour's would be taken for it. The rest
 * is read beside the place where they were found.
 */

/** Bytes in groups, each written as one number with so many digits. */
export interface DigitGroups {
  readonly form: string
  /** Of a group; its digits are one more. */
  readonly bytes: 2 | 3 | 4
  readonly digits: string
  /** What stands for a digit that the last group has not (base85 fills up with the highest). */
  readonly filler: number
  /** The lowest digit of a group comes first. */
  readonly isLowFirst: boolean
  /** All of it stands from its end on. */
  readonly isReversed: boolean
}

const inRot13 = 'NOPQRSTUVWXYZABCDEFGHIJKLMnopqrstuvwxyzabcdefghijklm0123456789+/'

/**
 * The digits of base85, by name: ASCII85 of Adobe, that of git and RFC 1924, and Z85 of ZeroMQ (RFC 32 of
 * rfc.zeromq.org).
 */
export const base85Alphabets: Readonly<Record<'ASCII85' | 'base85' | 'Z85', string>> = {
  ASCII85: ascii85Digits,
  base85: base85Digits,
  Z85: '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#',
}

function ofThree(form: string, digits: string, isReversed: boolean = false): DigitGroups {
  return { form, bytes: 3, digits, filler: 0, isLowFirst: false, isReversed }
}

/** base64 turned round, and its 64 digits in other orders: of crypt(3), of bcrypt, of xxencode and uuencode … */
export const turnedBase64: readonly DigitGroups[] = [
  ofThree('base64, reversed', base64Digits, true),
  ofThree('base64 in ROT13', inRot13),
  ofThree('base64 of crypt', './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
  ofThree('base64 of bcrypt', './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
  ofThree('base64, small letters first', 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/'),
  ofThree('base64, digits first', '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_'),
  ofThree(
    'base64, digits and small letters first',
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ+/',
  ),
  ofThree('xxencode', '+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
  // For zero some write the grave, others (Python) the blank.
  ofThree('uuencode', `\`${ascii85Digits.slice(0, 63)}`),
  ofThree('uuencode', ` ${ascii85Digits.slice(0, 63)}`),
]

/** base85 in its three alphabets. */
export const base85: readonly DigitGroups[] = Object.entries(base85Alphabets).map(([form, digits]) => ({
  form,
  bytes: 4,
  digits,
  filler: 84,
  isLowFirst: false,
  isReversed: false,
}))

/** RFC 9285: two bytes in three digits, the lowest first. */
export const base45: DigitGroups = {
  form: 'base45',
  bytes: 2,
  digits: '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:',
  filler: 0,
  isLowFirst: true,
  isReversed: false,
}

const all: readonly DigitGroups[] = [...turnedBase64, ...base85, base45]

/** What a check names them with. */
export function numberOfGroups(groups: DigitGroups): number {
  return all.indexOf(groups)
}

type Write = (text: string) => string

/** As it is, in JSON, in URLs and forms, and in a URL in a URL. */
const writings: readonly Write[] = [
  (text) => text,
  (text) => JSON.stringify(text).slice(1, -1),
  encodeURIComponent,
  (text) => new URLSearchParams([['', text]]).toString().slice(1),
  (text) => encodeURIComponent(encodeURIComponent(text)),
]
const rarerWritings = 3

/** The core as carriers write it, each once; of rarer digits not all. */
export function writtenCores({ bytes }: DigitGroups, core: string): ReadonlySet<string> {
  const usual = bytes === 4 ? writings : writings.slice(0, rarerWritings)
  return new Set(usual.map((write) => write(core)))
}

/**
 * The digits that the bytes alone decide, where so many of the first of them belong to the group before; of base64 where so
 * many others stand in front of them in their group.
 */
export function coreOf(groups: DigitGroups, bytes: Buffer, phase: number): string {
  const core = groups.bytes === 3 ? ofBase64(groups, bytes, phase) : ofWholeGroups(groups, bytes, phase)
  return groups.isReversed ? core.split('').reverse().join('') : core
}

function ofBase64({ digits }: DigitGroups, bytes: Buffer, phase: number): string {
  return base64Core(bytes, phase).replace(/./g, (char) => digits.charAt(base64Digits.indexOf(char)))
}

function ofWholeGroups(groups: DigitGroups, bytes: Buffer, skipped: number): string {
  const { bytes: size, digits, isLowFirst } = groups
  let core = ''
  for (let at = skipped; at + size <= bytes.length; at += size) {
    let number = bytes.readUIntBE(at, size)
    let text = ''
    for (let digit = 0; digit <= size; digit++) {
      const char = digits.charAt(number % digits.length)
      text = isLowFirst ? text + char : char + text
      number = Math.floor(number / digits.length)
    }
    core += text
  }
  return core
}

/** True where the whole value stands at a hit of one of its cores in `buf[start, end)`. */
export function isInGroups(number: number, whole: Buffer, buf: Buffer, start: number, end: number): boolean {
  const groups = all[number]
  if (groups === undefined) return false
  const written = buf.toString('latin1', start, end)
  for (let phase = 0; phase < groups.bytes; phase++) {
    const core = coreOf(groups, whole, phase)
    for (const write of writings)
      if (write(core) === written && isCompleted(groups, whole, phase, core, write, buf, start, end))
        return true
  }
  return false
}

/** The digits beside the core complete it to the value. */
function isCompleted(
  groups: DigitGroups,
  whole: Buffer,
  phase: number,
  core: string,
  write: Write,
  buf: Buffer,
  start: number,
  end: number,
): boolean {
  const { bytes: size, isReversed } = groups
  const isBase64 = size === 3
  const leadCount = isBase64 ? charsBeforeCore(phase) : phase > 0 ? size + 1 : 0
  const restBytes = isBase64 ? (phase + whole.length) % size : (whole.length - phase) % size
  const behindCount = restBytes === 0 ? 0 : isBase64 ? 1 : size + 1
  const left = (count: number): number[] => valuesBeside(groups, write, buf, start, -1, count)
  const right = (count: number): number[] => valuesBeside(groups, write, buf, end, 1, count)
  const lead = (isReversed ? right : left)(leadCount)
  if (lead.length < leadCount) return false
  const behind = (isReversed ? left : right)(behindCount)
  const inOrder = isReversed ? core.split('').reverse() : core.split('')
  const values = [...lead.reverse(), ...inOrder.map((char) => groups.digits.indexOf(char))]
  const first = isBase64 || phase === 0 ? phase : size - phase
  // A sign that follows the last group may be a digit, too: the dot behind a label, the bracket in the name of a program.
  const ends = isBase64 ? [behind] : [behind, behind.slice(0, restBytes + 1)]
  return ends.some((end) =>
    bytesOf(groups, [...values, ...end])
      .subarray(first, first + whole.length)
      .equals(whole),
  )
}

/** Each digit with what a carrier writes for it, the longest first: `%22` ends as `2` does. */
const writtenDigits: Map<Write, Map<DigitGroups, readonly (readonly [Buffer, number])[]>> = new Map()

function writtenOf(groups: DigitGroups, write: Write): readonly (readonly [Buffer, number])[] {
  const byGroups = writtenDigits.get(write) ?? new Map<DigitGroups, readonly (readonly [Buffer, number])[]>()
  writtenDigits.set(write, byGroups)
  const known = byGroups.get(groups)
  if (known !== undefined) return known
  const made = groups.digits
    .split('')
    .map((char, value): [Buffer, number] => [Buffer.from(write(char)), value])
    .sort(([one], [other]) => other.length - one.length)
  byGroups.set(groups, made)
  return made
}

/** Up to so many digits from `from` on in one direction, the nearest first. */
function valuesBeside(
  groups: DigitGroups,
  write: Write,
  buf: Buffer,
  from: number,
  step: 1 | -1,
  countMax: number,
): number[] {
  const values: number[] = []
  let at = from
  while (values.length < countMax) {
    const found = writtenOf(groups, write).find(([bytes]) => {
      const start = step === 1 ? at : at - bytes.length
      return start >= 0 && buf.subarray(start, start + bytes.length).equals(bytes)
    })
    if (found === undefined) break
    values.push(found[1])
    at += found[0].length * step
  }
  return values
}

/** The bytes of digits from the first of a group on; of a last group that is not whole, as many as it has. */
function bytesOf(
  { bytes: size, digits, filler, isLowFirst }: DigitGroups,
  values: readonly number[],
): Buffer {
  const out: number[] = []
  const count = size + 1
  for (let at = 0; at < values.length; at += count) {
    const group = values.slice(at, at + count)
    const given = size === 3 ? Math.floor((group.length * 6) / 8) : group.length - 1
    while (group.length < count) group.push(filler)
    const number = (isLowFirst ? group.reverse() : group).reduce(
      (sum, value) => sum * digits.length + value,
      0,
    )
    // The last group of base45 is a number of its own.
    const places = isLowFirst ? given : size
    for (let place = 0; place < given; place++)
      out.push(Math.floor(number / 256 ** (places - 1 - place)) % 256)
  }
  return Buffer.from(out)
}
