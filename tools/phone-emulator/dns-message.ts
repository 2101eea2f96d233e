/** DNS messages, as far as the emulated phone and its resolver need them (RFC 1035). */
export const DNS_TYPE = { A: 1, CNAME: 5, PTR: 12, TXT: 16, AAAA: 28 } as const

export interface DnsQuestion {
  readonly id: number
  readonly name: string
  readonly type: number
}

export interface DnsRecord {
  readonly name: string
  readonly type: number
  readonly ttlSeconds: number
  readonly data: Buffer
}

export function encodeName(name: string): Buffer {
  const labels = name.split('.').filter((label) => label !== '')
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')])),
    Buffer.from([0]),
  ])
}

export function encodeQuery(question: DnsQuestion, isMulticast = false): Buffer {
  const head = Buffer.alloc(12)
  head.writeUInt16BE(isMulticast ? 0 : question.id, 0)
  // Recursion desired, except on the link (RFC 6762 section 18.6).
  head.writeUInt16BE(isMulticast ? 0 : 0x0100, 2)
  head.writeUInt16BE(1, 4)
  const tail = Buffer.alloc(4)
  tail.writeUInt16BE(question.type, 0)
  tail.writeUInt16BE(1, 2)
  return Buffer.concat([head, encodeName(question.name), tail])
}

/** Reads the one question of a query of our own making, or null. */
export function parseQuestion(message: Buffer): DnsQuestion | null {
  if (message.length < 17 || message.readUInt16BE(4) !== 1) return null
  const name = readName(message, 12)
  if (name === null || name.end + 4 > message.length) return null
  return { id: message.readUInt16BE(0), name: name.name, type: message.readUInt16BE(name.end) }
}

/** An answer to `question`. The question's name is written once; records of that name point to it. */
export function encodeAnswer(
  question: DnsQuestion,
  records: readonly DnsRecord[],
  isTruncated = false,
): Buffer {
  const query = encodeQuery(question)
  query.writeUInt16BE(isTruncated ? 0x8380 : 0x8180, 2)
  query.writeUInt16BE(isTruncated ? 0 : records.length, 6)
  if (isTruncated) return query
  const parts = [query]
  for (const record of records) {
    const name = record.name === question.name ? Buffer.from([0xc0, 12]) : encodeName(record.name)
    const fixed = Buffer.alloc(10)
    fixed.writeUInt16BE(record.type, 0)
    fixed.writeUInt16BE(1, 2)
    fixed.writeUInt32BE(record.ttlSeconds, 4)
    fixed.writeUInt16BE(record.data.length, 8)
    parts.push(name, fixed, record.data)
  }
  return Buffer.concat(parts)
}

export interface DnsAnswer {
  readonly id: number
  readonly isTruncated: boolean
  readonly records: readonly DnsRecord[]
}

export function parseAnswer(message: Buffer): DnsAnswer | null {
  if (message.length < 12) return null
  const isTruncated = (message.readUInt16BE(2) & 0x0200) !== 0
  let at = 12
  for (let i = 0; i < message.readUInt16BE(4); i++) {
    const name = readName(message, at)
    if (name === null) return null
    at = name.end + 4
  }
  const records: DnsRecord[] = []
  for (let i = 0; i < message.readUInt16BE(6); i++) {
    const name = readName(message, at)
    if (name === null || name.end + 10 > message.length) return null
    const length = message.readUInt16BE(name.end + 8)
    const start = name.end + 10
    if (start + length > message.length) return null
    records.push({
      name: name.name,
      type: message.readUInt16BE(name.end),
      ttlSeconds: message.readUInt32BE(name.end + 4),
      data: message.subarray(start, start + length),
    })
    at = start + length
  }
  return { id: message.readUInt16BE(0), isTruncated, records }
}

/** Bounds pointer chasing: our own messages need one hop. */
const POINTER_HOPS_MAX = 8

function readName(message: Buffer, start: number): { name: string; end: number } | null {
  const labels: string[] = []
  let at = start
  let end = -1
  for (let hops = 0; ; ) {
    const length = message[at]
    if (length === undefined) return null
    if (length === 0) break
    if (length >= 0xc0) {
      const low = message[at + 1]
      if (low === undefined || ++hops > POINTER_HOPS_MAX) return null
      if (end < 0) end = at + 2
      at = ((length & 0x3f) << 8) | low
      continue
    }
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), end: end < 0 ? at + 1 : end }
}

export function encodeV4(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number))
}

/** Full or `::`-shortened text to 16 bytes. */
export function encodeV6(address: string): Buffer {
  const [head = '', tail] = address.split('::')
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((g) => Number.parseInt(g, 16))
  const front = groups(head)
  const back = tail === undefined ? [] : groups(tail)
  const out = Buffer.alloc(16)
  front.forEach((group, i) => out.writeUInt16BE(group, i * 2))
  back.forEach((group, i) => out.writeUInt16BE(group, 16 - (back.length - i) * 2))
  return out
}

export function decodeV4(data: Buffer): string {
  return [...data].join('.')
}

/** Sixteen bytes to text without shortening: good enough to connect to. */
export function decodeV6(data: Buffer): string {
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push(data.readUInt16BE(i).toString(16))
  return groups.join(':')
}
