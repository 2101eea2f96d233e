import { client } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

/** A message of GSMTAP, by `gsmtap.h` of libosmocore. */
export function gsmtapMessage(
  content: Buffer | string,
  {
    type = 0x12,
    subType = 0,
    isUplink = false,
  }: { readonly type?: number; readonly subType?: number; readonly isUplink?: boolean } = {},
): Buffer {
  const header = Buffer.alloc(16)
  header[0] = 2
  header[1] = 4
  header[2] = type
  header.writeUInt16BE(isUplink ? 0x4000 : 0, 4)
  header[12] = subType
  return Buffer.concat([header, Buffer.from(content)])
}

export const sample: ProtocolSample = {
  name: 'gsmtap',
  transport: 'udp',
  port: 4729,
  steps: [
    client(gsmtapMessage('an identity, asked for')),
    client(gsmtapMessage('imei=356938035643809', { isUplink: true })),
    client(gsmtapMessage('a call', { type: 1, subType: 5 })),
  ],
}
