import { parseAddress } from '../../core/address.ts'
import type { AddressWords } from '../../core/address.ts'
import type { Protection } from '../../core/protection.ts'
import type { Instant } from '../../core/time.ts'
import type { Ends } from '../../source/entry.ts'
import { communityId } from '../../stream/community-id.ts'
import type { Flow } from '../../stream/types.ts'
import type { RecipientDraft } from '../recipients/recipient-draft.ts'
import type { NamedAtEnd } from './named-at-end.ts'

const nowhere: AddressWords = [0, 0, 0, 0]

/** The conversation of an entry: what the file says of its two ends. An address that it does not name is ''. */
export class EntryFlow implements Flow {
  readonly id: number
  readonly transport: 'tcp' | 'udp'
  readonly family: 4 | 6
  readonly clientAddress: string
  readonly serverAddress: string
  readonly server0: number
  readonly server1: number
  readonly server2: number
  readonly server3: number
  readonly clientPort: number
  readonly serverPort: number
  readonly communityId: string
  readonly isRoleGuessed = false
  readonly isUnsure = false
  readonly isClientAhead = false
  readonly firstSec: number
  readonly firstNsec: number
  readonly protection: Protection
  /** Number of the app in the file's own list; see `Flow`. */
  app = 0
  readonly tunnels = 0
  readonly outer = null
  bytesToServer = 0
  bytesToClient = 0
  readonly bursts = null
  isAnswered = false
  parser: unknown = null
  note: unknown = null
  /** The connection that entries name it by. */
  readonly connection: string
  /** Its addresses are those of packets; else what a recorder spoke to. */
  readonly isOnWire: boolean
  /** Told with the sizes of the whole conversation; in which protocol, in the recorder's words. */
  isSized = false
  protocol = ''
  /** A log tells of it, in which the name of its server may stand further behind, or in another file. */
  isLogged = false
  /** Who gets what it carries until that name is known. */
  awaited: RecipientDraft | null = null
  /** The same of a proxy at its end: what was said to that itself. */
  awaitedProxy: RecipientDraft | null = null
  /** Of a log: who was named at its end, until all logs were read. Another may show that a proxy is there. Null where none can. */
  namedAtEnd: NamedAtEnd | null = null
  /** Of DNS: id and name of the last question. */
  lastQuestion = ''
  /** When that was answered, where an answer was told apart from its question; else null. */
  answered: Instant | null = null

  constructor(id: number, ends: Ends, first: Instant) {
    const server = parseAddress(ends.serverAddress)
    const client = parseAddress(ends.clientAddress)
    const words = server ?? nowhere
    this.id = id
    this.connection = ends.connection
    this.transport = ends.transport
    this.clientAddress = ends.clientAddress
    this.serverAddress = ends.serverAddress
    this.server0 = words[0]
    this.server1 = words[1]
    this.server2 = words[2]
    this.server3 = words[3]
    this.family = server !== null && !isMapped(server) ? 6 : 4
    this.clientPort = ends.clientPort
    this.serverPort = ends.serverPort
    this.firstSec = first.sec
    this.firstNsec = first.nsec
    this.protection = ends.protection
    this.isOnWire = ends.isOnWire
    const isKnown = ends.isOnWire && ends.clientPort > 0 && ends.serverPort > 0
    this.communityId =
      ends.communityId !== '' || !isKnown || server === null || client === null
        ? ends.communityId
        : communityId(ends.transport, this.family, [client, server], [ends.clientPort, ends.serverPort])
  }
}

function isMapped(words: AddressWords): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === 0xffff
}
