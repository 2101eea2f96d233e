import { client } from '../playbook.ts'
import { cryptoFrame, initialPacket } from '../quic-packet.ts'
import { clientHello } from '../tls-hello.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'quic',
    transport: 'udp',
    port: 443,
    steps: [client(initialPacket(cryptoFrame(0, clientHello({ sni: 'www.example.com' }))))],
  },
]
