import { client } from '../playbook.ts'
import { clientHello, tlsRecord } from '../tls-hello.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'tls',
    transport: 'tcp',
    port: 443,
    steps: [client(tlsRecord(clientHello({ sni: 'www.example.com' })))],
  },
]
