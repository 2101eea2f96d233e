import { dnsMessage, dnsQuestion } from '../dns-message.ts'
import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

/** A datagram through the proxy: to or from the host, or the address, at a port. */
export function socksDatagram(
  host: string | readonly number[],
  port: number,
  content: Buffer | string,
): Buffer {
  const address =
    typeof host === 'string'
      ? Buffer.concat([Buffer.from([3, host.length]), Buffer.from(host, 'latin1')])
      : Buffer.from([host.length === 4 ? 1 : 4, ...host])
  return Buffer.concat([
    Buffer.alloc(3),
    address,
    Buffer.from([port >> 8, port & 0xff]),
    Buffer.from(content),
  ])
}

export const samples: readonly ProtocolSample[] = [
  {
    name: 'socks',
    transport: 'tcp',
    port: 1080,
    steps: [
      client(Buffer.from([5, 1, 0])),
      server(Buffer.from([5, 0])),
      client(Buffer.from('\x05\x01\0\x03\x0fwww.example.com\0\x50', 'latin1')),
      server(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])),
    ],
  },
  {
    name: 'socks',
    transport: 'udp',
    port: 40_001,
    steps: [
      client(socksDatagram('www.example.com', 4_000, 'hello')),
      server(socksDatagram('www.example.com', 4_000, 'hello')),
      client(socksDatagram([8, 8, 8, 8], 53, dnsMessage({ questions: [dnsQuestion('a.example.com')] }))),
    ],
  },
]
