import { tcpFlag, tcpFrame, udpFrame } from '../bench/wire.ts'
import type { Address } from '../bench/wire.ts'
import { writePcapng } from '../phone-emulator/pcapng.ts'
import type { RecordedFrame } from '../phone-emulator/pcapng.ts'
import type { RecordedRequest } from './carried.ts'
import type { Case, World } from './cases.ts'

/** The second of the first case; each case has a second of its own, by which it is found again. */
export const firstSecond = 1_700_000_000

function address(text: string): Address {
  return { family: 4, bytes: Buffer.from(text.split('.').map(Number)) }
}

const phone = address('192.0.2.10')
const segmentBytes = 1_400

function framesOf(one: Case): RecordedFrame[] {
  const server = address(one.endpoint.address)
  const { carried } = one
  const clientPort = 20_000 + (one.number % 40_000)
  const frames: RecordedFrame[] = []
  let atNs = BigInt(firstSecond + one.number) * 1_000_000_000n
  const add = (bytes: Buffer): void => {
    frames.push({ atNs, bytes })
    atNs += 1_000_000n
  }
  if (carried.transport === 'udp') {
    for (const { isClient, bytes } of carried.turns) {
      const ends: [Address, number, Address, number] = isClient
        ? [phone, clientPort, server, carried.port]
        : [server, carried.port, phone, clientPort]
      add(udpFrame('ethernet', ...ends, bytes))
    }
    return frames
  }
  const send = (
    isClient: boolean,
    sequence: number,
    acknowledgement: number,
    flags: number,
    payload: Buffer,
  ): void => {
    const ends: [Address, number, Address, number] = isClient
      ? [phone, clientPort, server, carried.port]
      : [server, carried.port, phone, clientPort]
    add(tcpFrame('ethernet', ...ends, sequence, acknowledgement, flags, payload))
  }
  const none = Buffer.alloc(0)
  send(true, 1_000, 0, tcpFlag.syn, none)
  send(false, 5_000, 1_001, tcpFlag.syn | tcpFlag.ack, none)
  send(true, 1_001, 5_001, tcpFlag.ack, none)
  const sent = { client: 1_001, server: 5_001 }
  for (const { isClient, bytes } of carried.turns) {
    for (let at = 0; at < bytes.length; at += segmentBytes) {
      const payload = bytes.subarray(at, at + segmentBytes)
      const [own, other] = isClient ? [sent.client, sent.server] : [sent.server, sent.client]
      send(isClient, own, other, tcpFlag.ack | tcpFlag.psh, payload)
      sent[isClient ? 'client' : 'server'] += payload.length
    }
  }
  send(true, sent.client, sent.server, tcpFlag.ack | tcpFlag.fin, none)
  send(false, sent.server, sent.client + 1, tcpFlag.ack | tcpFlag.fin, none)
  send(true, sent.client + 1, sent.server + 1, tcpFlag.ack, none)
  return frames
}

/** The world as a capture of one phone's network, with the secrets of TLS inside it. */
export function pcapngOf(world: World): Buffer {
  const keyLog = world.cases.map(({ carried }) => carried.keyLog).join('')
  return writePcapng(
    world.cases.flatMap(framesOf),
    'varde accuracy',
    `invented traffic, seed ${world.seed}`,
    keyLog,
  )
}

function textOf(body: Buffer): { text: string; encoding?: 'base64' } {
  const text = body.toString('utf8')
  return Buffer.from(text, 'utf8').equals(body)
    ? { text }
    : { text: body.toString('base64'), encoding: 'base64' }
}

/** As browsers note the messages of a WebSocket. */
function socketOf(messages: RecordedRequest['messages'], number: number): object {
  return {
    _resourceType: 'websocket',
    _webSocketMessages: messages.map(({ isText, bytes }) => ({
      type: 'send',
      time: firstSecond + number + 0.1,
      opcode: isText ? 1 : 2,
      data: isText ? bytes.toString('utf8') : bytes.toString('base64'),
    })),
  }
}

/** The HTTP part of the world as HAR 1.2, for tools that read no captures. */
export function harOf(world: World): string {
  const entries = world.cases.flatMap(({ carried, number, endpoint }) => {
    if (carried.http === null) return []
    const { scheme, version, method, target, headers, body, messages } = carried.http
    const type = headers.find(([name]) => name === 'Content-Type')?.[1] ?? ''
    const query = target.includes('?') ? [...new URLSearchParams(target.slice(target.indexOf('?') + 1))] : []
    return [
      {
        startedDateTime: new Date((firstSecond + number) * 1000).toISOString(),
        time: 1,
        request: {
          method,
          url: `${scheme}://${endpoint.host}${target}`,
          httpVersion: version,
          cookies: [],
          headers: headers.map(([name, value]) => ({ name, value })),
          queryString: query.map(([name, value]) => ({ name, value })),
          headersSize: -1,
          bodySize: body.length,
          ...(body.length === 0 ? {} : { postData: { mimeType: type, ...textOf(body) } }),
        },
        response: {
          status: messages.length > 0 ? 101 : 204,
          statusText: messages.length > 0 ? 'Switching Protocols' : 'No Content',
          httpVersion: version,
          cookies: [],
          headers: [],
          content: { size: 0, mimeType: '' },
          redirectURL: '',
          headersSize: -1,
          bodySize: 0,
        },
        cache: {},
        timings: { send: 0, wait: 1, receive: 0 },
        ...(messages.length === 0 ? {} : socketOf(messages, number)),
      },
    ]
  })
  return JSON.stringify({
    log: { version: '1.2', creator: { name: 'varde accuracy', version: '1' }, entries },
  })
}
