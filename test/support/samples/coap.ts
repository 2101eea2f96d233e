import { client } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'coap',
    transport: 'udp',
    port: 5683,
    steps: [
      client(Buffer.from('42020001746bb26e62ff7b7d', 'hex')),
      // PUT /nb/up?v=1&n=2
      client(Buffer.from('42030002746cb26e62027570 43763d31 036e3d32ff7b7d'.replaceAll(' ', ''), 'hex')),
    ],
  },
  {
    name: 'coap',
    transport: 'tcp',
    port: 5683,
    steps: [client(Buffer.from('40e122048020', 'hex')), client(Buffer.from('610274b26e62ff7b7d', 'hex'))],
  },
]
