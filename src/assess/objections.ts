/** How reasons begin that speak against a value, as the detector writes them. */
const objection = 'but '

/** False for a reason that speaks against the value (`but the check digit is wrong`). */
export function speaksFor(reason: string): boolean {
  return !reason.startsWith(objection)
}

/** A reason that speaks against a value, as it stands by itself. */
export function objectionText(reason: string): string {
  return reason.slice(objection.length)
}
