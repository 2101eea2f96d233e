/** What a link layer made of a frame. */
export const linkFates = {
  /** `etherType` names the network protocol, `at` is its first byte. */
  network: 0,
  /** A protocol that carries no application data: `name` says which. */
  other: 1,
  /** A protocol that is not read: `name` says which. */
  unsupported: 2,
  malformed: 3,
  /** More headers inside headers than the limit. */
  tooDeep: 4,
  /** Content that is encrypted by the link itself: `name` says how. */
  undecryptable: 5,
  /** The card says that the frame was not received as it was sent. */
  damaged: 6,
  /** Part of a frame (802.11): `headerAt` is its header, `at` its content. */
  fragment: 7,
  /** Several packets or frames in one: `parts` says where, `partLayer` reads each. */
  parts: 8,
} as const
/** One of {@link linkFates}. */
export type LinkFate = (typeof linkFates)[keyof typeof linkFates]

/** One of several packets or frames in one, with the headers of its own that begin at `start`. */
export interface LinkPart {
  readonly start: number
  /** -1 where it is not all there: then it ends with the whole. */
  readonly at: number
  /** Where it ended on the wire. No two parts have bytes in common, and they stand in order. */
  readonly end: number
}

/** Where the reading of a frame stands: one mutable object, reused for every frame. */
export class LinkView {
  /** The next byte to look at. */
  at = 0
  /** Where the captured bytes end, and where the frame ended on the wire: never before `end`. */
  end = 0
  wireEnd = 0
  /** Headers inside headers so far, against `limits.packet.nestingMax`. */
  nesting = 0
  etherType = 0
  /** Of a fragment: where its header stands. */
  headerAt = 0
  name = ''
  /** Where the MAC addresses of the receiver and, behind it, of the sender stand; -1 where they are not known. */
  macsAt = -1
  /** Of a frame of data that a station sends through an access point: where its MAC address stands; else -1. */
  stationAt = -1
  /** Where the header of a Wi-Fi frame of data stands; else -1. */
  wlanAt = -1
  /** It is in a copy that who listens on the way sends to who watches: its sender sent it to others. */
  isMirrored = false
  parts: readonly LinkPart[] = []
  partLayer: LinkLayer | null = null
}

/** Reads the link header at `view.at` and moves `view.at` behind it. Total: any bytes give a fate. */
export type LinkLayer = (buf: Buffer, view: LinkView) => LinkFate

/** The check sequence of a link, which some captures keep at the end of a frame. */
export const checkSequenceBytes = 4

/** EtherTypes of what is read (IEEE 802 numbers of IANA). */
export const etherTypes = { ipv4: 0x0800, ipv6: 0x86dd } as const
