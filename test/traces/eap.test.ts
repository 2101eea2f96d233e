/** Who a phone says it is before a Wi-Fi lets it in: anyone near hears it. */
import { expect, test } from 'vitest'
import { wlanFrame } from '../support/encapsulation.ts'
import { ethernetFrame } from '../support/capture.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

const realm = 'wlan.mnc001.mcc242.3gppnetwork.org'

/** An answer of EAP in 802.1X: of a type, with what it says. */
function answer(type: number, said: string | Buffer): Buffer {
  const content = Buffer.from(said)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(5 + content.length)
  return Buffer.concat([
    Buffer.from([1, 0]),
    length,
    Buffer.from([2, 7]),
    length,
    Buffer.from([type]),
    content,
  ])
}

/** EAP-AKA: the subtype, and the attribute that holds an identity (RFC 4187, 10.5). */
function akaIdentity(said: string): Buffer {
  const padded = Buffer.from(said.padEnd(Math.ceil(said.length / 4) * 4, '\0'))
  const head = Buffer.from([5, 0, 0, 14, 1 + padded.length / 4, 0, said.length])
  return Buffer.concat([head, padded])
}

const overAir = (frame: Buffer): Buffer =>
  wlanFrame(Buffer.concat([Buffer.from('aaaa03000000888e', 'hex'), frame]))

test.each<[name: string, frame: Buffer, linkType: number, lines: string[]]>([
  [
    'EAP over a cable',
    ethernetFrame(answer(1, `0242010123456789@${realm}`), {}, 0x888e),
    1,
    ['imsi 242010123456789 certain'],
  ],
  [
    'EAP over the air',
    overAir(answer(1, `0242010123456789@${realm}`)),
    105,
    ['imsi 242010123456789 certain'],
  ],
  [
    'EAP as the phone itself captures it on all interfaces',
    Buffer.concat([
      Buffer.from('0004 0001 0006 02005e0053010000 888e'.replaceAll(' ', ''), 'hex'),
      answer(1, `0242010123456789@${realm}`),
    ]),
    113,
    ['imsi 242010123456789 certain'],
  ],
  [
    'EAP-AKA',
    overAir(answer(23, akaIdentity(`0242010123456789@${realm}`))),
    105,
    ['imsi 242010123456789 certain'],
  ],
  [
    'the account of a school',
    overAir(answer(1, 'kari.nordmann@student.example.no')),
    105,
    ['email kari.nordmann@student.example.no possible'],
  ],
])('%s', async (_, frame, linkType, lines) => {
  const result = await scanFrames([frame], { linkType })
  expect(observed(result)).toEqual(lines)
  const [transmission] = result.transmissions
  expect(transmission).toMatchObject({ protection: 'plaintext', frames: [1], summary: { protocol: 'eap' } })
  // The address of a radio makes the one that it has on its link.
  const [recipient] = result.recipients
  expect(recipient?.addresses.map(({ scope }) => scope)).toEqual([
    linkType === 113 ? 'multicast' : 'link-local',
  ])
  expect(result.coverage.frames.unsupported).toEqual({ 'eap identity': 1 })
  const [finding] = result.findings
  expect(finding?.reasons.join()).toContain('whoever is near can hear it')
  expect(finding?.reasons.join()).not.toContain('no server outside')
})

test.each<[name: string, said: string]>([
  ['nobody', `anonymous@${realm}`],
  ['nobody at a school', 'anonymous@example.no'],
  ['nobody in short', 'anon@example.no'],
  ['the network alone', '@example.no'],
  ['a name for once', `2h3J9pdRk28AbcXnvqx@${realm}`],
  ['a name for once, of digits', `2242010582037194@${realm}`],
])('who says that it is %s names nobody', async (_, said) => {
  const result = await scanFrames([overAir(answer(1, said))], { linkType: 105 })
  expect(observed(result)).toEqual([])
  expect(result.coverage.frames.unsupported).toEqual({ 'eap identity': 1 })
})

test('a question for who asks, and its outcome, say nothing of the phone', async () => {
  const question = Buffer.from('0100000501070005 01'.replaceAll(' ', ''), 'hex')
  const result = await scanFrames([overAir(question), overAir(Buffer.from('0100000403070004', 'hex'))], {
    linkType: 105,
  })
  expect(observed(result)).toEqual([])
  expect(result.coverage.frames.other).toEqual({ eapol: 2 })
})
