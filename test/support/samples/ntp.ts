import { ntpPacket } from '../ntp-packet.ts'
import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'ntp',
    transport: 'udp',
    port: 123,
    steps: [client(ntpPacket(0x23, 0)), server(ntpPacket(0x24, 2))],
  },
]
