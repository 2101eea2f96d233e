/** The versions of QUIC that are read, and what differs between them: one row each. */

/** QUIC version 1 (RFC 9000). */
export const version1 = 0x0000_0001
/** QUIC version 2 (RFC 9369). */
export const version2 = 0x6b33_43cf
/** Drafts of version 1 that were in use: draft-ietf-quic-transport-29 to -34. */
const draftFirst = 0xff00_001d
const draftLast = 0xff00_0022
/** draft-ietf-quic-tls-33 took the salt that version 1 kept. */
const draft33 = 0xff00_0021

const salt1: Buffer = Buffer.from('38762cf7f55934b34d179ae6a4c80cadccbb7f0a', 'hex')
const salt2: Buffer = Buffer.from('0dede3def700a6db819381be6e269dcbf9bd2ed9', 'hex')
const saltDraft29: Buffer = Buffer.from('afbfec289993d24c9e9786f19c6111e04390a899', 'hex')

/** What the keys of a version are made with (RFC 9001, 5.1 and 5.2; RFC 9369, 3.3). */
export interface Version {
  /** Of the Initial packets, whose secret anyone can make. */
  readonly salt: Buffer
  /** In front of `key`, `iv`, `hp` and `ku` in the labels of key derivation. */
  readonly labelPrefix: string
}

const rows = {
  v1: { salt: salt1, labelPrefix: 'quic ' },
  v2: { salt: salt2, labelPrefix: 'quicv2 ' },
  draft29: { salt: saltDraft29, labelPrefix: 'quic ' },
} as const satisfies Record<string, Version>

/** What a version is made of; null if it is not read. */
export function versionOf(version: number): Version | null {
  if (version === version1) return rows.v1
  if (version === version2) return rows.v2
  if (version < draftFirst || version > draftLast) return null
  return version >= draft33 ? rows.v1 : rows.draft29
}

/** Whether packets of this version are read: 1, 2 and the last drafts of 1. */
export function isKnownVersion(version: number): boolean {
  return versionOf(version) !== null
}
