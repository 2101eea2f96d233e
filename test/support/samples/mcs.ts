import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'mcs',
    transport: 'tcp',
    port: 5228,
    steps: [
      client(
        Buffer.from(
          '2902320a0a616e64726f69642d3137120f6d63732e616e64726f69642e636f6d1a1133383132333435363738393031323334353637',
          'hex',
        ),
      ),
      server(Buffer.from('29030c0a0a616e64726f69642d3137', 'hex')),
    ],
  },
]
