/** What users say over PPP to be let in, in clear: on lines, and in PPPoE. */
import { expect, test } from 'vitest'
import { addressText } from '../../src/report/phrases.ts'
import { unreadTexts } from '../../src/report/unread.ts'
import { ethernetFrame } from '../support/capture.ts'
import { profileOf } from '../support/decoded-tree.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

const sized = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])

/** A packet of a login protocol: its number, a code, and what is said. */
function login(protocol: number, code: number, ...said: Buffer[]): Buffer {
  const content = Buffer.concat(said)
  const head = Buffer.alloc(6)
  head.writeUInt16BE(protocol)
  head[2] = code
  head.writeUInt16BE(4 + content.length, 4)
  return Buffer.concat([head, content])
}

const pap = login(0xc023, 1, sized('242017234567890@internet'), sized('hemmelig7'))
const chap = login(0xc223, 2, sized('0123456789abcdef'), Buffer.from('kari.nordmann@isp.example.no'))
const eap = login(0xc227, 2, Buffer.from('\x010242017234567890@wlan.mnc001.mcc242.3gppnetwork.org'))

/** Version, type, code and number of a session, and the length of what follows (RFC 2516, 4). */
function inPppoe(packet: Buffer): Buffer {
  const head = Buffer.from('110000010000', 'hex')
  head.writeUInt16BE(packet.length, 4)
  return ethernetFrame(Buffer.concat([head, packet]), {}, 0x8864)
}

const profile = profileOf({ imsi: ['242017234567890'] })

test.each<[name: string, frame: Buffer, linkType: number, lines: string[]]>([
  ['PAP on a line', Buffer.concat([Buffer.from('ff03', 'hex'), pap]), 9, ['imsi 242017234567890 certain']],
  ['PAP in PPPoE', inPppoe(pap), 1, ['imsi 242017234567890 certain']],
  ['EAP', eap, 9, ['imsi 242017234567890 certain']],
  ['CHAP', chap, 9, ['email kari.nordmann@isp.example.no']],
])('%s', async (_, frame, linkType, lines) => {
  const result = await scanFrames([frame], { linkType, profile })
  const said = observed(result)
  for (const line of lines) expect(said.join('\n')).toContain(line)
  expect(said.some((line) => line.includes('hemmelig7'))).toBe(frame.includes('hemmelig7'))
  expect(result.transmissions[0]).toMatchObject({ protection: 'plaintext', summary: { protocol: 'ppp' } })
  expect(result.coverage.frames.unsupported).toEqual({ 'ppp login': 1 })
  expect(result.findings[0]?.reasons.join()).toContain('the other end of a line')
  expect(unreadTexts(result).join('\n')).toContain(
    '1 frame of ppp login: read only for what names the phone or its user.',
  )
  // Nobody but the other end hears what is said on a line.
  expect(result.recipients.flatMap(({ addresses }) => addresses.map(addressText))).toEqual([
    linkType === 9
      ? 'fe80:: (the other end of the line)'
      : expect.stringMatching(/^fe80::.* \(link-local address\)$/),
  ])
})

test.each([
  ['an answer', login(0xc023, 2, sized('welcome'))],
  ['a challenge', login(0xc223, 1, sized('0123456789abcdef'), Buffer.from('isp'))],
  ['a user who stays anonymous', login(0xc227, 2, Buffer.from('\x01anonymous@isp.example.no'))],
  ['one that is cut', pap.subarray(0, 6)],
])('of %s nothing is told', async (_, frame) => {
  const result = await scanFrames([frame], { linkType: 9 })
  expect(result.observations).toEqual([])
  expect(result.coverage.frames.unsupported).toEqual({ 'ppp login': 1 })
})
