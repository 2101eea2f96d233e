import { slash } from '../../core/ascii-codes.ts'
import { decodeBase64 } from '../base64-codec.ts'
import type { Encoding, Piece } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'

/** The versions that have it: 12.1, 14.0, 14.1, 16.0 and 16.1, ten times each (MS-ASHTTP, 2.2.1.1.1.1). */
const versions: ReadonlySet<number> = new Set([121, 140, 141, 160, 161])
/** What base64 makes of the first of them is one of these. */
const firstChars: ReadonlySet<number> = new Set(Buffer.from('ejo'))
/** The last of the commands that have a number (2.2.1.1.1.1.2). */
const commandMax = 22
/** Behind version, command and locale. */
const deviceAt = 4
const deviceBytesMax = 32
const policyBytes = 4
/** The number of a device in bytes. */
const guidBytes = 16
const userTag = 8
const parameterTagMax = 8
/** Around the shortest: number and type of one character each. */
const charsMin = 12
const charsMax = 2_048
/** All commands are sent so; by way of a proxy the server stands in front of the path. */
const command: Buffer = Buffer.from('POST /Microsoft-Server-ActiveSync?')
const pathAt = 'POST '.length
const path: Buffer = command.subarray(pathAt)
const pathWithin = 256

/**
 * What a phone says of itself in each request of Exchange ActiveSync, in bytes and these in base64: version, command,
 * language, the number of the device, a key of the policy, the type of the device, and parameters (MS-ASHTTP, 2.2.1.1.1.1). It
 * is known by its lengths, which must hold, and by the type of the device, which is text: chance has neither.
 */
export const encoding: Encoding = {
  name: 'active-sync-query',
  kind: 'container',
  title: 'query of ActiveSync',
  probe(bytes, { shape }) {
    const { start, length, base64Chars, equals } = shape
    if (length < charsMin || length > charsMax || !firstChars.has(bytes[start] as number)) return certainty.no
    // Before base64, which makes bytes of it that say less.
    return base64Chars + equals === length && equals <= 2 ? certainty.alphabet + 2 : certainty.no
  },
  decode(bytes, { shape }, budget) {
    const { start, end } = shape
    if (!budget.takeTransform()) return 'budget'
    const size = Math.ceil(((end - start) * 3) / 4)
    if (!budget.takeBytes(size)) return 'budget'
    const room = Buffer.allocUnsafe(size)
    const fields = fieldsOf(room.subarray(0, decodeBase64(bytes, start, end, room)))
    if (fields === null) return 'its lengths do not hold'
    const pieces = fields.map(
      ([name, value]): Piece => ({
        ...transformedPiece('active-sync-query', name, value, start, end, 'value'),
        key: name,
      }),
    )
    return { pieces, isWhole: true }
  },
  mayHide(bytes, start, end) {
    if (bytes[start + pathAt] !== slash)
      return bytes.subarray(start, Math.min(end, start + pathWithin)).includes(path)
    const stop = start + command.length
    return stop < end && bytes.compare(command, 0, command.length, start, stop) === 0
  },
  hidesIn: { firstBytes: command.subarray(0, 1), bytesMin: command.length },
}

type Field = readonly [name: string, value: Buffer]

/** What the bytes say of the device and its user; null where they are none of these. */
function fieldsOf(bytes: Buffer): Field[] | null {
  if (!versions.has(bytes[0] ?? 0) || (bytes[1] ?? commandMax + 1) > commandMax) return null
  const device = sized(bytes, deviceAt)
  if (device === null || device.length === 0 || device.length > deviceBytesMax) return null
  const policyAt = deviceAt + 1 + device.length
  const policy = sized(bytes, policyAt)
  if (policy === null || (policy.length !== 0 && policy.length !== policyBytes)) return null
  const typeAt = policyAt + 1 + policy.length
  const type = sized(bytes, typeAt)
  if (type === null || !isWord(type)) return null
  const number = numberOf(device)
  const user = userOf(bytes, typeAt + 1 + type.length)
  if (number === null || user === null) return null
  const fields: Field[] = [
    ['DeviceId', number],
    ['DeviceType', type],
  ]
  return user.length === 0 ? fields : [...fields, ['User', user]]
}

/** As many bytes as the one at `at` says; null where they are not there. */
function sized(bytes: Buffer, at: number): Buffer | null {
  const length = bytes[at]
  return length === undefined || at + 1 + length > bytes.length
    ? null
    : bytes.subarray(at + 1, at + 1 + length)
}

/** Letters and digits: what else may stand in a type is met nowhere. */
function isWord(bytes: Buffer): boolean {
  return bytes.length > 0 && /^[\w.-]+$/.test(bytes.toString('latin1'))
}

/** The number as other requests have it: a text, or 16 bytes in hex (2.2.1.1.1.2.3). */
function numberOf(bytes: Buffer): Buffer | null {
  if (isWord(bytes)) return bytes
  return bytes.length === guidBytes ? Buffer.from(bytes.toString('hex')) : null
}

/** The user among the parameters behind `at`, nothing where it is not named; null where there are no such parameters. */
function userOf(bytes: Buffer, at: number): Buffer | null {
  let user = Buffer.alloc(0)
  for (let next = at; next < bytes.length; ) {
    const tag = bytes[next] as number
    const value = sized(bytes, next + 1)
    if (value === null || tag > parameterTagMax) return null
    if (tag === userTag) user = Buffer.from(value)
    next += 2 + value.length
  }
  return user
}
