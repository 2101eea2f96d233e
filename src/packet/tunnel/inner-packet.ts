import { beginsWithText, isTextByte } from '../../core/signs/leading-text.ts'

/** Next headers that a packet in a tunnel may begin with; another value is no packet. */
const protocols: ReadonlySet<number> = new Set([0, 1, 4, 6, 17, 41, 43, 44, 47, 50, 51, 58, 59, 60, 132])

const ethernetHeaderBytes = 14

/**
 * Whether a frame of Ethernet stands at `at`, in a tunnel that its port and its header speak for. Anybody may send to that
 * port: what begins with text, or has text behind what would be the header, is payload. Networks have frames of many types.
 */
export function isInnerFrame(buf: Buffer, at: number, end: number): boolean {
  if (end - at < ethernetHeaderBytes) return false
  const type = buf.readUInt16BE(at + 12)
  const content = at + ethernetHeaderBytes
  if (type === 0x0800 || type === 0x86dd) return beginsPacket(buf, content, end)
  return !buf.subarray(at, content).every(isTextByte) && !beginsWithText(buf, content, end)
}

/**
 * Whether what stands at `at` begins as an IP packet does, as far as it is in the capture, in a tunnel whose header says that
 * one follows. How long it says that it is proves nothing: who mirrors packets may cut them, and where a network card cuts
 * those of its computer, they have no length yet.
 */
export function beginsPacket(buf: Buffer, at: number, end: number): boolean {
  if (at >= end) return true
  const first = buf[at] as number
  const isVersion = first >> 4 === 6 || (first >> 4 === 4 && (first & 0x0f) >= 5)
  return isVersion && !beginsWithText(buf, at, end)
}

/**
 * Whether an IP packet stands at `at` that ends where its tunnel says: at `wireEnd`, or, where `isHinted` (the port says
 * tunnel, too), anywhere before it. The whole fixed header must be in the capture. Without the hint of a port the header
 * checksum must be right as well: that much no other protocol says by chance.
 */
export function isInnerPacket(
  buf: Buffer,
  at: number,
  end: number,
  wireEnd: number,
  isHinted: boolean,
): boolean {
  if (end - at < 20) return false
  const version = (buf[at] as number) >> 4
  if (version === 6) {
    if (end - at < 40 || !protocols.has(buf[at + 6] as number)) return false
    const packetEnd = at + 40 + buf.readUInt16BE(at + 4)
    return isHinted ? packetEnd <= wireEnd : packetEnd === wireEnd && packetEnd > at + 40
  }
  if (version !== 4) return false
  const headerBytes = ((buf[at] as number) & 0x0f) * 4
  const packetEnd = at + buf.readUInt16BE(at + 2)
  if (headerBytes < 20 || packetEnd < at + headerBytes) return false
  if (isHinted) return packetEnd <= wireEnd
  return packetEnd === wireEnd && end - at >= headerBytes && hasChecksum(buf, at, headerBytes)
}

/** RFC 791: the sum of the header's words, its checksum among them, is all ones. */
function hasChecksum(buf: Buffer, at: number, headerBytes: number): boolean {
  let sum = 0
  for (let offset = 0; offset < headerBytes; offset += 2) sum += buf.readUInt16BE(at + offset)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return sum === 0xffff
}
