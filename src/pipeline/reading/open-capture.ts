import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, fstatSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { AnomalyCode, AnomalyLog } from '../../core/anomaly.ts'
import { FaultError, InputError, NothingCapturedError, OtherKindError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { reading } from '../../core/read-error.ts'
import { shellWord } from '../../core/shell-word.ts'
import { formatTitles } from '../../source/open-entry-reader.ts'
import { otherFormatLine } from '../../source/other-formats.ts'
import { startsAsZip } from '../../source/archives/zip.ts'
import type { CaptureFeeder } from './feeder.ts'
import { singleDigest } from './file-digests.ts'
import type { Digests } from './file-digests.ts'
import { gunzipInto, gzipAnomalies, startsAsGzip } from './gunzip.ts'
import { networkAddress, readNetwork } from './network-source.ts'
import type { LiveOptions } from './network-source.ts'
import { fileOf, openMounted, streamOf } from './open-file.ts'
import type { OpenFile } from './open-file.ts'
import { fileBytesOf, heldBytesOf, readArchive } from './read-archive.ts'
import { startsAsScanResult } from './refuse-result.ts'

/** The user ended what came through a pipe. */
const interrupted: AnomalyCode = {
  code: 'source.input.interrupted',
  kind: 'short_capture',
  sentence: 'Standard input was ended with Ctrl-C: what had come by then was read.',
}

/** The file is not what it was any more. */
const grew: AnomalyCode = {
  code: 'source.file.grew',
  kind: 'short_capture',
  sentence: 'The file grew while it was read: what stood in it at the beginning was read.',
}

/** Other bytes may have been searched than were digested. */
const changed: AnomalyCode = {
  code: 'source.file.changed',
  kind: 'short_capture',
  sentence:
    'The file was cut or written over while it was read: some of it may not have been searched, and no digest says what was. Scan it again.',
}

/** How long a capturing program may take to hand over what it holds when it is ended. */
const lastBytesMs = 1_000

/** Bytes that tell an archive (zip, gzip) from other files. */
const magicBytes = 4

/** First bytes of a file that are shown where it is none of the known formats. */
const shownBytes = 16

const usualAdvice =
  "Give a pcap or pcapng file, a HAR file, mitmproxy flows or another recording or log that docs/sources.md names (also gzip'd or zipped)."

/** Bytes of a pcap file before its first record. */
export const pcapHeaderBytes = 24

/** What reading said of the file itself. */
export interface CaptureFacts {
  /** SHA-256 of the file as it lies on the disk (or came through the pipe), null when it was not asked for, or when the file changed meanwhile. */
  readonly sha256: string | null
  /** Size as it lies on the disk, and whether it was unzipped on the way. */
  readonly fileBytes: number
  readonly isGzip: boolean
  /** Present where it lies in a zip archive, and where it is a file of an encrypted case. */
  readonly isZipped?: true
  readonly isSealed?: true
}

/** How a file is read: the SHA-256 is taken on the way where it is wanted. */
export interface ReadOptions {
  readonly wantsHash: boolean
  /** Takes the digest of a file of several that are one recording. */
  readonly digests?: Digests
  /** Called after every read, with the bytes read and the size of the file (0 where it is not known). */
  readonly onProgress: (bytes: number, size: number) => void
  /** For captures that come over the network. */
  readonly live?: LiveOptions
  /** For standard input: reads from it, until the user ends that with the signal. */
  readonly interruptible?: Interruptible
}

/** Runs a reading that the user may end: what came until then is what there is. */
export type Interruptible = <T>(read: (ended: AbortSignal) => Promise<T>) => Promise<T>

/**
 * Reads a capture from `path` (`-` is standard input, `tcp://…` the network) into the feeder: a plain file in one synchronous loop into the
 * feeder's own buffer, anything else as a stream.
 */
export async function readCapture(
  path: string,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  options: ReadOptions,
): Promise<CaptureFacts> {
  const network = networkAddress(path)
  if (network !== null) {
    const facts = await readNetwork(network, path, feeder, anomalies, { ...options, ...options.live })
    refuseUnknown(feeder, path, false)
    return facts
  }
  if (path === '-') return readInput(feeder, anomalies, options)
  const mounted = reading(path, () => openMounted(path))
  if (mounted !== null) {
    try {
      return { ...(await readFile(mounted, path, null, feeder, anomalies, options)), isSealed: true }
    } finally {
      mounted.close()
    }
  }
  const file = reading(path, () => openSync(path, 'r'))
  try {
    const status = fstatSync(file)
    if (status.isDirectory())
      throw new InputError(
        existsSync(join(path, 'ledger.jsonl'))
          ? `${path} is a case, and no capture: varde case scan ${shellWord(path)} reads all that is in it; or name the captures in its folder evidence.`
          : `${path} is a folder: name the capture files in it.`,
      )
    if (!status.isFile()) {
      // A pipe can be opened once only: whoever wrote into it may be gone by now.
      const source = createReadStream(path, { fd: file, autoClose: false, highWaterMark: 1024 * 1024 })
      return await readStream(source, path, feeder, anomalies, options)
    }
    return await readFile(fileOf(file, path), path, file, feeder, anomalies, options)
  } finally {
    closeSync(file)
  }
}

/** Reads a regular file, as far as it goes now. `descriptor`: its own on the disk, where others may write into it. */
async function readFile(
  opened: OpenFile,
  path: string,
  descriptor: number | null,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  options: ReadOptions,
): Promise<CaptureFacts> {
  const { size } = opened
  const file = asItIs(opened)
  const magic = firstBytes(file, path)
  const isGzip = startsAsGzip(magic)
  const packing = { isGzip, ...(startsAsZip(magic) ? { isZipped: true as const } : {}) }
  const digests = options.digests ?? singleDigest
  const digest = options.wantsHash ? await digests.of(file, descriptor, path) : null
  try {
    if (startsAsZip(magic)) {
      const onRead = (bytes: number): void => options.onProgress(bytes, size)
      await readArchive(fileBytesOf(file, path, onRead), path, feeder, anomalies)
    } else if (isGzip) {
      await pump(streamOf(path, size), true, path, feeder, anomalies, null, options, size)
    } else {
      readPlain(file, path, feeder, options)
    }
    feeder.end()
    if (size === 0 && opened.read(Buffer.alloc(1), 0, 1, 0) > 0)
      throw new InputError(
        `${path} says of itself that it is empty, and is not, as files of the system do: give it through a pipe (cat ${shellWord(path)} | varde scan -).`,
      )
    refuseUnknown(feeder, path, isGzip)
    // Before it is looked what became of the file: the digest reads it, too.
    const sha256 = digest === null ? null : await digest.hex
    const isGrown = opened.read(magic, 0, 1, size) > 0
    if (isGrown) anomalies.note(grew, 0, `beyond ${size} bytes`)
    const now = descriptor === null ? opened : fileOf(descriptor, path)
    if (now.size >= size && (isGrown || now.modifiedMs === opened.modifiedMs))
      return { sha256, fileBytes: size, ...packing }
    anomalies.note(changed, 0, `${size} bytes at the beginning, ${now.size} at the end`)
    return { sha256: null, fileBytes: Math.min(size, now.size), ...packing }
  } finally {
    await digest?.cancel()
  }
}

/** A file that still grows: what is counted, hashed and read must be the same bytes. */
function asItIs(file: OpenFile): OpenFile {
  const { size, modifiedMs } = file
  return {
    size,
    modifiedMs,
    close: () => file.close(),
    read: (into, offset, length, position) =>
      position >= size ? 0 : file.read(into, offset, Math.min(length, size - position), position),
  }
}

function firstBytes(file: OpenFile, path: string): Buffer {
  const magic = Buffer.alloc(magicBytes)
  try {
    return magic.subarray(0, file.read(magic, 0, magic.length, 0))
  } catch (cause) {
    if (cause instanceof FaultError) throw cause
    throw new InputError(`${path}: reading failed at byte 0.`, { cause })
  }
}

function readPlain(file: OpenFile, path: string, feeder: CaptureFeeder, options: ReadOptions): void {
  for (let at = 0; ; ) {
    options.onProgress(feeder.bytes, file.size)
    const room = feeder.room()
    let count: number
    try {
      count = file.read(room.buffer, room.offset, room.length, at)
    } catch (cause) {
      if (cause instanceof FaultError) throw cause
      throw new InputError(`${path}: reading failed at byte ${feeder.bytes}.`, { cause })
    }
    at += count
    if (count === 0 || !feeder.filled(count)) return
  }
}

/** A capture that is still made comes through a pipe: it is over when the user says so, too. */
async function readInput(
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  options: ReadOptions,
): Promise<CaptureFacts> {
  if (isFolder(0)) throw new InputError('standard input is a folder: give a capture, or the files in it.')
  const { stdin } = process
  const read = (): Promise<CaptureFacts> => readStream(stdin, 'standard input', feeder, anomalies, options)
  if (options.interruptible === undefined) return read()
  return options.interruptible(async (ended) => {
    const release = endedBy(stdin, ended)
    try {
      return await read()
    } finally {
      release()
      if (ended.aborted) anomalies.note(interrupted, 0, `after ${feeder.bytes} bytes`)
    }
  })
}

function isFolder(file: number): boolean {
  try {
    return fstatSync(file).isDirectory()
  } catch (cause) {
    // Closed: nothing will come.
    if (cause instanceof Error && 'code' in cause) return false
    throw cause
  }
}

/** Ends the stream some time after the signal: who writes into it was told, too, and hands over what it still has. */
function endedBy(source: Readable, ended: AbortSignal): () => void {
  let timer: NodeJS.Timeout | null = null
  const onEnded = (): void => {
    timer = setTimeout(() => source.push(null), lastBytesMs)
  }
  ended.addEventListener('abort', onEnded, { once: true })
  return () => {
    ended.removeEventListener('abort', onEnded)
    if (timer !== null) clearTimeout(timer)
  }
}

async function readStream(
  source: Readable,
  path: string,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  options: ReadOptions,
): Promise<CaptureFacts> {
  const hash = options.wantsHash ? createHash('sha256') : null
  const head = await firstBytesOf(source, path)
  // A stream that has ended takes nothing back.
  if (head.length < magicBytes) feeder.push(head)
  const isGzip = startsAsGzip(head)
  if (startsAsZip(head)) {
    const archive = await collect(source, path, hash, options)
    await readArchive(heldBytesOf(archive), path, feeder, anomalies)
    feeder.end()
    refuseUnknown(feeder, path, false)
    return { sha256: hash === null ? null : hash.digest('hex'), fileBytes: archive.length, isGzip: false }
  }
  const fileBytes = await pump(source, isGzip, path, feeder, anomalies, hash, options, 0)
  feeder.end()
  refuseUnknown(feeder, path, isGzip)
  return { sha256: hash === null ? null : hash.digest('hex'), fileBytes, isGzip }
}

/** The first bytes of a stream, put back again: what magic takes, or more, unless it is shorter. */
async function firstBytesOf(source: Readable, path: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  await new Promise<void>((resolve, reject) => {
    const onReadable = (): void => {
      for (;;) {
        // Binary streams give buffers.
        const chunk = source.read() as Buffer | null
        if (chunk === null) return
        chunks.push(chunk)
        length += chunk.length
        if (length < magicBytes) continue
        done()
        resolve()
        return
      }
    }
    const onEnd = (): void => {
      done()
      resolve()
    }
    const onError = (cause: Error): void => {
      done()
      reject(new InputError(`${path}: reading failed (${cause.message}).`, { cause }))
    }
    const done = (): void => {
      source.off('readable', onReadable)
      source.off('end', onEnd)
      source.off('error', onError)
    }
    source.on('readable', onReadable)
    source.on('end', onEnd)
    source.on('error', onError)
  })
  const head = Buffer.concat(chunks)
  if (length >= magicBytes) source.unshift(head)
  return head
}

/** All of a stream, for what needs to be read from its end: bounded. */
async function collect(
  source: Readable,
  path: string,
  hash: Hash | null,
  options: ReadOptions,
): Promise<Buffer> {
  const parts: Buffer[] = []
  let length = 0
  for await (const chunk of source as AsyncIterable<Buffer>) {
    parts.push(chunk)
    length += chunk.length
    hash?.update(chunk)
    options.onProgress(length, 0)
    if (length > limits.source.zipNestedBytesMax)
      throw new InputError(`${path} is an archive that is too large for a pipe: give it as a file.`)
  }
  return Buffer.concat(parts)
}

/** Pushes a stream (unzipped where it is gzip) into the feeder; returns the bytes as they came. */
async function pump(
  source: Readable,
  isGzip: boolean,
  path: string,
  feeder: CaptureFeeder,
  anomalies: AnomalyLog,
  hash: Hash | null,
  options: ReadOptions,
  size: number,
): Promise<number> {
  let fileBytes = 0
  const count = (chunk: Uint8Array): void => {
    fileBytes += chunk.length
    hash?.update(chunk)
    options.onProgress(fileBytes, size)
  }
  if (!isGzip) {
    try {
      for await (const chunk of source as AsyncIterable<Buffer>) {
        count(chunk)
        if (!feeder.push(chunk)) refuseUnknown(feeder, path, false)
      }
    } catch (cause) {
      if (cause instanceof InputError) throw cause
      throw new InputError(`${path}: reading failed at byte ${fileBytes}.`, { cause })
    }
    return fileBytes
  }
  let faults: Awaited<ReturnType<typeof gunzipInto>>
  let unzipped = 0
  try {
    const take = (piece: Buffer): boolean => {
      const isMore = feeder.push(piece)
      if (!isMore) refuseUnknown(feeder, path, true)
      unzipped = feeder.bytes
      return isMore
    }
    faults = await gunzipInto(counted(source as AsyncIterable<Buffer>, count), take, (bytes) => {
      feeder.leave(bytes)
    })
  } catch (cause) {
    if (cause instanceof InputError || cause instanceof FaultError) throw cause
    throw new InputError(`${path}: reading failed at byte ${fileBytes}.`, { cause })
  }
  for (const fault of faults)
    if (fault !== 'left') anomalies.note(gzipAnomalies[fault], 0, `after ${unzipped} unzipped bytes`)
  return fileBytes
}

async function* counted(
  source: AsyncIterable<Buffer>,
  count: (chunk: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    count(chunk)
    yield chunk
  }
}

/** Ends the run where no reader was chosen, or where not even the header of the capture is whole. */
function refuseUnknown(feeder: CaptureFeeder, path: string, isGzip: boolean): void {
  const { reader, entryReader } = feeder
  if (entryReader !== null) {
    if (entryReader.refusal !== '')
      throw new InputError(
        `${path} can not be read as ${formatTitles[entryReader.format]}: ${entryReader.refusal}.`,
      )
    return
  }
  if (reader !== null) {
    if (reader.refusal !== '')
      throw new InputError(
        `${path} can not be read as ${reader.format}: ${reader.refusal}. Record it again as binary (adb exec-out instead of adb shell), or send it again as binary or zipped.`,
      )
    if (reader.format === 'pcap' && feeder.bytes < pcapHeaderBytes) {
      throw new NothingCapturedError(
        `${path} ends inside its pcap header (${feeder.bytes} of ${pcapHeaderBytes} bytes): nothing was captured in it.`,
      )
    }
    return
  }
  if (feeder.bytes === 0) {
    if (!isGzip) throw new NothingCapturedError(`${path} is empty: nothing was captured.`)
    throw new InputError(
      `${path} is a gzip file from which nothing can be unpacked: it is empty, damaged or cut.`,
    )
  }
  const first = feeder.firstBytes()
  if (first.toString('latin1').startsWith('VARDEENC'))
    throw new InputError(`${path} is an encrypted file of a case: name the case (varde case scan).`)
  const hex = first.toString('hex', 0, shownBytes).replaceAll(/(..)(?=.)/g, '$1 ')
  const what = isGzip ? 'unpacked, it starts with' : 'it starts with'
  const line = `${path} is no packet capture: ${what} ${hex}. ${otherFormatLine(first) || usualAdvice}`
  // It is nothing else that varde takes, and long: nobody has to look.
  throw startsAsScanResult(first) ? new InputError(line) : new OtherKindError('evidence', path, line)
}
