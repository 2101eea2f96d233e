import { scopeOf } from '../../core/address-scope.ts'
import type { AddressScope } from '../../core/address-scope.ts'
import type { AddressWords } from '../../core/address.ts'
import { formatAddress, parseAddress } from '../../core/address.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { cases } from '../spellings/written.ts'

/** Why an address of this scope is no phone's; '' where it may be. */
const objections: Readonly<Record<AddressScope, string>> = {
  public: '',
  private: '',
  'link-local': '',
  loopback: 'it is that of every computer itself',
  multicast: 'it is that of a group',
  documentation: 'it is kept for documentation',
  reserved: 'it is no address of a network',
}

/** What a home's router gives itself, and what the emulator's phone and its router have (Android, "Set up emulator networking"). */
const routers = /^(?:192\.168\.\d{1,3}|10\.0\.0)\.(?:1|254)$/
const emulator = /^10\.0\.2\.(?:2|3|15|16)$/

/** The first of a list, as proxies write who asked, and of IPv4 without the port. */
function wordsOf(given: string): AddressWords | null {
  const [text = ''] = given.split(',')
  // The interface behind it (RFC 4007, 11) is no part of the address.
  return parseAddress(text.trim().replace(/%[\w.-]{1,16}$|(?<=\.\d{1,3}):\d{1,5}$/, ''))
}

/** Of IPv4, as numbers of 32 bits: the first part high, and as `WifiInfo.getIpAddress` of Android gives it, low. */
function asNumbers([word0, word1, word2, word3]: AddressWords): string[] {
  if (word0 !== 0 || word1 !== 0 || word2 !== 0xffff) return []
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(word3)
  return [bytes.readUInt32BE(), bytes.readUInt32LE(), bytes.readInt32BE(), bytes.readInt32LE()].map(String)
}

/** Of the interface `lo0` of macOS and iOS, beside `127.0.0.1` and `::1`: apps that list the phone's own send it along. */
const loopOfApple = 'fe80::1'

/**
 * An address that the phone has, told in what it sends: on its own network it says how that is built, and whoever gets it by
 * another way than the network itself can join what it knows of the line. Any server has addresses, too: it is known by names
 * that say whose, and by others where it is of no public network.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'ip-address',
  title: 'IP address',
  subject: 'network',
  stability: 'hours to months; of IPv6 often a day',
  whyPersonal:
    'The operator knows whose line it is (CJEU C-582/14, Breyer), and what comes from one line belongs together.',
  names: [
    'localip',
    'localipaddress',
    'lanip',
    'wifiip',
    'wifiipaddress',
    'wlanip',
    'deviceip',
    'deviceipaddress',
    'phoneip',
    'clientip',
    'clientipaddress',
    'userip',
    'useripaddress',
    'internalip',
    'privateip',
    'publicip',
    'externalip',
    'wanip',
    'myip',
    'mobileip',
    // Of who buys, as shops hand it on to those who judge fraud.
    'browserip',
    'browseripaddress',
    'shopperip',
    'customerip',
    'customeripaddress',
    'cellularip',
    // What proxies write of who asks (RFC 7239 gives another one), and apps of themselves.
    'xforwardedfor',
    'xrealip',
  ],
  hints: [
    'ip',
    'ipaddress',
    'ipaddr',
    'ipaddrs',
    'ipv',
    'ipv4address',
    'ipv6address',
    'ipaddresses',
    'ips',
    'iplist',
  ],
  proof: 'it is an address of IP',
  lengthMin: 7,
  /** Servers have addresses, too; hardly any that an app speaks of is on the local network. What stands beside one may say more (see `names/members-beside.ts`). */
  isLikely(value: string, name: string): boolean {
    if (name === 'clientip') return true
    const words = wordsOf(value)
    const scope = words === null ? 'reserved' : scopeOf(words)
    return scope === 'private' || scope === 'link-local'
  },
  normalise(value: string): string {
    const words = wordsOf(value)
    return words === null ? '' : formatAddress(...words)
  },
  placeholder(normal: string): string {
    if (routers.test(normal)) return 'it is what routers of homes have'
    if (emulator.test(normal)) return 'an address of the Android emulator'
    if (normal === loopOfApple) return 'every device of Apple has it, towards itself'
    const words = wordsOf(normal)
    return words === null ? '' : objections[scopeOf(words)]
  },
  remark: (normal: string): string => {
    const words = wordsOf(normal)
    return words !== null && scopeOf(words) !== 'public' ? 'it is one of a local network' : ''
  },
  spellings(normal: string): readonly string[] {
    const words = wordsOf(normal)
    return words === null ? [normal] : [...cases(normal), ...asNumbers(words)]
  },
})
