/** What identifies is found in every version of HTTP and in what it carries, at its place in the frames. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { datagramCapsule, proxyRequest } from '../../support/capsules.ts'
import { ipPacket, TcpConversation, udpDatagram } from '../../support/capture.ts'
import { dnsMessage, dnsQuestion } from '../../support/dns-message.ts'
import { grpcMessage } from '../../support/grpc.ts'
import { indexed, literal, literals } from '../../support/hpack.ts'
import { h3, requestFields as h3Fields } from '../../support/http3.ts'
import { frames, QuicPeers } from '../../support/quic-peers.ts'
import {
  clientStart,
  data,
  frame,
  headers,
  requestFields,
  settings,
  settingsAck,
  splitHeaders,
} from '../../support/http2.ts'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { observedLines } from '../../support/scan-capture.ts'
import { deflatedMessages, webSocketFrame } from '../../support/websocket.ts'
import { anomalyCodes, observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const imsi = '240075811111111'
const profile = `name: the phone
identifiers:
  imei: "${imei}"
`

const json = (value: string): string => JSON.stringify({ imei: value })
const post = (target = '/r', fields: readonly (readonly [string, string])[] = []) =>
  requestFields(target, [['content-type', 'application/json'], ...fields], 'POST')

/** A connection of HTTP/2 whose client sends `frames` behind its preface. */
function http2(...frames: Buffer[]): TcpConversation {
  return new TcpConversation({ targetPort: 80 })
    .open()
    .send(clientStart)
    .reply(Buffer.concat([settings([3, 100]), settingsAck]))
    .send(Buffer.concat(frames))
}

/** The bytes of the frames that the observations name. */
function evidence(result: ScanResult, frames: readonly Buffer[]): string[] {
  return result.observations.map(({ spans }) =>
    Buffer.concat(
      spans.map(({ frame: number, start, end }) => (frames[number - 1] as Buffer).subarray(start, end)),
    ).toString('latin1'),
  )
}

const found = [`imei ${imei} probable`]

test('an Authorization without a scheme is no signature where requests for several things have the same', async () => {
  const token = 'q3v0Zp2m8sYkX1bN5tR7uW9eJ4hL6cA0dFgHiKoMlPs='
  const ask = (...targets: string[]): Promise<ScanResult> => {
    const conversation = new TcpConversation({ targetPort: 80 }).open()
    for (const target of targets)
      conversation
        .send(`GET ${target} HTTP/1.1\r\nHost: api.example\r\nAuthorization: ${token}\r\n\r\n`)
        .reply('HTTP/1.1 204 No Content\r\n\r\n')
    return scanFrames(conversation.close().frames)
  }
  expect(observed(await ask('/me', '/me'))).toEqual([`account-credential ${token} possible`])
  const several = await ask('/me', '/orders')
  expect(observed(several)).toEqual([`account-credential ${token} probable`])
  expect(several.findings.map(({ confidence }) => confidence)).toEqual(['probable'])
})

describe('HTTP/2 in clear', () => {
  test.each([
    ['in the target', headers(1, requestFields(`/?imei=${imei}`), true)],
    ['in a field', headers(1, requestFields('/', [['x-imei', imei]]), true)],
    ['in a cookie', headers(1, requestFields('/', [['cookie', `a=b; imei=${imei}`]]), true)],
    ['in Huffman code', headers(1, literals(requestFields(`/?imei=${imei}`), true), true)],
    ['in a body', Buffer.concat([headers(1, post()), data(1, json(imei), true)])],
    [
      'in a body of many frames',
      Buffer.concat([
        headers(1, post()),
        ...json(imei)
          .split('')
          .map((byte) => data(1, byte)),
        data(1, '', true),
      ]),
    ],
    [
      'in a compressed body',
      Buffer.concat([
        headers(1, post('/r', [['content-encoding', 'gzip']])),
        data(1, gzipSync(json(imei)), true),
      ]),
    ],
    ['in a head of many frames', splitHeaders(1, requestFields('/', [['x-imei', imei]]), 3, true)],
    ['in a trailer', Buffer.concat([headers(1, post()), data(1, 'x'), headers(1, [['x-imei', imei]], true)])],
    [
      'in a request that is broken off',
      Buffer.concat([headers(1, post()), data(1, json(imei)), frame('rstStream', 1, Buffer.alloc(4))]),
    ],
    ['in a request that never ends', Buffer.concat([headers(1, post()), data(1, json(imei))])],
  ])('an identifier %s is found', async (_name, sent) => {
    const result = await scanFrames(http2(sent).close().frames)
    expect(observed(result)).toEqual(found)
    expect(result.recipients.find(({ host }) => host === 'a.example.com')?.protocols).toContain('http2')
    expect(result.transmissions.map(({ protection, summary }) => [protection, summary.protocol])).toEqual([
      ['plaintext', 'http2'],
    ])
  })

  test('a value is named at its bytes, compressed or looked up at its representation', async () => {
    const inserted = literal('x-imei', imei, { kind: 'inserted' })
    const first = Buffer.concat([literals(requestFields('/a')), inserted])
    const second = Buffer.concat([literals(requestFields('/b')), indexed(62)])
    const { frames } = http2(headers(1, first, true))
      .send(headers(3, second, true))
      .close()
    const result = await scanFrames(frames)
    expect(evidence(result, frames)).toEqual([imei, indexed(62).toString('latin1')])
    const coded = http2(headers(1, literals(requestFields(`/?imei=${imei}`), true), true)).close().frames
    expect((await scanFrames(coded)).observations[0]?.spans).toHaveLength(1)
  })

  test('streams that interleave, and hosts that share a connection, are kept apart', async () => {
    const { frames } = http2(
      headers(1, requestFields('/one', [], 'POST', 'one.example.com')),
      headers(3, requestFields('/two', [], 'POST', 'two.example.com')),
      data(1, `{"imei":"${imei.slice(0, 7)}`),
      data(3, `{"imsi":"${imsi.slice(0, 7)}`),
      data(3, `${imsi.slice(7)}"}`, true),
      data(1, `${imei.slice(7)}"}`, true),
    )
      .reply(Buffer.concat([headers(3, [[':status', '201']], true), headers(1, [[':status', '403']], true)]))
      .close()
    const result = await scanFrames(frames)
    expect(observedLines(result).map((line) => line.replace(/ #.*/, ''))).toEqual([
      `imsi ${imsi} probable @two.example.com`,
      `imei ${imei} probable @one.example.com`,
    ])
    expect(
      result.transmissions.map(({ summary }) => `${summary.host}${summary.path} ${summary.status}`),
    ).toEqual(['two.example.com/two 201', 'one.example.com/one 403'])
  })

  test('what an answer says belongs to the host that was asked', async () => {
    const { frames } = http2(
      headers(1, requestFields('/a', [], 'GET', 'one.example.com'), true),
      headers(3, requestFields('/b', [], 'GET', 'two.example.com'), true),
    )
      .reply(Buffer.concat([headers(1, [[':status', '200']]), data(1, json(imei), true)]))
      .close()
    const result = await scanFrames(frames, { profile })
    expect(observedLines(result).map((line) => line.replace(/ #.*/, ''))).toEqual([
      `imei ${imei} certain @one.example.com`,
    ])
  })

  test('what a server promises to answer was not sent by the phone', async () => {
    const promised = Buffer.concat([
      Buffer.from([0, 0, 0, 2]),
      literals(requestFields('/p', [['x-imei', imei]])),
    ])
    const { frames } = http2(headers(1, requestFields('/'), true))
      .reply(Buffer.concat([frame('pushPromise', 1, promised, 4), headers(1, [[':status', '200']], true)]))
      .close()
    const result = await scanFrames(frames)
    expect(result.transmissions).toEqual([])
    expect(result.observations.filter(({ direction }) => direction === 'sent')).toEqual([])
  })

  test('joined late: what can be told is found, what can not is said', async () => {
    const block = Buffer.concat([indexed(70), indexed(71), literal('x-imei', imei), literal(72, 'value')])
    const { frames } = new TcpConversation({ targetPort: 80 })
      .send(Buffer.concat([headers(9, block), data(9, '{}', true)]))
      .send(Buffer.concat([data(7, `{"imsi":"${imsi}"}`, true)]))
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`, `imsi ${imsi} probable`])
    expect(anomalyCodes(result)).toEqual(
      expect.arrayContaining([
        'message.http2.joined_late',
        'message.http2.unknown_index',
        'message.http.without_head',
      ]),
    )
  })

  test('a segment that is not in the capture costs what it held, and the table', async () => {
    const piece = (id: number): Buffer =>
      Buffer.concat([headers(id, post(`/${id}`)), data(id, json(imei), true)])
    const { frames } = http2(piece(1)).send(piece(3)).send(piece(5)).close()
    const lost = frames.findIndex((bytes) => bytes.includes('/3'))
    const result = await scanFrames(frames.filter((_, index) => index !== lost))
    expect(result.transmissions.map(({ summary }) => summary.path)).toEqual(['/1', '/5'])
    expect(anomalyCodes(result)).toContain('message.http2.gap')
  })

  test('after an upgrade the request that asked has its answer', async () => {
    const body = json(imei)
    const { frames } = new TcpConversation({ targetPort: 80 })
      .open()
      .send(
        `POST /up HTTP/1.1\r\nHost: a.example.com\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      .reply('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
      .send(clientStart)
      .reply(Buffer.concat([settings(), headers(1, [[':status', '202']], true)]))
      .close()
    const result = await scanFrames(frames)
    expect(result.transmissions.map(({ summary }) => [summary.path, summary.status])).toEqual([['/up', 202]])
    expect(result.exchanges).toBe(1)
  })
})

describe('gRPC', () => {
  const call = requestFields(
    '/a.Service/Log',
    [
      ['content-type', 'application/grpc'],
      ['grpc-encoding', 'gzip'],
    ],
    'POST',
  )

  test('each message of a stream is a transmission of its own, at its time', async () => {
    const messages = [json(imei), json('356938035643817')].map((text) =>
      data(1, grpcMessage(gzipSync(text), 1)),
    )
    const [first = Buffer.alloc(0), second = Buffer.alloc(0)] = messages
    const { frames } = http2(headers(1, call), first).send(second).close()
    const sendFrame = frames.findIndex((bytes) => bytes.subarray(54).equals(second)) + 1
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`, 'imei 356938035643817 probable'])
    expect(result.transmissions.map(({ summary }) => `${summary.host}${summary.path}`)).toEqual([
      'a.example.com/a.Service/Log',
      'a.example.com/a.Service/Log',
    ])
    expect(result.transmissions[1]?.frames).toEqual([sendFrame])
    expect(result.transmissions[0]?.at).not.toEqual(result.transmissions[1]?.at)
    expect(result.observations[1]?.chain.map(({ step }) => step)).toContain('gzip')
    expect(result.exchanges).toBe(1)
  })
})

describe('WebSocket', () => {
  const upgrade =
    'GET /live HTTP/1.1\r\nHost: a.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'
  const agreed =
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n'
  const open = (): TcpConversation =>
    new TcpConversation({ targetPort: 80 }).open().send(upgrade).reply(agreed)

  test('each message is a transmission to the host that was asked, masked bytes named as they lie', async () => {
    const { frames } = open()
      .send(webSocketFrame(json(imei)))
      .reply(webSocketFrame('ok', { isMasked: false }))
      .send(webSocketFrame(`{"imsi":"${imsi}"}`))
      .close()
    const result = await scanFrames(frames)
    expect(observed(result)).toEqual([`imei ${imei} probable`, `imsi ${imsi} probable`])
    expect(
      result.transmissions.map(({ summary }) => `${summary.protocol} ${summary.host}${summary.path}`),
    ).toEqual(['websocket a.example.com/live', 'websocket a.example.com/live'])
    const { spans } = result.observations[0] as ScanResult['observations'][number]
    expect(spans).toHaveLength(1)
    expect((spans[0]?.end as number) - (spans[0]?.start as number)).toBe(imei.length)
  })

  test('compressed, each referring to the ones before', async () => {
    const compressed = await deflatedMessages([json(imei), json('356938035643817'), json('356938035643825')])
    const conversation = open()
    for (const bytes of compressed) conversation.send(webSocketFrame(bytes, { isCompressed: true }))
    const result = await scanFrames(conversation.close().frames)
    expect(observed(result)).toEqual([
      `imei ${imei} probable`,
      'imei 356938035643817 probable',
      'imei 356938035643825 probable',
    ])
  })

  test('asked for over HTTP/2, what the request says is for its host, as the messages are (RFC 8441)', async () => {
    const connect = headers(1, [
      [':method', 'CONNECT'],
      [':protocol', 'websocket'],
      [':scheme', 'http'],
      [':path', `/live?imei=${imei}`],
      [':authority', 'a.example.com'],
    ])
    const result = await scanFrames(
      http2(connect)
        .reply(headers(1, [[':status', '200']]))
        .send(data(1, webSocketFrame(`{"imsi":"${imsi}"}`)))
        .close().frames,
    )
    expect(observedLines(result).map((line) => line.replace(/ #.*/, ''))).toEqual([
      `imei ${imei} probable @a.example.com`,
      `imsi ${imsi} probable @a.example.com`,
    ])
  })
})

describe('DNS over HTTPS', () => {
  test('names are told with the resolver that was asked', async () => {
    const question = dnsMessage({ questions: [dnsQuestion('zzhc.vnet.cn')] })
    const get = requestFields(
      `/dns-query?dns=${question.toString('base64url')}`,
      [],
      'GET',
      'dns.example.com',
    )
    const result = await scanFrames(http2(headers(1, get, true)).close().frames)
    expect(result.dnsNames).toEqual(['zzhc.vnet.cn'])
    expect(result.resolvers).toEqual([{ host: 'dns.example.com', questions: 1 }])
    expect(result.contacts.map(({ name, source }) => [name, source])).toEqual([
      ['zzhc.vnet.cn', 'dns-question'],
    ])
  })
})

describe('a proxy that is sent whole URLs', () => {
  const credentials = Buffer.from('ada.lovelace:Correct-Horse7').toString('base64')
  const ask = (fields: string): Promise<ScanResult> =>
    scanFrames(
      new TcpConversation({ target: '203.0.113.9', targetPort: 3128 })
        .open()
        .send(`GET http://api.example/r?imei=${imei} HTTP/1.1\r\nHost: api.example\r\n${fields}\r\n`)
        .reply('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
        .close().frames,
      { profile },
    )
  const told = (result: ScanResult): string[] =>
    result.observations.map(({ identifier, recipient }) => {
      const to = result.recipients.find(({ id }) => id === recipient)
      return `${identifier} to ${to?.host === '' ? to.addresses.map(({ address }) => address).join(' ') : to?.host}`
    })

  test('its own password went to it, and to nobody behind it; all else is for whom was asked', async () => {
    const result = await ask(`Proxy-Authorization: Basic ${credentials}\r\n`)
    expect(told(result)).toEqual(['imei to api.example', 'account-credential to 203.0.113.9'])
    expect(result.transmissions.map(({ identifiers }) => identifiers)).toEqual([
      ['imei'],
      ['account-credential'],
    ])
    expect(new Set(result.transmissions.map(({ recipient }) => recipient)).size).toBe(2)
    expect(new Set(result.transmissions.map(({ exchange }) => exchange)).size).toBe(2)
    expect(result.transmissions.map(({ receipt }) => receipt?.status)).toEqual([200, 200])
    expect(result.findings.map(({ identifiers }) => identifiers)).toEqual([['imei'], ['account-credential']])
    expect(schemaErrors(scanDocument(result, true))).toEqual([])
  })

  test('the password of whom was asked went there', async () => {
    const result = await ask(`Authorization: Basic ${credentials}\r\n`)
    expect(told(result).every((line) => line.endsWith('to api.example'))).toBe(true)
  })
})

describe('a proxy that several hosts are reached through, on one connection of HTTP/2', () => {
  const agreed = (stream: number): Buffer => headers(stream, [[':status', '200']])
  const recipientsOf = (result: ScanResult): string[] =>
    result.observations.map(
      ({ normal, recipient }) => `${normal} ${result.recipients.find(({ id }) => id === recipient)?.host}`,
    )

  test('what goes through each tunnel was sent to its own host', async () => {
    const connect = (stream: number, host: string): Buffer =>
      headers(stream, [
        [':method', 'CONNECT'],
        [':authority', host],
      ])
    const result = await scanFrames(
      http2(connect(1, 'one.example:9000'), connect(3, 'two.example:9000'))
        .reply(Buffer.concat([agreed(1), agreed(3)]))
        .send(Buffer.concat([data(3, `imsi=${imsi}`), data(1, `imei=${imei}`)])).frames,
    )
    expect(recipientsOf(result).sort()).toEqual([`${imsi} two.example`, `${imei} one.example`])
    expect(result.recipients.find(({ host }) => host === 'one.example')?.protocols).toContain('unrecognised')
  })

  test('QUIC in datagrams that a proxy passes on is read with its keys, and is with the server that it names', async () => {
    const peers = new QuicPeers()
    const opening = peers.opening()
    const get = h3.headers(h3Fields('GET', `/a?imei=${imei}`))
    const result = await scanFrames(
      http2(headers(1, proxyRequest('connect-udp', '/.well-known/masque/udp/198.51.100.77/443/')))
        .reply(agreed(1))
        .send(data(1, datagramCapsule(opening.client)))
        .reply(data(1, datagramCapsule(opening.server)))
        .send(data(1, datagramCapsule(peers.short(0, frames.stream(0, 0, get, true))))).frames,
      { keys: peers.keyLog },
    )
    expect(recipientsOf(result)).toEqual([`${imei} www.example.com`])
    const protocols = result.recipients.map(({ host, protocols: spoken }) => `${host} ${spoken.join()}`)
    expect(protocols).toContain('www.example.com http3,quic')
    expect(result.coverage.decryption.connections).toBe(1)
  })

  test('datagrams (RFC 9298) went to the host in the path, packets (RFC 9484) to the proxy as far as is known', async () => {
    const ask = (stream: number, protocol: string, path: string): Buffer =>
      headers(stream, proxyRequest(protocol, `/.well-known/masque/${path}/`))
    const result = await scanFrames(
      http2(ask(1, 'connect-udp', 'udp/one.example/9000'), ask(3, 'connect-ip', 'ip/*/*'))
        .reply(Buffer.concat([agreed(1), agreed(3)]))
        .send(
          Buffer.concat([
            data(1, datagramCapsule(`imei=${imei}`)),
            data(3, datagramCapsule(ipPacket(17, udpDatagram({ payload: `imsi=${imsi}` })))),
          ]),
        ).frames,
    )
    expect(recipientsOf(result).sort()).toEqual([`${imsi} proxy.example`, `${imei} one.example`])
    expect(anomalyCodes(result)).toEqual(['message.capsule.packets'])
  })
})

describe('a packet that the capture has lost', () => {
  const request = (name: string, value: string): string =>
    `POST /${name} HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 20\r\n\r\nimei=${value}`
  const response = (status: number): string => `HTTP/1.1 ${status} A\r\nContent-Length: 0\r\n\r\n`
  const values = [imei, '356938035643817', '356938035643825', '356938035643833']

  /** Handshake, then request and response in turns. */
  function frames(): Buffer[] {
    const conversation = new TcpConversation().open()
    for (const [index, value] of values.entries())
      conversation.send(request(`${index}`, value)).reply(response(200 + index))
    return conversation.close().frames
  }

  test.each([
    ['a response', 6, ['/0 200', '/1 0', '/2 202', '/3 203']],
    ['a request', 5, ['/0 200', '/2 202', '/3 203']],
  ])('%s: no other request gets its status', async (_name, lost, expected) => {
    const result = await scanFrames(frames().filter((_, index) => index !== lost))
    expect(result.transmissions.map(({ summary }) => `${summary.path} ${summary.status}`)).toEqual(expected)
    expect(
      result.transmissions.map(({ receipt, summary }) => (receipt?.status ?? 0) === summary.status),
    ).not.toContain(false)
  })
})

test('a Host that no host can be names no recipient, and what it says is searched', async () => {
  const request = `GET /a?imei=${imei} HTTP/1.1\r\nHost: h.example.c-Agent: okhttp/4.9.0 ${imsi}\r\n\r\n`
  const twice = Buffer.from(request + request)
  const result = await scanFrames(new TcpConversation({ targetPort: 80 }).open().send(twice).frames, {
    profile,
  })
  expect(result.recipients.map(({ host }) => host)).toEqual([''])
  expect(observed(result)).toContain(`imei ${imei} certain`)
})
