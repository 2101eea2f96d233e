import { decodeBase64 } from '../base64-codec.ts'
import type { Budget } from '../budget.ts'
import type { Encoding } from '../encoding.ts'
import { certainty, transformedPiece } from '../encoding.ts'
import { gunzip, inflateZlib } from '../inflate.ts'
import { hexDigit } from '../../core/signs/digit-values.ts'
import type { Recipe } from '../recipe-type.ts'
import { recipes } from '../recipes.gen.ts'
import { isText } from '../text.ts'

const bytesMin = 16
const byField: ReadonlyMap<string, readonly Recipe[]> = Map.groupBy(recipes, ({ field }) => field)

/**
 * Fields that known programs hide in ways of their own (a key built in, a head in front): the adapters say how. The
 * field's name decides that it is tried, and text that comes out of it that it was right.
 */
export const encoding: Encoding = {
  name: 'recipe',
  kind: 'transform',
  title: 'as a known program does',
  probe: (bytes, hint) =>
    bytes.length >= bytesMin && byField.has(hint.key) ? certainty.declared + 1 : certainty.no,
  decode(bytes, hint, budget) {
    for (const recipe of byField.get(hint.key) ?? []) {
      if (!budget.takeTransform()) return 'budget'
      const out = follow(recipe, bytes.subarray(hint.shape.start, hint.shape.end), budget)
      if (out === null || out.length < bytesMin / 2 || !isDocument(out)) continue
      if (!budget.takeBytes(out.length)) return 'budget'
      const piece = transformedPiece(
        'recipe',
        recipe.adapter,
        out,
        0,
        bytes.length,
        'value',
        '',
        hint.contentType,
      )
      return { pieces: [piece], isWhole: true }
    }
    return 'no recipe gives text'
  },
}

/** JSON or a form: text alone comes out of other text under any key of text. */
function isDocument(out: Buffer): boolean {
  if (!isText(out, 0, out.length)) return false
  return /^\s*(?:[{[]\s*["{[\]}]|&?[A-Za-z_][\w.-]{0,63}=)/.test(out.toString('latin1', 0, 96))
}

function follow(recipe: Recipe, bytes: Buffer, budget: Budget): Buffer | null {
  let value: Buffer | null = bytes
  for (const [name, argument] of recipe.steps) {
    if (value === null) return null
    value = step(String(name), argument ?? '', value, budget)
  }
  return value
}

function step(name: string, argument: string | number, bytes: Buffer, budget: Budget): Buffer | null {
  switch (name) {
    case 'base64': {
      const out = Buffer.allocUnsafe(Math.ceil((bytes.length * 3) / 4))
      return out.subarray(0, decodeBase64(bytes, 0, bytes.length, out))
    }
    case 'hex':
      return unhex(bytes)
    case 'gunzip':
      return gunzip(bytes, budget.outputMax(bytes.length))?.bytes ?? null
    case 'inflate':
      return inflateZlib(bytes, budget.outputMax(bytes.length))?.bytes ?? null
    case 'skip':
      return bytes.length > Number(argument) ? bytes.subarray(Number(argument)) : null
    case 'xor':
      return xor(bytes, Buffer.from(String(argument)))
    case 'keyed-xor':
      return keyedXor(bytes)
    default:
      return null
  }
}

function unhex(bytes: Buffer): Buffer | null {
  const out = Buffer.allocUnsafe(bytes.length >> 1)
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const high = hexDigit(bytes[at] as number)
    const low = hexDigit(bytes[at + 1] as number)
    if (high < 0 || low < 0) return null
    out[at >> 1] = high * 16 + low
  }
  return out
}

function xor(bytes: Buffer, key: Buffer): Buffer {
  return Buffer.from(bytes.map((byte, at) => byte ^ (key[at % key.length] as number)))
}

/**
 * The key stands in front: in the first byte its length (low half) and the padding (high half); then the padding, the
 * key with each byte rotated left by three bits, and the text under it.
 */
function keyedXor(bytes: Buffer): Buffer | null {
  const first = bytes[0] as number
  const start = 1 + (first >> 4)
  const end = start + (first & 15)
  if ((first & 15) < 3 || end >= bytes.length) return null
  const key = Buffer.from(bytes.subarray(start, end).map((byte) => ((byte >> 3) | (byte << 5)) & 255))
  return xor(bytes.subarray(end), key)
}
