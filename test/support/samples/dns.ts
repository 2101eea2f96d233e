import { dnsMessage, dnsOverTcp, dnsQuestion } from '../dns-message.ts'
import { client } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

const question = dnsMessage({ questions: [dnsQuestion('www.example.com')] })

export const samples: readonly ProtocolSample[] = [
  { name: 'dns', transport: 'udp', port: 53, steps: [client(question)] },
  { name: 'dns', transport: 'tcp', port: 53, steps: [client(dnsOverTcp(question))] },
  { name: 'mdns', transport: 'udp', port: 5353, steps: [client(question)] },
]
