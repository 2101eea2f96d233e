/** How reasons begin that speak against a value. */
const objection = 'but '

/** A fault of a value, as a reason among those that speak for it: `but the check digit is wrong`. */
export function objectionOf(fault: string): string {
  return `${objection}${fault}`
}

/** False for a reason that speaks against the value. */
export function speaksFor(reason: string): boolean {
  return !reason.startsWith(objection)
}

/** A reason that speaks against a value, as it stands by itself. */
export function objectionText(reason: string): string {
  return reason.slice(objection.length)
}
