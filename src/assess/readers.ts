import { isLocal, isOnDevice, isReachedFromInternet } from './is-local.ts'
import type { Recipient, Transmission } from './types.ts'

/** What says who is on the way of a message. */
interface Way {
  /** The recipient has no address of the Internet. */
  readonly isLocal: boolean
  /** It has none, and the sender has one. */
  readonly isFromInternet?: boolean
  /** The recipient is another program on the device. */
  readonly isOnDevice?: boolean
  /** The recipient is asked to let the phone in (EAP). */
  readonly isForEntry?: boolean
  /** The recipient stands at the other end of a line of PPP. */
  readonly isAtLine?: boolean
  /** A phone calls it out by radio. */
  readonly isCalledOut?: boolean
}

/** Who can read what travels in clear text, as the subject of a sentence; '' where nobody is on the way. */
export function readersOn({
  isLocal,
  isFromInternet,
  isOnDevice,
  isForEntry,
  isAtLine,
  isCalledOut,
}: Way): string {
  if (isOnDevice === true) return ''
  if (isCalledOut === true || isForEntry === true) return 'whoever is near'
  return isLocal && isAtLine !== true && isFromInternet !== true
    ? 'anyone on the same network'
    : 'anyone on the way'
}

/** Who can read what a recipient is sent in clear text. */
export function readersOf(recipient: Recipient, transmissions: readonly Transmission[]): string {
  return readersOn({
    isLocal: isLocal(recipient),
    isFromInternet: isReachedFromInternet(recipient, transmissions),
    isOnDevice: isOnDevice(recipient),
    isForEntry: recipient.protocols.includes('eap'),
    isAtLine: recipient.protocols.includes('ppp'),
    isCalledOut: transmissions.some(({ summary }) => summary.protocol === 'probe-request'),
  })
}
