/** What is known of the device under test: `--profile device.yaml`. */
export interface Profile {
  readonly name: string
  /** Identifier name → values as given; none where the profile says, by an empty list, that the device has none. */
  readonly identifiers: ReadonlyMap<string, readonly string[]>
  readonly places: readonly Place[]
  /** What looks wrong in the profile but does not stop it (a check digit, a placeholder), one line each. */
  readonly warnings?: readonly string[]
}

/** A place of the profile: searched as coordinates, and by the cells and access points that can be received there. */
export interface Place {
  readonly name: string
  /** Degrees, WGS 84; null where the place is given by cells or access points only. */
  readonly lat: number | null
  readonly lon: number | null
  readonly cells: readonly string[]
  readonly bssids: readonly string[]
}

/** A kind of identifier as far as a profile is concerned: its name, and what is odd about a value ('' where nothing is). */
export interface KnownIdentifier {
  readonly name: string
  /** What people call it. */
  readonly title: string
  /** What programs call it, without separators; a name may only hint at it. */
  readonly keys: readonly { readonly name: string; readonly weight: 'names' | 'hints' }[]
  check(value: string): string
  /** A value in its normal form; '' where it has none. */
  normalise(value: string): string
  /** Why a value is one of documentation or a program's own; '' where it is not. */
  placeholder(normal: string): string
}
