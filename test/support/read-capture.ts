import { expect } from 'vitest'
import { AnomalyLog } from '../../src/core/anomaly.ts'
import type { SourceApp } from '../../src/source/packets/apps.ts'
import { openReader } from '../../src/source/packets/open-reader.ts'
import { sniffFormat } from '../../src/source/sniff.ts'
import type { CaptureReader, FrameContext, FrameSink, SourceCounts } from '../../src/source/types.ts'

/** A frame as it was handed on, copied. */
export interface ReadFrame {
  bytes: Buffer
  number: number
  sec: number
  nsec: number
  wireLength: number
  linkType: number
  interfaceNumber: number
  /** What the capture says of the program that sent it; null where it says nothing. */
  app: SourceApp | null
}

export interface ReadCapture {
  frames: ReadFrame[]
  names: [address: string, name: string][]
  /** Decryption secrets as handed on: kind and bytes as text. */
  secrets: [kind: number, text: string][]
  counts: SourceCounts
  anomalies: AnomalyLog
  /** Codes of the anomalies with their counts. */
  codes: Record<string, number>
  /** Why nothing of it is to be read; '' where it is. */
  refusal: string
}

/** Reads a whole capture file in memory; `cuts` are ascending positions at which the bytes are cut into pushes. */
export function readCapture(
  bytes: Buffer,
  cuts: readonly number[] = [],
  format: 'pcap' | 'pcapng' | null = null,
): ReadCapture {
  const anomalies = new AnomalyLog()
  const frames: ReadFrame[] = []
  const names: [string, string][] = []
  const secrets: [number, string][] = []
  const sink: FrameSink = {
    frame(buf: Buffer, start: number, context: FrameContext): void {
      const { number, sec, nsec, wireLength, linkType, interfaceNumber, apps } = context
      // The entry itself: it may be filled in later.
      const app = apps.apps[context.app - 1] ?? null
      const copy = Buffer.from(buf.subarray(start, start + context.capturedLength))
      frames.push({ bytes: copy, number, sec, nsec, wireLength, linkType, interfaceNumber, app })
    },
    name(address: string, name: string): void {
      names.push([address, name])
    },
    secrets(kind: number, buf: Buffer, start: number, end: number): void {
      secrets.push([kind, buf.toString('latin1', start, end)])
    },
  }
  const reader = openReader(format ?? formatOf(bytes), sink, anomalies)
  feedReader(reader, bytes, cuts)
  const codes = Object.fromEntries([...anomalies.tallies].map(([code, tally]) => [code, tally.count]))
  return { frames, names, secrets, counts: reader.counts, anomalies, codes, refusal: reader.refusal }
}

/** Expects that every byte of the file is counted once, and every frame handed on. */
export function expectBalance(read: ReadCapture, bytes: Buffer): void {
  const { containerBytes, frameBytes, unreadBytes } = read.counts
  expect(containerBytes + frameBytes + unreadBytes).toBe(bytes.length)
  expect(read.frames.reduce((sum, frame) => sum + frame.bytes.length, 0)).toBe(frameBytes)
  expect(read.frames.length).toBe(read.counts.frames)
}

/** Pushes `bytes` through a reader as a file would be read, with pushes that end at `cuts`. */
export function feedReader(reader: CaptureReader, bytes: Buffer, cuts: readonly number[] = []): void {
  let at = 0
  for (const cut of [...cuts, bytes.length]) {
    if (cut < at) continue
    const consumed = reader.read(bytes, at, cut)
    if (consumed < 0 || at + consumed > cut) throw new Error(`consumed ${consumed} of ${cut - at} bytes`)
    at += consumed
    if (reader.needBytes <= cut - at) {
      throw new Error(`needs ${reader.needBytes} bytes, has ${cut - at}, and does not go on`)
    }
  }
  reader.end(bytes, at, bytes.length)
}

function formatOf(bytes: Buffer): 'pcap' | 'pcapng' {
  const format = sniffFormat(bytes, 0, bytes.length)
  if (format !== 'pcap' && format !== 'pcapng') throw new Error(`not a capture: ${format}`)
  return format
}
