import { tcpFlag, tcpFrame, udpFrame } from '../bench/wire.ts'
import type { Address } from '../bench/wire.ts'
import { writePcapng } from '../phone-emulator/pcapng.ts'
import type { RecordedFrame } from '../phone-emulator/pcapng.ts'
import type { Case, World } from './cases.ts'

/** The second of the first case; each case has a second of its own, by which it is found again. */
export const firstSecond = 1_700_000_000

function address(text: string): Address {
  return { family: 4, bytes: Buffer.from(text.split('.').map(Number)) }
}

const phone = address('192.0.2.10')
const segmentBytes = 1_400
const answer = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')

function framesOf(one: Case): RecordedFrame[] {
  const server = address(one.address)
  const { carried } = one
  const clientPort = 20_000 + (one.number % 40_000)
  const frames: RecordedFrame[] = []
  let atNs = BigInt(firstSecond + one.number) * 1_000_000_000n
  const add = (bytes: Buffer): void => {
    frames.push({ atNs, bytes })
    atNs += 1_000_000n
  }
  if (carried.transport === 'udp') {
    add(udpFrame('ethernet', phone, clientPort, server, carried.port, carried.bytes))
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
  let sequence = 1_001
  for (let at = 0; at < carried.bytes.length; at += segmentBytes) {
    const payload = carried.bytes.subarray(at, at + segmentBytes)
    send(true, sequence, 5_001, tcpFlag.ack | tcpFlag.psh, payload)
    sequence += payload.length
  }
  const reply = carried.http === null ? none : answer
  if (reply.length > 0) send(false, 5_001, sequence, tcpFlag.ack | tcpFlag.psh, reply)
  send(true, sequence, 5_001 + reply.length, tcpFlag.ack | tcpFlag.fin, none)
  send(false, 5_001 + reply.length, sequence + 1, tcpFlag.ack | tcpFlag.fin, none)
  send(true, sequence + 1, 5_002 + reply.length, tcpFlag.ack, none)
  return frames
}

/** The world as a capture of one phone's network. */
export function pcapngOf(world: World): Buffer {
  return writePcapng(world.cases.flatMap(framesOf), 'varde accuracy', `invented traffic, seed ${world.seed}`)
}

function textOf(body: Buffer): { text: string; encoding?: 'base64' } {
  const text = body.toString('utf8')
  return Buffer.from(text, 'utf8').equals(body)
    ? { text }
    : { text: body.toString('base64'), encoding: 'base64' }
}

/** The HTTP part of the world as HAR 1.2, for tools that read no captures. */
export function harOf(world: World): string {
  const entries = world.cases.flatMap(({ carried, number, host }) => {
    if (carried.http === null) return []
    const { method, target, headers, body } = carried.http
    const type = headers.find(([name]) => name === 'Content-Type')?.[1] ?? ''
    const query = target.includes('?') ? [...new URLSearchParams(target.slice(target.indexOf('?') + 1))] : []
    return [
      {
        startedDateTime: new Date((firstSecond + number) * 1000).toISOString(),
        time: 1,
        request: {
          method,
          url: `http://${host}${target}`,
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: headers.map(([name, value]) => ({ name, value })),
          queryString: query.map(([name, value]) => ({ name, value })),
          headersSize: -1,
          bodySize: body.length,
          ...(body.length === 0 ? {} : { postData: { mimeType: type, ...textOf(body) } }),
        },
        response: {
          status: 204,
          statusText: 'No Content',
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: [],
          content: { size: 0, mimeType: '' },
          redirectURL: '',
          headersSize: -1,
          bodySize: 0,
        },
        cache: {},
        timings: { send: 0, wait: 1, receive: 0 },
      },
    ]
  })
  return JSON.stringify({
    log: { version: '1.2', creator: { name: 'varde accuracy', version: '1' }, entries },
  })
}
