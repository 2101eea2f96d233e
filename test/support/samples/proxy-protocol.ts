import { client } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

/** A header of version 2 for a connection over IPv4, with what the proxy adds, by type. */
export function proxyHeader(
  added: readonly (readonly [type: number, value: Buffer | string])[] = [],
): Buffer {
  const values = added.map(([type, value]) => {
    const bytes = Buffer.from(value)
    return Buffer.concat([Buffer.from([type, bytes.length >> 8, bytes.length & 0xff]), bytes])
  })
  const addresses = Buffer.from([192, 0, 2, 1, 198, 51, 100, 7, 0x9c, 0x40, 0x01, 0xbb])
  const content = Buffer.concat([addresses, ...values])
  return Buffer.concat([
    Buffer.from('\r\n\r\n\0\r\nQUIT\n\x21\x11', 'latin1'),
    Buffer.from([content.length >> 8, content.length & 0xff]),
    content,
  ])
}

/** A header of version 1. */
export const proxyLine = 'PROXY TCP4 192.0.2.1 198.51.100.7 40000 443\r\n'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'proxy-protocol',
    transport: 'tcp',
    port: 443,
    steps: [client(proxyHeader([[2, 'www.example.com']]))],
  },
]
