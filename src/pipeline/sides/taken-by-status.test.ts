import { expect, test } from 'vitest'
import { takenByStatus } from './taken-by-status.ts'

test('a status of HTTP that says that a request was accepted', () => {
  for (const protocol of ['http', 'http2', 'http3'])
    for (const status of [201, 202, 204])
      expect(takenByStatus(protocol, status, false)).toEqual({ isTaken: true })
})

test('what does not say it: 200, failures, no answer, other protocols, a proxy', () => {
  for (const status of [0, 200, 206, 302, 404, undefined])
    expect(takenByStatus('http', status, false)).toEqual({})
  // A command that FTP does not need, and what CoAP has deleted.
  for (const protocol of ['ftp', 'coap', 'sip']) expect(takenByStatus(protocol, 202, false)).toEqual({})
  expect(takenByStatus('http', 204, true)).toEqual({})
})
