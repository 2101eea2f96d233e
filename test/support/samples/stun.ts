import { client, server } from '../playbook.ts'
import { stunMessage } from '../stun-message.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = (['udp', 'tcp'] as const).map(
  (transport): ProtocolSample => ({
    name: 'stun',
    transport,
    port: 3478,
    steps: [
      client(
        stunMessage(0x0001, [
          [0x0006, Buffer.from('alice@example.com')],
          [0x8022, Buffer.from('phone 1.0')],
        ]),
      ),
      server(stunMessage(0x0101, [[0x0020, Buffer.from('0001bd48e11ba643', 'hex')]])),
    ],
  }),
)
