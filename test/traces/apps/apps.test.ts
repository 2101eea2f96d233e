/** Captures that name the app behind each packet: the report says which app sent what to whom. */
import { expect, test } from 'vitest'
import type { ScanResult } from '../../../src/pipeline/scan-result.ts'
import { renderJson } from '../../support/render-json.ts'
import { renderTerminal } from '../../../src/report/terminal.ts'
import {
  darwinOption,
  darwinProcessBlock,
  pcapdroidFrame,
  pktap,
  uidMapBlock,
} from '../../support/app-blocks.ts'
import {
  enhancedPacketBlock,
  interfaceBlock,
  pcapFile,
  sectionHeaderBlock,
  TcpConversation,
  udpPacket,
} from '../../support/capture.ts'
import type { PcapngOption } from '../../support/capture.ts'
import { gtpU, overUdp } from '../../support/encapsulation.ts'
import { dnsMessage, dnsQuestion } from '../../support/dns-message.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { observed, scanBytes, scanFrames } from '../../support/scan-frames.ts'

const imei = '490154203718467'

/** The document is what docs/schema says. */
function expectValid(result: ScanResult): void {
  for (const isRevealed of [false, true]) {
    expect(schemaErrors(JSON.parse(renderJson(result, isRevealed)))).toEqual([])
  }
}

/** One request of an app that sends the IMEI, from a port of its own. */
function leak(port: number, host: string): Buffer[] {
  return new TcpConversation({ sourcePort: port })
    .open()
    .send(`GET /ping?imei=${imei} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
    .reply('HTTP/1.1 204 No Content\r\n\r\n')
    .close().frames
}

function lookUp(port: number): Buffer {
  return udpPacket({ sourcePort: port, payload: dnsMessage({ questions: [dnsQuestion('two.example.net')] }) })
}

const kitchen = leak(40_001, 'one.example.com')
const bakery = leak(40_002, 'two.example.com')
const nobody = leak(40_003, 'three.example.com')

test('PCAPdroid, pcap with trailers', async () => {
  const packetOf = (frame: Buffer): Buffer => frame.subarray(14)
  const result = await scanFrames([
    ...kitchen.map((frame) => pcapdroidFrame(packetOf(frame), 10_123, 'Kitchen Timer')),
    pcapdroidFrame(packetOf(lookUp(40_009)), 1_051, 'netd'),
    ...bakery.map((frame) => pcapdroidFrame(packetOf(frame), 10_200, 'Bakery')),
    ...nobody.map((frame) => pcapdroidFrame(packetOf(frame), -1, '')),
  ])
  expect(observed(result)).toEqual([`imei ${imei} possible`])
  // What the recorder puts behind a packet is nothing that was sent.
  expect(result.coverage.frameBytes.unsupported).toBe(0)
  const names = new Map(result.apps.map((app) => [app.id, `${app.name} ${app.uid}`]))
  expect(result.transmissions.map((one) => [one.summary.host, names.get(one.app ?? '')])).toEqual([
    ['one.example.com', 'Kitchen Timer 10123'],
    ['two.example.com', 'Bakery 10200'],
    ['three.example.com', undefined],
  ])
  const appsOf = new Map(result.recipients.map((one) => [one.host, one.senders.map((id) => names.get(id))]))
  expect(appsOf.get('one.example.com')).toEqual(['Kitchen Timer 10123'])
  expect(appsOf.get('three.example.com')).toEqual([])
  expect([...names.values()]).toContain('netd 1051')
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text).toContain('sent by Kitchen Timer (uid 10123)')
  expect(text).toContain('sent by Bakery (uid 10200)')
  expectValid(result)
  const document = JSON.parse(renderJson(result, false)) as {
    apps: unknown[]
    transmissions: { app: unknown }[]
  }
  expect(document.apps).toContainEqual({
    id: result.transmissions[0]?.app,
    package: null,
    name: 'Kitchen Timer',
    uid: 10_123,
    pids: [],
    path: null,
  })
  expect(document.transmissions.map((one) => one.app === null)).toEqual([false, false, true])
})

function pcapng(
  packets: [frames: Buffer[], options: PcapngOption[]][],
  blocks: Buffer[],
  late: Buffer[] = [],
): Buffer {
  let sec = 1_000
  return Buffer.concat([
    sectionHeaderBlock(),
    interfaceBlock(),
    ...blocks,
    ...packets.flatMap(([frames, options]) =>
      frames.map((bytes) => enhancedPacketBlock({ bytes }, { sec: sec++, nsec: 0 }, 6, false, options)),
    ),
    ...late,
  ])
}

test('PCAPdroid, pcapng: the package is known, also where it is said behind the packets', async () => {
  const result = await scanBytes(
    pcapng(
      [
        [kitchen, [{ code: 1, value: Buffer.from('u-10123') }]],
        [bakery, [{ code: 1, value: Buffer.from('u-10200') }]],
      ],
      [uidMapBlock(10_123, 'com.example.kitchen', 'Kitchen Timer')],
      [uidMapBlock(10_200, 'com.example.bakery', 'Bakery')],
    ),
  )
  expect(result.apps).toMatchObject([
    { id: 'a1', package: 'com.example.kitchen', name: 'Kitchen Timer', uid: 10_123 },
    { id: 'a2', package: 'com.example.bakery', name: 'Bakery', uid: 10_200 },
  ])
  expect(result.transmissions.map((one) => one.app)).toEqual(['a1', 'a2'])
  expect(result.captures[0]?.comments).toEqual([])
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text).toContain('sent by Kitchen Timer (com.example.kitchen, uid 10123)')
})

test('Apple: the process that a system service spoke for', async () => {
  const result = await scanBytes(
    pcapng(
      [[kitchen, [darwinOption(0), darwinOption(1, true)]]],
      [darwinProcessBlock(120, 'nsurlsessiond'), darwinProcessBlock(640, 'Kitchen')],
    ),
  )
  expect(result.apps).toEqual([
    { id: 'a1', package: null, name: 'Kitchen', uid: null, pids: [640], path: null },
  ])
  expect(result.recipients[0]?.senders).toEqual(['a1'])
})

test('Apple: the packet tap, in both of its numbers', async () => {
  for (const linkType of [258, 149]) {
    const frames = kitchen.map((frame) => pktap(frame, 1, { pid: 640, name: 'Kitchen' }))
    const other = bakery.map((frame) =>
      pktap(frame, 1, { pid: 1, name: 'launchd' }, { pid: 9, name: 'Bakery' }),
    )
    const unknown = nobody.map((frame) => pktap(frame, 1, { pid: -1, name: '' }))
    const result = await scanBytes(pcapFile([...frames, ...other, ...unknown], { linkType }))
    expect(result.transmissions.map((one) => result.apps.find((app) => app.id === one.app)?.name)).toEqual([
      'Kitchen',
      'Bakery',
      undefined,
    ])
    expect(result.apps.map((app) => app.pids)).toEqual([[640], [9]])
  }
})

test('how many of several requests came through a tunnel is said', async () => {
  const other = leak(40_003, 'one.example.com')
  const inside = other.map((frame) => overUdp(gtpU(frame.subarray(14)), 2152))
  const result = await scanFrames([...kitchen, ...inside])
  expect(result.transmissions.map((one) => one.summary.tunnels)).toEqual([undefined, ['gtp-u']])
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text).toContain('seen inside a tunnel: gtp-u (1 of 2 transmissions)')
})

test('a request inside a tunnel says so', async () => {
  const frames = kitchen.map((frame) => overUdp(gtpU(frame.subarray(14)), 2152))
  const result = await scanFrames(frames)
  expect(result.transmissions.map((one) => one.summary.tunnels)).toEqual([['gtp-u']])
  expect(result.coverage.frames.tunnelled).toEqual({ 'gtp-u': frames.length })
  expectValid(result)
  const text = renderTerminal(result, { isRevealed: false, hasColour: false, columns: 100 })
  expect(text).toContain('seen inside a tunnel: gtp-u\n')
  // Whoever sends a tunnel can write any address into it: the ends that the network saw stay in the report.
  expect(result.tunnels).toEqual([
    {
      capture: 0,
      kind: 'gtp-u',
      source: '203.0.113.1',
      target: '203.0.113.2',
      port: 2152,
      packets: frames.length,
    },
  ])
  expect(text).toContain('read inside tunnels: gtp-u from 203.0.113.1 to 203.0.113.2:2152')
})
