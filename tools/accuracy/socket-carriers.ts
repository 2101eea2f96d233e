import { createHash } from 'node:crypto'
import type { Rng } from '../bench/rng.ts'
import { webSocketFrame } from '../../test/support/websocket.ts'
import { jsonOf } from './carried.ts'
import type { Carried, Carrier, Fields } from './carried.ts'
import { utf8 } from './codecs.ts'

/** What the server's answer proves that it read (RFC 6455, 1.3). */
const acceptSuffix = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** The upgrade, and one message of the client in frames of at most `frameBytes`. */
function socket(host: string, rng: Rng, isText: boolean, bytes: Buffer, frameBytes = Infinity): Carried {
  const key = rng.bytes(16).toString('base64')
  const headers: Fields = [
    ['Host', host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Version', '13'],
  ]
  const head = `GET /live HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  const accept = createHash('sha1').update(`${key}${acceptSuffix}`).digest('base64')
  const answer = `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
  const frames: Buffer[] = []
  for (let at = 0; at === 0 || at < bytes.length; at += frameBytes) {
    const isFin = at + frameBytes >= bytes.length
    const opcode = at > 0 ? 0 : isText ? 1 : 2
    const content = bytes.subarray(at, Math.min(bytes.length, at + frameBytes))
    frames.push(webSocketFrame(content, { opcode, isFin, mask: rng.bytes(4) }))
  }
  return {
    transport: 'tcp',
    port: 80,
    turns: [
      { isClient: true, bytes: utf8(head) },
      { isClient: false, bytes: utf8(answer) },
      { isClient: true, bytes: Buffer.concat(frames) },
      { isClient: false, bytes: webSocketFrame('ok', { isMasked: false }) },
    ],
    keyLog: '',
    http: {
      scheme: 'ws',
      version: 'HTTP/1.1',
      method: 'GET',
      target: '/live',
      headers,
      body: Buffer.alloc(0),
      messages: [{ isText, bytes }],
    },
  }
}

/** Messages of WebSocket (RFC 6455), masked as clients must. */
export const socketCarriers: Readonly<Record<string, Carrier>> = {
  'WebSocket, JSON': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host, rng) => socket(host, rng, true, utf8(jsonOf(load))),
  },
  'WebSocket, event': {
    takes: 'text',
    keeps: 'names',
    // As Socket.IO writes an event: its type in front of the JSON.
    carry: (load, host, rng) => socket(host, rng, true, utf8(`42["log",${jsonOf(load)}]`)),
  },
  'WebSocket, in fragments': {
    takes: 'text',
    keeps: 'names',
    carry: (load, host, rng) => socket(host, rng, true, utf8(jsonOf(load)), 25),
  },
  'WebSocket, binary': {
    takes: 'binary',
    keeps: 'nothing',
    carry: (load, host, rng) => socket(host, rng, false, load.bytes),
  },
}
