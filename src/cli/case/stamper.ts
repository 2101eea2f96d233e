import type { TimeStamp } from '../../case/stamps/time-stamp.ts'

/** A time stamp authority, ready to be asked once. */
export interface Stamper {
  /** Its address, without what could be a secret. */
  readonly authority: string
  readonly nonce: string
  /** Asks for a stamp over a SHA-256 (hex), and checks it. */
  stamp(digest: string): Promise<{ response: Uint8Array; stamp: TimeStamp }>
}

/** Whom to ask. Throws an InputError for an address or a file of roots that is none. */
export async function stamperOf(url: string, rootsFile: string | undefined): Promise<Stamper> {
  const { authorityOf, newNonce, readRoots, requestTimeStamp } = await import('../time-stamp-client.ts')
  const roots = rootsFile === undefined ? null : readRoots(rootsFile)
  const nonce = newNonce()
  return {
    authority: authorityOf(url),
    nonce,
    stamp: (digest) => requestTimeStamp(url, { digest, nonce }, roots),
  }
}
