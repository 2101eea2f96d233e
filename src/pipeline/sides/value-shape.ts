import { parseDocumentTime } from '../../core/document-time.ts'

/**
 * What a value that was read has to be: null where it is, else the place in it of the first member that is not, such as
 * `.recipients[3].host`; '' where it is the value itself.
 */
export type Shape = (value: unknown) => string | null

/** Any text, also an empty one. */
export const text: Shape = (value) => (typeof value === 'string' ? null : '')

/** A moment that the calendar has. */
export const moment: Shape = (value) =>
  typeof value === 'string' && parseDocumentTime(value) !== null ? null : ''

/** Any number, as JSON has them: no infinity. */
export const number: Shape = (value) => (Number.isFinite(value) ? null : '')

/** A count of things, that arithmetic keeps exact. */
export const count: Shape = (value) => (Number.isSafeInteger(value) && (value as number) >= 0 ? null : '')

/** True or false. */
export const truth: Shape = (value) => (typeof value === 'boolean' ? null : '')

/** An object of any members. */
export const object: Shape = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? null : ''

/** That, or null. */
export function orNull(shape: Shape): Shape {
  return (value) => (value === null ? null : shape(value))
}

/** That, or absent. */
export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? null : shape(value))
}

/** A list of that. */
export function listOf(shape: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return ''
    for (const [index, one] of value.entries()) {
      const wrong = shape(one)
      if (wrong !== null) return `[${index}]${wrong}`
    }
    return null
  }
}

/** An object whose members are these; it may have others. */
export function members(shapes: Readonly<Record<string, Shape>>): Shape {
  const each = Object.entries(shapes)
  return (value) => {
    if (object(value) !== null) return ''
    for (const [name, shape] of each) {
      const wrong = shape((value as Readonly<Record<string, unknown>>)[name])
      if (wrong !== null) return `.${name}${wrong}`
    }
    return null
  }
}
