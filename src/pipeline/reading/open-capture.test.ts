/** A file is what it was when it was opened: a capturing program may still write into it. */
import { createHash } from 'node:crypto'
import { appendFileSync, writeFileSync } from 'node:fs'
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

/** Reads a file to which `added` is written as soon as the reading has begun. */
async function whileWritten(
  bytes: Buffer,
  added: Buffer,
): Promise<{ fileBytes: number; sha256: string | null; frames: number; codes: string[] }> {
  const path = join(folder, 'growing.pcap')
  writeFileSync(path, bytes)
  const anomalies = new AnomalyLog()
  let frames = 0
  let isBegun = false
  const feeder = new CaptureFeeder({ frame: () => void frames++ }, anomalies)
  const facts = await readCapture(path, feeder, anomalies, {
    wantsHash: true,
    onProgress: () => {
      if (!isBegun) appendFileSync(path, added)
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
