import { framesIn } from './observation-of.ts'
import type { Transmission } from '../../assess/types.ts'
import type { FamilyMatch } from '../../detect/types.ts'
import { areSealed } from './are-sealed.ts'
import { oneOfEach } from './joined-detections.ts'
import type { UnnumberedObservation } from './observation-of.ts'

/** A transmission with what was sent with it, beside its message or by another reading of that. */
export function withFurther(
  transmission: Transmission,
  observed: readonly UnnumberedObservation[],
  unlisted: ReadonlySet<string>,
  families: readonly FamilyMatch[],
): Transmission {
  const named = [...transmission.identifiers, ...observed.map(({ identifier }) => identifier), ...unlisted]
  const frames = new Set([...transmission.frames, ...framesIn(observed)])
  const { isSealedByProgram: wasSealed, ...summary } = transmission.summary
  const isSealed =
    wasSealed === true && (observed.length === 0 || areSealed(observed, transmission.protection))
  return {
    ...transmission,
    summary: isSealed ? transmission.summary : summary,
    identifiers: [...new Set(named)].sort(),
    frames: [...frames].sort((left, right) => left - right),
    families: oneOfEach([...transmission.families, ...families]),
  }
}
