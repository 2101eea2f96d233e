/** Reading what the capture program wrote, and writing the capture that is kept. */
export interface RecordedFrame {
  /** Nanoseconds since 1970. */
  readonly atNs: bigint
  readonly bytes: Buffer
}

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6, secrets: 10 } as const
const TLS_KEY_LOG = 0x544c534b
const BYTE_ORDER = 0x1a2b3c4d
const PCAP_MICRO = 0xa1b2c3d4
const PCAP_NANO = 0xa1b23c4d
const OPTION = { end: 0, comment: 1, name: 2, resolution: 9, application: 4 } as const
const LINK_ETHERNET = 1

/** Frames of a little-endian pcapng or pcap of one Ethernet interface, as dumpcap and tcpdump write here. */
export function readFrames(file: Buffer): RecordedFrame[] {
  const magic = file.readUInt32LE(0)
  if (magic === PCAP_MICRO || magic === PCAP_NANO) return readPcap(file, magic === PCAP_NANO)
  if (magic !== BLOCK.section) throw new Error('the capture program wrote neither pcap nor pcapng')
  return readPcapng(file)
}

function readPcap(file: Buffer, isNano: boolean): RecordedFrame[] {
  const frames: RecordedFrame[] = []
  for (let at = 24; at + 16 <= file.length; ) {
    const length = file.readUInt32LE(at + 8)
    if (at + 16 + length > file.length) break
    const fraction = BigInt(file.readUInt32LE(at + 4)) * (isNano ? 1n : 1000n)
    const atNs = BigInt(file.readUInt32LE(at)) * 1_000_000_000n + fraction
    frames.push({ atNs, bytes: file.subarray(at + 16, at + 16 + length) })
    at += 16 + length
  }
  return frames
}

function readPcapng(file: Buffer): RecordedFrame[] {
  const frames: RecordedFrame[] = []
  let perTickNs = 1000n
  for (let at = 0; at + 12 <= file.length; ) {
    const type = file.readUInt32LE(at)
    const size = file.readUInt32LE(at + 4)
    if (size < 12 || at + size > file.length) break
    if (type === BLOCK.interface) perTickNs = tickOf(file, at + 16, at + size - 4)
    if (type === BLOCK.packet) {
      const ticks = (BigInt(file.readUInt32LE(at + 12)) << 32n) | BigInt(file.readUInt32LE(at + 16))
      const length = file.readUInt32LE(at + 20)
      frames.push({ atNs: ticks * perTickNs, bytes: file.subarray(at + 28, at + 28 + length) })
    }
    at += size
  }
  return frames
}

function tickOf(file: Buffer, start: number, end: number): bigint {
  for (let at = start; at + 4 <= end; ) {
    const code = file.readUInt16LE(at)
    const length = file.readUInt16LE(at + 2)
    if (code === OPTION.end) break
    if (code === OPTION.resolution) return 10n ** BigInt(9 - (file[at + 4] ?? 6))
    at += 4 + pad4(length)
  }
  return 1000n
}

function pad4(length: number): number {
  return (length + 3) & ~3
}

function option(code: number, value: Buffer): Buffer {
  const out = Buffer.alloc(4 + pad4(value.length))
  out.writeUInt16LE(code, 0)
  out.writeUInt16LE(value.length, 2)
  value.copy(out, 4)
  return out
}

function block(type: number, body: Buffer): Buffer {
  const out = Buffer.alloc(12 + pad4(body.length))
  out.writeUInt32LE(type, 0)
  out.writeUInt32LE(out.length, 4)
  body.copy(out, 8)
  out.writeUInt32LE(out.length, out.length - 4)
  return out
}

const OPTIONS_END = Buffer.alloc(4)

/**
 * One section, one interface, nanosecond times. The comment says what was done to the times. Lines of a key log of TLS
 * stand in front of the packets, '' for none.
 */
export function writePcapng(
  frames: readonly RecordedFrame[],
  application: string,
  comment: string,
  keyLog = '',
): Buffer {
  const section = Buffer.alloc(16)
  section.writeUInt32LE(BYTE_ORDER, 0)
  section.writeUInt16LE(1, 4)
  section.writeBigInt64LE(-1n, 8)
  const parts = [
    block(
      BLOCK.section,
      Buffer.concat([
        section,
        option(OPTION.comment, Buffer.from(comment)),
        option(OPTION.application, Buffer.from(application)),
        OPTIONS_END,
      ]),
    ),
  ]
  const link = Buffer.alloc(8)
  link.writeUInt16LE(LINK_ETHERNET, 0)
  link.writeUInt32LE(262_144, 4)
  const linkOptions = [option(OPTION.name, Buffer.from('ap0')), option(OPTION.resolution, Buffer.from([9]))]
  parts.push(block(BLOCK.interface, Buffer.concat([link, ...linkOptions, OPTIONS_END])))
  if (keyLog !== '') {
    const secrets = Buffer.alloc(8)
    secrets.writeUInt32LE(TLS_KEY_LOG, 0)
    secrets.writeUInt32LE(Buffer.byteLength(keyLog), 4)
    parts.push(block(BLOCK.secrets, Buffer.concat([secrets, Buffer.from(keyLog)])))
  }
  for (const frame of frames) {
    const head = Buffer.alloc(20)
    head.writeUInt32LE(Number(frame.atNs >> 32n), 4)
    head.writeUInt32LE(Number(frame.atNs & 0xffff_ffffn), 8)
    head.writeUInt32LE(frame.bytes.length, 12)
    head.writeUInt32LE(frame.bytes.length, 16)
    parts.push(block(BLOCK.packet, Buffer.concat([head, frame.bytes])))
  }
  return Buffer.concat(parts)
}
