import { LookUp } from '../core/look-up.ts'
import type { NumberedBlocks } from '../core/numbered-blocks.ts'
import type { ObservedTime } from '../correlate/observed.ts'
import type { DeviceEventKind } from '../device/events/types.ts'

/**
 * How much of a recipient is seen on one side of a comparison. Where nothing that identifies was seen to go there, it is
 * `encrypted` if part of it can not be read or is not in the capture, else `readable`.
 */
export type Presence = 'absent' | 'dns-only' | 'blocked' | 'encrypted' | 'readable' | 'sending'

/** A transmission, as far as a comparison is concerned. */
export interface SideTransmission {
  readonly host: string
  readonly family: string
  readonly identifiers: readonly string[]
  /** Seconds since 1970 on the capture's clock. */
  readonly at: number
  readonly protection: string
  /** Where it is: index of the capture and number of the exchange in it; frames. */
  readonly capture: number
  readonly exchange: number
  readonly frames: readonly number[]
  /** The address of a local network that sent it, where several may; absent where that is not known. */
  readonly sender?: string
  /**
   * IMEIs and other numbers that one phone has one of, as far as they stand in it, each written in one way: what two sends have
   * in common, one phone sent. Absent where it holds none, or where it is not known which.
   */
  readonly numbers?: readonly string[]
  /** Status of the server's answer, 0 where its protocol has none; absent where no answer was seen. */
  readonly status?: number
  readonly accepted: boolean | null
  /** The status of the answer alone says that the server took it; absent else. */
  readonly isTaken?: true
}

/** A server that one side spoke to, with its payload in bytes by direction. */
export interface SideRecipient {
  readonly host: string
  /** Its addresses, as far as they are known. */
  readonly addresses?: readonly string[]
  /** What its owner registered of the name; '' where it has none. */
  readonly domain: string
  /** Within the own network: none of its addresses is on the internet. */
  readonly isLocal: boolean
  readonly flows: number
  readonly bytesToServer: number
  readonly bytesToClient: number
  readonly protocols: readonly string[]
  /** Its ports; absent where they are not known. */
  readonly ports?: readonly number[]
  /** Bytes that were sent to it and are missing in the capture; absent where nobody says of whom what is missing was. */
  readonly missing?: number
  /** Bytes are missing in the capture, and nobody says whether they were sent to it. */
  readonly mayMiss?: true
  /** Messages to it that were read and show nothing to a reader: encrypted by the app, or in a form that is not known. */
  readonly opaque: number
  /** Countries that the sources name for its addresses. */
  readonly countries: readonly string[]
  readonly organisation: string
  /** Names of that organisation and its parent; none where it is not known or only possible. */
  readonly operators: readonly string[]
}

/**
 * A trigger of one side: of so many exposed events so many were followed, `fromS` to `toS` seconds later.
 * `isExplained`: another event explains it, and it is shown to add nothing to that, see `judge`.
 */
export interface SideTrigger {
  readonly host: string
  readonly event: DeviceEventKind
  readonly hits: number
  readonly exposures: number
  readonly fromS: number
  readonly toS: number
  readonly isExplained: boolean
  /** How many hits came how late: upper bounds in seconds, and counts; absent where that is not known. */
  readonly delays?: readonly { readonly untilS: number; readonly count: number }[]
}

/**
 * What tells one phone from another: an IMEI or another number of its own, the MAC address that it asks the network for an
 * address with, or its model. `value` is written in one way; `shown` is masked; `name` says where it is from.
 */
export interface PhoneSign {
  readonly kind: 'imei' | 'number' | 'address' | 'model'
  readonly name: string
  readonly value: string
  readonly shown: string
  /** Only its form or its name says what it is: it is shown, and decides nothing. */
  readonly isDoubtful?: true
}

/** A recording in several files on a side: which of them holds which frames, to say where evidence lies. */
export interface SideRecording {
  /** Its place among `files` of the side. */
  readonly capture: number
  readonly files: readonly {
    readonly path: string
    readonly packets: number
    readonly firstFrame: number
    readonly blocksBefore?: number
  }[]
  readonly numberedBlocks?: readonly NumberedBlocks[]
}

/** One side of a comparison: what one or more captures show, or what a document of results says they showed. */
export interface Side {
  readonly files: readonly string[]
  /** The captures behind it: where each lies or is told of, and what it is known by under any name (null: nothing). */
  readonly captures: readonly {
    readonly path: string
    readonly mark: string | null
    readonly isFile: boolean
  }[]
  /** Those of `files` that are recordings in several files; absent where none is. */
  readonly recordings?: readonly SideRecording[]
  readonly observedSeconds: number
  /** Kinds of identifiers of which a profile gave values: a digest of any other is not known. */
  readonly givenKinds: ReadonlySet<string>
  /** There was a profile, and results of an earlier version do not say of which kinds: `givenKinds` is empty; absent else. */
  readonly isGivenUntold?: true
  /** Share of the payload that could be read, and of the sums of the coverage statement that hold. */
  readonly readShare: number
  readonly sumsHold: boolean
  readonly missingBytes: number
  /** Frames that the capturing program lost, and contents of messages that a recorder left out; absent where there are none. */
  readonly lostFrames?: number
  readonly unseenContents?: number
  /**
   * Captured bytes of which nobody knows whose they are or what is in them: encrypted below TCP and UDP, malformed, of
   * fragments without the rest, behind a limit, between messages.
   */
  readonly unsearchedBytes: number
  /** Bytes of pictures, sound and film, sent or got, which are not searched. */
  readonly mediaBytes: number
  /** What is known of whose traffic it is, each sign once; none where it shows nothing. */
  readonly phone: readonly PhoneSign[]
  /** Numbers of a phone were sent, and a document that masks them is all that is at hand; absent else. */
  readonly isPhoneMasked?: true
  /** What was sent as a serial number, however sure that is, written as in `phone`; absent where it is not known. */
  readonly serials?: ReadonlySet<string>
  /** Somebody told what happened to the phone: else only events that the traffic itself shows are known. */
  readonly hasEvents: boolean
  /** So many events were told, and none of them lies in the time that was observed; absent where that is not so. */
  readonly eventsUnseen?: number
  /** So many seconds were added to the times of the events, for no other reason than that sends follow them then. */
  readonly suggestedOffsetS?: number
  readonly recipients: readonly SideRecipient[]
  readonly transmissions: readonly SideTransmission[]
  /** What a browser lists and gave up, so that it may have been sent or not: none of `transmissions`; absent where none is. */
  readonly perhapsSent?: readonly SideTransmission[]
  readonly triggers: readonly SideTrigger[]
  /** Names asked of DNS, and contacts of known senders by name. */
  readonly dnsNames: ReadonlySet<string>
  /** How many events of each kind lie in the observed time. */
  readonly eventCounts: ReadonlyMap<DeviceEventKind, number>
  /** Of a document: seconds from events of each kind to an end of what was observed, where it is near; else absent. */
  readonly nearEnd?: {
    readonly seconds: ReadonlyMap<DeviceEventKind, readonly number[]>
    readonly slackS: number
  }
  /** When was observed, where that is known: also of documents, which tell nothing of the times of events. */
  readonly observed?: ObservedTime
  /** Hides in a name what this side knows to name the phone; absent where only a document is at hand. */
  readonly hide?: (name: string) => string
  /** Times of events on the capture's clock, and what was observed; null where only a document of results is at hand. */
  readonly timing: {
    readonly events: ReadonlyMap<DeviceEventKind, Float64Array>
    readonly observed: ObservedTime
    readonly slackS: number
    /** When flows to each host began, or requests to it where more of these were read; seconds since 1970, ascending. */
    readonly contacts: ReadonlyMap<string, Float64Array>
    /** When each name was asked of DNS, likewise; absent where that is not known. */
    readonly asked?: ReadonlyMap<string, Float64Array>
  } | null
}

/** How a host shows on a side. */
export function presenceOf(side: Side, host: string): Presence {
  if (sentTo(side, host).length > 0) return 'sending'
  const recipient = recipientOf(side, host)
  if (recipient === undefined || recipient.flows === 0) return side.dnsNames.has(host) ? 'dns-only' : 'absent'
  if (isUnasked(recipient)) return 'encrypted'
  if (recipient.bytesToServer === 0 || recipient.bytesToClient === 0) return 'blocked'
  return isUnread(recipient) ? 'encrypted' : 'readable'
}

/** Protocols whose content is hidden, or whose bytes mean nothing to varde. */
const unreadProtocols: ReadonlySet<string> = new Set([
  'tls',
  'dtls',
  'quic',
  'ipsec',
  'wireguard',
  'openvpn',
  'icmp',
  'unrecognised',
])

/** Protocols in which a phone asks for names and times only. */
const askingProtocols: ReadonlySet<string> = new Set(['dns', 'ntp'])

/** True where something that was sent to a recipient could be read: more than the hello of an encrypted connection. */
export function isRead({ flows, bytesToServer, protocols }: SideRecipient): boolean {
  return (
    flows > 0 &&
    bytesToServer > 0 &&
    protocols.some((protocol) => !unreadProtocols.has(protocol) && !askingProtocols.has(protocol))
  )
}

/** Recipients on the internet that were sent something, beside servers of names and times: of so many something was read. */
export function readRecipients({ recipients }: Side): { readonly read: number; readonly all: number } {
  const sent = recipients.filter(
    ({ flows, bytesToServer, isLocal, protocols }) =>
      flows > 0 &&
      bytesToServer > 0 &&
      !isLocal &&
      !(protocols.length > 0 && protocols.every((protocol) => askingProtocols.has(protocol))),
  )
  return { read: sent.filter((one) => isRead(one)).length, all: sent.length }
}

/** False where nothing of what was sent could be read: then that nothing was found in it shows nothing. */
export function hasReadRequests(side: Side): boolean {
  const { read, all } = readRecipients(side)
  return side.readShare > 0 && (read > 0 || all === 0)
}

/** True where a part of what a recipient got was encrypted on the way, whether it could be decrypted or not. */
export function isEncrypted({ protocols }: SideRecipient): boolean {
  return ['tls', 'dtls', 'quic'].some((protocol) => protocols.includes(protocol))
}

/** Answers without any request: what was sent is not in the capture. */
function isUnasked({ bytesToServer, bytesToClient }: SideRecipient): boolean {
  return bytesToServer === 0 && bytesToClient > 0
}

/** True where part of what a recipient got can not be read, or is missing in the capture. */
export function isUnread(recipient: SideRecipient | undefined): boolean {
  return (
    recipient !== undefined &&
    recipient.flows > 0 &&
    (isUnasked(recipient) ||
      isHidden(recipient) ||
      (recipient.missing ?? 0) > 0 ||
      recipient.mayMiss === true)
  )
}

/** Encrypted on the way, or by the app, or in a form that is not known. */
function isHidden({ opaque, protocols }: SideRecipient): boolean {
  return opaque > 0 || protocols.some((protocol) => unreadProtocols.has(protocol))
}

/** Why not all is known that a recipient got, of one of which it is so (see `isUnread`). */
export function whyUnread(recipient: SideRecipient | undefined): string {
  if (recipient !== undefined && isUnasked(recipient)) return 'what is sent there is not in the capture'
  if (recipient === undefined || isHidden(recipient)) return 'what is sent there can not be read'
  return (recipient.missing ?? 0) > 0
    ? 'a part of what is sent there is missing in the capture'
    : 'a part of what is sent there may be missing in the capture'
}

const recipientsByHost = new LookUp<SideRecipient, string>(({ host }) => host)
const transmissionsByHost = new LookUp<SideTransmission, string>(({ host }) => host)

/** A recipient by the name that it has on a side. */
export function recipientOf(side: Side, host: string): SideRecipient | undefined {
  return recipientsByHost.allOf(side.recipients, host)[0]
}

/** What a side shows to be sent to a host, in its order. */
export function sentTo(side: Side, host: string): readonly SideTransmission[] {
  return transmissionsByHost.allOf(side.transmissions, host)
}
