/** Questions of DNS with an identifier in the name, and the options that resolvers on a phone add: cookies and padding. */
import { describe, expect, test } from 'vitest'
import { udpPacket } from '../../support/capture.ts'
import { dnsName } from '../../support/dns-message.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const header = Buffer.from('f8fb01200001000000000001', 'hex')
const question = Buffer.from('00010001', 'hex')

/** Behind the question a record OPT (RFC 6891) with this option in it. */
function asked(name: string, code: number, option: Buffer): Buffer {
  const record = Buffer.from('00002904d0000000000000', 'hex')
  record.writeUInt16BE(option.length + 4, 9)
  const head = Buffer.alloc(4)
  head.writeUInt16BE(code, 0)
  head.writeUInt16BE(option.length, 2)
  return Buffer.concat([header, dnsName(name), question, record, head, option])
}

describe('an identifier in the name of a question', () => {
  test.for([
    ['padding (RFC 7830)', 12, Buffer.alloc(60)],
    ['a cookie (RFC 7873)', 10, Buffer.from('545e62a9c94a2cd1', 'hex')],
    ['the network of the phone (RFC 7871)', 8, Buffer.from('0001180053000000', 'hex')],
    ['an identifier of the server (RFC 5001)', 3, Buffer.alloc(0)],
  ] as const)('is found beside %s', async ([, code, option]) => {
    for (const name of [`${imei}.example.com`, `imei-${imei}.t.example.com`]) {
      const result = await scanFrames([udpPacket({ targetPort: 53, payload: asked(name, code, option) })])
      expect(observed(result).map((line) => line.replace(/ \w+$/, ''))).toEqual([`imei ${imei}`])
      expect(result.observations[0]?.spans).toHaveLength(1)
    }
    const plain = asked('www.example.com', code, option)
    expect(observed(await scanFrames([udpPacket({ targetPort: 53, payload: plain })]))).toEqual([])
  })
})
