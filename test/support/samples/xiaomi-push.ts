import { client, server } from '../playbook.ts'
import { xiaomiFrame } from '../xiaomi-frame.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'xiaomi-push',
    transport: 'tcp',
    port: 5222,
    steps: [
      client(xiaomiFrame(Buffer.from('00020012120a7869616f6d692e636f6d2a04434f4e4e12044d492039', 'hex'))),
      server(xiaomiFrame(Buffer.alloc(0))),
    ],
  },
]
