/**
 * What no program here speaks any more, or not when it is asked to: draft 29 of QUIC, and tables of QPACK that a request
 * waits for. The packets are of our own making, and tshark reads them with the same keys.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { pcapFile, udpPacket } from './support/capture.ts'
import { h3 } from './support/http3.ts'
import { instructions, lines, sectionPrefix } from './support/qpack.ts'
import { quicVersions } from './support/quic-packet.ts'
import { frames, QuicPeers } from './support/quic-peers.ts'
import type { PeerSide } from './support/quic-peers.ts'
import { readMessages } from './support/read-messages.ts'
import { isThere } from './support/record-loopback.ts'

const hasTshark = await isThere('tshark')
const imei = '356938035643809'

function frame(side: PeerSide, payload: Buffer): Buffer {
  const ends = { source: '192.0.2.1', target: '198.51.100.2', sourcePort: 50_000, targetPort: 443 }
  return side === 0
    ? udpPacket({ ...ends, payload })
    : udpPacket({ source: ends.target, target: ends.source, sourcePort: 443, targetPort: 50_000, payload })
}

/** A table of two entries, which the request refers to: `:authority` and a field of its own. */
const encoder = h3.uni(
  2,
  instructions.capacity(4_096),
  instructions.insertStaticName(0, 'dynamic.example.com'),
  instructions.insert('x-imei', imei),
)
const request = h3.section(
  Buffer.concat([
    sectionPrefix(2),
    lines.indexedStatic(17),
    lines.indexedStatic(23),
    lines.indexed(1),
    lines.staticName(1, '/register'),
    lines.indexed(0),
  ]),
)

function conversation(version: number, isWaiting: boolean): { capture: Buffer; keyLog: string } {
  const peers = new QuicPeers({ version, alpn: version === quicVersions.draft29 ? 'h3-29' : 'h3' })
  const opening = peers.opening()
  const settings = h3.uni(0, h3.settings([1, 4_096], [7, 16]))
  const table = frame(0, peers.short(0, frames.stream(6, 0, encoder)))
  const asking = frame(0, peers.short(0, frames.stream(0, 0, Buffer.concat([request, h3.data('{}')]), true)))
  const all = [
    frame(0, opening.client),
    frame(1, opening.server),
    frame(1, peers.short(1, frames.stream(3, 0, settings))),
    frame(0, peers.short(0, frames.stream(2, 0, settings))),
    ...(isWaiting ? [asking, table] : [table, asking]),
    frame(1, peers.short(1, frames.stream(0, 0, h3.headers([[':status', '204']]), true))),
  ]
  return { capture: pcapFile(all), keyLog: peers.keyLog }
}

async function tshark(capture: Buffer, keyLog: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'varde-oracle-'))
  try {
    writeFileSync(join(folder, 'quic.pcap'), capture)
    writeFileSync(join(folder, 'keys.log'), keyLog)
    const fields = [
      'quic.version',
      'http3.header.header.name',
      'http3.headers.header.value',
      'http3.data',
      'http3.header.qpack.blocked',
    ]
    const { stdout } = await promisify(execFile)(
      'tshark',
      [
        '-n',
        '-r',
        join(folder, 'quic.pcap'),
        '-o',
        `tls.keylog_file:${join(folder, 'keys.log')}`,
        '-T',
        'fields',
        ...fields.flatMap((name) => ['-e', name]),
      ],
      { env: { PATH: process.env['PATH'], HOME: '/nonexistent' } },
    )
    return stdout
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.skipIf(!hasTshark)('HTTP/3 with a table', () => {
  test.each([
    ['version 1', quicVersions.v1, false],
    ['version 2', quicVersions.v2, false],
    ['draft 29', quicVersions.draft29, false],
    ['version 1, the request before its table', quicVersions.v1, true],
  ] as const)('%s', async (_name, version, isWaiting) => {
    const { capture, keyLog } = conversation(version, isWaiting)
    const { messages, anomalies } = readMessages(capture, keyLog)
    expect(messages).toMatchObject([
      { kind: 'request', protocol: 'http3', host: 'dynamic.example.com', target: '/register', body: '{}' },
      { kind: 'response', status: 204 },
    ])
    expect(messages[0]?.fields).toContain(`x-imei: ${imei}`)
    expect(anomalies).toEqual({})
    const rows = (await tshark(capture, keyLog)).split('\n').map((line) => line.split('\t'))
    const [first] = rows
    expect(first?.[0]).toBe(`0x${version.toString(16).padStart(8, '0')}`)
    const asked = rows.find((row) => row[3] === '7b7d')
    if (isWaiting) {
      // tshark says that the section waits, and does not come back to it when the table is there.
      expect(asked?.slice(1)).toEqual(['', '', '7b7d', 'True'])
      return
    }
    const names = [':method', ':scheme', ':authority', ':path', 'x-imei']
    const values = ['GET', 'https', 'dynamic.example.com', '/register', imei]
    expect(asked?.slice(1)).toEqual([names.join(','), values.join(','), '7b7d', ''])
    expect(rows.some((row) => row[1] === ':status' && row[2] === '204')).toBe(true)
  })
})
