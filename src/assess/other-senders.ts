import { isLocalMac } from '../core/local-mac.ts'
import { exchangeKey } from './exchange-key.ts'
import { senderKey } from './several-phones.ts'
import { isPermanent } from './severity.ts'
import { sharedKinds } from './shared-kinds.ts'
import type { Observation, Transmission } from './types.ts'

/**
 * The senders that may be another device than that of the profile, where it is known to have sent as well: they sent numbers that
 * a device has for good, of these kinds, of which the profile has its own, and none of its own. Another number that is an app's own,
 * or that is given anew, says nothing: one phone has several. Where the address of a sender is not known, one capture is one sender.
 */
export class OtherSenders {
  private readonly senders: ReadonlySet<string>

  constructor(
    transmissions: readonly Transmission[],
    observations: readonly Observation[],
    kinds: ReadonlySet<string>,
  ) {
    const own = new Set<string>()
    const others = new Set<string>()
    if (kinds.size > 0) {
      const senders = new Map(transmissions.map((one) => [exchangeKey(one), senderKey(one)]))
      for (const observation of observations) {
        const { by, confidence, direction, identifier } = observation
        const sender = senders.get(exchangeKey(observation))
        if (
          sender === undefined ||
          direction !== 'sent' ||
          !kinds.has(identifier) ||
          sharedKinds.has(identifier)
        )
          continue
        if (by === 'profile') own.add(sender)
        else if (confidence !== 'possible' && isForGood(observation)) others.add(sender)
      }
    }
    this.senders = new Set(own.size === 0 ? [] : [...others].filter((sender) => !own.has(sender)))
  }

  /** How many of these transmissions are of such senders. */
  countOf(transmissions: readonly Transmission[]): number {
    if (this.senders.size === 0) return 0
    return transmissions.filter((one) => this.senders.has(senderKey(one))).length
  }
}

/** Another one for each app since Android 8.0 (Android Developers Blog, "Changes to Device Identifiers in Android O"). */
const kindOfApps = 'widevine-id'

/** Whether a device has this number, or two of its kind at most, as long as it lives. */
function isForGood({ identifier, normal }: Observation): boolean {
  const isSet = identifier.endsWith('-mac') && isLocalMac(normal)
  return isPermanent(identifier) && identifier !== kindOfApps && !isSet
}
