/** What is known of the device under test: `--profile device.yaml`. */
export interface Profile {
  readonly name: string
  /** Identifier name → values as given. */
  readonly identifiers: ReadonlyMap<string, readonly string[]>
  readonly places: readonly Place[]
}

export interface Place {
  readonly name: string
  /** Degrees, WGS 84; null where the place is given by cells or access points only. */
  readonly lat: number | null
  readonly lon: number | null
  readonly cells: readonly string[]
  readonly bssids: readonly string[]
}
