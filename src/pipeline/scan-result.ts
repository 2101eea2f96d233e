/** What a scan found out, as everything behind it is given it. */
import type { DataSet } from '../attribute/types.ts'
import type {
  App,
  Callers,
  Finding,
  LocalDevice,
  NamedContact,
  Observation,
  Recipient,
  Transmission,
} from '../assess/types.ts'
import type { AnomalyTally } from '../core/anomaly.ts'
import type { NumberedBlocks } from '../core/numbered-blocks.ts'
import type { Instant } from '../core/time.ts'
import type { Interval } from '../correlate/observed.ts'
import type { Profile } from '../device/types.ts'
import type { EntryFormat, RecordingFacts } from '../source/entry.ts'
import type { Coverage } from './coverage.ts'
import type { Correlation, UsedFile } from './events/correlation.ts'
import type { LateSegments } from './packets/late-segments.ts'
import type { DismissalTally } from './observations/dismissal-book.ts'
import type { OpaquePayload } from './opaque/opaque-payload.ts'
import type { KeyFacts } from './reading/gather-keys.ts'
import type { JoinedFile } from './reading/joined-files.ts'
import type { LocalName } from './recipients/heard-names.ts'

/**
 * One input, as the report names it. `bytes` are those of packets on the wire, `timeDigits` the digits of a second that
 * it records.
 */
export interface CaptureSummary {
  /** As named by the user. */
  readonly path: string
  /** What the file was called before it was copied into a case; absent where it lies in none. */
  readonly name?: string
  /**
   * The files of a recording that was cut into files, in the order in which they were read; then `path` is what they are called
   * together, and `sha256` the digest of their bytes in this order. Absent of a capture in one file.
   */
  readonly files?: readonly JoinedFile[]
  readonly sha256: string | null
  readonly format: 'pcap' | 'pcapng' | EntryFormat
  readonly isGzip: boolean
  /** As in `CaptureFacts`: other tools have to be given the capture itself. */
  readonly isZipped?: true
  readonly isSealed?: true
  readonly fileBytes: number
  readonly packets: number
  /** Entries, in a file that holds exchanges instead of packets: then all places are numbers of entries. */
  readonly entries: number
  readonly bytes: number
  readonly first: Instant | null
  readonly last: Instant | null
  readonly timeDigits: number
  readonly application: string | null
  readonly comments: readonly string[]
  /** Blocks without a packet that Wireshark numbers like frames; absent where there are none. */
  readonly numberedBlocks?: readonly NumberedBlocks[]
  /** Frames of segments that were damaged on the way, and were not read; absent where there are none. */
  readonly damagedFrames?: ReadonlySet<number>
  /** Its frames were read in the order of their times, which is not that of the file. Absent where they were not. */
  readonly isByTime?: true
  /** Segments that were waited for, since they were known to come behind what follows them. Absent where there are none. */
  readonly lateSegments?: LateSegments
  /**
   * It tells of names, contacts and connections alone, and of nothing that was sent in them: where it has no other beside it,
   * nobody could have seen that. Absent where it holds requests or packets.
   */
  readonly isNamesOnly?: true
  /** The device and the apps that were recorded, where the file says so. */
  readonly recorded: RecordingFacts | null
}

/** Everything a scan found out, before it is rendered. */
export interface ScanResult {
  readonly captures: readonly CaptureSummary[]
  readonly coverage: Coverage
  /** What there was to decrypt with; null where nothing was given and no capture holds any. */
  readonly keys: KeyFacts | null
  readonly recipients: readonly Recipient[]
  /** Tunnels that packets came through: their own two ends, whatever the packets in them say of theirs. */
  readonly tunnels: readonly TunnelSummary[]
  /** Programs on the device that sent something, where the captures name them. */
  readonly apps: readonly App[]
  readonly exchanges: number
  readonly observations: readonly Observation[]
  readonly transmissions: readonly Transmission[]
  readonly contacts: readonly NamedContact[]
  readonly findings: readonly Finding[]
  /** Whose requests for networks were captured; null where there are none. */
  readonly callers?: Callers | null
  /** Addresses in local networks that opened connections; absent where no packets were read. */
  readonly localDevices?: readonly LocalDevice[]
  readonly dismissals: readonly DismissalTally[]
  readonly localNames: readonly LocalName[]
  /** What looks encrypted and was not opened: see {@link OpaquePayload}. */
  readonly opaque: readonly OpaquePayload[]
  /** Long random values outside of bodies that are the same each time: told apart from {@link opaque}, as they may be tokens. */
  readonly steady: readonly OpaquePayload[]
  readonly anomalies: readonly { readonly capture: number; readonly tally: AnomalyTally }[]
  /** Server names of TLS and QUIC hellos, with how often; and names asked of DNS. */
  readonly hellos: readonly { readonly sni: string; readonly transport: string; readonly count: number }[]
  readonly dnsNames: readonly string[]
  /** Hosts that were asked for names over HTTPS (RFC 8484), with the number of their questions. */
  readonly resolvers: readonly { readonly host: string; readonly questions: number }[]
  readonly dataSets: readonly DataSet[]
  readonly profile: Profile | null
  /**
   * It was read back from a document whose values are masked, or are marks, and nothing is left to hide in it. How a value is
   * shown, by its kind and what stands for it (`valueKey`); what is not listed stands for itself.
   */
  readonly shownValues?: ReadonlyMap<string, string>
  /** Kinds of the profile's values that are too short to be told from chance: found under their key names only. */
  readonly untraceable: readonly string[]
  /** When and why: triggers, periods, and how the clocks were aligned. */
  readonly correlation: Correlation
  /** The files of device events that it was told; absent where there were none. */
  readonly eventFiles?: readonly UsedFile[]
  /** When each recipient's flows began, by its id, in seconds since 1970, ascending; absent where nobody asked for it. */
  readonly contactTimes?: ReadonlyMap<string, Float64Array>
  /** When each name was asked of DNS, likewise. */
  readonly questionTimes?: ReadonlyMap<string, Float64Array>
  /** Stretches in which there were more of these than are kept. */
  readonly untimed?: readonly Interval[]
}

/** A tunnel that packets came through, with its outer ends. */
export interface TunnelSummary {
  readonly capture: number
  readonly kind: string
  readonly source: string
  readonly target: string
  /** Port of the target, 0 for a tunnel without ports. */
  readonly port: number
  readonly packets: number
}
