import { describe, expect, it } from 'vitest'
import { finishChecksum, viewFrame } from './frame-view.ts'
import { readFrames, writePcapng } from './pcapng.ts'
import type { RecordedFrame } from './pcapng.ts'
import { emulatedNs, msToNs, retime } from './retime.ts'

const PHONE_MAC = '02:00:5e:10:20:2b'
const SERVER_HEX = 'c6336414'
const MS = 1_000_000n

/** A UDP frame between phone and 198.51.100.20 with an unfinished checksum. */
function frame(isFromPhone: boolean, port = 40_000, payload = 'abc'): Buffer {
  const phone = Buffer.from(PHONE_MAC.replaceAll(':', ''), 'hex')
  const router = Buffer.from('00005e005301', 'hex')
  const data = Buffer.from(payload)
  const ethernet = Buffer.concat([
    ...(isFromPhone ? [router, phone] : [phone, router]),
    Buffer.from('0800', 'hex'),
  ])
  const ip = Buffer.from('45000000000040004011 0000'.replace(' ', ''), 'hex')
  ip.writeUInt16BE(28 + data.length, 2)
  const addresses = isFromPhone ? `c0a8282b${SERVER_HEX}` : `${SERVER_HEX}c0a8282b`
  const udp = Buffer.alloc(8)
  udp.writeUInt16BE(isFromPhone ? port : 443, 0)
  udp.writeUInt16BE(isFromPhone ? 443 : port, 2)
  udp.writeUInt16BE(8 + data.length, 4)
  udp.writeUInt16BE(0x1234, 6)
  return Buffer.concat([ethernet, ip, Buffer.from(addresses, 'hex'), udp, data])
}

function at(ms: number, bytes: Buffer): RecordedFrame {
  return { atNs: msToNs(ms), bytes }
}

const PATH = { byAddress: new Map([[SERVER_HEX, 40]]), airMs: 4 }

describe('retiming', () => {
  it('gives each frame the offset of the last jump before it', () => {
    const jumps = [
      { realMs: 1000, emulatedMs: 500_000 },
      { realMs: 2000, emulatedMs: 900_000 },
    ]
    expect(emulatedNs(msToNs(1500), jumps)).toBe(msToNs(500_500))
    expect(emulatedNs(msToNs(2000), jumps)).toBe(msToNs(900_000))
    expect(emulatedNs(msToNs(2001.25), jumps)).toBe(msToNs(900_001.25))
  })

  it('keeps the recorded delays inside a burst where no path is in between', () => {
    const jumps = [{ realMs: 0, emulatedMs: 1_000_000 }]
    const recorded = [0, 3, 3.5, 20].map((ms, index) => at(ms, frame(true, 40_000 + index)))
    const { frames } = retime(recorded, jumps, PATH, PHONE_MAC, 1)
    expect(frames.map((each) => each.atNs - msToNs(1_000_000))).toEqual([0n, 3n * MS, 3_500_000n, 20n * MS])
  })

  it('puts a round trip between a request and its answer, and makes later frames wait with it', () => {
    const jumps = [{ realMs: 0, emulatedMs: 0 }]
    const recorded = [
      at(0, frame(true)),
      at(0.1, frame(false)),
      at(0.2, frame(true)),
      at(0.3, frame(true, 41_000)),
    ]
    const { frames, shiftMsMax } = retime(recorded, jumps, PATH, PHONE_MAC, 1)
    const times = frames.map((each) => Number(each.atNs) / 1e6)
    expect(times[1]).toBeGreaterThan(36)
    expect(times[1]).toBeLessThan(48)
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(3.6)
    expect((times[3] ?? 0) - (times[2] ?? 0)).toBeCloseTo(0.1, 6)
    expect(shiftMsMax).toBeGreaterThan(39)
  })

  it('lets the next idle time absorb what the path added', () => {
    const jumps = [
      { realMs: 0, emulatedMs: 0 },
      { realMs: 100, emulatedMs: 60_000 },
    ]
    const recorded = [at(0, frame(true)), at(0.1, frame(false)), at(100, frame(true, 41_000))]
    const { frames } = retime(recorded, jumps, PATH, PHONE_MAC, 1)
    expect(frames[2]?.atNs).toBe(msToNs(60_000))
  })

  it('never reorders, whatever the times', () => {
    const jumps = [
      { realMs: 0, emulatedMs: 0 },
      { realMs: 1, emulatedMs: 10 },
    ]
    const recorded = [0, 0, 0.5, 1, 1, 1.5].map((ms, index) => at(ms, frame(index % 2 === 0)))
    const { frames } = retime(recorded, jumps, PATH, PHONE_MAC, 3)
    for (let i = 1; i < frames.length; i++) {
      expect(frames[i]?.atNs ?? 0n).toBeGreaterThan(frames[i - 1]?.atNs ?? 0n)
    }
    expect(frames.map((each) => each.bytes)).toEqual(recorded.map((each) => each.bytes))
  })

  it('finishes checksums once', () => {
    const bytes = frame(true)
    const view = viewFrame(bytes, Buffer.from(PHONE_MAC.replaceAll(':', ''), 'hex'))
    expect(view).toMatchObject({
      isFromPhone: true,
      phonePort: 40_000,
      payloadBytes: 3,
      serverAddress: SERVER_HEX,
    })
    if (view === null) return
    expect(finishChecksum(bytes, view)).toBe(true)
    expect(finishChecksum(bytes, view)).toBe(false)
  })
})

describe('the capture file', () => {
  it('reads back what was written', () => {
    const frames = [at(1_549_863_022_035.25, frame(true)), at(1_549_863_022_036, frame(false, 1, 'abcdefg'))]
    const file = writePcapng(frames, 'test', 'a comment')
    expect(file.readUInt32LE(0)).toBe(0x0a0d0d0a)
    expect(readFrames(file)).toEqual(frames)
  })

  it('refuses what no capture program writes', () => {
    expect(() => readFrames(Buffer.from('not a capture'))).toThrow('neither pcap nor pcapng')
  })
})
