import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

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
]
