import { parseAddress } from './address.ts'
import type { AddressWords } from './address.ts'

/** How far an address reaches: RFC 6890 and its registries, see {@link scopeOf}. */
export type AddressScope =
  | 'public'
  | 'private'
  | 'link-local'
  | 'loopback'
  | 'multicast'
  | 'documentation'
  | 'reserved'

type Block = readonly [base: number, bits: number, scope: AddressScope]

/** Special IPv4 blocks (IANA IPv4 Special-Purpose Address Registry, RFC 6890). The first that holds the address counts. */
const blocksV4: readonly Block[] = [
  [0x00000000, 8, 'reserved'],
  [0x0a000000, 8, 'private'],
  // Carrier-grade NAT (RFC 6598): inside the operator's network, not on the Internet.
  [0x64400000, 10, 'private'],
  [0x7f000000, 8, 'loopback'],
  [0xa9fe0000, 16, 'link-local'],
  [0xac100000, 12, 'private'],
  [0xc0000200, 24, 'documentation'],
  // IETF protocol assignments, among them 464XLAT's 192.0.0.0/29 on the phone itself (RFC 7335).
  [0xc0000000, 24, 'reserved'],
  [0xc0a80000, 16, 'private'],
  // Benchmarks (RFC 2544).
  [0xc6120000, 15, 'reserved'],
  [0xc6336400, 24, 'documentation'],
  [0xcb007100, 24, 'documentation'],
  [0xe0000000, 4, 'multicast'],
  [0xf0000000, 4, 'reserved'],
]

/** Tells public addresses from those that no organisation on the Internet can be found for. */
export function scopeOf(words: AddressWords): AddressScope {
  // By their places: what a pattern takes apart costs an iterator, and each flow asks.
  const word0 = words[0]
  const word1 = words[1]
  const word2 = words[2]
  const word3 = words[3]
  if (word0 === 0 && word1 === 0 && word2 === 0xffff) return scopeV4(word3)
  const first = word0 >>> 0
  if (word0 === 0 && word1 === 0 && word2 === 0 && word3 === 1) return 'loopback'
  // NAT64 (RFC 6052): a public IPv4 address behind the operator's translator.
  if (first === 0x0064ff9b && word1 === 0 && word2 === 0) return scopeV4(word3)
  if (first >>> 24 === 0xff) return 'multicast'
  if (first >>> 22 === 0xfe80 >>> 6) return 'link-local'
  // Unique local (RFC 4193), and site-local, which it replaced (RFC 3879).
  if (first >>> 25 === 0xfc >>> 1 || first >>> 22 === 0xfec0 >>> 6) return 'private'
  if (first === 0x20010db8 || first >>> 12 === 0x3fff0) return 'documentation'
  // Benchmarks (2001:2::/48), ORCHID (2001:10::/28, 2001:20::/28): never on the Internet.
  if (first === 0x20010002 && word1 >>> 16 === 0) return 'reserved'
  if (first >>> 4 === 0x2001001 || first >>> 4 === 0x2001002) return 'reserved'
  // Only 2000::/3 is global unicast so far (IANA IPv6 Address Space registry).
  return first >>> 29 === 1 ? 'public' : 'reserved'
}

/** The same of a written address; null where the text is none. */
export function scopeOfText(address: string): AddressScope | null {
  const words = parseAddress(address)
  return words === null ? null : scopeOf(words)
}

/** Whether an address, written or as words, is one that is reached over the Internet; those of documentation stand for such. */
export function isOnInternet(address: string | AddressWords): boolean {
  const scope = typeof address === 'string' ? scopeOfText(address) : scopeOf(address)
  return scope === 'public' || scope === 'documentation'
}

/** The IPv4 address that stands in an IPv6 one where both name the same host: mapped, or behind NAT64; null else. */
export function embeddedV4(words: AddressWords): number | null {
  const [word0, word1, word2, word3] = words
  if (word0 === 0 && word1 === 0 && word2 === 0xffff) return word3
  return word0 >>> 0 === 0x0064ff9b && word1 === 0 && word2 === 0 ? word3 : null
}

function scopeV4(word: number): AddressScope {
  const address = word >>> 0
  return blocksV4.find((block) => (address ^ block[0]) >>> (32 - block[1]) === 0)?.[2] ?? 'public'
}
