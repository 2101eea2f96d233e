import { expect, test } from 'vitest'
import type { ProtocolName } from '../../message/types.ts'
import { FlowNote, flowKindOf } from './flow-note.ts'
import { flowKinds } from './flow-series.ts'

function kindAfter(...spoken: readonly ProtocolName[]): number {
  const note = new FlowNote()
  for (const protocol of spoken) note.speaks(protocol)
  return flowKindOf(note)
}

test('a tunnel that is encrypted stays one, whatever is searched of it', () => {
  for (const sealed of ['wireguard', 'openvpn', 'ipsec', 'quic'] as const) {
    const note = new FlowNote()
    for (const protocol of ['unrecognised', sealed, 'unrecognised'] as const) note.speaks(protocol)
    expect(note.protocol).toBe(sealed)
    expect(flowKindOf(note)).toBe(flowKinds.opaque)
  }
})

test('what a flow carries goes by its messages, not by bytes beside them', () => {
  expect(kindAfter()).toBe(flowKinds.opaque)
  expect(kindAfter('tls')).toBe(flowKinds.opaque)
  expect(kindAfter('dns')).toBe(flowKinds.names)
  expect(kindAfter('http2')).toBe(flowKinds.readable)
  for (const http of ['http2', 'http3'] as const)
    expect(kindAfter('tls', http, 'unrecognised')).toBe(flowKinds.readable)
  // Behind a CONNECT of HTTP/1.
  expect(kindAfter('http', 'unrecognised')).toBe(flowKinds.opaque)
  expect(kindAfter('tls', 'unrecognised')).toBe(flowKinds.opaque)
})
