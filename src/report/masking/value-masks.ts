import type { Observation } from '../../assess/types.ts'
import { mask } from './mask.ts'
import { fullForms } from '../values-by-sureness.ts'

/** What of an observation says which value it is. */
type Shown = Pick<Observation, 'identifier' | 'normal'>

/** The key of a value among those of all kinds. */
export function valueKey(identifier: string, normal: string): string {
  return `${identifier} ${normal}`
}

/** How the values of a result are told; of one that was read back masked, as they were told there. */
export function valueMasks(
  {
    observations,
    shownValues = null,
  }: {
    readonly observations: readonly Shown[]
    readonly shownValues?: ReadonlyMap<string, string> | null
  },
  isRevealed: boolean,
): ValueMasks {
  return new ValueMasks(observations, isRevealed, shownValues)
}

/**
 * How values are told in a report that hides them: one value has one mask, however it was written where it was seen; two
 * values of one kind whose masks would be the same are numbered, in the order in which they were observed.
 */
export class ValueMasks {
  private readonly observations: readonly Shown[]
  private readonly isRevealed: boolean
  private readonly shownValues: ReadonlyMap<string, string> | null
  /** By kind and normal form, made for a kind when it is first asked for. */
  private readonly byKind: Map<string, ReadonlyMap<string, string>> = new Map()

  /** `shownValues`: as in `ScanResult`. */
  constructor(
    observations: readonly Shown[],
    isRevealed: boolean,
    shownValues: ReadonlyMap<string, string> | null = null,
  ) {
    this.shownValues = shownValues
    this.observations = observations
    this.isRevealed = isRevealed
  }

  /** The value as it is shown: masked, unless values are revealed. */
  of(identifier: string, normal: string): string {
    if (this.shownValues !== null) return this.shownValues.get(valueKey(identifier, normal)) ?? normal
    if (this.isRevealed) return normal
    let masks = this.byKind.get(identifier)
    if (masks === undefined) {
      masks = masksOf(
        identifier,
        this.observations.filter((one) => one.identifier === identifier).map((one) => one.normal),
      )
      this.byKind.set(identifier, masks)
    }
    return masks.get(normal) ?? mask(normal)
  }

  /** Several values, each once. */
  each(identifier: string, normals: Iterable<string>): string[] {
    return [...new Set([...normals].map((normal) => this.of(identifier, normal)))]
  }
}

function masksOf(identifier: string, normals: readonly string[]): ReadonlyMap<string, string> {
  const full = fullForms(identifier, normals)
  const values = new Set(normals.map((normal) => full.get(normal) ?? normal))
  const alike = Map.groupBy(values, mask)
  const shown = new Map(
    [...alike].flatMap(([text, own]) =>
      own.map((value, index) => [value, own.length === 1 ? text : `${text} (${index + 1})`] as const),
    ),
  )
  return new Map(normals.map((normal) => [normal, shown.get(full.get(normal) ?? normal) ?? mask(normal)]))
}
