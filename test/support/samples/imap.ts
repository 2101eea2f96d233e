import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'imap',
    transport: 'tcp',
    port: 143,
    steps: [
      server('* OK [CAPABILITY IMAP4rev1] ready\r\n'),
      client('a1 LOGIN alice "hunter2"\r\n'),
      server('a1 OK\r\n'),
      client('a2 APPEND drafts {20}\r\n'),
      server('+ go\r\n'),
      client('imei=356938035643809\r\n'),
      server('* 1 FETCH (BODY {5}\r\nhello)\r\na2 OK\r\n'),
    ],
  },
]
