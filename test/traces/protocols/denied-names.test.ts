/** What is said of a known sender whose name leads nowhere, as a filter of names answers. */
import { expect, test } from 'vitest'
import { addressBytes, TcpConversation, udpPacket } from '../../support/capture.ts'
import { dnsMessage, dnsQuestion, dnsRecord, dnsTypes } from '../../support/dns-message.ts'
import { scanFrames } from '../../support/scan-frames.ts'

const name = 'zzhc.vnet.cn'
const denied =
  'DNS gave no address of a server for it (a filter, or a name that is gone): by that it could not be reached'

function lookUp(type: number, flags: number, ...addresses: readonly string[]): Buffer[] {
  const questions = [dnsQuestion(name, type)]
  const answers = addresses.map((address) => dnsRecord(name, type, addressBytes(address)))
  return [
    udpPacket({ targetPort: 53, payload: dnsMessage({ flags: 0x0100, questions }) }),
    udpPacket({
      source: '198.51.100.20',
      sourcePort: 53,
      target: '192.0.2.10',
      targetPort: 40_000,
      payload: dnsMessage({ flags, questions, answers }),
    }),
  ]
}

const { a, aaaa } = dnsTypes
const found = 0x8180
const contact = new TcpConversation({ target: '203.0.113.9', targetPort: 443 })
  .open()
  .send(Buffer.alloc(40, 0xee)).frames

test.each<[string, Buffer[], boolean]>([
  ['the unspecified addresses', [...lookUp(a, found, '0.0.0.0'), ...lookUp(aaaa, found, '::')], true],
  ['the device itself', lookUp(a, found, '127.0.0.1'), true],
  ['that there is none', lookUp(a, 0x8183), true],
  [
    'that it refuses, beside no address of the other kind',
    [...lookUp(a, 0x8185), ...lookUp(aaaa, found)],
    true,
  ],
  ['an address', lookUp(a, found, '203.0.113.9'), false],
  ['an address, and later none', [...lookUp(a, found, '203.0.113.9'), ...lookUp(a, 0x8182)], false],
  ['no address of one kind', lookUp(aaaa, found), false],
  ['nothing', lookUp(a, found).slice(0, 1), false],
  ['an address that is contacted', [...lookUp(a, found, '203.0.113.9'), ...contact], false],
])('DNS answers with %s', async (_, frames, isDenied) => {
  const { findings } = await scanFrames(frames)
  expect(findings.map(({ family }) => family)).toEqual(['china-telecom-self-registration'])
  expect(findings[0]?.counterEvidence.includes(denied)).toBe(isDenied)
})
