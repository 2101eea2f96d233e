/**
 * Reads the header of the PROXY protocol (haproxy's proxy-protocol.txt, sections 2.1 and 2.2): a line of text in version
 * 1, in version 2 a signature, addresses, and what the proxy adds to them. Pure and total.
 */
import { lineFeed } from '../../core/ascii-codes.ts'
import { addressText } from '../address-text.ts'
import { hostText } from '../dns/name.ts'

const textStarts = ['PROXY TCP4 ', 'PROXY TCP6 ', 'PROXY UNKNOWN'].map((text) => Buffer.from(text, 'latin1'))
const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
/** Longest line of version 1, its end included. */
const lineBytesMax = 107
/** Signature, version with command, family with transport, length. */
const binaryHeaderBytes = 16
const versionNibble = 2
const commandMax = 1
/** Bytes of both addresses and both ports, by family. */
const addressBlockBytes: Readonly<Record<number, number>> = { 1: 12, 2: 36 }
/** Type of an added value: the name that the client gave the server. */
const authorityType = 2
const space = 32

/** Bytes within which a header tells its length. */
export const searchBytesMax: number = lineBytesMax

/** Length of the header at `start`; 0: more bytes are needed to tell; -1: it is none. */
export function headerLength(buf: Buffer, start: number, end: number): number {
  const kind = probeStart(buf, start, end)
  if (kind !== 'yes') return kind === 'more' ? 0 : -1
  if (buf[start] === signature[0])
    return end - start < binaryHeaderBytes ? 0 : binaryHeaderBytes + buf.readUInt16BE(start + 14)
  const lineEnd = buf.subarray(start, Math.min(end, start + lineBytesMax)).indexOf(lineFeed)
  if (lineEnd >= 0) return lineEnd + 1
  return end - start >= lineBytesMax ? -1 : 0
}

/** Judges the first bytes of a client's stream. */
export function probeStart(buf: Buffer, start: number, end: number): 'yes' | 'no' | 'more' {
  if (startsWith(buf, start, end, signature)) {
    if (end - start <= signature.length) return 'more'
    const version = buf[start + signature.length] as number
    return version >> 4 === versionNibble && (version & 0x0f) <= commandMax ? 'yes' : 'no'
  }
  const text = textStarts.find((one) => startsWith(buf, start, end, one))
  if (text === undefined) return 'no'
  return end - start >= text.length ? 'yes' : 'more'
}

/** What is there of `wanted` at `start` is the same, up to the end of either. */
function startsWith(buf: Buffer, start: number, end: number, wanted: Buffer): boolean {
  const length = Math.min(wanted.length, end - start)
  return buf.compare(wanted, 0, length, start, start + length) === 0
}

/** A header as it was read: positions in its buffer, and addresses with their ports as text. One object, reused. */
export class ProxyHeader {
  source = ''
  sourceStart = 0
  sourceEnd = 0
  destination = ''
  destinationStart = 0
  destinationEnd = 0
  /** Where what is added stands, of which nothing more is known here. */
  addedStart = 0
  addedEnd = 0
  /** The name that the client gave the server; '' where the header has none. */
  authority = ''

  /** Reads the header `buf[start, end)`, of which bytes may be missing. */
  read(buf: Buffer, start: number, end: number): void {
    this.source = ''
    this.destination = ''
    this.authority = ''
    this.addedStart = end
    this.addedEnd = end
    if (buf[start] === signature[0]) this.readBinary(buf, start, end)
    else this.readLine(buf, start, end)
  }

  private readLine(buf: Buffer, start: number, end: number): void {
    // PROXY, family, addresses of source and destination, their ports.
    const words: { readonly start: number; readonly end: number }[] = []
    for (let at = start; at < end; at++) {
      const from = at
      while (at < end && (buf[at] as number) > space) at++
      if (at > from) words.push({ start: from, end: at })
    }
    const textOf = (index: number): string => {
      const word = words[index]
      return word === undefined ? '' : buf.toString('latin1', word.start, word.end)
    }
    const [, , source, destination, sourcePort, destinationPort, more] = words
    if (source === undefined || destination === undefined || words.length < 6) {
      // `UNKNOWN`, or not what it should be: whatever stands there is searched.
      this.addedStart = words[2]?.start ?? end
      return
    }
    this.source = withPort(textOf(2), textOf(4))
    this.sourceStart = source.start
    this.sourceEnd = sourcePort?.end ?? end
    this.destination = withPort(textOf(3), textOf(5))
    this.destinationStart = destination.start
    this.destinationEnd = destinationPort?.end ?? end
    this.addedStart = more?.start ?? end
  }

  private readBinary(buf: Buffer, start: number, end: number): void {
    const blockStart = start + binaryHeaderBytes
    if (blockStart > end) return
    const family = (buf[start + 13] as number) >> 4
    const length = addressBlockBytes[family] ?? 0
    this.addedStart = Math.min(end, blockStart + length)
    if (length === 0 || blockStart + length > end) return
    const size = (length - 4) / 2
    const portAt = blockStart + 2 * size
    this.source = withPort(addressText(buf, blockStart, blockStart + size), `${buf.readUInt16BE(portAt)}`)
    this.sourceStart = blockStart
    this.sourceEnd = blockStart + size
    this.destination = withPort(
      addressText(buf, blockStart + size, portAt),
      `${buf.readUInt16BE(portAt + 2)}`,
    )
    this.destinationStart = blockStart + size
    this.destinationEnd = portAt
    this.readAdded(buf, this.addedStart, end)
  }

  /** Values with a type of one byte and a length of two. */
  private readAdded(buf: Buffer, start: number, end: number): void {
    let at = start
    while (at + 3 <= end) {
      const valueEnd = at + 3 + buf.readUInt16BE(at + 1)
      if (valueEnd > end) return
      if (buf[at] === authorityType) this.authority = hostText(buf, at + 3, valueEnd)
      at = valueEnd
    }
  }
}

function withPort(address: string, port: string): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
