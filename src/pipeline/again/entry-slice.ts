/**
 * Cuts slices out of files with entries that were scanned: the entries that show what was observed, with those that only
 * tell of a contact (names asked for, handshakes, sizes, what the device logged) with the same servers.
 */
import { AnomalyLog } from '../../core/anomaly.ts'
import type { KeyLog } from '../../message/key-log.ts'
import type { MessageSink } from '../../message/types.ts'
import type { Entry, EntryFormat } from '../../source/entry.ts'
import { EntrySliceWriter } from '../../source/entry-slice-writer.ts'
import { CaptureFeeder } from '../reading/feeder.ts'
import { readAgain, replay } from './replay.ts'
import type { CaptureSummary, ScanResult } from '../scan-result.ts'
import { deafSink } from './deaf-sink.ts'
import type { SliceFacts } from './slice.ts'

/**
 * `observed`: as above. `hosts`: with all that was exchanged with the same servers and over the same connections, and all
 * questions for names, for what is known from one entry to another.
 */
export type EntryExtent = 'observed' | 'hosts'

/** What is cut out, and who takes the bytes of the slice, in order. */
export interface EntrySliceRequest {
  readonly extent: EntryExtent
  /** What is said of the slice, where its format has a place for that. */
  readonly note: string
  put(bytes: Buffer): void
}

/**
 * Cuts the slice of one file; `frames` of what is given are numbers of its entries. Throws an InputError where the file can
 * not be read twice, or changed.
 */
export async function cutEntries(
  result: ScanResult,
  index: number,
  keys: KeyLog,
  request: EntrySliceRequest,
): Promise<SliceFacts> {
  const capture = result.captures[index]
  if (capture === undefined) throw new Error(`there is no capture ${index}`)
  const choice = new EntryChoice(result, index, request.extent)
  await choice.find(capture, keys)
  const writer = new EntrySliceWriter({
    format: capture.format as EntryFormat,
    note: request.note,
    isWanted: (entry, number) => choice.isWanted(entry, number),
    put: (bytes) => request.put(bytes),
  })
  const log = new AnomalyLog()
  await readAgain(capture, new CaptureFeeder({ frame: () => undefined }, log, writer), log)
  writer.end()
  return { capture: index, frames: writer.numbers }
}

/** Which entries belong into a slice. */
class EntryChoice {
  private readonly extent: EntryExtent
  /** Entries that show what was observed, by number. */
  private readonly shown = new Set<number>()
  private readonly exchanges = new Set<number>()
  private readonly connections = new Set<string>()
  /** Of all servers that anything was observed with, in any capture of the run. */
  private readonly hosts = new Set<string>()
  private readonly addresses = new Set<string>()

  constructor(result: ScanResult, index: number, extent: EntryExtent) {
    this.extent = extent
    const recipients = new Set<string>()
    for (const { capture, exchange, recipient, spans } of result.observations) {
      recipients.add(recipient)
      if (capture !== index) continue
      this.exchanges.add(exchange)
      for (const { frame } of spans) this.shown.add(frame)
    }
    for (const { capture, exchange, recipient, frames } of result.transmissions) {
      recipients.add(recipient)
      if (capture !== index) continue
      this.exchanges.add(exchange)
      for (const frame of frames) this.shown.add(frame)
    }
    for (const { capture, recipient, frame } of result.contacts) {
      recipients.add(recipient)
      if (capture === index) this.shown.add(frame)
    }
    for (const { id, host, addresses } of result.recipients) {
      if (!recipients.has(id)) continue
      if (host !== '') this.hosts.add(host.toLowerCase())
      for (const { address } of addresses) this.addresses.add(address)
    }
  }

  /** Finds the entries of exchanges whose bytes have no place (they were on the wire in another form), and connections. */
  async find(capture: CaptureSummary, keys: KeyLog): Promise<void> {
    let current = 0
    const sink: MessageSink = {
      ...deafSink,
      request: ({ id }) => {
        if (this.exchanges.has(id)) this.shown.add(current)
      },
    }
    const connectionOf: Map<number, string> = new Map()
    await replay(capture, keys, sink, null, (entry, number) => {
      current = number
      if (entry.ends.connection !== '') connectionOf.set(number, entry.ends.connection)
    })
    for (const number of this.shown) {
      const connection = connectionOf.get(number)
      if (connection !== undefined) this.connections.add(connection)
    }
  }

  isWanted(entry: Entry, number: number): boolean {
    if (this.shown.has(number)) return true
    if (this.isOnWay(entry)) return true
    return this.extent === 'hosts' && (entry.kind === 'dns' || this.isOfServer(entry) || this.isNear(entry))
  }

  /** Whether an entry without content tells of a server that something was observed with. */
  private isOnWay(entry: Entry): boolean {
    switch (entry.kind) {
      case 'dns':
        return this.isNaming(entry)
      case 'hello':
        return this.isOfServer(entry) || this.connections.has(entry.ends.connection)
      case 'contact':
        return this.isOfServer(entry) || entry.resolved.some((address) => this.addresses.has(address))
      case 'flow':
        return this.isNear(entry)
      case 'exchange':
        // In a log, what a WebSocket carried names no server but by the handshake before it.
        return (
          !entry.isBodyRecorded &&
          entry.response?.status === 101 &&
          this.connections.has(entry.ends.connection)
        )
      case 'stream':
        break
    }
    return false
  }

  private isOfServer(entry: Entry): boolean {
    const name = serverOf(entry)
    return this.hosts.has(name.toLowerCase()) || this.addresses.has(name)
  }

  private isNear({ ends }: Entry): boolean {
    return this.addresses.has(ends.serverAddress) || this.connections.has(ends.connection)
  }

  private isNaming(entry: Entry & { kind: 'dns' }): boolean {
    const records = entry.answer?.records ?? []
    return (
      entry.questions.some(({ name }) => this.hosts.has(name.toLowerCase())) ||
      records.some(({ value }) => this.addresses.has(value))
    )
  }
}

/** Name or address of the server that an entry states beside its ends; '' where it states none. */
function serverOf(entry: Entry): string {
  switch (entry.kind) {
    case 'exchange': {
      const { head, host } = entry.request
      return head.toString('latin1', host.start, host.end).replace(/:\d{1,5}$/, '')
    }
    case 'stream':
    case 'hello':
      return entry.serverName
    case 'contact':
      return entry.host
    case 'dns':
    case 'flow':
      break
  }
  return ''
}
