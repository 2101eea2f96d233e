/**
 * What Ptacek and Newsham (1998) taught to slip past a reader of packets: decoys, odd starts and ends, odd cuts. A value
 * that is sent in such a way is found, and what was odd is said. Other copies of the same bytes: other-copies.test.ts.
 */
import { describe, expect, test } from 'vitest'
import {
  ipFragment,
  ethernetFrame,
  TcpConversation,
  tcpFlags,
  tcpPacket,
  tcpSegment,
} from '../../support/capture.ts'
import type { CapturedFrame } from '../../support/capture.ts'
import { anomalyCodes, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const profile = `name: the phone
identifiers:
  imei: "${imei}"
`
const request = `POST /r HTTP/1.1\r\nHost: a.example\r\nContent-Length: ${imei.length + 5}\r\n\r\nimei=${imei}`
const head = request.slice(0, 30)
const tail = request.slice(30)
const end = 1_001 + request.length
const junk = 'z'.repeat(request.length)

function phone(sequence: number, payload: string, more: Parameters<typeof tcpPacket>[0] = {}): Buffer {
  return tcpPacket({ sequence, acknowledgement: 2_001, payload, ...more })
}

function server(more: Parameters<typeof tcpPacket>[0]): Buffer {
  return tcpPacket({
    source: '198.51.100.20',
    target: '192.0.2.10',
    sourcePort: 80,
    targetPort: 40_000,
    sequence: 2_001,
    ...more,
  })
}

function withBadChecksum(frame: Buffer): Buffer {
  const bad = Buffer.from(frame)
  // Of TCP, behind Ethernet and an IPv4 header without options.
  bad.writeUInt16BE(bad.readUInt16BE(50) ^ 0x5555, 50)
  return bad
}

/** The frame whose urgent pointer is `pointer`, with a right checksum. */
function urgent(frame: Buffer, pointer: number): Buffer {
  const bytes = Buffer.from(frame)
  bytes.writeUInt16BE(pointer, 52)
  const sum = bytes.readUInt16BE(50) - pointer
  bytes.writeUInt16BE(sum < 0 ? sum + 0xffff : sum, 50)
  return bytes
}

const open = new TcpConversation().open().frames
const [syn, synAck, ack] = open as [Buffer, Buffer, Buffer]
const { fin, rst, urg, psh, ack: acks, syn: syns } = tcpFlags

interface Evasion {
  readonly name: string
  readonly frames: readonly (Buffer | CapturedFrame)[]
  /** Anomalies that say it; none where it is nothing odd. */
  readonly said?: readonly string[]
}

const differs = 'stream.tcp.overlap_differs'

const evasions: Readonly<Record<string, readonly Evasion[]>> = {
  'T09: the same twice': [
    {
      name: 'each frame captured plain and with a VLAN tag',
      frames: [...open, phone(1_001, request)].flatMap((frame) => [
        frame,
        Buffer.concat([frame.subarray(0, 12), Buffer.from([0x81, 0, 0, 7]), frame.subarray(12)]),
      ]),
    },
    {
      name: 'another connection with the same ports at once',
      frames: [
        ...open,
        phone(1_001, junk),
        ...new TcpConversation({}, 900_000, 700_000).open().frames,
        phone(900_001, request, { acknowledgement: 700_001 }),
      ],
    },
  ],
  'T11: a decoy in front of the real bytes': [
    {
      name: 'with a wrong checksum',
      frames: [...open, withBadChecksum(phone(1_001, junk)), phone(1_001, request)],
      said: ['stream.tcp.damaged'],
    },
    {
      name: 'with a hop count that does not reach the server',
      frames: [...open, phone(1_001, junk, { ttl: 2 }), phone(1_001, request)],
      said: [differs],
    },
    {
      name: 'that acknowledges what was never sent',
      frames: [...open, phone(1_001, junk, { acknowledgement: 900_000_000 }), phone(1_001, request)],
      said: [differs],
    },
    {
      name: 'without the flag ACK',
      frames: [...open, phone(1_001, junk, { flags: psh }), phone(1_001, request)],
      said: [differs],
    },
    {
      name: 'a FIN that does not reach the server',
      frames: [
        ...open,
        phone(1_001, head),
        phone(1_031, '', { flags: fin | acks, ttl: 1 }),
        phone(1_031, tail),
        server({ acknowledgement: end, payload: 'HTTP/1.1 204 No Content\r\n\r\n' }),
      ],
      said: ['stream.tcp.mistaken'],
    },
    {
      name: 'a SYN that does not reach the server, far off and near by',
      frames: [99, 2_000, 0x7000_0000].flatMap((sequence, index) => {
        const ports = { sourcePort: 40_000 + index }
        return [
          ...new TcpConversation(ports).open().frames,
          phone(1_001, head, ports),
          tcpPacket({ ...ports, sequence, flags: syns, ttl: 1 }),
          phone(1_031, tail, ports),
        ]
      }),
      said: ['stream.tcp.mistaken'],
    },
    {
      name: 'far outside of the window',
      frames: [...open, phone(1_500_000_000, junk), phone(1_001, request)],
      said: ['stream.tcp.out_of_window', 'stream.tcp.stray_dropped'],
    },
    {
      name: 'and real bytes whose checksum the card would have filled in',
      frames: [...open, withBadChecksum(phone(1_001, request))],
    },
  ],
  'T12: IP fragments': [
    {
      name: 'tiny, in reverse order',
      frames: [...open, ...fragmented(request, 8).reverse()],
    },
    { name: 'as one fragment that is all (atomic)', frames: [...open, ...fragmented(request, 8_000)] },
    {
      name: 'that carry another copy of a segment',
      frames: [...open, phone(1_001, junk), ...fragmented(request, 24)],
      said: [differs],
    },
    {
      name: 'beside others that are never complete',
      frames: [...open, ...fragmented(junk, 16, 9).slice(1), phone(1_001, request)],
      said: ['packet.fragment.incomplete'],
    },
  ],
  'T13: odd cuts': [
    { name: 'single bytes', frames: [...open, ...cut(1)] },
    { name: 'single bytes in reverse order', frames: [...open, ...cut(1).reverse()] },
    { name: 'each segment twice', frames: [...open, ...cut(9).flatMap((frame) => [frame, frame])] },
    {
      name: 'keep-alives between',
      frames: [...open, phone(1_001, head), phone(1_030, '\0'), phone(1_031, tail), phone(end - 1, '')],
    },
    {
      name: 'sequence numbers that wrap inside the value',
      frames: (() => {
        const start = 0x1_0000_0000 - request.length + 8
        const wrapping = new TcpConversation({}, start - 1).open()
        return wrapping.send(request, 16).frames
      })(),
    },
  ],
  'T14: bytes that are missing': [
    {
      name: 'of an earlier request: the next one is found',
      frames: [...open, phone(1_001, head), phone(end, request), phone(end + request.length, request)],
      said: ['stream.tcp.gap'],
    },
    {
      name: 'twice, and behind the end of a body',
      frames: [...open, phone(1_021, junk.slice(20)), phone(end + 50, request), phone(end + 4_000, request)],
      said: ['stream.tcp.gap'],
    },
  ],
  'T15: starts that are not captured': [
    { name: 'the SYN', frames: [synAck, ack, phone(1_001, request)] },
    { name: 'the whole handshake', frames: [phone(1_001, request)] },
    { name: 'the answers: one side only', frames: [syn, ack, phone(1_001, head), phone(1_031, tail)] },
    { name: 'and the first bytes', frames: [phone(1_031, junk), phone(1_031 + junk.length, request)] },
    {
      name: 'and whose first two segments come in the wrong order',
      frames: [phone(1_031, tail), phone(1_001, head)],
    },
    {
      name: 'and whose first two messages come in the wrong order',
      frames: [phone(end, 'GET /z HTTP/1.1\r\nHost: a.example\r\n\r\n'), phone(1_001, request)],
    },
    {
      name: 'and whose first segment comes behind the answer to the second',
      frames: [
        phone(end, 'GET /z HTTP/1.1\r\nHost: a.example\r\n\r\n'),
        server({ acknowledgement: end + 40 }),
        phone(1_001, request),
      ],
      said: ['stream.tcp.before_start'],
    },
    {
      name: 'and whose frames all stand in reverse order',
      frames: [
        ...open,
        phone(1_001, request),
        phone(end, '', { flags: fin | acks }),
        server({ acknowledgement: end + 1, flags: fin | acks }),
        phone(end + 1, '', { acknowledgement: 2_002 }),
      ].toReversed(),
      said: ['stream.tcp.not_compared'],
    },
  ],
  'T16: handshakes that are odd': [
    {
      name: 'data on the SYN',
      frames: [
        tcpPacket({ sequence: 1_000, flags: syns, payload: head }),
        server({ sequence: 2_000, acknowledgement: 1_031, flags: syns | acks }),
        phone(1_031, tail),
      ],
    },
    {
      name: 'a split handshake: the server answers with a SYN of its own',
      frames: [
        syn,
        server({ sequence: 2_000, flags: syns, acknowledgement: 0 }),
        tcpPacket({ sequence: 1_000, flags: syns | acks, acknowledgement: 2_001 }),
        server({ sequence: 2_001, acknowledgement: 1_001, flags: acks }),
        phone(1_001, request),
      ],
    },
    { name: 'data before the handshake ends', frames: [syn, phone(1_001, request), synAck, ack] },
  ],
  'T17: ends that are none': [
    {
      name: 'a RST, then data',
      frames: [...open, phone(1_001, head), phone(1_031, '', { flags: rst }), phone(1_031, tail)],
      said: ['stream.tcp.data_after_end'],
    },
    {
      name: 'a forged RST far from the window, then data',
      frames: [...open, phone(1_001, head), phone(900_000_000, '', { flags: rst }), phone(1_031, tail)],
      said: ['stream.tcp.reset_out_of_window'],
    },
    {
      name: 'a FIN before the last bytes, then data',
      frames: [...open, phone(1_001, head), phone(1_031, '', { flags: fin | acks }), phone(1_031, tail)],
      said: ['stream.tcp.mistaken'],
    },
    {
      name: 'a FIN, then data behind it',
      frames: [...open, phone(1_001, junk), phone(end, '', { flags: fin | acks }), phone(end + 1, request)],
      said: ['stream.tcp.data_after_end'],
    },
    {
      name: 'data that nobody acknowledges',
      frames: [...open, phone(1_001, request), server({ acknowledgement: 1_001, flags: rst | acks })],
    },
    {
      name: 'an urgent byte',
      frames: [
        ...open,
        phone(1_001, head, { flags: acks | urg }),
        phone(1_031, tail, { flags: acks | urg | psh }),
      ],
      said: ['packet.tcp.urgent'],
    },
    {
      name: 'an urgent byte inside the value, which receivers take out',
      frames: [
        ...open,
        urgent(
          phone(1_001, `${request.slice(0, -8)}X${request.slice(-8)}`, { flags: acks | urg }),
          request.length - 7,
        ),
      ],
      said: ['packet.tcp.urgent'],
    },
    {
      name: 'an urgent byte inside the value, in a segment of its own',
      frames: [
        ...open,
        phone(1_001, request.slice(0, -8)),
        urgent(phone(end - 8, 'X', { flags: acks | urg }), 1),
        phone(end - 7, request.slice(-8)),
      ],
      said: ['packet.tcp.urgent'],
    },
  ],
}

/** The request in segments of `size` bytes. */
function cut(size: number): Buffer[] {
  const frames: Buffer[] = []
  for (let at = 0; at < request.length; at += size)
    frames.push(phone(1_001 + at, request.slice(at, at + size)))
  return frames
}

/** A segment with `payload` at the start of the stream, in IP fragments of `size` bytes. */
function fragmented(payload: string, size: number, identification = 7): Buffer[] {
  const segment = tcpSegment({ sequence: 1_001, acknowledgement: 2_001, payload })
  const frames: Buffer[] = []
  for (let at = 0; at < segment.length; at += size) {
    const piece = segment.subarray(at, at + size)
    const hasMore = at + size < segment.length
    frames.push(ethernetFrame(ipFragment(6, piece, at, hasMore, { identification })))
  }
  return frames
}

describe.each(Object.entries(evasions))('%s', (_title, cases) => {
  test.each(cases.map((evasion) => [evasion.name, evasion] as const))(
    '%s',
    async (_name, { frames, said = [] }) => {
      const result = await scanFrames(frames, { profile })
      const values = new Set(result.observations.map(({ identifier, normal }) => `${identifier} ${normal}`))
      expect(values).toEqual(new Set([`imei ${imei}`]))
      expect(anomalyCodes(result)).toEqual(expect.arrayContaining([...said]))
      if (said.length === 0) expect(anomalyCodes(result).filter((code) => code.includes('tcp'))).toEqual([])
    },
  )
})
