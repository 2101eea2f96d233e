/** Builds DNS messages byte by byte. */

export interface DnsMessageOptions {
  id?: number
  flags?: number
  questions?: Buffer[]
  answers?: Buffer[]
  authorities?: Buffer[]
  additionals?: Buffer[]
  /** Counts that lie: questions, answers, authorities, additionals. */
  counts?: [number, number, number, number]
}

export const dnsTypes = {
  a: 1,
  ns: 2,
  cname: 5,
  ptr: 12,
  mx: 15,
  txt: 16,
  aaaa: 28,
  srv: 33,
  opt: 41,
  https: 65,
} as const

/** A name without compression. Labels are latin1. */
export function dnsName(name: string): Buffer {
  if (name === '') return Buffer.from([0])
  const labels = name.split('.').map((label) => Buffer.from(label, 'latin1'))
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])])
}

export function dnsPointer(target: number): Buffer {
  return Buffer.from([0xc0 | (target >> 8), target & 0xff])
}

export function dnsQuestion(name: Buffer | string, type: number = dnsTypes.a, klass = 1): Buffer {
  const fixed = Buffer.alloc(4)
  fixed.writeUInt16BE(type, 0)
  fixed.writeUInt16BE(klass, 2)
  return Buffer.concat([typeof name === 'string' ? dnsName(name) : name, fixed])
}

export function dnsRecord(
  name: Buffer | string,
  type: number,
  content: Buffer,
  ttl = 300,
  klass = 1,
): Buffer {
  const fixed = Buffer.alloc(6)
  fixed.writeUInt32BE(ttl, 0)
  fixed.writeUInt16BE(content.length, 4)
  return Buffer.concat([dnsQuestion(name, type, klass), fixed, content])
}

export function dnsMessage(options: DnsMessageOptions): Buffer {
  const sections = [options.questions, options.answers, options.authorities, options.additionals]
  const header = Buffer.alloc(12)
  header.writeUInt16BE(options.id ?? 0x1234, 0)
  header.writeUInt16BE(options.flags ?? 0x0100, 2)
  sections.forEach((section, index) => {
    header.writeUInt16BE(options.counts?.[index] ?? section?.length ?? 0, 4 + index * 2)
  })
  return Buffer.concat([header, ...sections.flatMap((section) => section ?? [])])
}

/** The message behind its length, as over TCP. */
export function dnsOverTcp(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}
