import { client, server } from '../playbook.ts'
import { suplStart } from '../supl-message.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'supl',
    transport: 'tcp',
    port: 7275,
    steps: [client(suplStart(3, '240075811111111', 'lte')), server(Buffer.from('0008020000002000', 'hex'))],
  },
]
