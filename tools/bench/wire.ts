/** Frames as they lie on a wire: Ethernet, raw IP or Linux cooked; IPv4 and IPv6; TCP and UDP with right checksums. */

export type LinkName = 'ethernet' | 'raw' | 'sll'
export const linkTypes: Record<LinkName, number> = { ethernet: 1, raw: 101, sll: 113 }

export interface Address {
  readonly family: 4 | 6
  readonly bytes: Buffer
}

export const tcpFlag: {
  readonly fin: 1
  readonly syn: 2
  readonly rst: 4
  readonly psh: 8
  readonly ack: 16
} = {
  fin: 1,
  syn: 2,
  rst: 4,
  psh: 8,
  ack: 16,
}

const ethernet4 = Buffer.from('00005e00530100005e0053020800', 'hex')
const ethernet6 = Buffer.from('00005e00530100005e00530286dd', 'hex')
const cooked4 = Buffer.from('00000001000600005e00530100000800', 'hex')
const cooked6 = Buffer.from('00000001000600005e005301000086dd', 'hex')
const none = Buffer.alloc(0)

function linkHeader(link: LinkName, family: 4 | 6): Buffer {
  if (link === 'raw') return none
  if (link === 'sll') return family === 4 ? cooked4 : cooked6
  return family === 4 ? ethernet4 : ethernet6
}

/** Ones'-complement sum of 16-bit words, not yet folded (RFC 1071). */
function sum(buf: Buffer, start: number, end: number, from: number): number {
  let total = from
  let index = start
  for (; index + 1 < end; index += 2) total += ((buf[index] as number) << 8) | (buf[index + 1] as number)
  if (index < end) total += (buf[index] as number) << 8
  return total
}

function folded(total: number): number {
  let rest = total
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 65_536)
  return ~rest & 0xffff
}

function ipFrame(
  link: LinkName,
  protocol: 6 | 17,
  source: Address,
  target: Address,
  segmentLength: number,
): { frame: Buffer; at: number } {
  const head = linkHeader(link, source.family)
  const ipLength = source.family === 4 ? 20 : 40
  const frame = Buffer.allocUnsafe(head.length + ipLength + segmentLength)
  head.copy(frame)
  const at = head.length
  if (source.family === 4) {
    frame.writeUInt32BE(0x45000000 + 20 + segmentLength, at)
    frame.writeUInt32BE(0x00004000, at + 4)
    frame.writeUInt32BE((64 << 24) | (protocol << 16), at + 8)
    source.bytes.copy(frame, at + 12)
    target.bytes.copy(frame, at + 16)
    frame.writeUInt16BE(folded(sum(frame, at, at + 20, 0)), at + 10)
  } else {
    frame.writeUInt32BE(0x60000000, at)
    frame.writeUInt16BE(segmentLength, at + 4)
    frame[at + 6] = protocol
    frame[at + 7] = 64
    source.bytes.copy(frame, at + 8)
    target.bytes.copy(frame, at + 24)
  }
  return { frame, at: at + ipLength }
}

function pseudoSum(protocol: 6 | 17, source: Address, target: Address, length: number): number {
  const addresses =
    sum(source.bytes, 0, source.bytes.length, 0) + sum(target.bytes, 0, target.bytes.length, 0)
  return addresses + protocol + length
}

const synOptions = Buffer.from('020405b40103030701010402', 'hex')

export function tcpFrame(
  link: LinkName,
  source: Address,
  sourcePort: number,
  target: Address,
  targetPort: number,
  sequence: number,
  acknowledgement: number,
  flags: number,
  payload: Buffer,
): Buffer {
  const options = (flags & tcpFlag.syn) === 0 ? none : synOptions
  const length = 20 + options.length + payload.length
  const { frame, at } = ipFrame(link, 6, source, target, length)
  frame.writeUInt16BE(sourcePort, at)
  frame.writeUInt16BE(targetPort, at + 2)
  frame.writeUInt32BE(sequence >>> 0, at + 4)
  frame.writeUInt32BE(acknowledgement >>> 0, at + 8)
  frame[at + 12] = ((20 + options.length) / 4) << 4
  frame[at + 13] = flags
  frame.writeUInt16BE(64_000, at + 14)
  frame.writeUInt32BE(0, at + 16)
  options.copy(frame, at + 20)
  payload.copy(frame, at + 20 + options.length)
  frame.writeUInt16BE(folded(sum(frame, at, at + length, pseudoSum(6, source, target, length))), at + 16)
  return frame
}

export function udpFrame(
  link: LinkName,
  source: Address,
  sourcePort: number,
  target: Address,
  targetPort: number,
  payload: Buffer,
): Buffer {
  const length = 8 + payload.length
  const { frame, at } = ipFrame(link, 17, source, target, length)
  frame.writeUInt16BE(sourcePort, at)
  frame.writeUInt16BE(targetPort, at + 2)
  frame.writeUInt16BE(length, at + 4)
  frame.writeUInt16BE(0, at + 6)
  payload.copy(frame, at + 8)
  const checksum = folded(sum(frame, at, at + length, pseudoSum(17, source, target, length)))
  frame.writeUInt16BE(checksum === 0 ? 0xffff : checksum, at + 6)
  return frame
}
