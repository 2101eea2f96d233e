/** Names of networks that a phone calls out to find them: anyone near hears where it was at home. */
import { expect, test } from 'vitest'
import { radiotap } from '../support/encapsulation.ts'
import { observed, scanFrames } from './scan-frames.ts'

const phone = '02005e005301'
const all = 'ffffffffffff'

const element = (kind: number, content: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from([kind, content.length]), Buffer.from(content)])

/** A management frame of a subtype, of the phone, to all. */
function management(subtype: number, flags: number, ...content: Buffer[]): Buffer {
  return Buffer.concat([
    Buffer.from([subtype << 4, flags]),
    Buffer.from(`0000${all}${phone}${all}1000`, 'hex'),
    ...((flags & 0x80) === 0 ? [] : [Buffer.alloc(4)]),
    ...content,
  ])
}

const probe = (...content: Buffer[]): Buffer => management(4, 0, ...content)
const rates = element(1, Buffer.from('82848b96', 'hex'))

function attribute(kind: number, text: string): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(kind, 0)
  head.writeUInt16BE(text.length, 2)
  return Buffer.concat([head, Buffer.from(text)])
}

const wps = element(
  221,
  Buffer.concat([
    Buffer.from('0050f204', 'hex'),
    attribute(0x1042, 'R58M12ABCDE'),
    attribute(0x1011, 'Phone of Anna'),
  ]),
)

test('the network that a phone looks for is told, of whoever is near', async () => {
  const result = await scanFrames([probe(element(0, 'Nordmann hjemme'), rates)], { linkType: 105 })
  expect(observed(result)).toEqual(['ssid Nordmann hjemme probable'])
  expect(result.transmissions[0]).toMatchObject({
    protection: 'plaintext',
    frames: [1],
    summary: { protocol: 'probe-request' },
  })
  expect(result.recipients.map(({ addresses }) => addresses.map(({ scope }) => scope))).toEqual([
    ['multicast'],
  ])
  expect(result.coverage.frames.unsupported).toEqual({ '802.11 probe request with a name': 1 })
  const [finding] = result.findings
  expect(finding?.reasons.join()).toContain('calls it out by radio')
  const [observation] = result.observations
  expect(observation?.spans).toEqual([{ frame: 1, start: 26, end: 41 }])
})

test('behind radiotap, with a field of control, and with what WPS says of the device', async () => {
  const result = await scanFrames(
    [radiotap(management(4, 0x80, element(0, 'Nordmann hjemme'), rates, wps))],
    { linkType: 127 },
  )
  expect(observed(result)).toEqual(['serial R58M12ABCDE possible', 'ssid Nordmann hjemme probable'])
})

test.each<[name: string, frame: Buffer]>([
  ['a request for any network', probe(element(0, ''), rates)],
  ['a name of zeros', probe(element(0, Buffer.alloc(8)), rates)],
  ['what an access point says of itself', management(8, 0, Buffer.alloc(12), element(0, 'Nordmann hjemme'))],
  ['an answer', management(5, 0, Buffer.alloc(12), element(0, 'Nordmann hjemme'))],
  ['an element that is cut', probe(Buffer.from([0, 20, 65, 66]))],
  ['a header alone', probe()],
])('%s tells nothing', async (_, frame) => {
  const result = await scanFrames([frame], { linkType: 105 })
  expect(observed(result)).toEqual([])
  expect(result.coverage.frames.other).toEqual({ '802.11 management': 1 })
})
