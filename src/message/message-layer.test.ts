import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { byteByByte, expectBalanced } from '../../test/support/conform.ts'
import type { Outcome, PlainMessage, Step } from '../../test/support/playbook.ts'
import {
  client,
  clientGap,
  Collector,
  numbered,
  playLayer,
  server,
  serverFinished,
  testFlow,
} from '../../test/support/playbook.ts'
import { AnomalyLog } from '../core/anomaly.ts'
import { limits } from '../core/limits.ts'
import { RunOrigin } from '../core/origin.ts'
import type { Flow } from '../stream/types.ts'
import { verdicts } from '../core/verdict.ts'
import { protocol as http } from './http1/index.ts'
import { countedBytes } from './message-counts.ts'
import { MessageLayer } from './message-layer.ts'
import type { Parser, Protocol } from './types.ts'
import { switchProtocol } from './types.ts'
import { UnrecognisedParser } from './unrecognised/index.ts'

const get = 'GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n'
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'

function run(...steps: Step[]): Outcome {
  const outcome = playLayer(steps, [http])
  expectBalanced(outcome)
  return outcome
}

/** A protocol of the tests: speaks lines that begin with `!`, and does what each line says. */
function scripted(isShedding = true): Protocol {
  return {
    name: 'coap',
    transport: 'tcp',
    probe: (buf, start) => (buf[start] === 0x21 ? 'yes' : 'no'),
    open: (_flow, context): Parser => {
      let held = 0
      const release = (): void => {
        context.counts.readBytes += held
        held = 0
      }
      const parser = {
        protocol: 'coap' as const,
        restStart: 0,
        get heldBytes(): number {
          return held
        },
        push(_direction: 0 | 1, buf: Buffer, start: number, end: number): number {
          const word = buf.toString('latin1', start, end)
          if (word.startsWith('!throw')) {
            context.counts.readBytes += 3
            throw new Error('scripted')
          }
          if (word.startsWith('!end')) {
            context.counts.undecryptableBytes += end - start
            return verdicts.undecryptable | verdicts.bothDirections
          }
          if (word.startsWith('!switch')) {
            context.counts.framingBytes += 7
            parser.restStart = start + 7
            return switchProtocol
          }
          held += end - start
          return verdicts.more
        },
        datagram: (direction: 0 | 1, buf: Buffer, start: number, end: number): number =>
          parser.push(direction, buf, start, end),
        gap: () => verdicts.more,
        finished: () => undefined,
        end: release,
        ...(isShedding ? { shed: release } : {}),
      }
      return parser
    },
  }
}

describe('choice of a protocol', () => {
  test('by content, from either side, however few bytes come at a time', () => {
    const steps = [client(get), server(ok)]
    const expected = [
      { kind: 'recognised', protocol: 'http' },
      { kind: 'serverName', name: 'a.example.com' },
      { kind: 'request', protocol: 'http' },
      { kind: 'response', protocol: 'http', exchange: 0 },
      { kind: 'closed' },
      { kind: 'flowEnded' },
    ]
    expect(run(...steps).events).toMatchObject(expected)
    expect(run(...byteByByte(steps))).toEqual(run(...steps))
    expect(
      run(server('HTT'), client('GE'), server(ok.slice(3)), client(get.slice(2))).messages,
    ).toMatchObject([
      { kind: 'response', frame: 1, headSpans: [{ frame: 1 }, { frame: 3 }] },
      { kind: 'request', frame: 2, headSpans: [{ frame: 2 }, { frame: 4 }] },
    ])
  })

  test('a side that closes before anything was said, and a flow that never said anything, are no trouble', () => {
    expect(run(serverFinished()).messages).toEqual([])
    const { counts } = run()
    expect(countedBytes(counts)).toBe(0)
  })

  test('what is of no known protocol is searched as one exchange, up to the limit', () => {
    const { messages, counts } = run(client('\x01\x02imei'), server('\x03'), client('=1'))
    expect(messages).toMatchObject([
      {
        kind: 'request',
        exchange: 0,
        protocol: 'unrecognised',
        body: '\x01\x02imei=1',
        isComplete: true,
        bodySpans: [
          { frame: 1, start: 54, end: 60 },
          { frame: 3, start: 54, end: 56 },
        ],
      },
      { kind: 'response', exchange: 0, protocol: 'unrecognised', body: '\x03' },
    ])
    expect(counts.unrecognisedReadBytes).toBe(9)

    const long = run(
      client('\0'.repeat(limits.message.unrecognisedBytesMax)),
      client('\0\0'),
      client('never given'),
    )
    expect(long.verdict).toBe(verdicts.unrecognised)
    expect(long.messages).toMatchObject([
      { isComplete: false, incompleteReason: 'limit', bodyBytesLeftOut: 2 },
    ])
    expect(long.counts.unrecognisedSkippedBytes).toBe(2)
  })

  test('first bytes that stay undecided are searched too', () => {
    expect(run(client('GET')).messages).toMatchObject([{ protocol: 'unrecognised', body: 'GET' }])
    expect(run(server('HTT'), serverFinished()).messages).toMatchObject([
      { protocol: 'unrecognised', body: 'HTT' },
    ])
  })

  test('a flow whose start is missing is recognised at a later chunk', () => {
    const flow = testFlow('tcp', { isRoleGuessed: true })
    const outcome = playLayer(
      [server('…end of a body'), client('x=1'), client(get), server(ok)],
      [http],
      flow,
    )
    expectBalanced(outcome)
    expect(outcome.messages).toMatchObject([
      { kind: 'request', protocol: 'http', target: '/a' },
      { kind: 'response', protocol: 'http', status: 200 },
      { kind: 'request', protocol: 'unrecognised', body: 'x=1' },
      { kind: 'response', protocol: 'unrecognised' },
    ])
    expect(run(client('x=1'), clientGap(9), client(get)).messages.map((message) => message.protocol)).toEqual(
      ['http', 'unrecognised'],
    )
    // Where the start was seen, what it was holds, but for what is proven to begin.
    expect(run(client('x=1'), client('y=2')).messages).toMatchObject([
      { protocol: 'unrecognised', body: 'x=1y=2' },
    ])
    expect(run(client('x=1'), client(get)).messages).toMatchObject([
      { protocol: 'unrecognised', body: 'x=1' },
      { protocol: 'http', target: '/a' },
    ])
  })

  test('behind CONNECT and upgrades both directions are chosen anew', () => {
    const { messages, events } = run(
      client('CONNECT b.example.com:80 HTTP/1.1\r\n\r\n'),
      server(`HTTP/1.1 200 OK\r\n\r\n`),
      client(get),
      server(ok),
    )
    expect(messages).toMatchObject([{ method: 'CONNECT' }, { status: 200 }, { target: '/a' }, { body: '{}' }])
    expect(events.filter((event) => event.kind === 'recognised')).toHaveLength(2)

    const socket = run(
      client('GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n'),
      server('HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x02hi'),
      client('\x81\x82abcd'),
    )
    expect(socket.messages.slice(2)).toMatchObject([
      { kind: 'request', protocol: 'unrecognised', body: '\x81\x82abcd' },
      {
        kind: 'response',
        protocol: 'unrecognised',
        body: '\x81\x02hi',
        bodySpans: [{ frame: 2, start: 54 + 36, end: 54 + 40 }],
      },
    ])
    const oneSided = run(client('CONNECT b.example.com:443 HTTP/1.1\r\n\r\n'), client('\x16\x03\x01'))
    expect(oneSided.messages[1]).toMatchObject({ protocol: 'unrecognised', body: '\x16\x03\x01' })
  })

  test('changes of protocol without end are not followed', () => {
    const { anomalies, counts } = run(server('HTTP/1.1 101 Again\r\n\r\n'.repeat(50)))
    expect(anomalies['message.layer.too_many_switches']).toBe(1)
    expect(counts.responses).toBe(limits.message.protocolSwitchesMax + 1)
  })

  test('datagrams of no known protocol are searched one by one, up to the limit', () => {
    const outcome = playLayer(
      [
        client('one'),
        server('two'),
        client(''),
        client('\0'.repeat(65_000)),
        client('\0'.repeat(1_000)),
        client('x'),
      ],
      [http],
      testFlow('udp'),
    )
    expectBalanced(outcome)
    expect(outcome.messages).toMatchObject([
      { kind: 'request', exchange: 0, body: 'one', frame: 1 },
      { kind: 'response', exchange: 1, body: 'two', frame: 2 },
      { kind: 'request', exchange: 2, isComplete: true },
      { kind: 'request', exchange: 3, isComplete: false, incompleteReason: 'limit' },
    ])
    expect(outcome.verdict).toBe(verdicts.unrecognised)
    expect(outcome.events.filter((event) => event.kind === 'closed')).toHaveLength(4)
  })
})

describe('verdicts', () => {
  test('a verdict for both directions ends both, and bytes that come all the same are counted under it', () => {
    const layer = new MessageLayer(new Collector(), new AnomalyLog(), [scripted()])
    const flow = testFlow('tcp')
    const origin = new RunOrigin()
    const bytes = Buffer.from('!end')
    expect(layer.chunk(flow, 0, bytes, 0, 4, origin)).toBe(verdicts.undecryptable | verdicts.bothDirections)
    layer.chunk(flow, 1, bytes, 0, 3, origin)
    layer.end(flow, 'closed')
    expect(layer.counts.undecryptableBytes).toBe(7)
  })

  test('a parser that throws loses its own flow alone, and every byte stays counted', () => {
    const anomalies = new AnomalyLog()
    const collector = new Collector()
    const layer = new MessageLayer(collector, anomalies, [http, scripted()])
    const broken = testFlow('tcp')
    const sound = testFlow('tcp', { id: 1 })
    const origin = new RunOrigin()
    let given = 0
    const chunk = (flow: Flow, direction: 0 | 1, text: string): number => {
      given += text.length
      origin.frame++
      return layer.chunk(flow, direction, Buffer.from(text), 0, text.length, origin)
    }
    chunk(sound, 0, get.slice(0, 20))
    chunk(broken, 0, '!held before')
    expect(chunk(broken, 0, '!throw it all')).toBe(verdicts.limit | verdicts.bothDirections)
    chunk(broken, 1, 'counted')
    chunk(sound, 0, get.slice(20))
    layer.end(broken, 'closed')
    layer.end(sound, 'closed')
    expect(countedBytes(layer.counts)).toBe(given)
    expect(layer.counts.limitBytes).toBe('!held before!throw it allcounted'.length - 3)
    expect(anomalies.tallies.get('message.coap.bug')).toMatchObject({
      count: 1,
      code: { kind: 'bug' },
      samples: [{ frame: 3, detail: 'Error: scripted' }],
    })
    expect(collector.events.filter((event) => event.kind === 'request')).toMatchObject([{ target: '/a' }])
    expect(layer.heldBytes).toBe(0)
  })

  test.each<[asked: 'beginsAnew' | 'resumes', ask: (layer: MessageLayer, flow: Flow) => boolean]>([
    ['beginsAnew', (layer, flow) => layer.beginsAnew(flow, Buffer.from('!'), 0, 1)],
    ['resumes', (layer, flow) => layer.resumes(flow)],
  ])('a parser that throws when it is asked whether it %s says no, and its flow ends', (asked, ask) => {
    const anomalies = new AnomalyLog()
    const speaks = scripted()
    const broken: Protocol = {
      ...speaks,
      open: (flow, context, switched) =>
        Object.assign(speaks.open(flow, context, switched), {
          [asked]: () => {
            throw new Error('asked')
          },
        }),
    }
    const layer = new MessageLayer(new Collector(), anomalies, [broken])
    const flow = testFlow('tcp')
    layer.chunk(flow, 0, Buffer.from('!end'), 0, 4, new RunOrigin())
    expect(ask(layer, flow)).toBe(false)
    expect([...anomalies.tallies.keys()]).toEqual(['message.coap.bug'])
  })

  test('a protocol that throws when asked knows nothing', () => {
    const asked: Protocol = {
      ...scripted(),
      probe: () => {
        throw new Error('asked')
      },
    }
    const { messages, anomalies } = playLayer([client('imei')], [asked])
    expect(messages).toMatchObject([{ protocol: 'unrecognised', body: 'imei' }])
    expect(anomalies).toEqual({ 'message.unrecognised.bug': 1 })
  })

  const bug = (): never => {
    throw new Error('asked')
  }
  const ofDatagrams: Protocol = { ...scripted(), transport: 'udp' }

  test.each<[string, Partial<Protocol>, number]>([
    ['isBegun', { isBegun: bug }, 2],
    ['continues', { transport: 'udp', continues: bug }, 2],
    ['waitingFor', { transport: 'udp', continues: () => null, waitingFor: bug }, 1],
  ])('a protocol that throws in %s knows nothing, and the bytes are searched', (_, asked, bugs) => {
    const protocol: Protocol = { ...scripted(), ...asked }
    const outcome = playLayer([client('imei'), client('=1')], [protocol], testFlow(protocol.transport))
    expect(outcome.messages.map(({ body }) => body).join('')).toBe('imei=1')
    expect(outcome.countedBytes).toBe(outcome.givenBytes)
    expect(outcome.anomalies).toEqual({ 'message.unrecognised.bug': bugs })
  })

  test.each<[string, Protocol]>([
    ['stream', scripted()],
    ['datagram', ofDatagrams],
  ])('a protocol that throws when it is opened on a %s ends that flow only', (_, spoken) => {
    const anomalies = new AnomalyLog()
    const layer = new MessageLayer(new Collector(), anomalies, [{ ...spoken, open: bug }])
    const give = spoken.transport === 'udp' ? layer.datagram.bind(layer) : layer.chunk.bind(layer)
    for (const id of [0, 1]) {
      const flow = testFlow(spoken.transport, { id })
      const said = give(flow, 0, Buffer.from('!held'), 0, 5, new RunOrigin())
      expect(said).toBe(verdicts.limit | verdicts.bothDirections)
      give(flow, 1, Buffer.from('answer'), 0, 6, new RunOrigin())
      layer.finished(flow, 1)
      layer.end(flow, 'closed')
    }
    expect(layer.counts.limitBytes).toBe(22)
    expect(countedBytes(layer.counts)).toBe(22)
    expect(layer.heldBytes).toBe(0)
    expect([...anomalies.tallies].map(([code, { count }]) => [code, count])).toEqual([
      ['message.coap.bug', 2],
    ])
  })

  test.each(['push', 'datagram', 'gap', 'finished', 'end'] as const)(
    'a search of unknown bytes that throws in %s ends that flow only',
    (name) => {
      const spy = vi.spyOn(UnrecognisedParser.prototype, name).mockImplementation(bug)
      const steps = [client('imei'), server('ok'), clientGap(3), serverFinished(), client('=1')]
      const datagrams = steps.filter(({ kind }) => kind === 'push')
      const outcome = name === 'datagram' ? playLayer(datagrams, [], testFlow('udp')) : playLayer(steps, [])
      spy.mockRestore()
      expect(outcome.anomalies).toEqual({ 'message.unrecognised.bug': 1 })
      expect(outcome.countedBytes).toBe(outcome.givenBytes)
      expect(outcome.heldBytesAtEnd).toBe(0)
    },
  )

  test.each(['datagram', 'end'] as const)(
    'a search of text among encrypted datagrams that throws in %s loses that one only',
    (name) => {
      const spy = vi.spyOn(UnrecognisedParser.prototype, name).mockImplementationOnce(bug)
      const flow = testFlow('udp')
      const anomalies = new AnomalyLog()
      const collector = new Collector()
      const layer = new MessageLayer(collector, anomalies, [ofDatagrams])
      const text = 'imei=356938035643809 and more'
      for (const said of ['!end', text, text])
        layer.datagram(flow, 0, Buffer.from(said), 0, said.length, new RunOrigin())
      layer.end(flow, 'closed')
      spy.mockRestore()
      expect([...anomalies.tallies.keys()]).toEqual(['message.unrecognised.bug'])
      expect(collector.events.findLast(({ kind }) => kind === 'request')).toMatchObject({ body: text })
      expect(countedBytes(layer.counts)).toBe(4 + 2 * text.length)
    },
  )
})

describe('memory of all flows together', () => {
  function fill(
    protocols: readonly Protocol[],
    first: string,
    flows: number,
  ): [MessageLayer, Collector, AnomalyLog] {
    const anomalies = new AnomalyLog()
    const collector = new Collector()
    const layer = new MessageLayer(collector, anomalies, protocols, 100_000)
    const origin = new RunOrigin()
    const all = Array.from({ length: flows }, (_, id) => testFlow('tcp', { id }))
    for (const flow of all) {
      layer.chunk(flow, 0, Buffer.from(first), 0, first.length, origin)
      expect(layer.heldBytes).toBeLessThanOrEqual(100_000)
    }
    for (const flow of all) layer.end(flow, 'capture-end')
    expect(layer.heldBytes).toBe(0)
    expect(countedBytes(layer.counts)).toBe(first.length * flows)
    return [layer, collector, anomalies]
  }

  test('is bounded: the oldest hand on what they have, and nothing is lost', () => {
    const half = 'POST / HTTP/1.1\r\nContent-Length: 4000\r\n\r\nimei=1'
    const [, collector, anomalies] = fill([http], half, 100)
    const bodies = collector.events.filter((event): event is PlainMessage => event.kind === 'request')
    expect(bodies).toHaveLength(100)
    expect(bodies.every((event) => event.body === 'imei=1' && !event.isComplete)).toBe(true)
    expect(bodies[0]).toMatchObject({ incompleteReason: 'limit' })
    expect(bodies.at(-1)).toMatchObject({ incompleteReason: 'capture-end' })
    expect(anomalies.tallies.get('message.layer.held_too_much')?.count).toBeGreaterThan(10)

    const [, plain] = fill([http], '\0imei', 100)
    expect(plain.events.filter((event) => event.kind === 'request')).toHaveLength(100)
  })

  test('a parser that cannot give up is ended', () => {
    const [layer] = fill([scripted(false)], `!${'x'.repeat(9_999)}`, 30)
    expect(layer.counts.readBytes).toBe(300_000)
  })

  test('a body that was handed on early is counted to its end, and the next message is found there', () => {
    const collector = new Collector()
    const layer = new MessageLayer(collector, new AnomalyLog(), [http], 4_000)
    const flow = testFlow('tcp')
    const origin = new RunOrigin()
    const texts = ['POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc', 'defghij', get]
    for (const text of texts) {
      layer.chunk(flow, 0, Buffer.from(text), 0, text.length, origin)
    }
    layer.end(flow, 'closed')
    expect(layer.counts.limitBytes).toBe(7)
    expect(collector.events.filter((event) => event.kind === 'request')).toMatchObject([
      { body: 'abc', incompleteReason: 'limit', bodyBytesLeftOut: 7 },
      { target: '/a', isComplete: true },
    ])
  })
})

test('over any conversation, with every registered protocol, each byte is counted once', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      get,
      ok,
      '\x16\x03\x01\0\x05\x01\0\0\x01\0',
      '\0\x1d\x12\x34',
      'CONNECT x:1 HTTP/1.1\r\n\r\n',
      '\0\0',
    ),
    fc.string({ maxLength: 20 }),
  )
  const step = fc.tuple(fc.boolean(), fc.array(piece, { minLength: 1, maxLength: 4 }), fc.nat({ max: 9 }))
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), fc.boolean(), (steps, isDatagram) => {
      const played = numbered(
        steps.map(([isClient, parts, kind]) =>
          kind === 0 ? clientGap(5) : isClient ? client(parts.join('')) : server(parts.join('')),
        ),
      )
      const transport = isDatagram ? 'udp' : 'tcp'
      expectBalanced(
        playLayer(
          isDatagram ? played.filter((one) => one.kind === 'push') : played,
          undefined,
          testFlow(transport),
        ),
      )
    }),
    { numRuns: 500 },
  )
})

/** Protocols of the tests: one holds what it is given until another flow asks, the other carries datagrams in its own. */
function waitingAndTunnel(waiting: Flow): Protocol[] {
  const common = { gap: () => verdicts.more, finished: () => undefined, protocol: 'coap' as const }
  const holder: Protocol = {
    name: 'coap',
    transport: 'udp',
    probe: (buf, start) => (buf[start] === 0x48 ? 'yes' : 'no'),
    continues: () => null,
    waitingFor: () => (waiting.parser === null ? [] : [waiting]),
    open: (_flow, { counts }) => {
      let heldBytes = 0
      const release = (): void => {
        counts.readBytes += heldBytes
        heldBytes = 0
      }
      return {
        ...common,
        get heldBytes(): number {
          return heldBytes
        },
        push: (_direction, _buf, start, end) => {
          heldBytes += end - start
          return verdicts.more
        },
        readWaiting: release,
        end: release,
      }
    },
  }
  const tunnel: Protocol = {
    name: 'coap',
    transport: 'udp',
    probe: (buf, start) => (buf[start] === 0x54 ? 'yes' : 'no'),
    open: (flow, context) => {
      const inner = context.openInner(flow, 'plaintext', 'udp')
      return {
        ...common,
        heldBytes: 0,
        push: (direction, buf, start, end, origin) => {
          context.counts.framingBytes += 1
          inner.datagram(direction, buf, start + 1, end, origin)
          return verdicts.more
        },
        end: () => inner.end(),
      }
    },
  }
  return [holder, tunnel]
}

test('what a flow held and reads since a datagram inside another asks for it counts for itself alone', () => {
  const anomalies = new AnomalyLog()
  const held = testFlow('udp')
  const outer = testFlow('udp', { id: 1 })
  const layer = new MessageLayer(new Collector(), anomalies, waitingAndTunnel(held))
  const origin = new RunOrigin()
  const give = (flow: Flow, text: string): void => {
    const bytes = Buffer.from(text)
    layer.datagram(flow, 0, bytes, 0, bytes.length, origin)
  }
  give(held, 'H'.repeat(300))
  give(outer, 'T of no protocol')
  expect(countedBytes(layer.counts)).toBe(316)
  layer.end(outer, 'idle')
  layer.end(held, 'idle')
  expect(countedBytes(layer.counts)).toBe(316)
  expect([...anomalies.tallies.keys()].filter((code) => code.endsWith('.bug'))).toEqual([])
})
