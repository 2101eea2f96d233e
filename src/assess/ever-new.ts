/**
 * Numbers of devices that are other ones in nearly each message: a program that makes one for each event or start. A message
 * alone does not show it (`src/detect/many-devices.ts` does where one has many): the field does, which hardly ever holds a
 * value twice.
 */
import { objectionOf } from '../core/objections.ts'
import { numberKinds } from '../core/number-kinds.ts'
import { bySendersField } from './sender-fields.ts'
import type { Observation, Transmission } from './types.ts'

/** So many different ones of one sender: several phones may send through one address, each its own, again and again. */
const everNewMin = 16
/** Of so many hundred that were sent, this many are different. */
const newPercentMin = 90

/**
 * The same observations, in which numbers of devices are only possible that one sender wrote into one field of its messages to
 * a recipient, each time another. What the profile knows, and who knows what its fields hold, stays.
 */
export function withoutEverNew(
  observations: readonly Observation[],
  transmissions: readonly Transmission[],
): readonly Observation[] {
  const numbers = observations.filter(isNumber)
  if (numbers.length < everNewMin) return observations
  // In text the way is that of all of it: what names the value stands in the first reason.
  const fields = bySendersField(numbers, transmissions, ({ reasons }) => reasons[0] ?? '')
  const counts = new Map<Observation, number>()
  for (const field of fields.values()) {
    const values = Map.groupBy(field, ({ normal }) => normal)
    const { size } = values
    if (size < everNewMin || size * 100 < field.length * newPercentMin) continue
    // What comes again is no new one.
    for (const same of values.values()) if (same.length === 1) counts.set(same[0] as Observation, size)
  }
  if (counts.size === 0) return observations
  return observations.map((one): Observation => {
    const count = counts.get(one)
    if (count === undefined) return one
    const reason = `${count} different ones were sent in this field, hardly any of them twice: they may number other things than the phone`
    return { ...one, confidence: 'possible', reasons: [...one.reasons, objectionOf(reason)] }
  })
}

function isNumber({ direction, by, identifier }: Observation): boolean {
  return direction === 'sent' && by.startsWith('recogniser:') && numberKinds.has(identifier)
}
