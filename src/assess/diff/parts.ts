/** Between the name of a text and the number of a part of it, from 1. */
export const partMark = ' → part '

/** The text that a field is a part of; null where it is none. */
export function textOfPart(name: string): string | null {
  const at = name.lastIndexOf(partMark)
  return at < 0 ? null : name.slice(0, at)
}

/** Whether a field lies inside of another, by their names. */
export function isInside(name: string, outer: string): boolean {
  return name.startsWith(`${outer} → `)
}
