import type { ClockState } from './ledger.ts'

/** Names in a bundle that are fixed. */
export const manifestName = 'manifest.json'
/** The member of a bundle that holds the signature over its manifest. */
export const signatureName = 'signature.json'
/** The ledger, in a case folder and in its bundle. */
export const ledgerName = 'ledger.jsonl'
/** The answer of a time stamp authority: it is about the manifest, so it stands outside of it. */
export const timeStampName = 'timestamp.tsr'

/** A part of a bundle, beside manifest and signature. */
export interface BundlePart {
  readonly name: string
  readonly bytes: number
  readonly sha256: string
}

/** How a result is derived from the evidence again. Names are those of parts. */
export interface Recipe {
  readonly result: string
  readonly captures: readonly string[]
  /**
   * Those of the captures that are the files of one recording each, which is read as one capture, in the order of their first
   * packets. Absent: each is a capture of its own.
   */
  readonly recordings?: readonly (readonly string[])[]
  readonly profile: string | null
  readonly keys: readonly string[]
  /** What happened to the device, as the scan was told. */
  readonly events: readonly string[]
  /** Time zones (`+01:00`) of those whose times name none, by name; absent where nobody said. */
  readonly eventZones?: Readonly<Record<string, string>>
  /** Evidence of the case that no scan can read: it was left out, and the result says so. Absent: there is none. */
  readonly leftOut?: readonly string[]
  /** Evidence of the case that holds, packed otherwise, what one of the captures holds: it was left out, too. Absent: none. */
  readonly twins?: readonly string[]
  /**
   * Where the captures are slices of others, what they were cut from, in the order of `captures`. The result is that of the
   * originals then: its observations follow from the slices, what counts whole captures does not. Absent: they are whole.
   */
  readonly slices?: readonly SliceRecord[]
}

/** What a slice was cut from. */
export interface SliceRecord {
  readonly part: string
  /** Index of the original among the captures of the result. */
  readonly capture: number
  readonly original: {
    /** Of a recording in several files that of all their bytes, in the order in which they were read. */
    readonly sha256: string
    readonly bytes: number
    readonly packets: number
    /** SHA-256 of each file of a recording, in that order; absent of a capture in one file. */
    readonly files?: readonly string[]
    /** Of a file that holds entries (HAR, flows, logs) instead of packets; absent for others. */
    readonly entries?: number
  }
  /** Which frames (or entries) of the original, in the order of the slice: `1-3,7`. */
  readonly frames: string
}

/** Settings of the scans behind a bundle. */
export interface Settings {
  /** Digest of the engine's limits, as canonical JSON. */
  readonly limits: string
  /** Zone of event times that name none, and seconds added to the phone's times; null: found in the data. */
  readonly eventsZone: string | null
  readonly clockOffset: string | null
}

/** What a bundle says of itself. Signed as canonical JSON. */
export interface Manifest {
  /** What a redacted bundle was made from: see {@link Redaction}. */
  readonly schema: 'varde/bundle@1' | 'varde/redacted-bundle@1'
  readonly redaction?: Redaction
  readonly case: { readonly name: string; readonly device: string; readonly timeZone: string }
  readonly sealedAt: string
  readonly operator: string
  /** `build`: which build of that version; absent in older bundles, and where sources ran as they are. */
  readonly engine: { readonly version: string; readonly build?: string; readonly data: readonly string[] }
  /** What the results depend on beside inputs and versions. Absent in older bundles, as what follows. */
  readonly settings?: Settings
  readonly host: {
    readonly system: string
    readonly runtime: string
    /** What the machine says of its clock, with its time zone. */
    readonly clock?: ClockState
  }
  /** Whom a time stamp was asked of, and the nonce (hex); null where none was asked for. */
  readonly timeStamp?: { readonly authority: string; readonly nonce: string } | null
  readonly parts: readonly BundlePart[]
  /** Root over the digests of the parts in their order (RFC 6962 tree). */
  readonly merkleRoot: string
  readonly recipes: readonly Recipe[]
}

/** What a redacted bundle says of the one it was made from. */
export interface Redaction {
  /** Version of varde that redacted it. */
  readonly version: string
  /** Ties it to signature and manifest of the original (redact/link.ts). */
  readonly original: string
  /** The key that signed the original. */
  readonly fingerprint: string
  /** Root of the original, and its parts, digests as marks of commitments. */
  readonly merkleRoot: string
  readonly parts: readonly { readonly name: string; readonly sha256: string }[]
  /** Kinds of values that were left in clear. */
  readonly kept: readonly string[]
}

/** The signature over the manifest's bytes. */
export interface BundleSignature {
  readonly algorithm: 'Ed25519'
  /** SubjectPublicKeyInfo, PEM. */
  readonly publicKey: string
  /** Digest of the public key's DER: what people compare over another channel. */
  readonly fingerprint: string
  /** Base64. */
  readonly signature: string
}
