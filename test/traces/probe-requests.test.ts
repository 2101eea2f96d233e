/** Names of networks that a phone calls out to find them: anyone near hears where it was at home. */
import { describe, expect, test } from 'vitest'
import { radiotap } from '../support/encapsulation.ts'
import { verdictOf } from '../../src/report/verdict.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

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
  expect(finding?.reasons.join()).toContain('called out by radio')
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

describe('whose it is, of those who are near', () => {
  const other = '00005e005302'
  const home = element(0, 'Nordmann hjemme')
  /** The same, of another device. */
  const byOther = (frame: Buffer): Buffer => {
    const changed = Buffer.from(frame)
    Buffer.from(other, 'hex').copy(changed, 10)
    return changed
  }
  /** An encrypted frame of a station to its access point. */
  const data = Buffer.concat([
    Buffer.from('08410000', 'hex'),
    Buffer.from(`00005e0053ff${phone}00005e0053ff1000`, 'hex'),
    Buffer.alloc(60, 0x11),
  ])
  const told = async (frames: Buffer[], profile?: string): Promise<readonly [string, string, string]> => {
    const options = { linkType: 105, ...(profile === undefined ? {} : { profile }) }
    const result = await scanFrames(frames, options)
    const [finding] = result.findings
    return [
      verdictOf(result).sentence.split(' sent ')[0] ?? '',
      finding?.reasons.find((reason) => /called out by the/.test(reason)) ?? '',
      finding?.counterEvidence.find((reason) => reason.includes('called')) ?? '',
    ]
  }
  const mine = 'identifiers:\n  wifi-mac: "02:00:5e:00:53:01"\n'
  const [own, both] = [[probe(home)], [probe(home), byOther(probe(home))]]

  test('is not known where nothing tells', async () => {
    expect(await told(own)).toEqual([
      'A device near by',
      '',
      'whoever is near is captured, too: nothing tells that it was this phone that called it out',
    ])
  })

  test('is told by the address of the profile', async () => {
    expect(await told(own, mine)).toEqual([
      'This phone',
      'it was called out by the Wi-Fi address of the profile',
      '',
    ])
    expect(await told(both, mine)).toEqual([
      'This phone, or another device near by,',
      '1 of 2 were called out by the Wi-Fi address of the profile',
      '1 of 2 were called out by another Wi-Fi address: by another device, or by this one under an address drawn at random',
    ])
    const [subject, , against] = await told([byOther(probe(home)), data], mine)
    expect([subject, against]).toEqual([
      'A device near by',
      expect.stringMatching(/^it was called out by an/),
    ])
  })

  test('else by the station that sends most, where there is one', async () => {
    expect((await told([...own, data, data])).slice(0, 2)).toEqual([
      'This phone',
      'it was called out by the station that sent most of what was captured',
    ])
    expect((await told([...own, data, byOther(data)]))[0]).toBe('A device near by')
  })

  test('and nobody is missed who would answer', async () => {
    const { findings } = await scanFrames(own, { linkType: 105 })
    expect(findings[0]?.counterEvidence).toHaveLength(1)
  })
})
