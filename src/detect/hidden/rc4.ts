const states = 256
const ordered = Uint8Array.from({ length: states }, (_, index) => index)

/** RC4 (RFC 6229 has its test vectors) under a key of one byte and more: what is enciphered and what is deciphered alike. */
export function rc4(key: Uint8Array, bytes: Uint8Array): Buffer {
  const state = ordered.slice()
  for (let at = 0, other = 0, place = 0; at < states; at++) {
    other = (other + (state[at] as number) + (key[place] as number)) & 255
    swap(state, at, other)
    place = place + 1 === key.length ? 0 : place + 1
  }
  const out = Buffer.allocUnsafe(bytes.length)
  for (let at = 0, one = 0, other = 0; at < bytes.length; at++) {
    one = (one + 1) & 255
    other = (other + (state[one] as number)) & 255
    swap(state, one, other)
    const index = ((state[one] as number) + (state[other] as number)) & 255
    out[at] = (bytes[at] as number) ^ (state[index] as number)
  }
  return out
}

function swap(state: Uint8Array, one: number, other: number): void {
  const kept = state[one] as number
  state[one] = state[other] as number
  state[other] = kept
}
