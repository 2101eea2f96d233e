import { stepKilometres } from '../../core/kilometres.ts'
import type { Profile } from '../../device/types.ts'
import type { DetectionBook } from '../detection-book.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifiers } from '../identifiers.gen.ts'
import { identifier as location } from '../identifiers/location.ts'
import type { FieldNames } from '../names/field-names.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { nearReason, placeAt, surenessNear } from '../places/near-place.ts'
import type { NearPlace } from '../places/near-place.ts'
import type { Detection, Dismissal } from '../types.ts'
import type { KnownForms } from './known-forms.ts'
import { nameOfKnown } from './known-values.ts'

const typesByName: ReadonlyMap<string, IdentifierType> = new Map(identifiers.map((type) => [type.name, type]))

/** Tells of what was recognised what of the profile it is, or is near. Made once for a profile. */
export class SameAsKnown {
  private readonly profile: Profile | null
  private readonly fields: FieldNames
  private readonly known: KnownForms

  /** `known`: made of the profile. */
  constructor(profile: Profile | null, fields: FieldNames, known: KnownForms) {
    this.profile = profile
    this.fields = fields
    this.known = known
  }

  /** A place in its normal form that is near one of the profile. */
  isKnownPlace(type: IdentifierType, normal: string): boolean {
    if (this.profile === null || type !== location) return false
    return placeOf(this.profile, normal, '') !== null
  }

  /** A value of the profile in a writing that no spelling is made of: `Kari.Nordmann@…`, a cell behind its network in hex. */
  asKnown(type: IdentifierType, found: Detection, book: DetectionBook): Detection {
    const normal = this.known.sameAs(type, found.normal)
    if (normal === '' || book.hasKnownAt(found)) return found
    const reason = `it is ${nameOfKnown(type.name, this.known.impliedBy(type, normal))}`
    return { ...found, normal, confidence: 'certain', by: 'profile', reasons: [reason, ...found.reasons] }
  }

  /** The same for what another finder recognised. */
  own<Found extends Detection | Dismissal>(found: Found, book: DetectionBook): Found | Detection {
    const type = 'reason' in found ? undefined : typesByName.get(found.identifier)
    return type === undefined || 'reason' in found ? found : this.asKnown(type, found, book)
  }

  /** Coordinates written as one value get what the profile knows of the place. */
  placed(found: Detection): Detection {
    if (found.identifier !== 'location') return found
    const owner = ownerObjection(found.node, this.fields.keyOf(found.node), 'place', true)
    const near = placeOf(this.profile, found.normal, owner)
    if (near === null) return found
    const reason = nearReason(near)
    const confidence = surenessNear(near, decimalsOf(found.normal))
    return { ...found, confidence, by: 'profile', reasons: [...found.reasons, reason] }
  }
}

/** The place of the profile that coordinates in their normal form are near; null where they are near none. */
function placeOf(profile: Profile | null, normal: string, objection: string): NearPlace | null {
  const [lat = 0, lon = 0] = normal.split(',').map(Number)
  return placeAt(profile, lat, lon, stepKilometres(decimalsOf(normal)), objection)
}

/** Decimals of coordinates in their normal form. Of the half that has fewer: a text keeps its zeros. */
export function decimalsOf(normal: string): number {
  return Math.min(...normal.split(',').map((half) => half.split('.')[1]?.length ?? 0))
}
