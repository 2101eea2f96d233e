import type { ValuePlace } from './long-values.ts'
import type { OpaqueContext } from './opaque-payload.ts'

/** A body as a whole: less of it is asked for than of a value in one. */
export const wholeBody = 'whole'

/** Where in a message a payload stands. */
export type PayloadPlace = ValuePlace | typeof wholeBody

/** True of a body and of a value in one: where others stand of the same name is said beside them. */
export function isInBody(part: PayloadPlace): boolean {
  return part === 'body' || part === wholeBody
}

/** `POST /v1/collect`, ids in it as `*`; '' where there is no target. */
export function placeOf({ method, target }: OpaqueContext): string {
  if (target === '') return ''
  const path = target.split(/[?#]/, 1)[0] ?? ''
  const plain = path
    .split('/')
    .map((part) => (/\d{5}|[0-9a-fA-F]{12}|.{40}/.test(part) ? '*' : part))
    .join('/')
  return `${method} ${plain}`.trim().slice(0, placeCharsMax)
}

const placeCharsMax = 120
