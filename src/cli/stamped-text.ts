import type { TimeStamp } from '../case/stamps/time-stamp.ts'

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

/** A stamp is asked for in the same act, and answered within half a minute; clocks of people are minutes off. */
const apartMs = 600_000

/**
 * What a stamp says of clocks, as sentences: that the machine that made the bundle said another time (`sealedAt`) in the same
 * act, or that the stamp is of a time that this machine (`now`, milliseconds since 1970) has not come to. No proof of
 * anything by itself: a clock can be wrong.
 */
export function clockDoubts({ at }: Pick<TimeStamp, 'at'>, sealedAt: string, now: number): string[] {
  const stamped = Date.parse(at)
  const apart = stamped - Date.parse(sealedAt)
  const doubts: string[] = []
  // Also where it says no time at all.
  if (!(Math.abs(apart) <= apartMs))
    doubts.push(
      `its maker’s machine said ${sealedAt} when this stamp was asked for: that clock was ${apart > 0 ? 'behind' : 'ahead'}, or it was set so`,
    )
  if (stamped > now + apartMs)
    doubts.push(
      `the stamp is later than ${new Date(now).toISOString()}, which is now by the clock of this machine`,
    )
  return doubts
}
