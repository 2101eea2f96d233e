import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'telnet',
    transport: 'tcp',
    port: 23,
    steps: [
      server(Buffer.from('fffd18fffd1fff', 'hex')),
      client(Buffer.from('fffb18', 'hex')),
      server(Buffer.concat([Buffer.from('fb01', 'hex'), Buffer.from('host login: ')])),
      client('alice\r\0'),
      server('\r\nPassword: '),
      client('hunter2\r\0'),
    ],
  },
]
