/** How a field of a known program is undone: steps of a fixed set, from the adapters' files. */
export interface Recipe {
  /** Id of the adapter. */
  readonly adapter: string
  /** Name of the field. */
  readonly field: string
  /** `['base64']`, `['hex']`, `['gunzip']`, `['inflate']`, `['skip', bytes]`, `['xor', key]`, `['keyed-xor']`. */
  readonly steps: readonly (readonly (string | number)[])[]
}
