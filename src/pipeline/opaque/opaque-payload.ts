import type { Instant } from '../../core/time.ts'
import type { Written } from './written-as.ts'

/**
 * Payloads that resist: bytes that no decoder claims and that look random, as encrypted ones do. Kept by recipient,
 * place and field, with what can be said of them without opening them: how many, how long, how random, and what stays
 * the same from one to the next. It changes no other count. Random values are in all traffic: tokens, signatures,
 * digests. What counts as a payload (docs/accuracy.md says so, too):
 *  - a whole body of 32 bytes and more, but media;
 *  - a value of 96 bytes and more in a body (also a word of a text), also where it is the same each time;
 *  - one of 48 bytes and more there, where it is another each time, three times at least;
 *  - the same outside of a body (query, path, header, cookie), where two are enough of 96 bytes and more;
 *  - what stands in front of the domain in a name that is asked for (DNS) or is the host: of 96 bytes and more, or of 32
 *    and more where it is another each time, three times at least;
 *  - no value under a name of a token, a signature, a digest, a key or a session (in a body up to 512 bytes), and no
 *    certificate or public key;
 *  - no text whose signs are near each other, as alphabets, colours and sound have them;
 *  - no cookie that the server sets, and nothing that a picture, a sound or a film was asked for with.
 */
export interface OpaquePayload {
  readonly capture: number
  readonly recipient: string
  readonly protocol: string
  /** `POST /v1/collect`, ids in it as `*`; '' where the protocol has no such place. */
  readonly place: string
  /** Name of the value (`path` for a part of the path); '' for a whole body, and where it has none. */
  readonly field: string
  /** How it is written: `text` is in an alphabet that is not known. */
  readonly written: Written | 'text'
  readonly count: number
  /** Of all of them together, as they are written; and of the shortest and the longest. */
  readonly bytes: number
  readonly bytesMin: number
  readonly bytesMax: number
  /** Bits per byte of all that is told, a head of its own as well, on average of those that were judged. */
  readonly entropyBits: number
  /** Different contents, behind a head of their own, among those that were judged; as many as were judged where none was the same twice. */
  readonly distinct: number
  readonly judged: number
  /** First bytes that all have in common: a version, a key's number, a vector that is no random one. */
  readonly sameFirstBytes: number
  readonly first: { readonly at: Instant; readonly frame: number }
  readonly last: { readonly at: Instant; readonly frame: number }
}

/** Where a payload stood: the recipient's id, the request's method and target, the time and frame of its first byte. */
export interface OpaqueContext {
  readonly recipient: string
  readonly protocol: string
  readonly method: string
  readonly target: string
  readonly at: Instant
  readonly frame: number
  /** What is answered by the response that comes. */
  readonly exchange: object
}
