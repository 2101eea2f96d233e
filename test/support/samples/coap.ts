import { client } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'coap',
    transport: 'udp',
    port: 5683,
    steps: [client(Buffer.from('4202000174 6bb26e62ff7b7d'.replaceAll(' ', ''), 'hex'))],
  },
  {
    name: 'coap',
    transport: 'tcp',
    port: 5683,
    steps: [client(Buffer.from('40e122048020', 'hex')), client(Buffer.from('610274b26e62ff7b7d', 'hex'))],
  },
]
