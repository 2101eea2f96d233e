import { client } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

/** A DHCP discover with a name (RFC 2131, 2). */
function dhcpDiscover(): Buffer {
  const fixed = Buffer.alloc(236)
  Buffer.from([1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78]).copy(fixed)
  const options = Buffer.from('6382536335010137020103ff', 'hex')
  return Buffer.concat([fixed, options])
}

export const samples: readonly ProtocolSample[] = [
  { name: 'dhcp', transport: 'udp', port: 67, steps: [client(dhcpDiscover())] },
]
