import { pairs, sentAlone } from './carried.ts'
import type { Carrier } from './carried.ts'
import { utf8 } from './codecs.ts'

const datagramBytesMax = 1_300

/** As logs write what holds blanks. */
function inQuotes(value: string): string {
  return value.includes(' ') ? JSON.stringify(value) : value
}

/** Datagrams and streams of protocols that nobody has described. */
export const rawCarriers: Readonly<Record<string, Carrier>> = {
  UDP: {
    takes: 'text',
    keeps: 'names',
    carry: (load) => {
      const fields = pairs(load).map(([key, value]) => `${key}=${inQuotes(value)}`)
      const bytes = utf8(`LOG ${fields.join(' ')}\n`)
      return bytes.length > datagramBytesMax ? null : sentAlone('udp', 9_999, bytes)
    },
  },
  'unknown TCP': {
    takes: 'text',
    keeps: 'names',
    carry: (load) => {
      const lines = pairs(load).map(([key, value]) => `${key}: ${value}\r\n`)
      return sentAlone('tcp', 5_500, utf8(`HELLO agent 1\r\n${lines.join('')}\r\n`))
    },
  },
  'UDP, binary': {
    takes: 'binary',
    keeps: 'nothing',
    hidesStart: true,
    carry: ({ bytes }, _host, rng) =>
      bytes.length > datagramBytesMax
        ? null
        : sentAlone('udp', 9_998, Buffer.concat([rng.bytes(6), bytes, rng.bytes(3)])),
  },
  'unknown TCP, binary': {
    takes: 'binary',
    keeps: 'nothing',
    hidesStart: true,
    carry: ({ bytes }, _host, rng) => {
      const size = Buffer.alloc(4)
      size.writeUInt32BE(bytes.length)
      return sentAlone(
        'tcp',
        5_501,
        Buffer.concat([Buffer.from('a55a0005', 'hex'), size, bytes, rng.bytes(4)]),
      )
    },
  },
}
