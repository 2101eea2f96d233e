import { gzipSync } from 'node:zlib'
import { uuid } from './app-world.ts'
import type { RequestParts } from './http-content.ts'
import { protobufMessage } from './protobuf.ts'
import type { Rng } from './rng.ts'

/** What one request holds. */
interface Sent {
  readonly target: string
  /** Empty where there is no body. */
  readonly type: string
  readonly body: Buffer
  readonly headers?: readonly string[]
}

/** One kind of what apps send, none of which identifies the phone of the benchmark's profile. */
interface TrafficKind {
  readonly name: string
  /** For the table. */
  readonly title: string
  readonly requests: number
  /** `number` counts the requests of a capture. */
  readonly make: (rng: Rng, number: number) => Sent
}

const words =
  'about after again before between could every first found great house little might never other people place right small still think three under water where while world would years'.split(
    ' ',
  )

function prose(rng: Rng, count: number): string {
  return times(count, () => rng.pick(words)).join(' ')
}

function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

function json(target: string, value: unknown): Sent {
  return { target, type: 'application/json', body: Buffer.from(JSON.stringify(value)) }
}

function events(rng: Rng, count: number): object[] {
  return times(count, () => ({
    id: rng.hex(16),
    t: 1_700_000_000_000 + rng.whole(0, 1e9),
    n: `${rng.pick(words)}_${rng.pick(words)}`,
    v: rng.whole(0, 1_000),
  }))
}

/** Fields of a bid request: the same in each, as programs write them. */
const bidFields = times(30, (index) => `${words[index % words.length]}${index}`)

function bidValue(rng: Rng, index: number): string {
  const forms = [
    () => rng.hex(16),
    () => rng.digits(9),
    () => rng.pick(words),
    () => rng.hex(32),
    () => `${rng.whole(0, 90)}.${rng.digits(6)}`,
    () => uuid(rng),
  ]
  return (forms[index % forms.length] as () => string)()
}

function logLine(rng: Rng): string {
  const time = new Date(1_700_000_000_000 + rng.whole(0, 1e9)).toISOString().slice(5, 23).replace('T', ' ')
  return `${time} ${rng.whole(1_000, 30_000)} ${rng.pick(['D', 'I', 'W'])} ${rng.pick(words)}Manager: ${prose(rng, 10)} id=${rng.digits(6)} 0x${rng.hex(8)}`
}

function picture(rng: Rng, number: number): Sent {
  const boundary = `----part${rng.hex(16)}`
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="IMG_${number}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`
  const body = Buffer.concat([
    Buffer.from(head),
    Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex'),
    rng.bytes(400_000),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  return { target: '/upload', type: `multipart/form-data; boundary=${boundary}`, body }
}

/** All kinds, one capture each. */
export const trafficKinds: readonly TrafficKind[] = [
  {
    name: 'batches-hex',
    title: 'batches of 40 events with hex numbers',
    requests: 2_000,
    make: (rng) => json('/e', { events: events(rng, 40) }),
  },
  {
    name: 'batches-gzip',
    title: 'batches of 20 events in gzip',
    requests: 2_000,
    make: (rng) => ({
      target: '/collect',
      type: 'application/json',
      body: gzipSync(JSON.stringify({ events: events(rng, 20) })),
      headers: ['Content-Encoding: gzip'],
    }),
  },
  {
    name: 'batches-uuid',
    title: 'batches of 10 events with UUIDs',
    requests: 2_000,
    make: (rng) =>
      json('/v1/batch', {
        batch: times(10, () => ({
          messageId: uuid(rng),
          anonymousId: uuid(rng),
          event: `screen ${rng.pick(words)}`,
          timestamp: new Date(1_700_000_000_000 + rng.whole(0, 1e9)).toISOString(),
          properties: { screen: rng.pick(words), ratio: rng.fraction() },
        })),
      }),
  },
  {
    name: 'traces',
    title: 'traces of programs (OTLP in JSON)',
    requests: 1_500,
    make: (rng) => {
      const spans = times(10, () => ({
        traceId: rng.hex(32),
        spanId: rng.hex(16),
        parentSpanId: rng.hex(16),
        name: `GET /api/${rng.pick(words)}`,
        startTimeUnixNano: `17000${rng.digits(14)}`,
      }))
      return json('/v1/traces', { resourceSpans: [{ scopeSpans: [{ spans }] }] })
    },
  },
  {
    name: 'protobuf',
    title: 'logs in Protocol Buffers',
    requests: 2_000,
    make: (rng) => ({
      target: '/log',
      type: 'application/x-protobuf',
      body: protobufMessage(
        times(20, () => [
          1,
          protobufMessage([
            [1, rng.whole(0, 1e12)],
            [2, rng.pick(words)],
            [3, rng.bytes(16)],
            [4, prose(rng, 3)],
          ]),
        ]),
      ),
    }),
  },
  {
    name: 'bids',
    title: 'queries of 30 fields',
    requests: 3_000,
    make: (rng) => ({
      target: `/bid?${bidFields.map((field, index) => `${field}=${bidValue(rng, index)}`).join('&')}`,
      type: '',
      body: Buffer.alloc(0),
    }),
  },
  {
    name: 'queries',
    title: 'GraphQL',
    requests: 2_000,
    make: (rng) =>
      json('/graphql', {
        operationName: 'Feed',
        variables: { id: Buffer.from(`User:${rng.digits(6)}`).toString('base64'), first: 20 },
        query: 'query Feed($id: ID!, $first: Int) { node(id: $id) { feed(first: $first) { title text } } }',
        extensions: { persistedQuery: { version: 1, sha256Hash: rng.hex(64) } },
      }),
  },
  {
    name: 'prose',
    title: 'what people write, in JSON',
    requests: 2_000,
    make: (rng) => json('/post', { channel: rng.pick(words), text: prose(rng, 300) }),
  },
  {
    name: 'prose-form',
    title: 'the same in forms',
    requests: 2_000,
    make: (rng) => ({
      target: '/edit',
      type: 'application/x-www-form-urlencoded',
      body: Buffer.from(new URLSearchParams({ title: prose(rng, 8), body: prose(rng, 300) }).toString()),
    }),
  },
  {
    name: 'sensors',
    title: 'numbers of sensors in JSON',
    requests: 1_500,
    make: (rng) => json('/s', { accel: times(100, () => times(3, () => rng.fraction() - 0.5)) }),
  },
  {
    name: 'ciphertexts',
    title: 'ciphertexts in base64',
    requests: 1_500,
    make: (rng) => json('/e', { data: rng.bytes(3_000).toString('base64'), v: 1 }),
  },
  {
    name: 'random',
    title: 'random bytes, short',
    requests: 1_500,
    make: (rng) => ({ target: '/b', type: 'application/octet-stream', body: rng.bytes(3_000) }),
  },
  {
    name: 'uploads',
    title: 'random bytes, 5 MB each',
    requests: 10,
    make: (rng) => ({ target: '/backup', type: 'application/octet-stream', body: rng.bytes(5_000_000) }),
  },
  { name: 'pictures', title: 'pictures in forms', requests: 80, make: picture },
  {
    name: 'pictures-json',
    title: 'pictures in base64 in JSON',
    requests: 60,
    make: (rng, number) => {
      const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), rng.bytes(300_000)])
      return json('/image', { number, image: `data:image/png;base64,${png.toString('base64')}` })
    },
  },
  {
    name: 'log-lines',
    title: 'logs of programs, 1,500 lines each',
    requests: 60,
    make: (rng) => ({
      target: '/logs',
      type: 'text/plain',
      body: Buffer.from(times(1_500, () => logLine(rng)).join('\n')),
    }),
  },
]

/** A request to a host of its own kind. */
export function requestOf(kind: TrafficKind, rng: Rng, number: number): RequestParts {
  const { target, type, body, headers = [] } = kind.make(rng, number)
  const lines = [
    `${type === '' ? 'GET' : 'POST'} ${target} HTTP/1.1`,
    `Host: ${hostOf(kind)}`,
    'User-Agent: okhttp/4.12.0',
    ...headers,
    ...(type === '' ? [] : [`Content-Type: ${type}`, `Content-Length: ${body.length}`]),
  ]
  return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body, leak: null }
}

/** Where requests of a kind go. */
export function hostOf({ name }: Pick<TrafficKind, 'name'>): string {
  return `${name}.example.com`
}
