import { formatAddress, parseAddress } from '../core/address.ts'

/** The name that DNS64 answers for with its prefix in front of known addresses (RFC 7050). */
const discoveryName = 'ipv4only.arpa'
/** 192.0.0.170 and 192.0.0.171, which are that name's (RFC 7050, section 8). */
const known: ReadonlySet<number> = new Set([0xc00000aa | 0, 0xc00000ab | 0])
/** Networks of one phone; the others were made up. */
const prefixesMax = 64

/**
 * The translators of a network that has IPv6 only (NAT64), by their prefixes of 96 bits (RFC 6052), as the phone itself finds
 * them: of each address behind one, which server of IPv4 it stands for.
 */
export class Translators {
  private readonly prefixes: Set<string> = new Set()

  /** DNS told that the name has this address. */
  told(name: string, address: string): void {
    if (name !== discoveryName) return
    const words = parseAddress(address)
    if (words === null || !known.has(words[3] | 0) || isPlain(words[0], words[1], words[2])) return
    if (this.prefixes.size < prefixesMax) this.prefixes.add(prefixOf(words[0], words[1], words[2]))
  }

  /** The address of IPv4 that this one of IPv6 stands for; null where it is behind no translator that was told. */
  behind(address: string): string | null {
    if (this.prefixes.size === 0) return null
    const words = parseAddress(address)
    if (words === null || !this.prefixes.has(prefixOf(words[0], words[1], words[2]))) return null
    return formatAddress(0, 0, 0xffff, words[3])
  }
}

/** An address of IPv4 is itself. */
function isPlain(word0: number, word1: number, word2: number): boolean {
  return word0 === 0 && word1 === 0 && word2 === 0xffff
}

function prefixOf(...words: readonly number[]): string {
  return words.map((word) => word >>> 0).join(' ')
}
