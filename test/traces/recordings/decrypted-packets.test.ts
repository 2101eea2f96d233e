/** Packets that programs write of what they decrypt: nothing of it was readable on the way. */
import { describe, expect, test } from 'vitest'
import { renderTerminal } from '../../../src/report/terminal.ts'
import { verdictOf } from '../../../src/report/verdict.ts'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { ipPacket, TcpConversation, tcpFlags, tcpSegment } from '../../support/capture.ts'
import { anomalyCodes, scanFrames } from '../../support/scan-frames.ts'

const request = 'GET /reg?imei=356938035643809&imsi=242010123456789 HTTP/1.1\r\nHost: api.example.net\r\n\r\n'
const answer = 'HTTP/1.1 204 No Content\r\n\r\n'
const server = '203.0.113.20'
const ipv4Only = 228
const told = 'stream.tcp.decrypted'

const protections = (result: ScanResult): string[] => [
  ...new Set(result.transmissions.map(({ protection }) => protection)),
]

/** As sslsplit writes: a handshake without any option. */
const standing = (targetPort: number, sent = request): Buffer[] =>
  new TcpConversation({ target: server, targetPort }).open().send(sent).reply(answer).close().frames

/** As ssl_logger, r0capture and friTap write: IPv4 alone, nothing but data, no options, and no checksums. */
function hooked(targetPort: number, sent: string | Buffer = request): Buffer[] {
  const ends = { source: '10.0.2.15', target: server, sourcePort: 51_000, targetPort }
  const back = { source: server, target: '10.0.2.15', sourcePort: targetPort, targetPort: 51_000 }
  const packet = (options: typeof ends, payload: string | Buffer, sequence: number): Buffer => {
    const segment = tcpSegment({ ...options, payload, sequence, flags: tcpFlags.psh | tcpFlags.ack })
    segment.writeUInt16BE(0, 16)
    return ipPacket(6, segment, { ...options, ttl: 255 })
  }
  return [packet(ends, sent, 77), packet(back, answer, 999)]
}

/** As a system sends: it says at least how much it takes. */
function ofSystem(targetPort: number, sequence = 1_000): Buffer[] {
  const size = { tcpOptions: Buffer.from([2, 4, 5, 0xb4]) }
  const options = { target: server, targetPort, ...size }
  const made = new TcpConversation(options, sequence, sequence + 5_000).fromClient(tcpFlags.syn, '')
  made.fromServer(tcpFlags.syn | tcpFlags.ack, '').fromClient(tcpFlags.ack, '')
  return made.send(request).reply(answer).close().frames
}

describe('what was decrypted before it was written counts as encrypted on the way', () => {
  test.each<[string, Buffer[], number | undefined]>([
    ['by a proxy', standing(443), undefined],
    ['by a hook in an app', hooked(443), ipv4Only],
    ['by a hook, for another service', hooked(8443), ipv4Only],
  ])('%s', async (_name, frames, linkType) => {
    const result = await scanFrames(frames, linkType === undefined ? {} : { linkType })
    expect(protections(result)).toEqual(['tls'])
    expect(result.observations.map(({ identifier }) => identifier).sort()).toEqual(['imei', 'imsi'])
    expect(anomalyCodes(result)).toContain(told)
    expect(verdictOf(result).sentence).toContain(', encrypted, once')
    const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
    expect(text.replaceAll(/\n +/g, ' ')).toContain('encrypted on the way (TLS); recorded decrypted')
    expect(text).not.toContain('clear text')
  })
})

test('what comes again of it once it is over, and otherwise, was encrypted, too', async () => {
  const again = standing(443, request.replace('356938035643809', '356938035643825')).slice(3, 4)
  const result = await scanFrames([...standing(443), ...again])
  expect(result.transmissions.map(({ protection, copy }) => [protection, copy])).toEqual([
    ['tls', undefined],
    ['tls', 'other'],
  ])
})

describe('what is in clear text stays so', () => {
  test.each<[string, Buffer[], number | undefined]>([
    ['at a port that is none of TLS', standing(80), undefined],
    ['where a hook saw a socket without TLS', hooked(80), ipv4Only],
    ['at a port of TLS, where a system sent it', ofSystem(443), undefined],
  ])('%s', async (_name, frames, linkType) => {
    const result = await scanFrames(frames, linkType === undefined ? {} : { linkType })
    expect(protections(result)).toEqual(['plaintext'])
    expect(anomalyCodes(result)).not.toContain(told)
  })

  test('a second connection on the ports of a written one is judged by itself', async () => {
    const result = await scanFrames([...standing(443).slice(0, -3), ...ofSystem(443, 900_000)])
    expect(result.transmissions.map(({ protection }) => protection).sort()).toEqual(['plaintext', 'tls'])
  })
})

test('TLS in written packets is read as TLS', async () => {
  const result = await scanFrames(hooked(443, Buffer.from('1603010005010000010000', 'hex')), {
    linkType: ipv4Only,
  })
  expect(anomalyCodes(result)).not.toContain(told)
})
