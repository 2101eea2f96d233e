/** What goes through a proxy goes to whom the proxy is asked to reach: where the proxy stands says nothing of that. */
import { describe, expect, test } from 'vitest'
import { sideOfDocument } from '../../src/pipeline/sides/side-of-document.ts'
import { sideOfScan } from '../../src/pipeline/sides/side-of-scan.ts'
import { renderJson } from '../support/render-json.ts'
import { verdictOf } from '../../src/report/verdict.ts'
import { receiptText, whoText } from '../../src/report/phrases.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import type { Recipient } from '../../src/assess/types.ts'
import { addressBytes, TcpConversation, udpPacket } from '../support/capture.ts'
import type { TcpOptions } from '../support/capture.ts'
import { coap } from '../support/coap-message.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../support/dns-message.ts'
import { clientStart, data, headers, settings } from '../support/http2.ts'
import { clientHello, tlsRecord } from '../support/tls-hello.ts'
import { later, talk } from '../support/tls-peers.ts'
import { webSocketFrame } from '../support/websocket.ts'
import { socksDatagram } from '../support/samples/socks.ts'
import { anomalyCodes, scanBytes, scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const host = 'api.umeng.com'
const proxy = '192.168.1.5'
const empty = 'HTTP/1.1 204 No Content\r\n\r\n'
const inner = `GET /?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const whole = `GET http://${host}/?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
const other = whole.replaceAll(host, 'b.example.net')
const byAddress = whole.replaceAll(host, '203.0.113.9')
const byAddress6 = whole.replaceAll(host, '[2001:db8::9]')
const connect = `CONNECT ${host}:80 HTTP/1.1\r\nHost: ${host}:80\r\n\r\n`

function recipientOf(result: ScanResult): Recipient {
  const [observation] = result.observations
  const found = result.recipients.find(({ id }) => id === observation?.recipient)
  if (found === undefined) throw new Error('nothing was observed')
  return found
}

const places = (list: readonly { readonly address: string }[]): string[] => list.map(({ address }) => address)

function through(target: string, targetPort: number, turns: readonly (Buffer | string)[]): Buffer[] {
  const made = new TcpConversation({ target, targetPort }).open()
  for (const [index, turn] of turns.entries()) {
    if (index % 2 === 0) made.send(turn)
    else made.reply(turn)
  }
  return made.close().frames
}

const socksName = Buffer.from(`\x05\x01\0\x03${String.fromCharCode(host.length)}${host}\0\x50`, 'latin1')
const socksAddress = Buffer.from([5, 1, 0, 1, 203, 0, 113, 9, 0, 80])
const socksReply = Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
const greeting = Buffer.from([5, 1, 0])
const chosen = Buffer.from([5, 0])

describe('the proxy is not the recipient, and its address not the recipient’s', () => {
  test.each<[string, readonly (Buffer | string)[]]>([
    ['a whole URL', [whole, empty]],
    ['CONNECT', [connect, 'HTTP/1.1 200 OK\r\n\r\n', inner, empty]],
    ['SOCKS', [greeting, chosen, socksName, socksReply, inner, empty]],
    [
      'SOCKS in CONNECT',
      [
        'CONNECT socks.example.net:1080 HTTP/1.1\r\nHost: socks.example.net\r\n\r\n',
        'HTTP/1.1 200 OK\r\n\r\n',
        greeting,
        chosen,
        socksName,
        socksReply,
        inner,
        empty,
      ],
    ],
  ])('%s', async (_name, turns) => {
    const result = await scanFrames(through(proxy, 8080, turns))
    const recipient = recipientOf(result)
    expect([recipient.host, places(recipient.addresses), places(recipient.proxies)]).toEqual([
      host,
      [],
      [proxy],
    ])
    // That of the proxy is none of its.
    expect(recipient.ports).toEqual(turns[0] === whole ? [] : [80])
    expect(result.findings.map(({ severity }) => severity)).toEqual(['high'])
    expect(verdictOf(result).sentence).not.toContain('private network')
    expect(whoText(recipient)).toContain(`by way of ${proxy} (private address), a proxy or a redirect`)
  })

  test('a datagram through SOCKS', async () => {
    const payload = socksDatagram(host, 4_000, `imei=${imei}`)
    const result = await scanFrames([
      udpPacket({ source: '10.0.0.7', target: proxy, targetPort: 40_001, payload }),
    ])
    const { addresses, proxies, ports } = recipientOf(result)
    expect([places(addresses), places(proxies), ports]).toEqual([[], [proxy], [4_000]])
    expect(result.transmissions.map(({ summary }) => summary.port)).toEqual([4_000])
  })

  test.each<[string, [number, string][]]>([
    ['a whole URL', [[35, `coap://${host}/r?imei=${imei}`]]],
    [
      'a scheme',
      [
        [3, host],
        [15, `imei=${imei}`],
        [39, 'http'],
      ],
    ],
  ])('a request of CoAP with %s', async (_name, options) => {
    const target = '203.0.113.9'
    const payload = coap({ code: 1, options })
    const result = await scanFrames([udpPacket({ source: '10.0.0.7', target, targetPort: 5_683, payload })])
    const recipient = recipientOf(result)
    expect([recipient.host, places(recipient.addresses), places(recipient.proxies)]).toEqual([
      host,
      [],
      [target],
    ])
  })

  test('a request of CoAP with a whole URL and a body in blocks', async () => {
    const target = '203.0.113.9'
    const halves = [`{"imei":"${imei}`, '"}']
    const { addresses, proxies } = recipientOf(
      await scanFrames(
        halves.map((half, index) => {
          const block = Buffer.from([(index << 4) | (index === 0 ? 0x09 : 0x01)])
          const payload = coap({
            messageId: index,
            options: [
              [27, block],
              [35, `coap://${host}/r`],
            ],
            payload: index === 0 ? half.padStart(32) : half,
          })
          return udpPacket({ source: '10.0.0.7', target, targetPort: 5_683, payload })
        }),
      ),
    )
    expect([places(addresses), places(proxies)]).toEqual([[], [target]])
  })

  test('an address that the proxy is asked to reach is the recipient’s', async () => {
    const result = await scanFrames(
      through(proxy, 1080, [greeting, chosen, socksAddress, socksReply, `\x01\x02 unknown imei=${imei}`]),
    )
    const { addresses, proxies } = recipientOf(result)
    expect([places(addresses), places(proxies)]).toEqual([['203.0.113.9'], [proxy]])
  })

  test('and so is one of IPv6, which CONNECT has in brackets and SOCKS has not', async () => {
    const asked = Buffer.concat([
      Buffer.from([5, 1, 0, 4]),
      addressBytes('2001:db8::9'),
      Buffer.from([0, 80]),
    ])
    const unread = `\x01\x02 unknown imei=${imei}`
    const result = await scanFrames([
      ...through(proxy, 8080, [
        'CONNECT [2001:DB8:0::9]:80 HTTP/1.1\r\n\r\n',
        'HTTP/1.1 200 OK\r\n\r\n',
        unread,
      ]),
      ...through(proxy, 1080, [greeting, chosen, asked, socksReply, unread]),
    ])
    expect(result.recipients.map(({ addresses, proxies }) => [places(addresses), places(proxies)])).toEqual([
      [['2001:db8::9'], [proxy]],
    ])
  })

  test.each<[string, readonly (Buffer | string)[], string[]]>([
    ['SOCKS', [greeting, chosen, socksAddress, socksReply, inner, empty], ['203.0.113.9']],
    [
      'CONNECT',
      ['CONNECT 203.0.113.9:80 HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n', inner, empty],
      ['203.0.113.9'],
    ],
    [
      'CONNECT, of IPv6',
      ['CONNECT [2001:DB8::9]:80 HTTP/1.1\r\n\r\n', 'HTTP/1.1 200 OK\r\n\r\n', inner, empty],
      ['2001:db8::9'],
    ],
    ['SOCKS, to a further proxy', [greeting, chosen, socksAddress, socksReply, whole, empty], []],
  ])('and who is named behind has that address: %s', async (_name, turns, own) => {
    const recipient = recipientOf(await scanFrames(through(proxy, 1080, turns)))
    const { host: name, addresses, proxies } = recipient
    expect([name, places(addresses), places(proxies)]).toEqual([host, own, [proxy]])
  })

  test('what stands beside a chunk is sent with its message', async () => {
    const chunked = (note: string): string =>
      `POST http://${host}/x HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n5;ieof=yes;note=${note}\r\na=b&c\r\n0\r\n\r\n`
    for (const note of ['nothing-at-all', imei]) {
      const result = await scanFrames(through(proxy, 8080, [chunked(note), empty]))
      expect(
        result.recipients.map(({ host: name, addresses, proxies, flows }) => [
          name,
          places(addresses),
          places(proxies),
          flows,
        ]),
      ).toEqual([[host, [], [proxy], 1]])
    }
  })

  test('a connection whose last request names nobody is the proxy’s, at its address', async () => {
    const unnamed = 'GET / HTTP/1.0\r\n\r\n'
    const { recipients } = await scanFrames(through(proxy, 8080, [whole, empty, unnamed, empty]))
    expect(recipients.map(({ host: name, addresses, flows }) => [name, places(addresses), flows])).toEqual([
      [host, [], 0],
      ['', [proxy], 1],
    ])
  })

  test('who is named behind an address is one recipient, and the address none beside it', async () => {
    const hello = tlsRecord(clientHello({ sni: host }))
    const tunnel = [greeting, chosen, socksAddress, socksReply]
    const result = await scanFrames(through(proxy, 1080, [...tunnel, hello]))
    expect(result.recipients.map(({ host: name, flows }) => [name, flows])).toEqual([[host, 1]])
    // What names nobody there is the address's.
    const both = await scanFrames([
      ...through(proxy, 1080, [...tunnel, hello]),
      ...through(proxy, 1081, [...tunnel, `\x01\x02 unknown imei=${imei}`]),
    ])
    const found = both.recipients.map(({ host: name, flows }) => [name, flows])
    expect(found.filter(([, flows]) => flows === 1)).toEqual([
      ['203.0.113.9', 1],
      [host, 1],
    ])
  })

  test('one connection, several hosts, and one that names none', async () => {
    const turns = [whole, other, whole, `GET /?imei=${imei} HTTP/1.0\r\n\r\n`].flatMap((turn) => [
      turn,
      empty,
    ])
    const result = await scanFrames(through(proxy, 8080, turns))
    expect(
      result.recipients.map(({ host: name, addresses, proxies }) => [
        name,
        places(addresses),
        places(proxies),
      ]),
    ).toEqual([
      [host, [], [proxy]],
      ['b.example.net', [], [proxy]],
      ['', [proxy], []],
    ])
  })

  test('what is for the proxy itself goes to its address', async () => {
    const login = `CONNECT ${host}:80 HTTP/1.1\r\nHost: ${host}\r\nX-IMEI: ${imei}\r\n\r\n`
    const {
      host: name,
      addresses,
      proxies,
    } = recipientOf(await scanFrames(through(proxy, 8080, [login, empty])))
    expect([name, places(addresses), places(proxies)]).toEqual(['', [proxy], []])
  })
})

describe('the gateway of an operator (CMWAP, CTWAP) is not the recipient, whom X-Online-Host names', () => {
  const gateway = '10.0.0.172'
  const asked = (...fields: readonly string[]): string =>
    [`GET /?imei=${imei} HTTP/1.1`, ...fields, '', ''].join('\r\n')

  test.each([
    ['behind Host', gateway, asked(`Host: ${gateway}`, `X-Online-Host: ${host}`)],
    ['before it', gateway, asked(`x-online-host: ${host}`, `Host: ${gateway}`)],
    ['with ports', gateway, asked(`Host: ${gateway}:80`, `X-Online-Host: ${host}:80`)],
    ['of another operator', '10.0.0.200', asked('Host: 10.0.0.200', `X-Online-Host: ${host}`)],
    ['without Host', gateway, asked(`X-Online-Host: ${host}`)],
  ])('%s', async (_name, address, text) => {
    const result = await scanFrames(through(address, 80, [text, empty]))
    expect(result.recipients.map((one) => [one.host, places(one.addresses), places(one.proxies)])).toEqual([
      [host, [], [address]],
    ])
    expect(verdictOf(result).sentence).not.toContain('private network')
    expect(result.findings.map(({ severity }) => severity)).toEqual(['high'])
  })

  test('and each of several on one connection', async () => {
    const turns = [host, 'b.example.net'].flatMap((name) => [
      asked(`Host: ${gateway}`, `X-Online-Host: ${name}`),
      empty,
    ])
    const result = await scanFrames(through(gateway, 80, turns))
    expect(result.recipients.map((one) => [one.host, places(one.proxies)])).toEqual([
      [host, [gateway]],
      ['b.example.net', [gateway]],
    ])
  })

  test.each([
    [
      'a server that Host names',
      '203.0.113.9',
      asked('Host: b.example.net', `X-Online-Host: ${host}`),
      'b.example.net',
    ],
    [
      'the same, in other order',
      '203.0.113.9',
      asked(`X-Online-Host: ${host}`, 'Host: b.example.net'),
      'b.example.net',
    ],
    ['a device at home', proxy, asked(`Host: ${proxy}`, `X-Online-Host: ${host}`), proxy],
    [
      'one of almost the same address',
      '10.0.0.17',
      asked('Host: 10.0.0.17', `X-Online-Host: ${host}`),
      '10.0.0.17',
    ],
    ['the gateway itself', gateway, asked(`Host: ${gateway}`, 'X-Online-Host:'), gateway],
  ])('not %s', async (_name, address, text, expected) => {
    const recipient = recipientOf(await scanFrames(through(address, 80, [text, empty])))
    expect([recipient.host, places(recipient.addresses), places(recipient.proxies)]).toEqual([
      expected,
      [address],
      [],
    ])
  })
})

describe('who asks again asks the same proxy', () => {
  const login = connect.replace('\r\n\r\n', `\r\nX-IMEI: ${imei}\r\n\r\n`)
  const opened = 'HTTP/1.1 200 OK\r\n\r\n'

  test.each<[string, string]>([
    ['that wants a password', 'HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n'],
    ['that failed', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n'],
  ])('%s', async (_name, refusal) => {
    const result = await scanFrames(through(proxy, 8080, [connect, refusal, login, opened, inner, empty]))
    expect(
      result.observations.map(({ recipient }) => result.recipients.find(({ id }) => id === recipient)?.host),
    ).toEqual(['', host])
    const { addresses, proxies } = recipientOf(result)
    expect([places(addresses), places(proxies)]).toEqual([[proxy], []])
  })

  test.each<[string, readonly string[]]>([
    ['behind the whole URL of another', [other, empty]],
    ['behind several of them', [other, empty, other.replaceAll('b.example', 'c.example'), empty]],
    [
      'behind a refusal and the whole URL of another',
      [connect, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n', other, empty],
    ],
  ])('%s', async (_name, turns) => {
    const plain = turns.map((turn) => turn.replaceAll(`imei=${imei}`, 'a=b'))
    const result = await scanFrames(through(proxy, 8080, [...plain, login, opened, inner, empty]))
    expect(
      result.observations.map(({ recipient }) => result.recipients.find(({ id }) => id === recipient)?.host),
    ).toEqual(['', host])
    const { addresses, proxies } = recipientOf(result)
    expect([places(addresses), places(proxies)]).toEqual([[proxy], []])
  })

  test('and through an open way, who was asked for the whole URL of another', async () => {
    const next = connect.replaceAll(host, 'next.example.net')
    const plain = other.replace(`imei=${imei}`, 'a=b')
    const result = await scanFrames(
      through(proxy, 8080, [next, opened, plain, empty, login, opened, inner, empty]),
    )
    expect(
      result.observations.map(({ recipient }) => result.recipients.find(({ id }) => id === recipient)?.host),
    ).toEqual(['next.example.net', host])
  })

  test('and behind one that opened the way, the next', async () => {
    const next = connect.replaceAll(host, 'next.example.net')
    const result = await scanFrames(through(proxy, 8080, [next, opened, login, opened, inner, empty]))
    expect(
      result.observations.map(({ recipient }) => result.recipients.find(({ id }) => id === recipient)?.host),
    ).toEqual(['next.example.net', host])
  })
})

describe('a known sender is known by the name that the proxy is asked for', () => {
  const known = 'zzhc.vnet.cn'
  const asked = Buffer.from(`\x05\x01\0\x03${String.fromCharCode(known.length)}${known}\x01\xbb`, 'latin1')
  const connecting = `CONNECT ${known}:443 HTTP/1.1\r\nHost: ${known}:443\r\n\r\n`

  test.each<[string, readonly (Buffer | string)[]]>([
    ['CONNECT, refused', [connecting, 'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n']],
    [
      'CONNECT, and nothing that could be read',
      [connecting, 'HTTP/1.1 200 OK\r\n\r\n', Buffer.alloc(80, 0xee)],
    ],
    ['SOCKS', [greeting, chosen, asked, socksReply, Buffer.alloc(80, 0xee)]],
  ])('%s', async (_name, turns) => {
    const { findings, recipients, contacts } = await scanFrames(through(proxy, 8080, turns))
    expect(contacts.map(({ source, name, frame }) => [source, name, frame > 0])).toEqual([
      ['proxied', known, true],
    ])
    expect(findings.map(({ severity, family, recipient }) => [severity, family, recipient])).toEqual([
      ['medium', 'china-telecom-self-registration', recipients.find(({ host: name }) => name === known)?.id],
    ])
  })
})

test.each<[string, Buffer[], string]>([
  [
    'a proxy was asked for',
    through(proxy, 8080, ['CONNECT zzhc.vnet.cn:443 HTTP/1.1\r\n\r\n']),
    'This phone asked a proxy for China Telecom Group',
  ],
  [
    'DNS was asked for',
    [
      udpPacket({
        targetPort: 53,
        payload: dnsMessage({ flags: 0x0100, questions: [dnsQuestion('zzhc.vnet.cn')] }),
      }),
    ],
    'This phone asked for the address of China Telecom Group',
  ],
])('a known sender that only %s was not contacted', async (_name, frames, words) => {
  expect(verdictOf(await scanFrames(frames)).sentence).toContain(words)
})

test.each<[string, Buffer[], boolean]>([
  ['a proxy’s answer', through(proxy, 8080, [whole, 'HTTP/1.1 403 Blocked\r\n\r\n']), true],
  ['that of a filter', through(proxy, 80, [inner, empty]), true],
  ['a server’s own answer', through('198.51.100.20', 80, [inner, empty]), false],
  [
    'a proxy’s that was asked for an address',
    through(proxy, 8080, [byAddress, 'HTTP/1.1 504 Late\r\n\r\n']),
    true,
  ],
  ['that of one of IPv6', through(proxy, 8080, [byAddress6, empty]), true],
  [
    'what comes from behind CONNECT to an address',
    through(proxy, 8080, [
      'CONNECT 203.0.113.9:80 HTTP/1.1\r\n\r\n',
      'HTTP/1.1 200 OK\r\n\r\n',
      inner,
      empty,
    ]),
    true,
  ],
])('%s is no proof of receipt, but the server’s is', async (_name, frames, isDoubted) => {
  const { findings } = await scanFrames(frames)
  const doubt = `it was seen as far as ${proxy} only, a proxy or a redirect: whether it was handed on is not known`
  expect(findings[0]?.counterEvidence.includes(doubt)).toBe(isDoubted)
})

test('an address that a proxy was asked for proves receipt only where it was spoken to, too', async () => {
  const asked = through(proxy, 8080, [byAddress, empty])
  const spoken = new TcpConversation({ target: '203.0.113.9', sourcePort: 40_001 })
    .open()
    .send(byAddress)
    .reply(empty)
    .close().frames
  for (const [frames, isTaken] of [
    [asked, false],
    [[...asked, ...spoken], true],
    [[...spoken, ...asked], true],
  ] as const) {
    const result = await scanFrames(frames)
    const { findings, recipients } = JSON.parse(renderJson(result, false)) as {
      readonly findings: readonly { readonly counterEvidence: readonly string[] }[]
      readonly recipients: readonly { readonly addresses: readonly object[] }[]
    }
    const [address] = recipients.flatMap(({ addresses }) => addresses)
    expect(address).toEqual({
      address: '203.0.113.9',
      scope: 'documentation',
      ...(isTaken ? {} : { asked: true }),
    })
    expect(JSON.stringify(findings).includes('a proxy or a redirect')).toBe(!isTaken)
    for (const side of [
      sideOfScan(result, [], []),
      sideOfDocument('scan.json', JSON.parse(renderJson(result, false))),
    ])
      expect(side.transmissions.some((one) => one.isTaken === true)).toBe(isTaken)
  }
})

test('a name that only a proxy was asked for says where it was seen', async () => {
  const { findings } = await scanFrames(through(proxy, 8080, ['CONNECT zzhc.vnet.cn:443 HTTP/1.1\r\n\r\n']))
  expect(findings[0]?.reasons).toContain('the name was seen in what a proxy was asked for (1×)')
})

describe('a server that is asked by a whole URL', () => {
  const content = Buffer.from([198, 51, 100, 20])
  const answer = udpPacket({
    source: '203.0.113.53',
    sourcePort: 53,
    target: '192.0.2.10',
    targetPort: 40_000,
    payload: dnsMessage({
      flags: 0x8180,
      questions: [dnsQuestion(host)],
      answers: [dnsRecord(host, dnsTypes.a, content)],
    }),
  })

  test('and that DNS has at this address is no proxy', async () => {
    const result = await scanFrames([answer, ...through('198.51.100.20', 80, [whole, empty])])
    const { addresses, proxies, ports } = recipientOf(result)
    expect([places(addresses), places(proxies), ports]).toEqual([['198.51.100.20'], [], [80]])
  })

  test.each([
    ['alone at the port of HTTP is no proxy', '203.0.113.9', 80, [whole], ['203.0.113.9'], []],
    ['beside others is one', '203.0.113.9', 80, [whole, other], [], ['203.0.113.9']],
    ['at another port is one', '203.0.113.9', 8080, [whole], [], ['203.0.113.9']],
    ['in the own network is one', proxy, 80, [whole], [], [proxy]],
    ['and again by its path is no proxy', '203.0.113.9', 8080, [whole, inner], ['203.0.113.9'], []],
  ] as const)('%s', async (_name, target, port, requests, own, proxies) => {
    const frames = requests.flatMap(
      (request, index) =>
        new TcpConversation({ target, targetPort: port, sourcePort: 40_000 + index })
          .open()
          .send(request)
          .reply(empty).frames,
    )
    const recipient = recipientOf(await scanFrames(frames))
    expect([places(recipient.addresses), places(recipient.proxies)]).toEqual([own, proxies])
    expect(recipient.ports).toEqual(own.length > 0 ? [port] : [])
  })

  test('and that is named by this address is no proxy', async () => {
    const target = `GET http://198.51.100.20/?imei=${imei} HTTP/1.1\r\nHost: 198.51.100.20\r\n\r\n`
    const { addresses, proxies } = recipientOf(
      await scanFrames(through('198.51.100.20', 80, [target, empty])),
    )
    expect([places(addresses), places(proxies)]).toEqual([['198.51.100.20'], []])
  })
})

describe('addresses that stand for a name', () => {
  const standIn = '198.18.0.23'

  test('a program on the phone takes what goes there to the server that is named', async () => {
    const result = await scanFrames(through(standIn, 80, [inner, empty]))
    const recipient = recipientOf(result)
    expect([places(recipient.addresses), places(recipient.proxies)]).toEqual([[], [standIn]])
    expect(result.findings.map(({ severity }) => severity)).toEqual(['high'])
    expect(whoText(recipient)).toContain(`by way of ${standIn} (reserved address), a proxy or a redirect`)
  })

  test.each([
    ['of a known service is not its own', host, [], [proxy], 'high'],
    // Who asks has an address of the Internet here, and is seen nowhere else: it came over that.
    ['of a server that is not known may be its own', 'intranet.example.net', [proxy], [], 'high'],
    ['of an operator is its own', 'zzhc.vnet.cn', [proxy], [], 'high'],
  ] as const)('a private address %s', async (_name, name, own, proxies, severity) => {
    const turns = [inner.replaceAll(host, name), empty]
    const result = await scanFrames(through(proxy, 80, turns))
    const recipient = recipientOf(result)
    expect([places(recipient.addresses), places(recipient.proxies)]).toEqual([own, proxies])
    expect(result.findings.map((finding) => finding.severity)).toEqual([severity])
  })

  const asking = (name: string, at = proxy): Buffer[] =>
    through(at, 80, [inner.replaceAll(host, name), empty])
  /** The phone at `source` asks an operator's server that is met at `target`. */
  const lan = (source: string, target: string): Buffer[] =>
    new TcpConversation({ source, target, targetPort: 80 })
      .open()
      .send(inner.replaceAll(host, 'zzhc.vnet.cn'))
      .reply(empty)
      .close().frames
  const told = (name: string, address: string, resolver: string): Buffer =>
    udpPacket({
      source: resolver,
      sourcePort: 53,
      target: '192.0.2.10',
      targetPort: 40_000,
      payload: dnsMessage({
        flags: 0x8180,
        questions: [dnsQuestion(name)],
        answers: [dnsRecord(name, dnsTypes.a, addressBytes(address))],
      }),
    })

  test.each<[string, Buffer[], string[], string[]]>([
    ['what stands in for a known service', [...asking(host), ...asking('a.example.net')], [], [proxy]],
    [
      'what stands in for many others',
      [...asking('a.example.net'), ...asking('b.example.org'), ...asking('c.example.com')],
      [],
      [proxy],
    ],
    [
      'a server with several names of one domain',
      [...asking('a.example.net'), ...asking('b.example.net'), ...asking('c.example.net')],
      [proxy],
      [],
    ],
    [
      'another than stands in for a known service',
      [...asking(host, '192.168.1.6'), ...asking('a.example.net')],
      [proxy],
      [],
    ],
    [
      'a router that tells its own name',
      [told('fritz.box', '192.168.1.1', '192.168.1.1'), ...asking('fritz.box', '192.168.1.1')],
      ['192.168.1.1'],
      [],
    ],
    [
      'a router by the name that its maker gave it, who is known',
      [...asking('router.asus.com', '192.168.1.1')],
      ['192.168.1.1'],
      [],
    ],
    [
      'a router that tells the name that its operator gave it',
      [
        told('internetbox.swisscom.ch', '192.168.1.1', '192.168.1.1'),
        ...asking('internetbox.swisscom.ch', '192.168.1.1'),
      ],
      ['192.168.1.1'],
      [],
    ],
    [
      'a filter that tells its own address for an operator’s server',
      [told('zzhc.vnet.cn', '192.168.1.1', '192.168.1.1'), ...asking('zzhc.vnet.cn', '192.168.1.1')],
      [],
      ['192.168.1.1'],
    ],
    [
      'an operator’s server that its resolver tells',
      [told('zzhc.vnet.cn', '10.0.0.7', '10.0.0.1'), ...asking('zzhc.vnet.cn', '10.0.0.7')],
      ['10.0.0.7'],
      [],
    ],
    [
      'a machine beside the phone to which an operator’s server is led',
      [told('zzhc.vnet.cn', '192.168.1.50', '192.168.1.1'), ...lan('192.168.1.23', '192.168.1.50')],
      [],
      ['192.168.1.50'],
    ],
    [
      'the same of IPv6',
      [...lan('fd12:3456:789a:1::23', 'fd12:3456:789a:1::50')],
      [],
      ['fd12:3456:789a:1::50'],
    ],
    [
      'an operator’s server in another network than the phone’s',
      [...lan('10.4.1.23', '10.4.9.50')],
      ['10.4.9.50'],
      [],
    ],
    [
      'the same of IPv6, where all is the operator’s own',
      [...lan('fd12:3456:789a:1::23', 'fd12:3456:789a:2::50')],
      ['fd12:3456:789a:2::50'],
      [],
    ],
  ])('the private address of %s', async (_name, frames, own, proxies) => {
    const { recipients } = await scanFrames(frames)
    const routers = ['fritz.box', 'router.asus.com', 'internetbox.swisscom.ch']
    const names = new Set(['a.example.net', 'zzhc.vnet.cn', ...routers])
    const found = recipients.filter(({ host: name }) => names.has(name))
    expect(found.map((one) => [places(one.addresses), places(one.proxies)])).toEqual([[own, proxies]])
  })

  test('the device itself is not who is named', async () => {
    const frames = new TcpConversation({ source: '127.0.0.1', target: '127.0.0.1' })
      .open()
      .send(inner)
      .reply(empty)
    const result = await scanFrames(frames.frames)
    const recipient = recipientOf(result)
    expect([places(recipient.addresses), recipient.organisation]).toEqual([['127.0.0.1'], null])
    expect(recipient.ambiguity).toBe(
      'its name is one of Umeng+ (CNZZ), and led to the device itself (a filter on it)',
    )
    expect(verdictOf(result).sentence).toContain(`to ${host} on the device itself`)
  })

  test('without a name it is what it is', async () => {
    const result = await scanFrames(through(standIn, 9_000, [`\x01\x02 unknown imei=${imei}`, 'ok']))
    const { addresses, proxies } = recipientOf(result)
    expect([places(addresses), places(proxies)]).toEqual([[standIn], []])
    expect(verdictOf(result).sentence).not.toContain('private network')
  })
})

describe('recordings name the address that the recorder spoke to', () => {
  const recorded = (url: string, serverIPAddress: string): Buffer =>
    Buffer.from(
      JSON.stringify({
        log: {
          version: '1.2',
          creator: { name: 'recorder', version: '1' },
          entries: [
            {
              startedDateTime: '2024-01-01T00:00:00.000Z',
              time: 5,
              serverIPAddress,
              request: { method: 'GET', url, httpVersion: 'HTTP/1.1', headers: [], bodySize: 0 },
              response: { status: 204, httpVersion: 'HTTP/1.1', headers: [], content: { size: 0 } },
              timings: { send: 1, wait: 1, receive: 1 },
            },
          ],
        },
      }),
    )

  test.each<[string, string, string, string[], string[]]>([
    ['the recorder’s own proxy', host, '127.0.0.1', [], ['127.0.0.1']],
    ['the same of IPv6', host, '[::1]', [], ['::1']],
    ['a proxy of the network, for a server that is known', host, proxy, [], [proxy]],
    ['a server of the network', 'intranet.example.net', proxy, [proxy], []],
    ['a program on the device', 'localhost', '127.0.0.1', ['127.0.0.1'], []],
    ['the server itself', host, '203.0.113.9', ['203.0.113.9'], []],
  ])('%s', async (_name, name, address, own, proxies) => {
    const recipient = recipientOf(await scanBytes(recorded(`http://${name}/?imei=${imei}`, address)))
    expect([places(recipient.addresses), places(recipient.proxies)]).toEqual([own, proxies])
  })
})

describe('on the machine of the proxy', () => {
  const server = '203.0.113.9'
  const beyond = (turns: readonly (Buffer | string)[], sourcePort: number, source = proxy): Buffer[] => {
    const made = new TcpConversation({ source, sourcePort, target: server }, 5_000, 6_000).open()
    for (const [index, turn] of turns.entries()) {
      if (index % 2 === 0) made.send(turn)
      else made.reply(turn)
    }
    return made.close().frames
  }
  const other = ['GET / HTTP/1.1\r\nHost: b.example.net\r\n\r\n', empty]

  test.each<[string, readonly (Buffer | string)[]]>([
    ['a whole URL', [whole, empty]],
    ['CONNECT', [connect, 'HTTP/1.1 200 OK\r\n\r\n', inner, empty]],
    ['a name that leads to it', [inner, empty]],
  ])('what it is asked (%s) is the phone’s, whatever it asks itself', async (_name, turns) => {
    for (const frames of [
      [...through(proxy, 8080, turns), ...beyond(other, 50_000)],
      [...beyond(other, 50_000), ...through(proxy, 8080, turns)],
    ]) {
      const { findings, recipients } = await scanFrames(frames)
      expect(
        findings.map(({ severity, recipient, transmissions }) => [severity, recipient, transmissions]),
      ).toEqual([['high', recipients.find(({ host: name }) => name === host)?.id, 1]])
    }
  })

  const passedOn = inner.replace('\r\n\r\n', '\r\nVia: 1.1 proxy\r\nX-Forwarded-For: 192.0.2.10\r\n\r\n')
  const asked = through(proxy, 8080, [whole, empty])
  const onward = beyond([passedOn, empty], 50_000)

  test.each([
    ['first to it', [...asked, ...onward]],
    ['first from it', [...onward, ...asked]],
  ])('a send that is there twice, %s, counts once, as the phone sent it', async (_name, frames) => {
    const result = await scanFrames(frames)
    expect(result.transmissions.map(({ summary }) => summary.port)).toEqual([8080])
    expect(result.observations.map(({ identifier }) => identifier)).toEqual(['imei'])
    expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([1])
    expect(anomalyCodes(result)).toContain('message.proxy.both_sides')
  })

  test.each<[string, Buffer[], string, number]>([
    ['another address on the other side', asked, '203.0.113.200', 1],
    [
      'the loopback address for its clients',
      new TcpConversation({ source: '127.0.0.1', target: '127.0.0.1', targetPort: 9_050 })
        .open()
        .send(connect)
        .reply('HTTP/1.1 200 OK\r\n\r\n')
        .send(inner)
        .reply(empty).frames,
      '192.0.2.10',
      1,
    ],
    ['no more to do with it', through('198.51.100.20', 80, [inner, empty]), '203.0.113.200', 2],
    ['the address of the server', through(server, 80, [inner, empty]), '203.0.113.200', 1],
    ['a client of its own', asked, '192.0.2.10', 2],
  ])('one with %s', async (_name, first, source, sends) => {
    const result = await scanFrames([...first, ...beyond([passedOn, empty], 50_000, source)])
    expect(result.transmissions).toHaveLength(sends)
  })

  test('what a proxy hands on to the next one as a whole URL counts once', async () => {
    const result = await scanFrames([...asked, ...beyond([whole, empty], 50_000)])
    expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([1])
    expect(result.transmissions.map(({ summary }) => summary.port)).toEqual([8080])
  })

  test('what the proxy adds is told of beside it', async () => {
    const enriched = passedOn.replace(
      '\r\n\r\n',
      '\r\nX-MSISDN: 4791234567\r\nX-IMSI: 242017812345678\r\n\r\n',
    )
    const result = await scanFrames([...asked, ...beyond([enriched, empty], 50_000)])
    const told = result.observations.map(({ identifier }) => identifier)
    expect(told).toContain('imsi')
    const twice = await scanFrames([
      ...asked,
      ...beyond([enriched, empty], 50_000),
      ...beyond([enriched, empty], 50_000, '203.0.113.200'),
    ])
    expect(twice.observations.map(({ identifier }) => identifier)).toEqual(told)
  })

  test('no chain of proxies is longer than sixteen', async () => {
    const machine = (at: number): string => `10.0.0.${at}`
    const chain = Array.from({ length: 40 }, (_, at) =>
      new TcpConversation({ source: machine(at), target: machine(at + 1) }, 5_000, 6_000)
        .open()
        .send(inner)
        .reply(empty),
    )
    const result = await scanFrames(chain.flatMap(({ frames }) => frames))
    expect(result.transmissions).toHaveLength(3)
  })

  test('and what the phone sends next is no side of it', async () => {
    const machine = (sourcePort: number): Buffer[] => [
      ...new TcpConversation({ target: proxy, targetPort: 3128, sourcePort }).open().send(whole).reply(empty)
        .frames,
      ...new TcpConversation({ source: proxy, target: proxy, targetPort: 8888, sourcePort: sourcePort + 100 })
        .open()
        .send(whole)
        .reply(empty).frames,
      ...beyond([whole, empty], sourcePort + 200),
    ]
    const result = await scanFrames([...machine(50_000), ...machine(50_001), ...machine(50_002)])
    expect(result.transmissions.map(({ summary }) => summary.port)).toEqual([3128, 3128, 3128])
  })

  test.each([
    ['over the Internet, is not protected', server, 'plaintext'],
    ['within its own network, is', '10.0.0.7', 'tls'],
  ] as const)('what goes on without encryption, %s', async (_name, target, protection) => {
    const said = `GET /?imei=${imei} HTTP/1.1\r\nHost: tracker.example.net\r\n\r\n`
    const { steps, keyLog } = await talk({ serverName: 'tracker.example.net', says: [said], answers: empty })
    const sealed = new TcpConversation({ target: proxy, targetPort: 443 }).open()
    for (const step of steps) {
      if (step.kind !== 'push') continue
      if (step.direction === 0) sealed.send(step.bytes)
      else sealed.reply(step.bytes)
    }
    const further = new TcpConversation({ source: proxy, sourcePort: 50_000, target }, 5_000, 6_000)
      .open()
      .send(said)
      .reply(empty)
    const result = await scanFrames([...sealed.close().frames, ...further.close().frames], { keys: keyLog })
    expect(result.transmissions.map((one) => one.protection)).toEqual([protection])
    expect(result.observations.map((one) => one.protection)).toEqual([protection])
    expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([1])
  })

  test.each([
    ['the usual prefix', '64:ff9b::cb00:7109', 1],
    ['an operator’s own prefix', '2001:db8:46:64::cb00:7109', 1],
    ['none', '2001:db8:46:64::cb00:7108', 2],
  ])('a translator on the phone (CLAT) with %s', async (_name, target, sends) => {
    const translated = new TcpConversation({ source: '2001:db8::5', target }, 5_000, 6_000)
      .open()
      .send(inner)
      .reply(empty)
    const result = await scanFrames([...through(server, 80, [inner, empty]), ...translated.frames])
    expect(result.transmissions).toHaveLength(sends)
    expect(places(recipientOf(result).addresses)).toContain(server)
  })

  test.each([
    ['the same port', 50_123, 1],
    ['another port', 50_124, 2],
  ])(
    'whose address is translated (it runs in a container), from %s of the phone',
    async (_name, port, sends) => {
      const made = (options: TcpOptions, turn: string): Buffer[] =>
        new TcpConversation(options, 5_000, 6_000).open().send(turn).reply(empty).frames
      const asked = [
        ...made({ target: proxy, targetPort: 8080, sourcePort: 50_123 }, whole),
        ...made({ target: '172.17.0.2', targetPort: 8080, sourcePort: port }, whole),
      ]
      const further = [
        ...made({ source: '172.17.0.2', target: server }, inner),
        ...made({ source: proxy, target: server, sourcePort: 51_000 }, inner),
      ]
      const result = await scanFrames(sends === 1 ? [...asked, ...further] : asked)
      expect(result.transmissions).toHaveLength(sends)
      expect(result.transmissions[0]?.summary.port).toBe(8080)
    },
  )

  test.each(['127.0.0.1', '::1'])(
    'connections to a program on the same machine (%s) are one side',
    async (here) => {
      const request = `GET /beacon?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`
      const made = new TcpConversation({ source: here, target: here, targetPort: 8_081 }).open()
      for (let count = 0; count < 5; count++) made.send(request).reply(empty)
      const result = await scanFrames(made.close().frames)
      expect(result.transmissions).toHaveLength(5)
      expect(anomalyCodes(result)).toEqual([])
    },
  )

  test('datagrams between the same ports of one machine are one side', async () => {
    const ends = { source: '127.0.0.1', sourcePort: 50_000, target: '127.0.0.1', targetPort: 6_969 }
    const sent = ['1', '2', '3'].map((turn) => udpPacket({ ...ends, payload: `${turn} imei=${imei}` }))
    const result = await scanFrames(sent)
    expect(result.transmissions).toHaveLength(3)
    expect(anomalyCodes(result)).toEqual([])
  })

  test('what two phones have in common is sent by each', async () => {
    const agent = 'User-Agent: Dalvik/2.1.0 (Linux; U; Android 9; Nokia 7 plus Build/PPR1.180610.011)'
    const same = `GET /?ip=192.168.1.20&ssid=FritzBox7590 HTTP/1.1\r\nHost: ${host}\r\n${agent}\r\n\r\n`
    const { transmissions } = await scanFrames([
      ...through(server, 80, [same, empty]),
      ...beyond([same, empty], 50_000, '192.0.2.11'),
    ])
    expect(transmissions.map(({ identifiers }) => identifiers.length > 0)).toEqual([true, true])
  })

  test('what comes from another address more than a second later is another send', async () => {
    const [first, second] = [
      through(server, 80, [inner, empty]),
      beyond([inner, empty], 50_000, '192.0.2.11'),
    ]
    const frames = [...first, ...second].map((bytes, at) => ({
      bytes,
      sec: 1_550_000_000 + (at < first.length ? 0 : 2),
      nsec: 0,
    }))
    expect((await scanFrames(frames)).transmissions).toHaveLength(2)
  })

  test('what it sends oftener, later or otherwise than it was asked is sent by itself', async () => {
    const otherwise = beyond([passedOn.replace('/?', '/b?'), empty], 50_001)
    const ones = [...asked, ...onward, ...beyond([passedOn, empty], 50_002), ...otherwise]
    expect((await scanFrames(ones)).transmissions).toHaveLength(3)
    const later = [...asked, ...onward].map((bytes, at) => ({
      bytes,
      sec: 1_550_000_000 + (at < asked.length ? 0 : 60),
      nsec: 0,
    }))
    const result = await scanFrames(later)
    expect(result.transmissions).toHaveLength(2)
    expect(anomalyCodes(result)).not.toContain('message.proxy.both_sides')
  })
})

describe('the port behind a tunnel is that of whom the proxy was asked for', () => {
  const h2: readonly (Buffer | string)[] = [
    Buffer.concat([
      clientStart,
      headers(1, [
        [':method', 'CONNECT'],
        [':authority', `${host}:8081`],
      ]),
    ]),
    Buffer.concat([settings(), headers(1, [[':status', '200']])]),
    data(1, inner),
    data(1, empty),
  ]
  test.each<[string, readonly (Buffer | string)[], number]>([
    ['CONNECT', [connect.replaceAll(':80', ':8081'), 'HTTP/1.1 200 OK\r\n\r\n', inner, empty], 8_081],
    ['CONNECT of HTTP/2', h2, 8_081],
    ['SOCKS', [greeting, chosen, socksName, socksReply, inner, empty], 80],
  ])('%s', async (_, turns, port) => {
    const result = await scanFrames(through(proxy, 3_128, turns))
    expect(result.transmissions.map(({ summary }) => summary.port)).toEqual([port])
    const { host: name, ports } = recipientOf(result)
    expect([name, ports]).toEqual([host, [port]])
  })
})

test('TLS to a proxy that is asked for a URL of http protects as far as that proxy', async () => {
  // Packets to this port that hold text were decrypted by who wrote them.
  const opened = await scanFrames(through(proxy, 443, [whole, empty]))
  expect(opened.transmissions.map(({ protection }) => protection)).toEqual(['tls'])
  expect(verdictOf(opened).sentence).toContain('encrypted as far as a proxy, once')
  const text = receiptText(recipientOf(opened), opened.transmissions)
  expect(text).toBe('it was answered with status 204, by the server or by what is on the way there')
  expect(opened.findings[0]?.counterEvidence.join()).toContain('whether it was handed on is not known')
  // What is asked of a server itself is encrypted as far as that.
  const direct = await scanFrames(through(proxy, 443, [inner, empty]))
  expect(verdictOf(direct).sentence).toContain(', encrypted, once')
  expect(receiptText(recipientOf(direct), direct.transmissions)).toContain('it had received the message')
})

describe('encryption that ends at a proxy', () => {
  const tlsProxy = 'proxy.example.net'
  const opening = connect.replaceAll(':80', ':8081')
  const opened = 'HTTP/1.1 200 OK\r\n\r\n'
  const server = '203.0.113.9'

  /** What both sides say in turns over TLS to a server of this name, with keys. */
  async function sealed(serverName: string, turns: readonly (string | Buffer)[]): Promise<ScanResult> {
    const answers = turns.length % 2 === 0 ? (turns.at(-1) ?? '').toString('latin1') : ''
    const { steps, keyLog } = await talk({
      serverName,
      says: turns.slice(0, turns.length - (turns.length % 2 === 0 ? 1 : 0)).map((turn, at) =>
        at % 2 === 0
          ? turn
          : async ({ server: end }) => {
              await later()
              end.write(turn)
              await later()
            },
      ),
      answers,
    })
    const made = new TcpConversation({ target: server, targetPort: 443 }).open()
    for (const step of steps) {
      if (step.kind !== 'push') continue
      if (step.direction === 0) made.send(step.bytes)
      else made.reply(step.bytes)
    }
    return scanFrames(made.close().frames, { keys: keyLog })
  }

  const ends = (result: ScanResult): unknown => {
    const { host: name, addresses, proxies } = recipientOf(result)
    return [name, places(addresses), places(proxies)]
  }

  test('is none where a server is asked for a whole URL of its own', async () => {
    const result = await sealed(host, [whole, empty])
    expect(ends(result)).toEqual([host, [server], []])
    expect(verdictOf(result).sentence).toContain(', encrypted, once')
    expect(receiptText(recipientOf(result), result.transmissions)).toContain('it had received the message')
  })

  test('is none where that has a port, and one of its further requests none', async () => {
    const result = await sealed(host, [
      whole.replace(`${host}/`, `${host}:443/`),
      empty,
      inner,
      empty,
      whole,
      empty,
    ])
    expect(ends(result)).toEqual([host, [server], []])
    expect(verdictOf(result).sentence).toContain(', encrypted, 3 times')
  })

  test('a whole URL of another', async () => {
    const result = await sealed(tlsProxy, [whole, empty])
    expect(ends(result)).toEqual([host, [], [server]])
    expect(verdictOf(result).sentence).toContain('encrypted as far as a proxy, once')
  })

  test('plain text through CONNECT', async () => {
    const result = await sealed(tlsProxy, [opening, opened, inner, empty])
    expect(ends(result)).toEqual([host, [], [server]])
    expect(result.transmissions.map(({ summary }) => [summary.port, summary.isOpenedByProxy])).toEqual([
      [8_081, true],
    ])
    expect(verdictOf(result).sentence).toContain('encrypted as far as a proxy, once')
  })

  const h2 = (...fields: readonly (readonly [string, string])[]): Buffer =>
    Buffer.concat([clientStart, headers(1, [[':method', 'CONNECT'], ...fields])])
  const agreed = Buffer.concat([settings(), headers(1, [[':status', '200']])])

  test('plain text through CONNECT of HTTP/2', async () => {
    const asking = h2([':authority', `${host}:8081`])
    const result = await sealed(tlsProxy, [asking, agreed, data(1, inner), data(1, empty)])
    expect(ends(result)).toEqual([host, [], [server]])
    expect(verdictOf(result).sentence).toContain('encrypted as far as a proxy, once')
  })

  test('not a WebSocket to the server itself by extended CONNECT', async () => {
    const asking = h2(
      [':protocol', 'websocket'],
      [':scheme', 'https'],
      [':path', '/chat'],
      [':authority', host],
    )
    const frame = webSocketFrame(JSON.stringify({ imei }), { mask: Buffer.from([1, 2, 3, 4]) })
    const result = await sealed(host, [asking, agreed, data(1, frame)])
    expect(result.transmissions.map(({ summary }) => [summary.protocol, summary.host, summary.path])).toEqual(
      [['websocket', host, '/chat']],
    )
    expect(ends(result)).toEqual([host, [server], []])
    expect(verdictOf(result).sentence).toContain(', encrypted, once')
  })

  test.each([
    ['TLS through CONNECT', 'connect'],
    ['TLS through CONNECT of HTTP/2', 'h2'],
  ])('not %s', async (_name, way) => {
    const behind = await talk({ serverName: host, says: [inner], answers: empty })
    const made = new TcpConversation({ target: server, targetPort: 443 }).open()
    const wrap = (bytes: Buffer): Buffer => (way === 'h2' ? data(1, bytes) : bytes)
    // Packets to this port that hold text were decrypted by who wrote them.
    made.send(way === 'h2' ? h2([':authority', `${host}:443`]) : connect.replaceAll(':80', ':443'))
    made.reply(way === 'h2' ? agreed : opened)
    for (const step of behind.steps) {
      if (step.kind !== 'push') continue
      if (step.direction === 0) made.send(wrap(step.bytes))
      else made.reply(wrap(step.bytes))
    }
    const result = await scanFrames(made.close().frames, { keys: behind.keyLog })
    expect(ends(result)).toEqual([host, [], [server]])
    expect(result.transmissions.map(({ protection }) => protection)).toEqual(['tls'])
    expect(verdictOf(result).sentence).toContain(', encrypted, once')
  })
})
