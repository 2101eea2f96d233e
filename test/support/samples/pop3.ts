import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'pop3',
    transport: 'tcp',
    port: 110,
    steps: [
      server('+OK POP3 ready\r\n'),
      client('USER alice\r\n'),
      server('+OK\r\n'),
      client('PASS hunter2\r\n'),
      server('+OK\r\n'),
      client('RETR 1\r\n'),
      server('+OK\r\nSubject: hi\r\n\r\ntext\r\n.\r\n'),
    ],
  },
]
