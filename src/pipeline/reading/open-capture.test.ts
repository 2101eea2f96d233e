/** A file is what it was when it was opened: a capturing program may still write into it. */
import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  openSync,
  renameSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pcapFile, udpPacket } from '../../../test/support/capture.ts'
import { testFolder } from '../../../test/support/test-folder.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { CaptureFeeder } from './feeder.ts'
import { readCapture } from './open-capture.ts'

const folder = testFolder('open-capture')
const first = pcapFile(Array.from({ length: 50 }, (_, at) => udpPacket({ payload: `datagram ${at}` })))
const more = pcapFile([udpPacket({ payload: 'later' })]).subarray(24)

/** Reads a file to which `added` is written, or `change` is done, as soon as the reading has begun. */
async function whileWritten(
  bytes: Buffer,
  added: Buffer,
  change: (path: string) => void = (path) => appendFileSync(path, added),
): Promise<{ fileBytes: number; sha256: string | null; frames: number; codes: string[] }> {
  const path = join(folder, 'growing.pcap')
  writeFileSync(path, bytes)
  // A clock of files stands still for some milliseconds.
  utimesSync(path, 1_700_000_000, 1_700_000_000)
  const anomalies = new AnomalyLog()
  let frames = 0
  let isBegun = false
  const feeder = new CaptureFeeder({ frame: () => void frames++ }, anomalies)
  const facts = await readCapture(path, feeder, anomalies, {
    wantsHash: true,
    onProgress: () => {
      if (!isBegun) change(path)
      isBegun = true
    },
  })
  return { ...facts, frames, codes: [...anomalies.tallies.keys()] }
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

test.each([
  ['plain', first],
  ['in gzip', gzipSync(first)],
])('a file that grows while it is read is read as far as it was, and that is said: %s', async (_, bytes) => {
  expect(await whileWritten(bytes, more)).toMatchObject({
    fileBytes: bytes.length,
    sha256: sha256Of(bytes),
    frames: 50,
    codes: ['source.file.grew'],
  })
  expect(await whileWritten(bytes, Buffer.alloc(0))).toMatchObject({ frames: 50, codes: [] })
})

const none = Buffer.alloc(0)
/** Too large for a digest before the reading: it has a thread of its own. */
const large = pcapFile(
  Array.from({ length: 600 }, (_, at) => udpPacket({ payload: `${at} `.repeat(15_000) })),
)

test.each([
  ['short', first],
  ['long', large],
])('a %s file that is cut while it is read has no digest of what was not searched', async (_, bytes) => {
  const read = await whileWritten(bytes, none, (path) => truncateSync(path, 1_000))
  expect(read).toMatchObject({ fileBytes: 1_000, sha256: null })
  expect(read.codes).toContain('source.file.changed')
})

test('a file that is written over while it is read has no digest, either', async () => {
  const read = await whileWritten(first, none, (path) => {
    const file = openSync(path, 'r+')
    writeSync(file, Buffer.from('datagram 7'), 0, 10, first.length - 10)
    closeSync(file)
  })
  expect(read).toMatchObject({ fileBytes: first.length, sha256: null, codes: ['source.file.changed'] })
})

test('a file whose name another one gets is read and digested as the one that it was', async () => {
  const read = await whileWritten(large, none, (path) => {
    writeFileSync(`${path}.other`, first)
    renameSync(`${path}.other`, path)
  })
  expect(read).toMatchObject({ fileBytes: large.length, sha256: sha256Of(large), codes: [] })
})
