/** A server with a private address, captured where it stands: what is sent to it from the Internet came over it. */
import { expect, test } from 'vitest'
import { verdictOf } from '../../src/report/verdict.ts'
import { renderTerminal } from '../../src/report/terminal.ts'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

const outside = '81.166.10.20'
const server = '10.0.0.5'

function posted(source: string, target: string, sourcePort = 40_000): Buffer[] {
  const body = JSON.stringify({ imei: '357184092641738' })
  return new TcpConversation({ source, target, sourcePort })
    .open()
    .send(`POST /r HTTP/1.1\r\nHost: t.example.com\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    .reply('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    .close().frames
}

/** A connection that holds nothing of a phone. */
function asked(source: string, target: string): Buffer[] {
  return new TcpConversation({ source, target, sourcePort: 50_000 })
    .open()
    .send('GET / HTTP/1.1\r\nHost: other.example.net\r\n\r\n')
    .reply('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
    .close().frames
}

test('it is as open as to any server of the Internet', async () => {
  const result = await scanFrames(posted(outside, server))
  expect(result.findings).toMatchObject([{ severity: 'high' }])
  expect(result.findings[0]?.reasons).toContain(
    'the recipient has a private address, and who sent it one of the Internet: it is behind another address that stands for it, or in the operator’s network',
  )
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 }).replaceAll(
    /\s+/g,
    ' ',
  )
  expect(text).toContain('anyone on the way can read it')
  expect(text).not.toContain('anyone on the same network')
  expect(verdictOf(result).sentence).not.toContain('in a private network')
})

test('where the sender was seen to go out, it may be its operator’s: a step down, and nobody is on its own network', async () => {
  const result = await scanFrames([...posted(outside, server), ...asked(outside, '93.184.216.34')])
  expect(result.findings).toMatchObject([{ severity: 'medium' }])
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text).not.toContain('anyone on the same network')
  expect(verdictOf(result).sentence).not.toContain('in a private network')
})

test.each([
  ['192.168.1.5', '192.168.1.9'],
  ['10.20.0.7', server],
])('from %s to %s it stays in the network', async (source, target) => {
  const result = await scanFrames(posted(source, target))
  expect(result.findings).toMatchObject([{ severity: 'medium' }])
  expect(verdictOf(result).sentence).toContain('in a private network')
  expect(
    renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 }).replaceAll(/\s+/g, ' '),
  ).toContain('anyone on the same network')
})
