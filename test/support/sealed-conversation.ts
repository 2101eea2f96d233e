/**
 * Conversations inside QUIC packets, as bytes: each step is the content of a packet, its direction byte says on which
 * level it is sealed. Damaged before it is sealed, it reaches the parsers behind the decryption.
 */
import { KeyLog } from '../../src/message/key-log.ts'
import { h3, requestFields } from './http3.ts'
import type { Outcome, Step } from './playbook.ts'
import { client, playLayer, server, testFlow } from './playbook.ts'
import { instructions, lines, sectionPrefix } from './qpack.ts'
import { frames, QuicPeers } from './quic-peers.ts'
import { fromBytes, toBytes } from './conversation-bytes.ts'

/** HTTP/3 with all that it has, and frames of QUIC around it. */
export function http3Content(): Buffer {
  const settings = h3.uni(0, h3.settings([1, 4_096]))
  const section = Buffer.concat([
    sectionPrefix(2),
    lines.indexedStatic(20),
    lines.staticName(1, '/c'),
    lines.indexed(0),
    lines.dynamicName(1, 'v'),
    lines.literal('x-imei', '490154203718467', true),
  ])
  const response = Buffer.concat([
    h3.headers([[':status', '103']]),
    h3.headers([
      [':status', '200'],
      ['content-type', 'text/plain'],
    ]),
    h3.data('hello'),
    h3.headers([['x-trailer', 'end']]),
  ])
  return toBytes([
    client(frames.stream(2, 0, settings)),
    server(Buffer.concat([frames.stream(3, 0, settings), frames.newConnectionId(1, Buffer.alloc(8, 7))])),
    client(frames.stream(0, 0, Buffer.concat([h3.section(section), h3.data('{"a":1}')]), true)),
    client(frames.stream(6, 0, h3.uni(2, instructions.capacity(4_096), instructions.insert('a', '1')))),
    client(
      frames.stream(
        6,
        h3.uni(2, instructions.capacity(4_096), instructions.insert('a', '1')).length,
        Buffer.concat([instructions.insert('b', '2', true), instructions.duplicate(0)]),
      ),
    ),
    server(Buffer.concat([frames.ack(3), frames.stream(0, 0, response, true)])),
    server(frames.stream(15, 0, h3.uni(1, Buffer.from([0]), h3.headers([[':status', '200']])), true)),
    client(
      Buffer.concat([frames.stream(4, 0, h3.headers(requestFields('CONNECT', '/'))), frames.reset(4, 9)]),
    ),
    client(frames.datagram(Buffer.from([0, 1, 2, 3]))),
  ])
}

/** Seals what `bytes` say, and plays it with the keys known. */
export function playSealed(bytes: Buffer): Outcome {
  const peers = new QuicPeers()
  const keys = new KeyLog()
  keys.add(peers.keyLog)
  const opening = peers.opening()
  const steps: Step[] = [client(opening.client), server(opening.server)]
  for (let at = 0; at + 3 <= bytes.length; ) {
    const how = bytes[at] as number
    const length = bytes.readUInt16BE(at + 1)
    const side = (how & 1) as 0 | 1
    const content = Buffer.from(bytes.subarray(at + 3, at + 3 + length))
    const packet =
      (how & 0x0e) === 0x0e
        ? peers.handshake(side, content)
        : (how & 0x0e) === 0x0c
          ? peers.initial(side, content)
          : (how & 0x0f) === 0x0a
            ? peers.zeroRtt(content)
            : peers.short(side, content)
    if ((how & 0x80) !== 0 && packet.length > 30) packet[packet.length - 20] = 0
    steps.push(side === 0 ? client(packet) : server(packet))
    at += 3 + length
  }
  return playLayer(steps, undefined, testFlow('udp', { serverPort: 443 }), keys)
}

/** The same packets, damaged once they are sealed. */
export function playDatagrams(bytes: Buffer, peers: QuicPeers): Outcome {
  const keys = new KeyLog()
  keys.add(peers.keyLog)
  return playLayer(fromBytes(bytes), undefined, testFlow('udp', { serverPort: 443 }), keys)
}

/** A whole sealed conversation as bytes, with the peers whose keys open it; `outerHello` stands in the place of its hello. */
export function sealedDatagrams(outerHello?: Buffer): { bytes: Buffer; peers: QuicPeers } {
  const peers = new QuicPeers(outerHello === undefined ? {} : { outerHello })
  const opening = peers.opening()
  const steps: Step[] = [client(opening.client), server(opening.server)]
  for (const step of fromBytes(http3Content())) {
    if (step.kind !== 'push') continue
    const packet = peers.short(step.direction, step.bytes)
    steps.push(step.direction === 0 ? client(packet) : server(packet))
  }
  return { bytes: toBytes(steps), peers }
}
