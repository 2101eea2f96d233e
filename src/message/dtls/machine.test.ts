import { createCipheriv, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { conform, expectBalanced } from '../../../test/support/conform.ts'
import { dtlsTalk, hasOpenssl } from '../../../test/support/dtls-peers.ts'
import { client, Collector, numbered, playLayer, server, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { clientHello, serverHello } from '../../../test/support/tls-hello.ts'
import { keysOf } from '../../../test/support/tls-reading.ts'
import { AnomalyLog } from '../../core/anomaly.ts'
import { limits } from '../../core/limits.ts'
import { RunMap, RunOrigin } from '../../core/origin.ts'
import type { Flow } from '../../stream/types.ts'
import { KeyLog } from '../key-log.ts'
import { MessageLayer } from '../message-layer.ts'
import { protocol } from './index.ts'

function read(steps: readonly Step[], keys = new KeyLog()): Outcome {
  const flow = testFlow('udp', { serverPort: 5684 })
  const outcome = playLayer(steps, undefined, flow, keys)
  expectBalanced(outcome)
  return outcome
}

/** The hello of TLS as DTLS sends it: with a cookie, in fragments of at most `size` bytes, one record each. */
function hellos(sni: string, size: number, cookie = Buffer.alloc(0), number = 0): Buffer[] {
  const tls = clientHello({ sni, legacyVersion: 0xfefd })
  const sessionEnd = 4 + 34 + 1 + tls.readUInt8(38)
  const body = Buffer.concat([
    tls.subarray(4, sessionEnd),
    Buffer.from([cookie.length]),
    cookie,
    tls.subarray(sessionEnd),
  ])
  const records: Buffer[] = []
  for (let at = 0; at < body.length; at += size) {
    const part = body.subarray(at, at + size)
    const header = Buffer.alloc(12)
    header[0] = 1
    header.writeUIntBE(body.length, 1, 3)
    header.writeUInt16BE(number, 4)
    header.writeUIntBE(at, 6, 3)
    header.writeUIntBE(part.length, 9, 3)
    records.push(record(22, 0, at, Buffer.concat([header, part])))
  }
  return records
}

function record(type: number, epoch: number, sequence: number, body: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header[0] = type
  header.writeUInt16BE(0xfefd, 1)
  header.writeUInt16BE(epoch, 3)
  header.writeUIntBE(sequence, 5, 6)
  header.writeUInt16BE(body.length, 11)
  return Buffer.concat([header, body])
}

describe('without keys', () => {
  test('the hello names the server, however it is cut and in whatever order it comes', () => {
    const whole = hellos('coap.example.com', 4_000)
    const parts = hellos('coap.example.com', 20, Buffer.alloc(20, 7))
    for (const datagrams of [
      whole,
      parts,
      [...parts].reverse(),
      [Buffer.concat(parts)],
      [...parts, ...parts],
    ]) {
      const steps = numbered(datagrams.map((bytes) => client(bytes)))
      const outcome = read(steps)
      expect(outcome.events).toMatchObject([
        { kind: 'recognised', protocol: 'dtls' },
        { kind: 'clientHello', hello: { transport: 'dtls', sni: 'coap.example.com', version: 'DTLS 1.2' } },
        { kind: 'serverName', source: 'sni', name: 'coap.example.com' },
        { kind: 'flowEnded' },
      ])
      const spans = outcome.helloNames[0]?.bodySpans ?? []
      const text = spans.map((span) => {
        const step = steps.find((candidate) => candidate.kind === 'push' && candidate.frame === span.frame)
        if (step?.kind !== 'push') throw new Error('no such frame')
        return step.bytes.toString('latin1', span.start - step.offset, span.end - step.offset)
      })
      expect(text.join('')).toBe('coap.example.com')
      expect(outcome.counts.hellosWithoutKey).toBe(1)
    }
  })

  test('a text in the place of the cookie is handed on, with its place', () => {
    const cookie = Buffer.from('imei=356938035643809')
    for (const size of [4_000, 20]) {
      const outcome = read(numbered(hellos('coap.example.com', size, cookie).map((bytes) => client(bytes))))
      expect(outcome.helloNames.map(({ body }) => body).sort()).toEqual([
        'coap.example.com',
        'imei=356938035643809',
      ])
    }
  })

  test('the name of a key and the certificate of the client are handed on; then it is given up', () => {
    const message = (number: number, type: number, body: Buffer): Buffer => {
      const header = Buffer.alloc(12)
      header[0] = type
      header.writeUIntBE(body.length, 1, 3)
      header.writeUInt16BE(number, 4)
      header.writeUIntBE(body.length, 9, 3)
      return record(22, 0, number, Buffer.concat([header, body]))
    }
    const identity = 'imei:356938035643809'
    const leaf = 'a certificate of alice@example.com'
    const sized = (bytes: number, text: string): Buffer => {
      const size = Buffer.alloc(bytes)
      size.writeUIntBE(text.length, 0, bytes)
      return Buffer.concat([size, Buffer.from(text)])
    }
    const chain = sized(3, leaf)
    const answer = serverHello(0x00a8).subarray(4)
    const outcome = read([
      ...hellos('coap.example.com', 4_000).map((bytes) => client(bytes)),
      server(message(0, 2, answer)),
      client(message(1, 11, Buffer.concat([Buffer.from([0, 0, chain.length]), chain]))),
      client(message(2, 16, sized(2, identity))),
      client(record(22, 1, 0, Buffer.alloc(40, 9))),
    ])
    expect(outcome.helloNames.map(({ body }) => body)).toEqual(['coap.example.com', leaf, identity])
    expect(outcome.helloNames[2]?.bodySpans).toEqual([
      { frame: 4, start: 54 + 13 + 12 + 2, end: 54 + 27 + 20 },
    ])
    expect(outcome.verdict).toBe(9)
  })

  test('the name of a key is handed on where only the client was captured', () => {
    const identity = 'imei:356938035643809'
    const body = Buffer.concat([Buffer.from([0, identity.length]), Buffer.from(identity)])
    const header = Buffer.from([16, 0, 0, body.length, 0, 1, 0, 0, 0, 0, 0, body.length])
    const outcome = read([
      ...hellos('coap.example.com', 4_000).map((bytes) => client(bytes)),
      client(record(22, 0, 1, Buffer.concat([header, body]))),
    ])
    expect(outcome.helloNames.map((told) => told.body)).toEqual(['coap.example.com', identity])
  })

  test('of a hello in fragments of IP the evidence is in the one that carries it', () => {
    const flow = testFlow('udp', { serverPort: 5684 })
    const collector = new Collector()
    const layer = new MessageLayer(collector, new AnomalyLog())
    const [hello] = hellos('coap.example.com', 4_000) as [Buffer]
    const at = hello.indexOf('coap.example.com')
    const origin = new RunOrigin()
    origin.place(1, 42, 0, 0)
    origin.runs = new RunMap()
    origin.runs.add(0, 1, 42)
    origin.runs.add(at + 4, 2, 34)
    layer.datagram(flow, 0, hello, 0, hello.length, origin)
    layer.end(flow, 'idle')
    expect(collector.helloNames[0]?.bodySpans).toEqual([
      { frame: 1, start: 42 + at, end: 42 + at + 4 },
      { frame: 2, start: 34, end: 34 + 12 },
    ])
  })

  test('a hello of which a part is missing is said to be one', () => {
    const outcome = read(
      hellos('coap.example.com', 40)
        .slice(1)
        .map((bytes) => client(bytes)),
    )
    expect(outcome.anomalies).toEqual({ 'message.dtls.hello_unfinished': 1 })
  })

  test('what is no record, and a flow without a hello, is given up', () => {
    const data = record(23, 1, 5, Buffer.alloc(40))
    expect(read(Array.from({ length: 20 }, () => client(data))).counts.undecryptableBytes).toBe(53 * 16)
    const keys = keysOf(`CLIENT_RANDOM ${'aa'.repeat(32)} ${'bb'.repeat(48)}`)
    expect(read([client(data), server(data)], keys).anomalies).toEqual({ 'message.dtls.no_hello': 1 })
    const odd = [
      client(data),
      client(Buffer.concat([data, Buffer.from('junk')])),
      client(Buffer.from([22, 0xfe])),
    ]
    expect(read(odd).anomalies).toEqual({ 'message.dtls.record_read': 2 })
    const [hello = Buffer.alloc(0)] = hellos('coap.example.com', 4_000)
    expect(read([client(hello), client('junk')]).anomalies).toEqual({ 'message.dtls.record': 1 })
  })

  test('a record makes no DTLS of datagrams that are none: they are read by their content', () => {
    const json = '{"device":{"imei":"356938035643809"}}'
    const alert = record(21, 0, 0, Buffer.from([2, 40]))
    const bodies = (steps: readonly Step[]): string[] => read(steps).messages.map(({ body }) => body)
    for (const first of [client(alert), server(alert)]) {
      expect(bodies([first, client(json)])).toEqual([json])
      expect(bodies([first, client('\x91\x01\x02')])).toEqual(['\x91\x01\x02'])
    }
    const [hello = Buffer.alloc(0)] = hellos('coap.example.com', 4_000)
    expect(bodies([client(hello), client(json)])).toEqual([json])
    expect(bodies([client(hello), client('\x91\x01\x02')])).toEqual([])
    expect(bodies([client(alert), client(Buffer.concat([alert, Buffer.from(json)]))])).toEqual([json])
  })

  test('records with connection ids are records, also without the hello that says how long the ids are', () => {
    const body = Buffer.from(Array.from({ length: 90 }, (_, index) => (index * 167 + 31) % 256))
    const plain = record(25, 1, 7, body)
    for (const idBytes of [1, 2, 4, 8]) {
      const withId = Buffer.concat([plain.subarray(0, 11), Buffer.alloc(idBytes, 0x0f), plain.subarray(11)])
      const outcome = read([client(withId), server(record(23, 1, 5, body)), client(withId)])
      expect(outcome.messages).toEqual([])
      expect(outcome.anomalies).toEqual({})
      expect(outcome.counts.undecryptableBytes).toBe(2 * withId.length + 13 + body.length)
    }
  })

  test('media beside records is sealed by keys of theirs, and what is not spread like it is read', () => {
    const data = record(23, 1, 5, Buffer.alloc(40))
    const header = Buffer.from('806f03e8000010e011223344', 'hex')
    const sealed = Buffer.from(Array.from({ length: 100 }, (_, index) => (index * 167 + 31) % 256))
    const media = Buffer.concat([header, sealed])
    const outcome = read([client(data), client(media), server(media)])
    expect(outcome.messages).toEqual([])
    expect(outcome.counts.undecryptableBytes).toBe(data.length + 2 * media.length)
    const packed = '\x82\xa4imei\xaf356938035643809\xa2os\xa7android'
    expect(read([client(data), client(packed)]).messages.map(({ body }) => body)).toEqual([packed])
  })

  test('of text among encrypted datagrams no more is searched than of a flow that is not recognised', () => {
    const data = record(23, 1, 5, Buffer.alloc(40))
    const text = 'the same words again, '.repeat(50)
    const texts = Array.from({ length: 100 }, () => Buffer.from(text))
    const layer = new MessageLayer(new Collector(), new AnomalyLog())
    const flow = testFlow('udp', { serverPort: 5684 })
    for (const bytes of [...Array.from({ length: 20 }, () => data), ...texts])
      layer.datagram(flow, 0, bytes, 0, bytes.length, new RunOrigin())
    layer.end(flow, 'idle')
    const { counts } = layer
    expect(counts.unrecognisedReadBytes).toBe(limits.message.unrecognisedBytesMax)
    expect(counts.unrecognisedSkippedBytes).toBe(
      text.length * texts.length - limits.message.unrecognisedBytesMax,
    )
  })

  test('text in records is no secret, and is handed on with its place', () => {
    const json = '{"device":{"imei":"356938035643809"}}'
    const [hello = Buffer.alloc(0)] = hellos('coap.example.com', 4_000)
    for (const steps of [
      [client(record(23, 1, 0, Buffer.from(json)))],
      [client(hello), client(record(23, 1, 0, Buffer.from(json)))],
    ]) {
      const outcome = read(steps)
      expect(outcome.messages.map(({ body, bodySpans }) => [body, bodySpans])).toEqual([
        [json, [{ frame: steps.length, start: 54 + 13, end: 54 + 13 + json.length }]],
      ])
      expect(outcome.anomalies).toEqual({ 'message.dtls.text_in_records': 1 })
    }
  })

  test('fragments that contradict each other are said, and bounded', () => {
    const [first = Buffer.alloc(0)] = hellos('coap.example.com', 40)
    const longer = Buffer.from(first)
    longer.writeUIntBE(9_999, 13 + 1, 3)
    expect(read([client(first), client(longer)]).anomalies).toMatchObject({
      'message.dtls.fragment_malformed': 1,
    })
    const beyond = Buffer.from(first)
    beyond.writeUIntBE(0xff_ffff, 13 + 6, 3)
    expect(read([client(beyond)]).anomalies).toMatchObject({ 'message.dtls.fragment_malformed': 1 })
    const many = Array.from({ length: 15 }, (_, number) => {
      const other = Buffer.from(first)
      other.writeUInt16BE(number * 2, 13 + 4)
      return client(Buffer.concat([other, other]))
    })
    expectBalanced(read([...many, ...many]))
    const huge = Buffer.from(first)
    huge.writeUIntBE(0xff_ffff, 13 + 1, 3)
    expect(read([client(huge)]).anomalies).toMatchObject({ 'message.dtls.limit': 1 })
  })

  conform(
    'a hello in three fragments',
    protocol,
    hellos('coap.example.com', 60).map((bytes) => client(bytes)),
  )
})

/** A confirmable GET of CoAP with a path, and its answer. */
const ask = Buffer.concat([
  Buffer.from([0x41, 1, 0x12, 0x34, 0x77, 0xb4]),
  Buffer.from('imei'),
  Buffer.from([0x4d, 7]),
  Buffer.from('imei=356938035643809'),
])
const answer = Buffer.concat([Buffer.from([0x61, 0x45, 0x12, 0x34, 0x77, 0xff]), Buffer.from('ok then')])

/** PRF of TLS 1.2 (RFC 5246, 5) with SHA-256, independent of the code that reads. */
function expand(secret: Buffer, seed: Buffer, length: number): Buffer {
  const hmac = (data: Buffer): Buffer => createHmac('sha256', secret).update(data).digest()
  let state = seed
  let out = Buffer.alloc(0)
  while (out.length < length) {
    state = hmac(state)
    out = Buffer.concat([out, hmac(Buffer.concat([state, seed]))])
  }
  return out.subarray(0, length)
}

test.each([
  ['an AEAD', 0xc02b, false],
  ['CBC', 0xc009, false],
  ['CBC with the MAC last', 0xc009, true],
] as const)(
  'records with connection ids (RFC 9146) are opened in both directions: %s',
  (_, suite, isMacLast) => {
    const master = Buffer.alloc(48, 0x11)
    const clientRandom = Buffer.alloc(32, 0x5a)
    const serverRandom = Buffer.alloc(32, 0x77)
    const toClient = Buffer.from('c1c2', 'hex')
    const toServer = Buffer.from('e1e2e3', 'hex')
    const id = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([bytes.length]), bytes])
    const extension = Buffer.concat([
      Buffer.from([0, 54, 0, 4]),
      id(toServer),
      Buffer.from(isMacLast ? [0, 22, 0, 0] : []),
    ])
    const body = Buffer.concat([
      Buffer.from('fefd', 'hex'),
      serverRandom,
      Buffer.from([0, suite >> 8, suite & 0xff, 0, 0, extension.length]),
      extension,
    ])
    const fragment = (type: number, message: Buffer): Buffer => {
      const header = Buffer.alloc(12)
      header[0] = type
      header.writeUIntBE(message.length, 1, 3)
      header.writeUIntBE(message.length, 9, 3)
      return record(22, 0, 0, Buffer.concat([header, message]))
    }
    const tls = clientHello({
      sni: 'coap.example.com',
      legacyVersion: 0xfefd,
      extensions: [[54, id(toClient)]],
    })
    const sessionEnd = 4 + 34 + 1 + tls.readUInt8(38)
    const hello = fragment(
      1,
      Buffer.concat([tls.subarray(4, sessionEnd), Buffer.alloc(1), tls.subarray(sessionEnd)]),
    )
    const isAead = suite === 0xc02b
    const macBytes = isAead ? 0 : 20
    const seed = Buffer.concat([Buffer.from('key expansion'), serverRandom, clientRandom])
    const block = expand(master, seed, 2 * macBytes + 40)
    const keyOf = (side: 0 | 1): Buffer =>
      block.subarray(2 * macBytes + 16 * side, 2 * macBytes + 16 * side + 16)
    const seal = (side: 0 | 1, sequence: number, content: Buffer): Buffer => {
      const given = side === 0 ? toServer : toClient
      const inner = Buffer.concat([content, Buffer.from([23]), Buffer.alloc(5)])
      const number = Buffer.alloc(8)
      number.writeUInt16BE(1, 0)
      number.writeUIntBE(sequence, 2, 6)
      const head = Buffer.concat([Buffer.alloc(8, 0xff), Buffer.from([25, given.length, 25, 0xfe, 0xfd])])
      const lengthOf = (bytes: Buffer): Buffer => Buffer.from([bytes.length >> 8, bytes.length & 0xff])
      const data = (bytes: Buffer): Buffer => Buffer.concat([head, number, given, lengthOf(bytes)])
      const mac = (bytes: Buffer): Buffer =>
        createHmac('sha1', block.subarray(side * macBytes, (side + 1) * macBytes))
          .update(data(bytes))
          .update(bytes)
          .digest()
      const encrypt = (bytes: Buffer): Buffer => {
        const iv = Buffer.alloc(16, sequence)
        const padding = 15 - (bytes.length % 16)
        const cipher = createCipheriv('aes-128-cbc', keyOf(side), iv).setAutoPadding(false)
        return Buffer.concat([iv, cipher.update(bytes), cipher.update(Buffer.alloc(padding + 1, padding))])
      }
      let sealed: Buffer
      if (isAead) {
        const iv = Buffer.concat([block.subarray(32 + 4 * side, 36 + 4 * side), number])
        const cipher = createCipheriv('aes-128-gcm', keyOf(side), iv)
        cipher.setAAD(data(inner))
        sealed = Buffer.concat([number, cipher.update(inner), cipher.final(), cipher.getAuthTag()])
      } else if (isMacLast) {
        const encrypted = encrypt(inner)
        sealed = Buffer.concat([encrypted, mac(encrypted)])
      } else sealed = encrypt(Buffer.concat([inner, mac(inner)]))
      return Buffer.concat([Buffer.from([25, 0xfe, 0xfd]), number, given, lengthOf(sealed), sealed])
    }
    const steps = [
      client(hello),
      server(fragment(2, body)),
      client(seal(0, 1, ask)),
      server(seal(1, 1, answer)),
      client(seal(0, 9, ask)),
    ]
    const outcome = read(
      steps,
      keysOf(`CLIENT_RANDOM ${clientRandom.toString('hex')} ${master.toString('hex')}`),
    )
    expect(outcome.messages.map(({ kind, protocol: name }) => `${kind} ${name}`)).toEqual([
      'request coap',
      'response coap',
      'request coap',
    ])
    expect(outcome.anomalies).toEqual({})
    expect(outcome.counts).toMatchObject({
      decryptedBytes: 2 * ask.length + answer.length,
      undecryptableBytes: 0,
    })
  },
)

describe.skipIf(!hasOpenssl)('with the keys, what real programs say to each other is read', () => {
  const cases: readonly [string, string[], string[]][] = [
    ['AES-GCM', ['-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256'], []],
    [
      'AES-CCM-8',
      ['-cipher', 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0'],
      ['-cipher', 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0'],
    ],
    [
      'ChaCha20, with a cookie and small datagrams',
      ['-cipher', 'ECDHE-ECDSA-CHACHA20-POLY1305', '-mtu', '300'],
      ['-listen', '-mtu', '300'],
    ],
    ['AES-CBC with the MAC last', ['-cipher', 'ECDHE-ECDSA-AES256-SHA384'], []],
    [
      'a shared key',
      ['-psk', '0102030405060708', '-cipher', 'PSK-AES128-CCM8:@SECLEVEL=0'],
      ['-psk', '0102030405060708', '-cipher', 'PSK-AES128-CCM8:@SECLEVEL=0'],
    ],
    [
      'DTLS 1.0',
      ['-dtls1', '-cipher', 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0'],
      ['-cipher', 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0'],
    ],
  ]

  test.for(cases)('%s', async ([, clientArgs, serverArgs]) => {
    const { steps, keyLog } = await dtlsTalk(
      ['-servername', 'coap.example.com', ...clientArgs],
      serverArgs,
      ask,
      answer,
    )
    const outcome = read(steps, keysOf(keyLog))
    expect(outcome.messages).toMatchObject([
      { kind: 'request', protocol: 'coap', target: '/imei?imei=356938035643809' },
      { kind: 'response', protocol: 'coap', body: 'ok then' },
    ])
    expect(outcome.events.filter((event) => event.kind === 'clientHello')).toHaveLength(1)
    expect(outcome.counts).toMatchObject({
      decryptedConnections: 1,
      decryptedBytes: ask.length + answer.length,
      hellosWithoutKey: 0,
      connectionsWithWrongKey: 0,
      undecryptableBytes: 0,
    })
    // The place of the ciphertext.
    const span = outcome.messages[1]?.bodySpans[0]
    expect((span?.end ?? 0) - (span?.start ?? 0)).toBe('ok then'.length)

    const wrongLog = keyLog.replaceAll(/ [0-9a-f]{96}/gi, ` ${'ab'.repeat(48)}`)
    // As GnuTLS writes it for a connection that renegotiated: several secrets under one name.
    for (const logs of [
      [keyLog, wrongLog],
      [wrongLog, keyLog],
    ]) {
      const either = read(steps, keysOf(...logs))
      expect(either.messages).toEqual(outcome.messages)
      expect(either.counts).toEqual(outcome.counts)
    }
    const wrong = read(steps, keysOf(wrongLog))
    expect(wrong.messages).toEqual([])
    expect(wrong.anomalies).toMatchObject({ 'message.dtls.wrong_key': 1 })
    expect(wrong.counts).toMatchObject({ connectionsWithWrongKey: 1, decryptedBytes: 0 })

    // The records come before the answer that says how to open them.
    const isData = (step: Step): boolean => step.kind === 'push' && step.bytes[0] === 23
    const late = [
      ...steps.filter((step) => step.direction === 0),
      ...steps.filter((step) => step.direction === 1),
    ]
    expect(read(late, keysOf(keyLog)).counts.decryptedBytes).toBe(ask.length + answer.length)
    // Nor does it matter which of two neighbours came first.
    for (let at = 0; at + 1 < steps.length; at++) {
      const [one, other] = [steps[at] as Step, steps[at + 1] as Step]
      const swapped = [...steps.slice(0, at), other, one, ...steps.slice(at + 2)]
      expect(read(swapped, keysOf(keyLog)).counts, `step ${at}`).toMatchObject({
        decryptedBytes: ask.length + answer.length,
        undecryptableBytes: 0,
      })
    }
    // Without the server's hello nothing opens, and it is said.
    const without = steps.filter((step) => step.direction === 0 || isData(step))
    const unopened = read(without, keysOf(keyLog))
    expect(unopened.counts.decryptedBytes).toBe(0)
    expect(unopened.anomalies).toEqual({ 'message.dtls.key_missing': 1 })
    for (let at = 0; at < steps.length; at++)
      read([...steps.slice(0, at), ...steps.slice(at + 1)], keysOf(keyLog))
  })

  test('a connection that was silent so long that its flow ended goes on', async () => {
    const { steps, keyLog } = await dtlsTalk([], [], ask, answer)
    const flows = [testFlow('udp', { serverPort: 5684 }), testFlow('udp', { serverPort: 5684 })] as const
    const collector = new Collector()
    const anomalies = new AnomalyLog()
    const layer = new MessageLayer(collector, anomalies, undefined, undefined, keysOf(keyLog))
    const origin = new RunOrigin()
    const give = (flow: Flow, some: readonly Step[]): void => {
      for (const step of some) {
        if (step.kind !== 'push') continue
        layer.datagram(flow, step.direction, Buffer.from(step.bytes), 0, step.bytes.length, origin)
      }
      layer.end(flow, 'idle')
    }
    const asked = steps.findIndex(
      (step) => step.kind === 'push' && step.direction === 0 && step.bytes[0] === 23,
    )
    give(flows[0], steps.slice(0, asked + 1))
    give(flows[1], steps.slice(asked + 1))
    expect(layer.counts).toMatchObject({ decryptedBytes: ask.length + answer.length, undecryptableBytes: 0 })
    expect(Object.fromEntries(anomalies.tallies)).toEqual({})
  })

  test('of a datagram in fragments of IP, the bytes lie in the frames that carry them', async () => {
    const { steps, keyLog } = await dtlsTalk([], [], ask, answer)
    const collector = new Collector()
    const layer = new MessageLayer(collector, new AnomalyLog(), undefined, undefined, keysOf(keyLog))
    const flow = testFlow('udp', { serverPort: 5684 })
    const origin = new RunOrigin()
    for (const step of steps) {
      if (step.kind !== 'push') continue
      origin.frame = 1
      origin.runs = new RunMap()
      origin.runs.add(0, 1, 42)
      // Behind the header of a record and its nonce.
      origin.runs.add(21, 2, 34)
      layer.datagram(flow, step.direction, Buffer.from(step.bytes), 0, step.bytes.length, origin)
    }
    layer.end(flow, 'idle')
    const spans = collector.events.flatMap((event) =>
      event.kind === 'request' ? [...event.headSpans, ...event.bodySpans] : [],
    )
    expect(spans.length).toBeGreaterThan(0)
    expect(spans.map(({ frame }) => frame)).toEqual(spans.map(() => 2))
    // The header of CoAP is six bytes long.
    expect(Math.min(...spans.map(({ start }) => start))).toBe(34 + 6)
  })
})
