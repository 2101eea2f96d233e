/**
 * Secrets are gathered before anything is scanned, since a connection must be decrypted from its first bytes on and a
 * pcapng file may hold its secrets anywhere: key logs that the user names, and the secrets blocks of all captures that
 * can be read twice. See docs/decisions/0008-keys-before-the-scan.md. Names that a file records for addresses mostly
 * stand behind its last packet, and are gathered on the same way.
 */
import { statSync } from 'node:fs'
import type { AnomalyCode } from '../../core/anomaly.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { FaultError, InputError, OtherKindError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { readError } from '../../core/read-error.ts'
import type { GivenKeyUse } from '../../detect/hidden/given-keys.ts'
import { KeyLog } from '../../message/key-log.ts'
import { readNameRecords } from '../../source/packets/pcapng/name-records.ts'
import { blockFrameBytes, blockTypes, sectionOrder, word } from '../../source/packets/pcapng/blocks.ts'
import type { FrameSink } from '../../source/types.ts'
import { Utf16Text, utf16OrderOf } from '../../source/utf16.ts'
import { CaptureFeeder } from './feeder.ts'
import { gunzipInto, hasGzipMagic } from './gunzip.ts'
import { filesOf } from './joined-files.ts'
import type { CapturePlace } from './joined-files.ts'
import { networkAddress } from './network-source.ts'
import { isRegularFile, openFile, openMounted, streamOf } from './open-file.ts'
import type { OpenFile } from './open-file.ts'
import { refuseScanResult } from './refuse-result.ts'

/** Oddities of secrets. */
export const keyAnomalies: {
  readonly [name in 'badLines' | 'leftOut' | 'kindUnsupported' | 'late' | 'cut']: AnomalyCode
} = {
  badLines: {
    code: 'message.keys.bad_lines',
    kind: 'malformed',
    sentence: 'Lines of a key log are no secrets in any known form: they were passed over.',
  },
  leftOut: {
    code: 'message.keys.left_out',
    kind: 'limit',
    sentence: 'There are more secrets than the limit: the rest were not used.',
  },
  cut: {
    code: 'message.keys.cut',
    kind: 'short_capture',
    sentence: 'A key log in gzip is cut off or damaged: the secrets up to there were used.',
  },
  kindUnsupported: {
    code: 'message.keys.kind_unsupported',
    kind: 'unsupported',
    sentence: 'The capture holds secrets that are no TLS key log: they were not used.',
  },
  late: {
    code: 'message.keys.late',
    kind: 'undecryptable',
    sentence:
      'Secrets came through a pipe too long behind the beginning of their connections, which were not decrypted: give the capture as a file.',
  },
}

/** TLSK: a TLS key log (draft-ietf-opsawg-pcapng, section 4.7). */
const tlsKeyLogKind = 0x544c_534b

const pieceBytes = 256 * 1024
/** More secrets than are used; a device has no end. */
const keyLogBytesMax = 1_073_741_824

/** What there was to decrypt with. Numbers only: the secrets themselves are never shown. */
export interface KeyFacts {
  readonly secrets: number
  readonly connections: number
  readonly badLines: number
  /** Lines that were understood and decrypt nothing: exporters, ECH, names of tomorrow. */
  readonly otherLines: number
  readonly secretsLeftOut: number
  /** Connections whose secrets came too late. */
  readonly lateConnections: number
  /** Keys of what programs encrypt themselves, in their order, and how many values each opened; absent where there are none. */
  readonly payloadKeys?: readonly GivenKeyUse[]
}

/** Names of addresses by the path of the capture that records them. */
export type RecordedNames = Map<string, [address: string, name: string][]>

/** What the first pass takes. */
class Gathered {
  readonly keys: KeyLog = new KeyLog()
  readonly names: RecordedNames = new Map()
  readonly anomalies: AnomalyLog

  constructor(anomalies: AnomalyLog) {
    this.anomalies = anomalies
  }

  name(path: string, address: string, name: string): void {
    const known = this.names.get(path)
    if (known === undefined) this.names.set(path, [[address, name]])
    else if (known.length < limits.attribute.dnsAnswersMax) known.push([address, name])
  }
}

/** Takes one secrets block. `frame` is 0 where it is not known. */
export function takeSecrets(
  keys: KeyLog,
  anomalies: AnomalyLog,
  kind: number,
  buf: Buffer,
  start: number,
  end: number,
): void {
  if (kind === tlsKeyLogKind) {
    keys.read(buf, start, end)
    keys.finish()
    return
  }
  const name = Buffer.from([kind >>> 24, (kind >>> 16) & 0xff, (kind >>> 8) & 0xff, kind & 0xff])
  const isText = name.every((byte) => byte > 0x20 && byte < 0x7f)
  anomalies.note(
    keyAnomalies.kindUnsupported,
    0,
    isText ? name.toString('latin1') : `0x${kind.toString(16).padStart(8, '0')}`,
  )
}

/** All secrets of the key logs and of the captures, and the names that these record, before the first of them is scanned. */
export async function gather(
  keyFiles: readonly string[],
  captures: readonly CapturePlace[],
  anomalies: AnomalyLog,
): Promise<{ readonly keys: KeyLog; readonly names: RecordedNames }> {
  const gathered = new Gathered(anomalies)
  for (const path of keyFiles) await readKeyFile(path, gathered.keys, anomalies)
  for (const path of captures.flatMap(filesOf)) {
    if (path === '-' || networkAddress(path) !== null) gathered.keys.mayComeLate = true
    else await readBlocks(path, gathered)
  }
  return gathered
}

/** The secrets alone. */
export async function gatherKeys(
  keyFiles: readonly string[],
  captures: readonly CapturePlace[],
  anomalies: AnomalyLog,
): Promise<KeyLog> {
  return (await gather(keyFiles, captures, anomalies)).keys
}

/** Whether the capture is read once, as it comes (a pipe, the network), so that its secrets are not known before. */
export function bringsLateSecrets(place: CapturePlace): boolean {
  return filesOf(place).some((path) => path === '-' || networkAddress(path) !== null || !isRegularFile(path))
}

/** Says what was odd about the secrets, once all are there. */
export function noteKeys(
  keys: KeyLog,
  anomalies: AnomalyLog,
  payloadKeys: readonly GivenKeyUse[] = [],
): KeyFacts {
  const { badLines, otherLines, secretsLeftOut, lateConnections } = keys
  const { size: secrets, connections } = keys.secrets
  if (badLines > 0) anomalies.note(keyAnomalies.badLines, 0, `${badLines} lines`)
  if (secretsLeftOut > 0) anomalies.note(keyAnomalies.leftOut, 0, `${secretsLeftOut} secrets`)
  if (lateConnections > 0) anomalies.note(keyAnomalies.late, 0, `${lateConnections} connections`)
  const facts = { secrets, connections, badLines, otherLines, secretsLeftOut, lateConnections }
  return payloadKeys.length === 0 ? facts : { ...facts, payloadKeys }
}

async function readKeyFile(path: string, keys: KeyLog, anomalies: AnomalyLog): Promise<void> {
  refuseScanResult(path, 'log of keys')
  const file = openKeyFile(path)
  const before = {
    secrets: keys.secrets.size,
    bad: keys.badLines,
    other: keys.otherLines + keys.echLines,
    hasSessions: keys.sessions.size > 0,
    payloadKeys: keys.payload.keys.length,
    faults: keys.payload.faults.length,
  }
  try {
    const take = keyTaker(path, keys)
    if (isGzip(file)) {
      const faults = await gunzipInto(piecesOf(file), (piece) => {
        take(piece)
        return true
      })
      if (faults.length > 0) anomalies.note(keyAnomalies.cut, 0, path)
    } else for await (const piece of piecesOf(file)) take(piece)
  } catch (cause) {
    if (cause instanceof FaultError || cause instanceof InputError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    throw new InputError(
      code === 'EISDIR' ? `keys ${path}: it is a folder.` : `keys ${path}: reading failed (${code}).`,
      { cause },
    )
  } finally {
    file.close()
  }
  keys.finish()
  const fault = keys.payload.faults[before.faults]
  if (fault !== undefined) throw new InputError(`keys ${path}: ${fault}.`)
  const isKnown =
    keys.secrets.size > before.secrets ||
    keys.payload.keys.length > before.payloadKeys ||
    keys.otherLines + keys.echLines > before.other ||
    before.hasSessions !== keys.sessions.size > 0
  if (!isKnown && keys.badLines > before.bad) {
    throw new OtherKindError(
      'keys',
      path,
      `keys ${path}: no line of it is a secret of a TLS key log (LABEL, client random and secret in hex; as SSLKEYLOGFILE makes them), nor a key of payloads (PAYLOAD_KEY CIPHER KEY: docs/sources.md).`,
    )
  }
}

/** Takes the bytes of a key log, one piece after the other, in UTF-16 too. */
function keyTaker(path: string, keys: KeyLog): (piece: Buffer) => void {
  let wide: Utf16Text | null = null
  let isFirst = true
  let bytes = 0
  return (piece) => {
    bytes += piece.length
    if (bytes > keyLogBytesMax)
      throw new InputError(`keys ${path}: it is longer than ${keyLogBytesMax} bytes, and no key log.`)
    const order = isFirst ? utf16OrderOf(piece, 0, piece.length) : null
    isFirst = false
    if (order === 'little' || order === 'big') wide = new Utf16Text(order)
    const text = wide?.push(piece) ?? piece
    keys.read(text, 0, text.length)
  }
}

function isGzip(file: OpenFile): boolean {
  const first = Buffer.alloc(2)
  return file.read(first, 0, 2, 0) === 2 && hasGzipMagic(first)
}

async function* piecesOf(file: OpenFile): AsyncGenerator<Buffer> {
  for (let at = 0; ; ) {
    const buf = Buffer.allocUnsafe(pieceBytes)
    const count = file.read(buf, 0, buf.length, at)
    if (count === 0) return
    yield buf.subarray(0, count)
    at += count
  }
}

function openKeyFile(path: string): OpenFile {
  try {
    return openFile(path)
  } catch (cause) {
    throw readError(`keys ${path}`, cause)
  }
}

/** The first pass over a capture: its blocks of secrets and names, and nothing else. What is wrong with the file is said by the scan. */
async function readBlocks(path: string, gathered: Gathered): Promise<void> {
  let file: OpenFile
  try {
    const mounted = openMounted(path)
    if (mounted === null) {
      const status = statSync(path)
      if (status.isDirectory()) return
      if (!status.isFile()) {
        // A pipe can be opened once only, and that is the scan's.
        gathered.keys.mayComeLate = true
        return
      }
    }
    file = mounted ?? openFile(path)
  } catch {
    // The scan will say why it cannot be opened, in the same words as for every file.
    return
  }
  try {
    const first = Buffer.alloc(blockFrameBytes)
    const count = file.read(first, 0, first.length, 0)
    if (count === blockFrameBytes && first.readUInt32BE(0) === blockTypes.sectionHeader) {
      const hop = hopOverBlocks(file, path, gathered)
      if (!hop.isWhole) await readAsCapture(path, false, gathered, hop)
    } else if (first[0] === 0x1f && first[1] === 0x8b) await readAsCapture(path, true, gathered)
  } catch (error) {
    // A file that fails here fails in the scan, which says at which byte.
    if (!(error instanceof Error && 'code' in error)) throw error
  } finally {
    file.close()
  }
}

/** A file that is read twice without a delay that anyone notices; and the most that is left of a packet where a file was cut. */
const cheapBytesMax = 67_108_864
const cutPacketBytesMax = 262_144

/** How far the hops came: not whole where the file has to be read as the scan would; and how many blocks of secrets they took. */
interface Hop {
  isWhole: boolean
  secrets: number
}

/** From block header to block header. Not whole where a length makes no sense, or is not repeated where the block ends. */
function hopOverBlocks(file: OpenFile, path: string, gathered: Gathered): Hop {
  const hop: Hop = { isWhole: false, secrets: 0 }
  const { size } = file
  const buf = Buffer.allocUnsafe(pieceBytes)
  let from = 0
  let to = 0
  let at = 0
  let isBigEndian = false
  let secretsBytes = 0
  let lastLength = 0
  let isBehindSecrets = false
  while (at + blockFrameBytes <= size) {
    if (at - 4 < from || at + blockFrameBytes > to) {
      from = Math.max(0, at - 4)
      to = from + file.read(buf, 0, buf.length, from)
      if (at + blockFrameBytes > to) return { ...hop, isWhole: true }
    }
    const place = at - from
    if (at > 0 && word(buf, place - 4, isBigEndian) !== lastLength) return hop
    // Only now the length of the block before is sure.
    if (isBehindSecrets) hop.secrets++
    if (buf.readUInt32BE(place) === blockTypes.sectionHeader) isBigEndian = sectionOrder(buf, place)
    const type = word(buf, place, isBigEndian)
    const length = word(buf, place + 4, isBigEndian)
    if (length < blockFrameBytes || length % 4 !== 0 || length > limits.source.recordBytesMax) return hop
    isBehindSecrets = type === blockTypes.decryptionSecrets && length >= 20 && at + length <= size
    if (isBehindSecrets) {
      const block = Buffer.allocUnsafe(length)
      file.read(block, 0, length, at)
      const kind = word(block, 8, isBigEndian)
      const stated = word(block, 12, isBigEndian)
      const bytes = Math.min(stated, length - 20)
      secretsBytes += bytes
      if (secretsBytes <= limits.source.secretsBytesMax)
        takeSecrets(gathered.keys, gathered.anomalies, kind, block, 16, 16 + bytes)
    } else if (type === blockTypes.nameResolution && at + length <= size) {
      const block = Buffer.allocUnsafe(length)
      file.read(block, 0, length, at)
      readNameRecords(block, 8, length - 4, isBigEndian, taker(path, gathered), () => undefined)
    }
    at += length
    lastLength = length
  }
  // A block that ends behind the file may only say so. In most such files it is the last packet that is cut.
  const tornBytes = at > size ? size - (at - lastLength) : 0
  hop.isWhole = tornBytes === 0 || (size > cheapBytesMax && tornBytes <= cutPacketBytesMax)
  return hop
}

function taker(path: string, gathered: Gathered): (address: string, name: Buffer) => void {
  return (address, name) =>
    gathered.name(path, address, name.toString('utf8', 0, limits.source.commentBytesMax))
}

/** A damaged or packed file: through the reader that the scan uses, which finds its way back. What the hops took comes again first. */
async function readAsCapture(path: string, isGzip: boolean, gathered: Gathered, hop?: Hop): Promise<void> {
  let known = hop?.secrets ?? 0
  const sink: FrameSink = {
    frame: () => undefined,
    secrets(kind, buf, start, end) {
      if (known-- > 0) return
      takeSecrets(gathered.keys, gathered.anomalies, kind, buf, start, end)
    },
    name: (address, name) => gathered.name(path, address, name),
  }
  const feeder = new CaptureFeeder(sink, new AnomalyLog())
  const source = streamOf(path)
  // Only pcapng holds secrets.
  const take = (piece: Buffer): boolean =>
    feeder.push(piece) && (feeder.format === 'pcapng' || feeder.format === 'undecided')
  if (isGzip) await gunzipInto(source as AsyncIterable<Buffer>, take)
  else for await (const chunk of source as AsyncIterable<Buffer>) if (!take(chunk)) break
  source.destroy()
  if (feeder.format === 'pcapng') feeder.end()
}
