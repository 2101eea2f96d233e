import { expect, test } from 'vitest'
import { quicAnomalies } from './anomalies.ts'
import { readFrames } from './frames.ts'
import type { FramesEnd, FrameTaker } from './frames.ts'

/** What a packet with these frames tells, one line each, and where its reading ended. */
function told(hex: string, isHandshake = false, takesCrypto = true): { lines: string[]; end: FramesEnd } {
  const content = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const lines: string[] = []
  const taker: FrameTaker = {
    crypto: (offset, buf, from, to) => {
      lines.push(`crypto ${offset} ${buf.toString('hex', from, to)}`)
      return takesCrypto
    },
    acknowledged: (from, to) => lines.push(`ack ${from}-${to}`),
    stream: (id, offset, buf, from, to, isLast) =>
      lines.push(`stream ${id} ${offset} ${buf.toString('hex', from, to)}${isLast ? ' last' : ''}`),
    streamReset: (id, finalSize) => lines.push(`reset ${id} ${finalSize}`),
    connectionId: (buf, from, to) => lines.push(`id ${buf.toString('hex', from, to)}`),
    datagram: (buf, from, to) => lines.push(`datagram ${buf.toString('hex', from, to)}`),
  }
  const end: FramesEnd = { at: -1, problem: null }
  readFrames(content, 0, content.length, isHandshake, taker, end)
  return { lines, end }
}

const token = '00'.repeat(16)

test.each([
  ['padding, ping and the end of a handshake', '00 00 01 1e 1f', []],
  ['crypto', '06 05 03 616263 01', ['crypto 5 616263']],
  ['stream to the end', '08 04 6162', ['stream 4 0 6162']],
  ['stream with offset, length and end', '0f 04 07 02 6162 01', ['stream 4 7 6162 last']],
  ['datagram to the end', '30 616263', ['datagram 616263']],
  ['datagrams with lengths', '31 02 6162 31 00 31 01 63', ['datagram 6162', 'datagram ', 'datagram 63']],
  ['a stream that is given up', '04 04 01 09 01', ['reset 4 9']],
  ['a stream that is given up behind what is still sent', '24 04 01 09 05 01', []],
  ['a new connection id', `18 01 00 04 aabbccdd ${token} 01`, ['id aabbccdd']],
  ['an acknowledgement with a run before', '02 0a 00 01 02 01 03', ['ack 8-10', 'ack 2-5']],
  ['limits and tokens', '10 05 11 04 05 07 02 aabb 05 04 01 40af 01 02 03 04 42f5 01', []],
  ['paths', `1a ${'11'.repeat(8)} 1b ${'22'.repeat(8)}`, []],
  ['closes', '1c 01 06 02 6162 1d 01 01 63', []],
])('%s', (_, hex, lines) => {
  const { lines: found, end } = told(hex)
  expect(found).toEqual(lines)
  expect(end).toEqual({ at: hex.replaceAll(' ', '').length / 2, problem: null })
})

test.each([
  ['crypto that is cut', '01 06 05 04 616263', 1],
  ['a datagram that is cut', '01 31 03 6162', 1],
  ['a connection id that is cut', `18 01 00 04 aabbccdd ${token.slice(2)}`, 0],
  ['a path that is cut', '01 01 1a 0011', 2],
  ['a token that is cut', '07 03 aabb', 0],
  ['a type that is not known', '01 21', 1],
  ['a type that is cut', '01 40', 1],
])('%s is said, with the place', (_, hex, at) => {
  expect(told(hex)).toEqual({ lines: [], end: { at, problem: quicAnomalies.frame } })
})

test('a packet of the handshake holds neither streams nor datagrams', () => {
  for (const hex of ['08 04 6162', '30 6162', '1e'])
    expect(told(`01 ${hex}`, true)).toEqual({ lines: [], end: { at: 1, problem: quicAnomalies.frame } })
})

test('where crypto is not taken, the rest is not read', () => {
  expect(told('01 06 00 01 61 31 01 62', false, false)).toEqual({
    lines: ['crypto 0 61'],
    end: { at: 1, problem: quicAnomalies.cryptoLimit },
  })
})
