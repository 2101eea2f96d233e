import type { TimeStamp } from '../case/time-stamp.ts'

/** When something was stamped, by whom, and how far that was checked. */
export function stampedText({ at, accuracy, signer, root, revocation }: TimeStamp): string {
  const when = `stamped ${at}${accuracy === '' ? '' : ` (exact to ${accuracy})`} by ${signer}`
  const chain =
    root === ''
      ? 'not checked against a root that you gave (--tsa-ca FILE)'
      : `its certificates lead to ${root}`
  const revoked =
    revocation === null
      ? 'whether its certificates were revoked was not checked (--crl FILE)'
      : revocation.join('; ')
  return `${when}; ${chain}; ${revoked}`
}
