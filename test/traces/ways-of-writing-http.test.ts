/** HTTP as real clients and servers write it, and as hostile ones do: what was sent is found, and paired with its answer. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { renderTerminal } from '../../src/report/terminal.ts'
import { TcpConversation } from '../support/capture.ts'
import { anomalyCodes, observed, scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const found = [`imei ${imei} probable`]
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

function exchange(request: string | Buffer, response: string | Buffer = ok, targetPort = 80): Buffer[] {
  return new TcpConversation({ targetPort }).open().send(request).reply(response).close().frames
}

function post(body: string | Buffer, fields = '', target = '/'): Buffer {
  const bytes = Buffer.from(body as string)
  return Buffer.concat([
    Buffer.from(
      `POST ${target} HTTP/1.1\r\nHost: a.example.com\r\n${fields}Content-Length: ${bytes.length}\r\n\r\n`,
    ),
    bytes,
  ])
}

const json = JSON.stringify({ imei })

describe('requests', () => {
  const requests: [name: string, request: string | Buffer][] = [
    ['HTTP/1.0 without a host', `GET /?imei=${imei} HTTP/1.0\r\n\r\n`],
    ['bare line feeds', `GET /?imei=${imei} HTTP/1.1\nHost: a.example.com\n\n`],
    ['an empty line before it', `\r\n\r\nGET /?imei=${imei} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`],
    [
      'as many empty lines before it as a server passes over',
      Buffer.concat([Buffer.from('\r\n'.repeat(20)), post(gzipSync(json), 'Content-Encoding: gzip\r\n')]),
    ],
    ['a blank before the colon', `GET /?imei=${imei} HTTP/1.1\r\nHost : a.example.com\r\n\r\n`],
    ['a folded field', `GET / HTTP/1.1\r\nHost: a.example.com\r\nX-Imei:\r\n ${imei}\r\n\r\n`],
    [
      'an absolute target',
      `GET http://a.example.com/?imei=${imei} HTTP/1.1\r\nHost: proxy.example.com\r\n\r\n`,
    ],
    ['an unusual method', `PROPFIND /?imei=${imei} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`],
    [
      'a body of a GET',
      `GET / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
    ],
    ['repeated equal lengths', post(json, `Content-Length: ${json.length}\r\n`)],
    [
      'length and chunks',
      `POST / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n${json.length.toString(16)};x=y\r\n${json}\r\n0\r\n\r\n`,
    ],
    [
      'a trailer',
      `POST / HTTP/1.1\r\nHost: a.example.com\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-Imei: ${imei}\r\n\r\n`,
    ],
    ['the gzip that its header names', post(gzipSync(json), 'Content-Encoding: gzip\r\n')],
    ['gzip that no header names', post(gzipSync(json))],
    ['plain where the header names gzip', post(json, 'Content-Encoding: gzip\r\n')],
    ['zlib, named deflate', post(deflateSync(json), 'Content-Encoding: deflate\r\n')],
    ['raw deflate, named deflate', post(deflateRawSync(json), 'Content-Encoding: deflate\r\n')],
    ['brotli', post(brotliCompressSync(json), 'Content-Encoding: br\r\n')],
    ['zstd', post(zstdCompressSync(json), 'Content-Encoding: zstd\r\n')],
    ['two codings', post(gzipSync(brotliCompressSync(json)), 'Content-Encoding: br, gzip\r\n')],
    ['JSON in a string in JSON', post(JSON.stringify({ data: JSON.stringify({ inner: json }) }))],
    [
      'gzip in base64 in a form',
      post(
        `d=${encodeURIComponent(gzipSync(json).toString('base64'))}`,
        'Content-Type: application/x-www-form-urlencoded\r\n',
      ),
    ],
    ['zlib in hex in JSON', post(JSON.stringify({ blob: deflateSync(json).toString('hex') }))],
    ['base64 in base64', post(Buffer.from(Buffer.from(json).toString('base64')).toString('base64'))],
    [
      'multipart under a wrong type',
      post(
        `--b\r\nContent-Disposition: form-data; name="imei"\r\n\r\n${imei}\r\n--b--\r\n`,
        'Content-Type: multipart/form-data; boundary=b\r\n',
      ),
    ],
    ['JSON said to be an image', post(json, 'Content-Type: image/png\r\n')],
    ['UTF-8 with a byte order mark', post(`\ufeff${json}`)],
    ['a cookie', `GET / HTTP/1.1\r\nHost: a.example.com\r\nCookie: a=b; imei=${imei}\r\n\r\n`],
    [
      'percent escapes of every digit',
      `GET /?imei=${Array.from(imei)
        .map((digit) => `%3${digit}`)
        .join('')} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`,
    ],
  ]
  test.each(requests)('%s', async (_, request) => {
    const result = await scanFrames(exchange(request))
    expect(observed(result).filter((line) => line.startsWith('imei'))).toEqual(found)
    expect(result.transmissions[0]?.receipt).toMatchObject({ status: 200 })
  })

  test.each(requests)('%s, on another port, in segments of 3 bytes', async (_, request) => {
    const { frames } = new TcpConversation({ targetPort: 31_337 })
      .open()
      .send(request, 3)
      .reply(ok, 3)
      .close()
    expect(observed(await scanFrames(frames)).filter((line) => line.startsWith('imei'))).toEqual(found)
  })
})

describe('conversations', () => {
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`

  test('pipelined requests get their own answers', async () => {
    const conversation = new TcpConversation()
      .open()
      .send(`${get('/1')}${get(`/2?imei=${imei}`)}${get('/3')}`)
      .reply(`${ok}HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n${ok}`)
      .close()
    const result = await scanFrames(conversation.frames)
    expect(result.exchanges).toBe(3)
    expect(result.transmissions.map((sent) => [sent.summary.path, sent.receipt?.status])).toEqual([
      ['/2', 404],
    ])
  })

  test('interim answers, HEAD and an answer that ends with the connection', async () => {
    const conversation = new TcpConversation()
      .open()
      .send(`HEAD / HTTP/1.1\r\nHost: a.example.com\r\n\r\n`)
      .reply('HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n')
      .send(post(json, 'Expect: 100-continue\r\n'))
      .reply(
        'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 201 Created\r\n\r\nuntil the end',
      )
      .close()
    const result = await scanFrames(conversation.frames)
    expect(observed(result)).toEqual(found)
    expect(result.exchanges).toBe(2)
    expect(result.transmissions[0]?.receipt?.status).toBe(201)
  })

  test.each([60, 600])('%d empty lines before a request hide nothing of it', async (lines) => {
    const packed = post(gzipSync(json), 'Content-Encoding: gzip\r\n')
    const result = await scanFrames(exchange(Buffer.concat([Buffer.from('\r\n'.repeat(lines)), packed])))
    expect(observed(result)).toEqual(found)
    expect(result.transmissions[0]?.summary.host).toBe('a.example.com')
  })

  test('CONNECT: what is said in the tunnel is read, too', async () => {
    const conversation = new TcpConversation({ targetPort: 3_128 })
      .open()
      .send('CONNECT b.example.com:80 HTTP/1.1\r\nHost: b.example.com:80\r\n\r\n')
      .reply('HTTP/1.1 200 Connection established\r\n\r\n')
      .send(get(`/?imei=${imei}`))
      .reply(ok)
      .close()
    expect(observed(await scanFrames(conversation.frames))).toEqual(found)
  })

  test('an upgrade: what follows is counted and searched', async () => {
    const conversation = new TcpConversation()
      .open()
      .send('GET /chat HTTP/1.1\r\nHost: a.example.com\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n')
      .reply('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n')
      .send(`hello imei=${imei} end\n`)
      .close()
    const result = await scanFrames(conversation.frames, {
      profile: `name: x\nidentifiers:\n  imei: ${imei}\n`,
    })
    expect(observed(result).some((line) => line.startsWith(`imei ${imei}`))).toBe(true)
  })

  test('only the client’s side, or only the server’s, was captured', async () => {
    const frames = exchange(get(`/?imei=${imei}`))
    const client = frames.filter((frame) => frame.readUInt16BE(36) === 80)
    const server = frames.filter((frame) => frame.readUInt16BE(34) === 80)
    expect(observed(await scanFrames(client))).toEqual(found)
    expect(observed(await scanFrames(server))).toEqual([])
  })

  test('a request that is cut off by the end of the capture is read as far as it goes', async () => {
    const conversation = new TcpConversation()
      .open()
      .send(`POST / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 5000\r\n\r\n{"imei":"${imei}","more":`)
    const result = await scanFrames(conversation.frames)
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result).join()).toContain('message.http.cut')
  })

  test('a length beyond all bounds, and chunks of absurd size', async () => {
    for (const request of [
      `POST / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: 99999999999999999999\r\n\r\n${json}`,
      `POST / HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: -5\r\n\r\n${json}`,
      `POST / HTTP/1.1\r\nHost: a.example.com\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n${json}`,
    ]) {
      const result = await scanFrames(exchange(request))
      expect(result.anomalies.length).toBeGreaterThan(0)
    }
  })
})

describe('hosts that lie', () => {
  const hosts = [
    'a'.repeat(5_000),
    '..',
    'xn--80ak6aa92e.com',
    '[2001:db8::1]:8080',
    '192.0.2.7:99999',
    '\u001b[2J\u0007evil.example.com',
    '\u202emoc.elpmaxe',
    '<script>alert(1)</script>',
    '__proto__',
    'constructor',
    '%00%0a',
    'a b c',
    '',
    'google.com.',
    'WWW.EXAMPLE.COM:80',
  ]
  test.each(hosts.map((host) => [JSON.stringify(host).slice(0, 40), host]))('%s', async (_, host) => {
    const result = await scanFrames(
      exchange(Buffer.from(`GET /?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)),
    )
    expect(observed(result)).toEqual(found)
    expect(result.recipients).toHaveLength(1)
    const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
    // No control, no direction override, no zero-width character of the capture.
    expect(/[\p{Cc}\p{Cf}]/u.test(text.replaceAll('\n', ''))).toBe(false)
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
  })

  test('two that differ only in case and in the last dot are one recipient', async () => {
    const result = await scanFrames(
      ['a.example.com', 'A.Example.COM', 'a.example.com.'].flatMap(
        (host, index) =>
          new TcpConversation({ sourcePort: 41_000 + index })
            .open()
            .send(`GET /?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
            .reply(ok)
            .close().frames,
      ),
    )
    expect(result.recipients.map((recipient) => recipient.host)).toEqual(['a.example.com'])
    expect(result.transmissions).toHaveLength(3)
  })
})

describe('a body that goes on behind its length', () => {
  const form = 'Content-Type: application/x-www-form-urlencoded\r\n'
  const sent = (length: number, body: string): Buffer[] =>
    exchange(
      Buffer.from(
        `POST / HTTP/1.1\r\nHost: a.example.com\r\n${form}Content-Length: ${length}\r\n\r\n${body}`,
      ),
    )

  test('counted in characters, it was sent once', async () => {
    const body = `name=Bjørn Ødegård&imei=${imei}&model=Nokia`
    const result = await scanFrames(sent(body.length, body))
    expect(observed(result)).toEqual(found)
    expect(result.observations).toHaveLength(1)
    expect(result.transmissions).toMatchObject([{ identifiers: ['imei'], receipt: { status: 200 } }])
  })

  test('a value that ends with its length is found, and was sent with the others', async () => {
    const body = `imsi=240075811111111&imei=${imei}`
    const result = await scanFrames(sent(body.length, `${body}123`))
    expect(observed(result)).toEqual([`imei ${imei} probable`, 'imsi 240075811111111 probable'])
    expect(result.observations).toHaveLength(2)
    expect(result.transmissions).toMatchObject([{ identifiers: ['imei', 'imsi'], receipt: { status: 200 } }])
  })
})

describe('a part of an upload is missing in front of its answer', () => {
  const ends = { source: '192.0.2.10', target: '198.51.100.20' }
  const swapped = { source: ends.target, target: ends.source }
  const upload = (length: string, body: string, of: typeof ends): Buffer[] => {
    const { frames } = new TcpConversation({ ...of, targetPort: 80 })
      .open()
      .send(`POST /a HTTP/1.1\r\nHost: a.example.com\r\nContent-Length: ${length}\r\n\r\n${body}`)
      .send('x'.repeat(100))
      .send(`&imei=${imei}`)
      .reply(ok)
      .close()
    // The frames of the handshake come first, and one with the head.
    return frames.toSpliced(4, 1)
  }

  test.each([ends, swapped])('from $source: of no length that counts, the rest is its own', async (of) => {
    const result = await scanFrames(upload('undefined', 'a=b', of))
    expect(observed(result)).toEqual(found)
    expect(result.transmissions).toMatchObject([
      { summary: { protocol: 'http', method: 'POST' }, receipt: { status: 200 } },
    ])
    expect(anomalyCodes(result)).toEqual(
      expect.arrayContaining(['message.http.bad_length', 'message.http.gap', 'stream.tcp.gap']),
    )
  })

  test('behind a length that is too short, the gap is said', async () => {
    const result = await scanFrames(upload('2', '{"a":1}', ends))
    expect(observed(result)).toEqual(found)
    expect(anomalyCodes(result)).toEqual(
      expect.arrayContaining(['message.http.gap', 'message.http.short_length', 'stream.tcp.gap']),
    )
  })
})

test('a capture that holds nothing but noise on the ports of HTTP', async () => {
  const noise = Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 167 + 13) & 0xff))
  const result = await scanFrames(exchange(noise, noise))
  expect(result.observations).toEqual([])
  expect(result.coverage.messages.unrecognisedRead + result.coverage.messages.unrecognisedSkipped).toBe(8_000)
})

test('a coding that the transfer declares is declared, and one that nothing does is odd', async () => {
  const body = gzipSync(`{"imei":"${imei}"}`)
  for (const [coding, odd] of [
    ['gzip, chunked', false],
    ['chunked', true],
  ] as const) {
    const head = `POST /a HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: ${coding}\r\n\r\n`
    const size = `${body.length.toString(16)}\r\n`
    const { frames } = new TcpConversation()
      .open()
      .send(Buffer.concat([Buffer.from(`${head}${size}`), body, Buffer.from('\r\n0\r\n\r\n')]))
      .reply('HTTP/1.1 204 No Content\r\n\r\n')
      .close()
    const result = await scanFrames(frames)
    expect(result.observations.map(({ identifier }) => identifier)).toEqual(['imei'])
    expect(anomalyCodes(result).includes('decode.encoding.tolerated')).toBe(odd)
  }
})
