import type { Rng } from '../bench/rng.ts'
import { TlsConversation } from '../bench/tls-stream.ts'
import { clientStart, data, frame, http2Flags, settings, settingsAck } from '../../test/support/http2.ts'
import { literals } from '../../test/support/hpack.ts'
import { isToken } from './carried.ts'
import type { Carried, Carrier, Fields, Load, Turn } from './carried.ts'
import { utf8 } from './codecs.ts'
import { containers, grpcFrame } from './containers.ts'

const path = '/telemetry.v1.Collector/Send'
const frameBytesMax = 16_384

interface Call {
  readonly metadata: Fields
  readonly body: Buffer
}

/** The client's bytes of one call: preface, HEADERS with names and values in Huffman code, DATA. */
function callBytes(host: string, scheme: string, { metadata, body }: Call): Buffer {
  const fields: Fields = [
    [':method', 'POST'],
    [':scheme', scheme],
    [':path', path],
    [':authority', host],
    ['content-type', 'application/grpc'],
    ['te', 'trailers'],
    ['user-agent', 'grpc-java-okhttp/1.57.2'],
    ...metadata,
  ]
  const frames = [clientStart, frame('headers', 1, literals(fields, true), http2Flags.endHeaders)]
  for (let at = 0; at < body.length; at += frameBytesMax) {
    const end = Math.min(body.length, at + frameBytesMax)
    frames.push(data(1, body.subarray(at, end), end === body.length))
  }
  return Buffer.concat(frames)
}

function recorded(scheme: 'http' | 'https', { metadata, body }: Call): Carried['http'] {
  return {
    scheme,
    version: 'HTTP/2',
    method: 'POST',
    target: path,
    headers: [['Content-Type', 'application/grpc'], ...metadata],
    body,
    messages: [],
  }
}

const serverStart = Buffer.concat([settings(), settingsAck])

function inClear(host: string, call: Call): Carried {
  const turns: Turn[] = [
    { isClient: true, bytes: callBytes(host, 'http', call) },
    { isClient: false, bytes: serverStart },
  ]
  return { transport: 'tcp', port: 50_051, turns, keyLog: '', http: recorded('http', call) }
}

function inTls(host: string, rng: Rng, call: Call): Carried {
  const tls = new TlsConversation(rng, host, 'h2')
  const turns: Turn[] = [
    { isClient: true, bytes: tls.hello },
    { isClient: false, bytes: tls.answer },
    {
      isClient: true,
      bytes: Buffer.concat([tls.clientFinished, tls.seal(true, callBytes(host, 'https', call))]),
    },
    { isClient: false, bytes: tls.seal(false, serverStart) },
  ]
  return { transport: 'tcp', port: 443, turns, keyLog: tls.keyLog, http: recorded('https', call) }
}

/** The value and the fields around it as strings of one message of Protocol Buffers. */
function protobufCall({ before, key, bytes, behind }: Load, rng: Rng): Call {
  const fields = [...before, [key, ''] as const, ...behind].map(([name, value], index) => ({
    key: name,
    value: index === before.length ? bytes : utf8(value),
  }))
  const write = containers['protobuf'] as (typeof containers)[string]
  return { metadata: [], body: grpcFrame(write(fields, rng)) }
}

/** gRPC over HTTP/2: in clear, and in TLS of which the capture has the keys. */
export const rpcCarriers: Readonly<Record<string, Carrier>> = {
  gRPC: {
    takes: 'text',
    keeps: 'order',
    carry: (load, host, rng) => inClear(host, protobufCall(load, rng)),
  },
  'gRPC, binary': {
    takes: 'binary',
    keeps: 'nothing',
    carry: ({ bytes }, host) => inClear(host, { metadata: [], body: grpcFrame(bytes) }),
  },
  'gRPC metadata': {
    takes: 'text',
    keeps: 'names',
    carry: ({ before, key, bytes, behind }, host, rng) => {
      if (!isToken(bytes) || bytes.length > 1_500) return null
      const metadata: Fields = [...before, [key, bytes.toString('latin1')] as const, ...behind].map(
        ([name, value]) => [`x-${name.toLowerCase()}`, value],
      )
      const body = grpcFrame(rng.bytes(12))
      return inClear(host, { metadata, body })
    },
  },
  'gRPC in TLS, with keys': {
    takes: 'text',
    keeps: 'order',
    carry: (load, host, rng) => inTls(host, rng, protobufCall(load, rng)),
  },
  'gRPC in TLS, with keys, binary': {
    takes: 'binary',
    keeps: 'nothing',
    carry: ({ bytes }, host, rng) => inTls(host, rng, { metadata: [], body: grpcFrame(bytes) }),
  },
}
