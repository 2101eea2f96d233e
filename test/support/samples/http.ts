import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'http',
    transport: 'tcp',
    port: 80,
    steps: [
      client('GET /index.html HTTP/1.1\r\nHost: www.example.com\r\nAccept: */*\r\n\r\n'),
      server('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'),
    ],
  },
]
