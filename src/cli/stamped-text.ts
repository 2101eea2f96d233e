import type { TimeStamp } from '../case/time-stamp.ts'

/** When something was stamped, by whom, and how far that was checked. */
export function stampedText({ at, accuracy, signer, root }: TimeStamp): string {
  const when = `stamped ${at}${accuracy === '' ? '' : ` (exact to ${accuracy})`} by ${signer}`
  return root === ''
    ? `${when}; not checked against a root that you gave (--tsa-ca FILE)`
    : `${when}; its certificates lead to ${root}`
}
