import type { Budget } from './budget.ts'
import type { Shape } from './shape.ts'

/** Where a value stands; some encodings are only met, or are surer, in some places. */
export type Role = 'target' | 'path' | 'pair' | 'header' | 'body' | 'value'

/** What is known of a value besides its bytes. One object is reused: valid during the call. */
export interface Hint {
  readonly shape: Shape
  readonly role: Role
  /** Name the value goes by. */
  readonly key: string
  /** Media type as declared for these bytes (a body, a part of a multipart body), '' where none is. */
  readonly contentType: string
  /** Codings declared and not yet undone, in lower case: content codings of a body, transfer encoding of a part. */
  readonly coding: string
}

/** A value found inside a value. */
export interface Piece {
  readonly step: string
  readonly detail: string
  /** Name of the value; null: that of the value it came from. */
  readonly key: string | null
  readonly bytes: Buffer
  /** Range of the outer value that it comes from. */
  readonly start: number
  readonly end: number
  /** True where `bytes` are the very bytes of that range. */
  readonly isExact: boolean
  readonly role: Role
  readonly contentType: string
  readonly coding: string
}

/** What an encoding found. `isWhole`: it accounts for the whole value, so no other encoding is tried on it. */
export interface Decoded {
  readonly pieces: readonly Piece[]
  readonly isWhole: boolean
}

/**
 * How sure a probe is, from 0 (no) up: encodings are tried from the surest to the least. The values order the
 * encodings among each other and are explained where two compete.
 */
export const certainty = {
  no: 0,
  /** Worth a bounded try on what nothing else explains. */
  guess: 10,
  /** Encoded runs inside other text. */
  run: 20,
  /** `%41`: below lines and pairs, whose separators must be read before they are unescaped. */
  percent: 40,
  lines: 42,
  parameters: 45,
  pairs: 50,
  url: 60,
  /** All characters are of the alphabet: above pairs, since base64's padding looks like `key=`. */
  alphabet: 70,
  hexAlphabet: 72,
  json: 80,
  multipart: 85,
  declared: 90,
  magic: 100,
} as const

/** What raw bytes must be so that an encoding may hide in them: known from their first byte and how many there are. */
export interface HidingSign {
  /** They begin with one of these; left out where they may begin with any. */
  readonly firstBytes?: readonly number[] | Uint8Array
  readonly bytesMin: number
  /** Left out where they may be as many as they like. */
  readonly bytesMax?: number
}

/**
 * A container (values side by side, each with a name) or a transform (other bytes). One file in `encodings/` each,
 * exported as `encoding`; `encodings.gen.ts` lists them.
 */
export interface Encoding {
  /** kebab-case, as in `Step.step`. */
  readonly name: string
  readonly kind: 'container' | 'transform'
  /** How people write it: `JSON`. */
  readonly title: string
  /** Cheap: by the shape and a few bytes. */
  probe(bytes: Buffer, hint: Hint): number
  /** Bounded by `budget`; total. A string says why it is not this encoding after all. */
  decode(bytes: Buffer, hint: Hint, budget: Budget): Decoded | string
  /**
   * Whether raw bytes `[start, end)` may hold it anywhere: asked of every message before any decoding, so cheap, and wrong
   * on the side of yes only. Left out where the probe of detection knows the encoding, or what it gives is text as it is.
   */
  readonly mayHide?: (bytes: Buffer, start: number, end: number) => boolean
  /** Where `mayHide` can say yes: of other bytes it is not asked. Left out, it is asked of every message. */
  readonly hidesIn?: HidingSign
}

/**
 * How a program writes an encoding, exported as `written` beside `encoding`: the benchmark of accuracy finds it there and
 * measures what is written so. Not part of what is shipped.
 */
export interface Written {
  /** As its row of the benchmark is called. */
  readonly name: string
  /** Family of encodings, E1 to E13. */
  readonly family: string
  /** What it gives: `text` may stand anywhere, `binary` only in bodies or under an encoding of text. */
  readonly gives: 'text' | 'binary'
  /** Only for text that is a document (compression of a dozen digits is not met). */
  readonly isForDocuments: boolean
  readonly encode: (bytes: Buffer) => Buffer
}

/** A piece that stands in the outer value as it is. */
export function exactPiece(
  step: string,
  detail: string,
  key: string,
  outer: Buffer,
  start: number,
  end: number,
  role: Role,
): Piece {
  return {
    step,
    detail,
    key,
    bytes: outer.subarray(start, end),
    start,
    end,
    isExact: true,
    role,
    contentType: '',
    coding: '',
  }
}

/** What a transform made of `[start, end)` of the outer value. */
export function transformedPiece(
  step: string,
  detail: string,
  bytes: Buffer,
  start: number,
  end: number,
  role: Role,
  coding = '',
  contentType = '',
): Piece {
  return { step, detail, key: null, bytes, start, end, isExact: false, role, contentType, coding }
}

/** What a transform made of all of the outer value: `outer`, for which it was given `hint`. */
export function transformedWhole(
  step: string,
  detail: string,
  bytes: Buffer,
  outer: Buffer,
  hint: Hint,
): Decoded {
  const { role, contentType } = hint
  return {
    pieces: [transformedPiece(step, detail, bytes, 0, outer.length, role, '', contentType)],
    isWhole: true,
  }
}
