import { createCipheriv, createHash } from 'node:crypto'

/** Bytes as encryption leaves them, each time the same for a seed. */
export function sealedBytes(length: number, seed: number | string): Buffer {
  const key = createHash('sha256').update(`seed ${seed}`).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}
