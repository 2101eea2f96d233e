import { createDecipheriv } from 'node:crypto'

/**
 * What AES-256-GCM sealed; null where the tag does not hold: under another key, or of what was changed. `associated`:
 * what was not encrypted, but is under the tag, too.
 */
export function openGcm(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  tag: Uint8Array,
  associated: Uint8Array | null = null,
): Buffer | null {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce)
  if (associated !== null) decipher.setAAD(associated)
  decipher.setAuthTag(tag)
  const opened = decipher.update(sealed)
  try {
    decipher.final()
  } catch (cause) {
    // Node gives this error no code: that the tag does not hold is all that `final` can say.
    if (cause instanceof Error) return null
    throw cause
  }
  return opened
}
