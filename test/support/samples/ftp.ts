import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'ftp',
    transport: 'tcp',
    port: 21,
    steps: [
      server('220 files.example.com FTP server ready\r\n'),
      client('USER alice\r\n'),
      server('331 Password required\r\n'),
      client('PASS hunter2\r\n'),
      server('230 Logged in\r\n'),
      client('RETR a.txt\r\n'),
    ],
  },
]
