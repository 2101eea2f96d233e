import type { Profile } from '../../device/types.ts'
import { isNoValue } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifiers } from '../identifiers.gen.ts'
import { impliedImeis } from './implied-imeis.ts'

/**
 * Values of the profile by their normal form: what a recogniser reads in a writing that no spelling is made of (letters of
 * both cases, a cell behind its network in hex) is known by what it is.
 */
export class KnownForms {
  /** Normal forms of the profile's values, by kind and by each form that the same value may be given in. */
  private readonly normals: ReadonlyMap<string, string>
  private readonly imeis: ReadonlySet<string>

  constructor(profile: Profile | null) {
    this.imeis = new Set(profile === null ? [] : impliedImeis(profile))
    this.normals = new Map(
      identifiers.flatMap((type) =>
        valuesOf(type, profile)
          .map((value) => type.normalise(value))
          .filter((normal) => !isNoValue(type, normal))
          .flatMap((normal) =>
            type.alike(normal).map((form): [string, string] => [keyOf(type, form), normal]),
          ),
      ),
    )
  }

  /** The normal form of `value`; of several that it may have that of the profile. */
  normalised(type: IdentifierType, value: string): string {
    if (this.normals.size === 0) return type.normalise(value)
    const readings = type.readings(value)
    if (readings.length < 2) return readings[0] ?? ''
    return readings.find((normal) => this.sameAs(type, normal) !== '') ?? type.normalise(value)
  }

  /** The kind that a value in its normal form follows from; undefined where the profile has it itself. */
  impliedBy({ name }: IdentifierType, normal: string): string | undefined {
    return name === 'imei' && this.imeis.has(normal) ? 'imeisv' : undefined
  }

  /** The profile's value, in its normal form, that `normal` is, too; '' for none. */
  sameAs(type: IdentifierType, normal: string): string {
    if (this.normals.size === 0) return ''
    for (const form of type.alike(normal)) {
      const known = this.normals.get(keyOf(type, form))
      if (known !== undefined) return known
    }
    return ''
  }
}

function valuesOf({ name }: IdentifierType, profile: Profile | null): readonly string[] {
  if (profile === null) return []
  const given = profile.identifiers.get(name) ?? []
  return name === 'imei' ? [...given, ...impliedImeis(profile)] : given
}

function keyOf({ name }: IdentifierType, form: string): string {
  return `${name} ${form}`
}
