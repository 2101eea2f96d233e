import { isLocalMac } from '../../core/local-mac.ts'
import type { Profile } from '../../device/types.ts'
import { identifiers } from '../identifiers.gen.ts'
import { mac } from './mac.ts'
import type { Confidence } from '../types.ts'

/** A MAC address that stands in the interface identifier of an IPv6 address. */
export interface MacInAddress {
  readonly identifier: string
  /** 12 hex digits. */
  readonly normal: string
  readonly confidence: Confidence
  readonly by: string
  readonly reasons: readonly string[]
  /** Why it is nobody's; '' where it may be somebody's. */
  readonly placeholder: string
}

/**
 * Of all random identifiers (RFC 7217, RFC 8981) one in so many has ff:fe in the middle and the universal bit set.
 */
const chance = '131,072'

/** The kinds whose values make interface identifiers. */
const macKinds = identifiers.filter(({ name }) => name === 'wifi-mac' || name === 'bluetooth-mac')
const titles: ReadonlyMap<string, string> = new Map(macKinds.map(({ name, title }) => [name, title]))

/** Whether the lower half of an IPv6 address has the form of a MAC address in it: a glance, before all else. */
export function hasMacForm(word2: number, word3: number): boolean {
  return (word2 & 0xff) === 0xff && word3 >>> 24 === 0xfe
}

/**
 * The MAC address in an interface identifier of the modified EUI-64 form (RFC 4291, appendix A) as 12 hex digits, the
 * universal bit turned back; '' where it has not that form.
 */
export function macOfInterfaceId(word2: number, word3: number): string {
  if (!hasMacForm(word2, word3)) return ''
  const bytes = Buffer.alloc(8)
  bytes.writeInt32BE(word2, 0)
  bytes.writeInt32BE(word3, 4)
  bytes[0] = (bytes[0] as number) ^ 2
  return bytes.toString('hex', 0, 3) + bytes.toString('hex', 5)
}

/**
 * Knows the MAC addresses that are told by IPv6 addresses: those of a profile, and by their form those that a maker gave.
 * One that software set (the universal bit says so) is reported where the profile has it only: of the random identifiers
 * that older systems make, with that bit cleared, one in 65,536 has its form, and what it names is random itself.
 */
export class MacAddresses {
  private readonly known: ReadonlyMap<string, string>

  constructor(profile: Profile | null) {
    const known = new Map<string, string>()
    for (const { name } of macKinds)
      for (const value of profile?.identifiers.get(name) ?? [])
        if (mac(value) !== '' && !known.has(mac(value))) known.set(mac(value), name)
    this.known = known
  }

  /** Those of the profile, 12 hex digits each. */
  get ofProfile(): Iterable<string> {
    return this.known.keys()
  }

  /**
   * What an interface identifier tells; null for nothing. `isOnLink`: the frame around the packet has the same address.
   * `isGuessed`: whose of the two addresses of the packet it is, was guessed.
   */
  find(word2: number, word3: number, isOnLink: boolean, isGuessed: boolean): MacInAddress | null {
    const normal = macOfInterfaceId(word2, word3)
    const name = this.known.get(normal)
    if (normal === '' || (name === undefined && isLocalMac(normal))) return null
    const type = macKinds.find((kind) => kind.name === (name ?? 'wifi-mac'))
    if (type === undefined) return null
    const link = isOnLink ? ['the frame around the packet has the same address'] : []
    const remark = type.remark(normal)
    const common = { identifier: type.name, normal }
    if (name !== undefined)
      return {
        ...common,
        confidence: 'certain',
        by: 'profile',
        reasons: [
          `the ${titles.get(name)} of the profile stands in the sender's own IPv6 address (modified EUI-64)`,
          remark,
          ...link,
        ],
        placeholder: '',
      }
    const unsure: Confidence = isGuessed ? 'possible' : 'probable'
    return {
      ...common,
      confidence: isOnLink ? 'certain' : unsure,
      by: `recogniser:${type.name}`,
      reasons: [
        `the sender's own IPv6 address has the form that is made of a MAC address (modified EUI-64: ff:fe in the middle, universal bit set), as one in ${chance} random ones has`,
        remark,
        ...link,
      ],
      placeholder: type.placeholder(normal),
    }
  }
}
