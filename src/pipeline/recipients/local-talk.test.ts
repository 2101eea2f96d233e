/** What is said among neighbours is no leak to a stranger; the same to a stranger is one. */
import { describe, expect, test } from 'vitest'
import { udpPacket } from '../../../test/support/capture.ts'
import { dnsMessage, dnsRecord, dnsTypes } from '../../../test/support/dns-message.ts'
import { observedLines } from '../../../test/support/scan-capture.ts'
import { scanFrames } from '../../../test/support/scan-frames.ts'
import type { Profile } from '../../device/types.ts'

const serial = 'B2NGAA8473920561'
const mac = 'a450461b2c3d'
const profile: Profile = {
  name: 'phone',
  identifiers: new Map([
    ['serial', [serial]],
    ['wifi-mac', [mac]],
  ]),
  places: [],
}

/** A Discover of DHCP whose client calls itself `name`. */
function discover(name: string, ends: { source: string; target: string }): Buffer {
  const payload = Buffer.concat([
    Buffer.alloc(240),
    Buffer.from([12, name.length]),
    Buffer.from(name),
    Buffer.from([61, 7, 1]),
    Buffer.from(mac, 'hex'),
    Buffer.from([255]),
  ])
  payload.set([1, 1, 6])
  payload.write(mac, 28, 'hex')
  payload.writeUInt32BE(0x6382_5363, 236)
  return udpPacket({ ...ends, sourcePort: 68, targetPort: 67, payload })
}

function announcement(text: string, target = '224.0.0.251', port = 5353): Buffer {
  const content = Buffer.concat([Buffer.from([text.length]), Buffer.from(text)])
  const answers = [dnsRecord('phone._x._tcp.local', dnsTypes.txt, content)]
  const payload = dnsMessage({ flags: 0x8400, answers })
  return udpPacket({ source: '192.168.1.5', target, sourcePort: port, targetPort: port, payload })
}

function notify(field: string): Buffer {
  const payload = `NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nNTS: ssdp:alive\r\n${field}\r\n\r\n`
  return udpPacket({ source: '192.168.1.5', target: '239.255.255.250', targetPort: 1_900, payload })
}

function solicit(): Buffer {
  const id = Buffer.from(`0001000e000100012a3b4c5d${mac}`, 'hex')
  const option = Buffer.concat([Buffer.from([0, 39, 0, serial.length + 1, 0]), Buffer.from(serial)])
  const payload = Buffer.concat([Buffer.from([1, 1, 2, 3]), id, option])
  return udpPacket({ source: 'fe80::5', target: 'ff02::1:2', sourcePort: 546, targetPort: 547, payload })
}

const toAll = { source: '0.0.0.0', target: '255.255.255.255' }
const toStranger = { source: '192.168.1.5', target: '198.51.100.20' }

describe('a value of the profile among neighbours', () => {
  test.each([
    ['DHCP', discover(`phone-${serial}`, toAll)],
    ['DHCPv6', solicit()],
    ['mDNS', announcement(`serial=${serial}`)],
    ['LLMNR', announcement(`serial=${serial}`, '224.0.0.252', 5355)],
    ['SSDP', notify(`X-Serial: ${serial}`)],
  ])('in %s is told as what goes to the local network only', async (_, frame) => {
    const result = await scanFrames([frame], { profile })
    expect(
      new Set(result.observations.map(({ identifier, direction }) => `${identifier} ${direction}`)),
    ).toEqual(new Set(['serial sent']))
    const [finding] = result.findings
    expect(finding?.severity).toBe('medium')
    expect(finding?.reasons).toContain(
      'it goes to the local network only: whoever is on it can hear it, and no server outside of it does',
    )
  })

  test.each([
    ['DHCP', discover('phone', toAll)],
    ['mDNS', announcement(`mac=${mac}`)],
    ['SSDP', notify(`USN: uuid:2f402f80-da50-11e1-9b23-${mac}`)],
  ])('is no finding where it is the MAC address, which each frame has: %s', async (_, frame) => {
    const result = await scanFrames([frame], { profile })
    expect(result.observations).toEqual([])
    expect(result.findings).toEqual([])
  })

  test('without a profile nothing in names of neighbours identifies', async () => {
    const frames = [discover('phone-357184092641738', toAll), announcement('imei=357184092641738')]
    expect((await scanFrames(frames)).observations).toEqual([])
  })
})

test('a message of DHCP to a stranger is read like any other', async () => {
  const known = await scanFrames([discover(`phone-${serial}`, toStranger)], { profile })
  expect(new Set(observedLines(known))).toEqual(
    new Set([`serial ${serial} certain @ #1`, `wifi-mac ${mac} certain @ #1`]),
  )
  expect(known.findings.map(({ severity }) => severity)).toEqual(['high'])
  const unknown = await scanFrames([discover('imei=357184092641738', toStranger)])
  expect(unknown.observations.map(({ identifier }) => identifier)).toEqual(['imei'])
})

test('what neighbours are told is neither opaque nor a reason to name a recipient before its time', async () => {
  const lease = discover('phone', toAll)
  const question = udpPacket({ target: '198.51.100.53', targetPort: 9_000, payload: 'imei=357184092641738' })
  const result = await scanFrames([lease, question])
  expect(result.opaque).toEqual([])
  expect(result.recipients.map(({ addresses }) => addresses[0]?.address)).toEqual([
    '198.51.100.53',
    '255.255.255.255',
  ])
})
