/**
 * npm run flood [-- --flows 10000000]
 *
 * Sends a scan a capture of connections that are only begun, one behind the other, through a pipe: it is made as it is
 * read, and stands nowhere. Each hundred-thousandth says something that identifies, in a head that never ends. Prints
 * what the scan found and its peak memory; ends with 1 where something was missed, or more memory taken than is allowed.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parsedArguments } from '../../tools/arguments.ts'
import { pcapFile, tcpFlags, tcpPacket } from '../support/capture.ts'
import { entry } from '../e2e/run-varde.ts'

export interface Flood {
  readonly flows: number
  /** Connections that said something, and those of them that the scan reports. */
  readonly leaks: number
  readonly found: number
  readonly peakMib: number
  /** Sums of the coverage statement that do not hold. */
  readonly broken: readonly string[]
}

const imei = '356938035643809'
/** Each of its own: the same from two addresses within a second is one that was captured before and behind a translation. */
const unfinished = (flow: number): string =>
  `GET /leak${flow}?imei=${imei} HTTP/1.1\r\nHost: a.example.com\r\nX-Rest: `
const leakEvery = 100_000
/** So many connections begin in a second of the capture: more than can grow old in the time of an idle one. */
const perSecond = 200_000
const framesPerChunk = 8_192
const recordBytes = 16
const ipAt = recordBytes + 14
const firstSecond = 1_549_864_800

/** The flood in chunks: a file header, then the frames. Memory: one chunk. */
function* chunks(flows: number): Generator<Buffer> {
  yield pcapFile([])
  const syn = frameOf(tcpPacket({ flags: tcpFlags.syn, sequence: 7, source: '10.0.0.0', sourcePort: 0 }))
  const leak = (flow: number): Buffer =>
    frameOf(tcpPacket({ sequence: 8, source: '10.0.0.0', sourcePort: 0, payload: unfinished(flow) }))
  for (let first = 0; first < flows; first += framesPerChunk) {
    const frames: Buffer[] = []
    for (let flow = first; flow < Math.min(flows, first + framesPerChunk); flow++) {
      frames.push(ofFlow(syn, flow))
      if (flow % leakEvery === 0) frames.push(ofFlow(leak(flow), flow))
    }
    yield Buffer.concat(frames)
  }
}

function frameOf(packet: Buffer): Buffer {
  const header = Buffer.alloc(recordBytes)
  header.writeUInt32LE(packet.length, 8)
  header.writeUInt32LE(packet.length, 12)
  return Buffer.concat([header, packet])
}

/** The frame with the time, address and port of a flow, and the checksums that follow from them. */
function ofFlow(template: Buffer, flow: number): Buffer {
  const frame = Buffer.from(template)
  frame.writeUInt32LE(firstSecond + Math.floor(flow / perSecond), 0)
  frame.writeUInt32LE(Math.floor((flow % perSecond) * (1e6 / perSecond)), 4)
  const high = (flow / 50_000) >>> 0
  const port = 1_024 + (flow % 50_000)
  frame.writeUInt16BE(high, ipAt + 14)
  frame.writeUInt16BE(port, ipAt + 20)
  addToChecksum(frame, ipAt + 10, high)
  addToChecksum(frame, ipAt + 36, high)
  addToChecksum(frame, ipAt + 36, port)
  return frame
}

/** The checksum at `at`, where `word` now stands in place of zero (RFC 1624). */
function addToChecksum(frame: Buffer, at: number, word: number): void {
  const sum = (~frame.readUInt16BE(at) & 0xffff) + word
  frame.writeUInt16BE(~((sum & 0xffff) + (sum >>> 16)) & 0xffff, at)
}

/** Sends the flood to a scan of its own process, and tells what became of it. */
export async function flood(flows: number): Promise<Flood> {
  const { PATH = '', HOME = '' } = process.env
  // As the launcher starts it.
  const heap = ['--min-semi-space-size=4', '--max-semi-space-size=4', '--max-old-space-size=512']
  const program = [...heap, entry, 'scan', '-', '--json']
  const child = spawn(process.execPath, program, {
    env: { PATH, HOME, VARDE_STATS: '1', MALLOC_ARENA_MAX: '1' },
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => out.push(piece))
  child.stderr.on('data', (piece: Buffer) => err.push(piece))
  const closed = once(child, 'close')
  for (const piece of chunks(flows)) if (!child.stdin.write(piece)) await once(child.stdin, 'drain')
  child.stdin.end()
  const [code] = (await closed) as [number | null]
  const said = Buffer.concat(err).toString()
  if (code !== 0) throw new Error(`the scan ended with ${code}: ${said}`)
  const document = JSON.parse(Buffer.concat(out).toString()) as {
    coverage: {
      flows: { tcp: number }
      equations: { name: string; left: number; right: number }[]
    }
    transmissions: unknown[]
  }
  return {
    flows: document.coverage.flows.tcp,
    leaks: Math.ceil(flows / leakEvery),
    found: document.transmissions.length,
    peakMib: Number(/peak-kib=(\d+)/.exec(said)?.[1] ?? Number.NaN) / 1_024,
    broken: document.coverage.equations
      .filter(({ left, right }) => left !== right)
      .map(({ name, left, right }) => `${name}: ${left} is not ${right}`),
  }
}

/**
 * The table of flows at its fullest, what the collector has not yet given back, and what every scan takes. Without a
 * bound ten million flows would take several times as much.
 */
export const peakMibMax = 400

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parsedArguments({ options: { flows: { type: 'string', default: '10000000' } } })
  const wanted = Number(values.flows)
  const result = await flood(wanted)
  process.stdout.write(
    `${result.flows} flows of ${wanted}, ${result.found} of ${result.leaks} leaks found, ` +
      `peak memory ${result.peakMib.toFixed(0)} MiB (at most ${peakMibMax})\n${result.broken.join('\n')}`,
  )
  const isSound =
    result.flows === wanted &&
    result.found === result.leaks &&
    result.peakMib <= peakMibMax &&
    result.broken.length === 0
  process.exitCode = isSound ? 0 : 1
}
