import { expect, test } from 'vitest'
import type { ProtocolName } from '../message/types.ts'
import { FlowNote, flowKindOf } from './flow-note.ts'
import { flowKinds } from './flow-series.ts'

function kindAfter(...spoken: readonly ProtocolName[]): number {
  const note = new FlowNote()
  for (const protocol of spoken) note.speaks(protocol)
  return flowKindOf(note)
}

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
