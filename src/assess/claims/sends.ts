import type { Side, SideTransmission } from '../side.ts'
import type { Answer, Claim, DecidingTransmission } from './claim.ts'

const decidingMax = 20

/** Whether a transmission went to whom the claim is about. */
export function isMeant(claim: Claim, one: SideTransmission): boolean {
  return claim.sender === '' || one.host === claim.sender || one.family === claim.sender
}

/** The transmissions of a side that the claim is about; none where there is no capture of that side. */
export function sendsOf(claim: Claim, side: Side | null): SideTransmission[] {
  return side === null ? [] : side.transmissions.filter((one) => isMeant(claim, one))
}

/** The first transmissions that decided a claim, as a reader looks them up. */
export function deciding(
  sends: readonly SideTransmission[],
  side: 'before' | 'after' = 'before',
): DecidingTransmission[] {
  return sends.slice(0, decidingMax).map(({ capture, exchange, frames, host, identifiers }) => ({
    side,
    capture,
    exchange,
    frames,
    host,
    identifiers,
  }))
}

/** The answer where there is no capture of before the update. */
export const noCapture: Answer = {
  verdict: 'not-testable',
  reason: 'No capture of the phone before the update is at hand.',
  wouldTest: 'A capture of an affected unit while it is started, switched on and unlocked.',
}

/** The answer where nothing was sent to whom the claim is about. */
export const nothingSent: Answer = {
  verdict: 'not-testable',
  reason: 'Nothing was sent in these captures.',
  wouldTest: 'A capture of a unit that sends.',
}
