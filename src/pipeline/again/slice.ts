/**
 * Cuts slices out of captures that were scanned: the frames that carry what was observed, or the whole conversations
 * around them. A conversation is all packets between the same two ends and ports, with the DNS answers that name its
 * server: what a scan of the slice needs to come to the same observations.
 */
import { limits } from '../../core/limits.ts'
import { formatAddress } from '../../core/address.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { InputError } from '../../core/errors.ts'
import type { KeyLog } from '../../message/key-log.ts'
import type { DnsMessage, MessageSink } from '../../message/types.ts'
import type { PacketView } from '../../packet/types.ts'
import { SliceWriter } from '../../source/packets/slice-writer.ts'
import type { FrameContext } from '../../source/types.ts'
import type { Flow } from '../../stream/types.ts'
import { CaptureFeeder } from '../reading/feeder.ts'
import { readAgain, replay } from './replay.ts'
import { deafSink } from './deaf-sink.ts'
import type { ScanResult } from '../scan-result.ts'

/**
 * How much goes into a slice: the observed frames alone; the conversations that they belong to; or all conversations of the
 * phone with the same servers and with resolvers, for protocols that wander from one to another.
 */
export type SliceExtent = 'observations' | 'flows' | 'hosts'

/** What is cut, and what is said of it in the slice. */
export interface SliceRequest {
  readonly extent: SliceExtent
  readonly keepsSecrets: boolean
  /** What is said of a frame behind its number; '' for nothing. */
  commentOf(capture: number, frame: number): string
  /** What stands at the head of the slice of a capture, which has so many frames. */
  noteOf(capture: number, frames: number): string
  put(bytes: Buffer): void
}

/** Frames of a slice: number n of it (from 1) is frame `frames[n - 1]` of the capture. */
export interface SliceFacts {
  readonly capture: number
  readonly frames: readonly number[]
}

/** Ports of resolvers: plain, over TLS and QUIC, on the local network. */
const resolverPorts: ReadonlySet<number> = new Set([53, 853, 5_353])

/**
 * Cuts the slice of one capture. Throws an InputError where it holds no packets, can not be read twice, or changed.
 */
export async function cutSlice(
  result: ScanResult,
  index: number,
  keys: KeyLog,
  request: SliceRequest,
): Promise<SliceFacts> {
  const capture = result.captures[index]
  if (capture === undefined) throw new Error(`there is no capture ${index}`)
  if (capture.format !== 'pcap' && capture.format !== 'pcapng')
    throw new InputError(`${capture.path} holds no packets: slices are cut from pcap and pcapng files.`)
  const seen = observedIn(result, index)
  const chosen =
    request.extent === 'observations' ? seen.frames : await conversations(result, index, keys, seen, request)
  const frames: number[] = []
  const writer = new SliceWriter({
    note: request.noteOf(index, chosen.size),
    timeDigits: capture.timeDigits,
    keepsSecrets: request.keepsSecrets,
    isWanted: (frame) => {
      const isWanted = chosen.has(frame)
      if (isWanted) frames.push(frame)
      return isWanted
    },
    commentOf: (frame) => request.commentOf(index, frame),
    isAddressWanted: (address) => seen.addresses.has(address),
    put: (bytes) => request.put(bytes),
  })
  if (chosen.size === 0) return { capture: index, frames }
  const log = new AnomalyLog()
  await readAgain(capture, new CaptureFeeder(writer, log), log)
  return { capture: index, frames }
}

/** What was observed in a capture: its frames, exchanges, and whom it went to. */
interface Observed {
  readonly frames: Set<number>
  readonly exchanges: Set<number>
  readonly hosts: Set<string>
  readonly addresses: Set<string>
}

function observedIn(result: ScanResult, capture: number): Observed {
  const seen: Observed = { frames: new Set(), exchanges: new Set(), hosts: new Set(), addresses: new Set() }
  const recipients = new Set<string>()
  for (const observation of result.observations) {
    if (observation.capture !== capture) continue
    for (const { frame } of observation.spans) seen.frames.add(frame)
    seen.exchanges.add(observation.exchange)
    recipients.add(observation.recipient)
  }
  for (const transmission of result.transmissions) {
    if (transmission.capture !== capture) continue
    for (const frame of transmission.frames) seen.frames.add(frame)
    seen.exchanges.add(transmission.exchange)
    recipients.add(transmission.recipient)
  }
  for (const contact of result.contacts) {
    if (contact.capture !== capture) continue
    seen.frames.add(contact.frame)
    recipients.add(contact.recipient)
  }
  for (const { id, host, addresses } of result.recipients) {
    if (!recipients.has(id)) continue
    if (host !== '') seen.hosts.add(host.toLowerCase())
    for (const { address } of addresses) seen.addresses.add(address)
  }
  return seen
}

/** All frames of the conversations that carry what was observed, and of the DNS exchanges that name their servers. */
async function conversations(
  result: ScanResult,
  index: number,
  keys: KeyLog,
  seen: Observed,
  request: SliceRequest,
): Promise<Set<number>> {
  const capture = result.captures[index]
  if (capture === undefined) throw new Error(`there is no capture ${index}`)
  const book = new FlowBook(seen)
  await replay(capture, keys, book.sink(), (packet, context, transport) =>
    book.packet(packet, context, transport),
  )
  return book.chosen(request.extent)
}

interface KnownFlow {
  readonly transport: 'tcp' | 'udp'
  readonly source: string
  readonly sourcePort: number
  readonly target: string
  readonly targetPort: number
  isChosen: boolean
}

/** Which conversation each frame belongs to, and which conversations matter. */
class FlowBook {
  private readonly seen: Observed
  private readonly flows: Map<string, KnownFlow> = new Map()
  private readonly known: KnownFlow[] = []
  private readonly numbers: Map<KnownFlow, number> = new Map()
  /** Number of the conversation by frame, from 1; 0 for a frame without one. */
  private readonly ofFrame: number[] = []
  /** Of frames that carry packets of several: pairs of frame and number. */
  private readonly further: [frame: number, flow: number][] = []
  /** Frames of the other pieces of a datagram, by the frame that made it whole. */
  private readonly pieces: Map<number, readonly number[]> = new Map()
  private readonly single: Set<number> = new Set()
  private readonly questions: Map<string, number> = new Map()

  constructor(seen: Observed) {
    this.seen = seen
  }

  packet(packet: PacketView, context: FrameContext, transport: 'tcp' | 'udp'): void {
    const source = formatAddress(packet.source0, packet.source1, packet.source2, packet.source3)
    const target = formatAddress(packet.target0, packet.target1, packet.target2, packet.target3)
    const flow = this.flowOf(transport, source, packet.sourcePort, target, packet.targetPort)
    const number = this.numbers.get(flow) as number
    const frame = context.number
    this.place(frame, number, flow)
    if (packet.pieces === null) return
    const frames = [...new Set(packet.pieces.spans(0, packet.buf.length).map((span) => span.frame))]
    for (const piece of frames) if (piece !== frame) this.place(piece, number, flow)
    this.pieces.set(frame, frames)
  }

  sink(): MessageSink {
    return {
      ...deafSink,
      request: ({ id, flow }) => {
        if (this.seen.exchanges.has(id)) this.choose(flow)
      },
      dns: (flow, message) => this.dns(flow, message),
    }
  }

  chosen(extent: SliceExtent): Set<number> {
    const frames = new Set(this.seen.frames)
    for (const frame of this.single) for (const piece of this.pieces.get(frame) ?? [frame]) frames.add(piece)
    if (extent === 'hosts') this.widen()
    for (const [frame, number] of this.ofFrame.entries())
      if (number > 0 && this.known[number - 1]?.isChosen === true) frames.add(frame)
    for (const [frame, number] of this.further)
      if (this.known[number - 1]?.isChosen === true) frames.add(frame)
    return frames
  }

  /** Chooses all conversations between the same hosts, and all with resolvers. */
  private widen(): void {
    const ends = new Set<string>()
    for (const { isChosen, source, target } of this.known) if (isChosen) ends.add(source).add(target)
    for (const flow of this.known) {
      const isBetween = ends.has(flow.source) && ends.has(flow.target)
      const isResolver = resolverPorts.has(flow.sourcePort) || resolverPorts.has(flow.targetPort)
      if (isBetween || (isResolver && (ends.has(flow.source) || ends.has(flow.target)))) flow.isChosen = true
    }
  }

  private place(frame: number, number: number, flow: KnownFlow): void {
    const before = this.ofFrame[frame] ?? 0
    if (before === 0) {
      while (this.ofFrame.length < frame) this.ofFrame.push(0)
      this.ofFrame[frame] = number
    } else if (before !== number) this.further.push([frame, number])
    if (this.seen.frames.has(frame)) flow.isChosen = true
  }

  private choose(flow: Flow): void {
    let carrier = flow
    while (carrier.outer !== null) carrier = carrier.outer
    const { transport, clientAddress, clientPort, serverAddress, serverPort } = carrier
    this.flowOf(transport, clientAddress, clientPort, serverAddress, serverPort).isChosen = true
  }

  private flowOf(
    transport: 'tcp' | 'udp',
    source: string,
    sourcePort: number,
    target: string,
    targetPort: number,
  ): KnownFlow {
    const left = `${source} ${sourcePort}`
    const right = `${target} ${targetPort}`
    const key = `${transport} ${left < right ? `${left} ${right}` : `${right} ${left}`}`
    let flow = this.flows.get(key)
    if (flow === undefined) {
      flow = { transport, source, sourcePort, target, targetPort, isChosen: false }
      this.flows.set(key, flow)
      this.numbers.set(flow, this.known.push(flow))
    }
    return flow
  }

  private dns(flow: Flow, message: DnsMessage): void {
    if (message.isLocal || message.isUnasked === true) return
    const isBare = flow.transport === 'udp' && flow.outer === null
    const key = `${flow.id} ${message.id}`
    if (!message.isResponse) {
      if (this.questions.size < limits.pipeline.sliceQuestionsMax) this.questions.set(key, message.frame)
      if (isBare && message.questions.some(({ name }) => this.seen.hosts.has(name.toLowerCase())))
        this.single.add(message.frame)
      return
    }
    const question = this.questions.get(key)
    this.questions.delete(key)
    const isNaming =
      message.questions.some(({ name }) => this.seen.hosts.has(name.toLowerCase())) ||
      message.records.some(({ type, value }) => (type === 1 || type === 28) && this.seen.addresses.has(value))
    if (!isNaming) return
    // A resolver's connection carries all names that were asked for: where it can be told apart, one exchange is enough.
    if (!isBare) {
      this.choose(flow)
      return
    }
    this.single.add(message.frame)
    if (question !== undefined) this.single.add(question)
  }
}
