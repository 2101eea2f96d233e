import { expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { client, play, server, testFlow } from '../../../test/support/playbook.ts'
import { protocol } from './index.ts'

const search =
  'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nST: ssdp:all\r\nUSER-AGENT: Phone/1 UPnP/1.1\r\n\r\n'
const notify = 'NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\nUSN: uuid:77::upnp:rootdevice\r\n\r\n<x/>'
const answer = 'HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:1\r\n\r\n'

conform('a search and an announcement', protocol, [client(search), server(answer), client(notify)])

test('a datagram is handed on, and what the sender calls itself is its local name', () => {
  const outcome = play(protocol, [client(search), server(answer), client(notify)])
  expect(outcome.events.flatMap((event) => (event.kind === 'localName' ? [event.value] : []))).toEqual([
    'Phone/1 UPnP/1.1',
    'uuid:77::upnp:rootdevice',
  ])
  expect(
    outcome.messages.map(({ kind, method, target, status, body }) => [kind, method, target, status, body]),
  ).toEqual([
    ['request', 'M-SEARCH', '*', 0, ''],
    ['response', '', '', 200, ''],
    ['request', 'NOTIFY', '*', 0, '<x/>'],
  ])
  expectBalanced(outcome)
})

test('the body begins behind the blank line, whatever ends lines', () => {
  const bare = notify.replaceAll('\r', '')
  const bodies = [notify, bare, `${bare}\n<y/>`].map(
    (text) => play(protocol, [client(text)]).messages[0]?.body,
  )
  expect(bodies).toEqual(['<x/>', '<x/>', '<x/>\n<y/>'])
})

test('a datagram in between that is none is said, and searched', () => {
  const outcome = play(protocol, [client(search), client('imei=1')])
  expect(outcome.messages[1]?.body).toBe('imei=1')
  expect(outcome.anomalies).toEqual({ 'message.ssdp.start_line': 1 })
})

test('recognition is by the start line; an answer must name what was searched for', () => {
  const probe = (text: string): string =>
    protocol.probe(Buffer.from(text), 0, text.length, 0, testFlow('udp'))
  expect([search, notify, answer].map(probe)).toEqual(['yes', 'yes', 'yes'])
  expect(probe('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')).toBe('no')
  expect(probe('GET / HTTP/1.1\r\n\r\n')).toBe('no')
})
