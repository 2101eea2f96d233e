import { closeSync, openSync, writeSync } from 'node:fs'
import { linkTypes } from './wire.ts'
import type { LinkName } from './wire.ts'

/** Writes a pcap file (microseconds, little-endian) through one buffer: memory does not grow with the file. */
export class PcapWriter {
  packets = 0
  bytes = 24
  private readonly file: number
  private readonly buf: Buffer = Buffer.allocUnsafe(4 * 1024 * 1024)
  private used = 0

  constructor(path: string, link: LinkName) {
    this.file = openSync(path, 'w')
    this.buf.writeUInt32LE(0xa1b2c3d4, 0)
    this.buf.writeUInt32LE(0x00040002, 4)
    this.buf.writeUInt32LE(0, 8)
    this.buf.writeUInt32LE(0, 12)
    this.buf.writeUInt32LE(262_144, 16)
    this.buf.writeUInt32LE(linkTypes[link], 20)
    this.used = 24
  }

  /** Writes one frame and returns its number, from 1. `at` is in microseconds since 1970. */
  write(at: number, frame: Buffer): number {
    if (this.used + 16 + frame.length > this.buf.length) this.flush()
    const { buf, used } = this
    buf.writeUInt32LE(Math.floor(at / 1e6), used)
    buf.writeUInt32LE(Math.floor(at % 1e6), used + 4)
    buf.writeUInt32LE(frame.length, used + 8)
    buf.writeUInt32LE(frame.length, used + 12)
    frame.copy(buf, used + 16)
    this.used += 16 + frame.length
    this.bytes += 16 + frame.length
    return ++this.packets
  }

  close(): void {
    this.flush()
    closeSync(this.file)
  }

  private flush(): void {
    let done = 0
    while (done < this.used) done += writeSync(this.file, this.buf, done, this.used - done)
    this.used = 0
  }
}
