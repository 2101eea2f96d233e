import { createHash } from 'node:crypto'
import { afterEach, expect, test, vi } from 'vitest'
import { udpPacket } from '../../../test/support/capture.ts'
import { scanFrames } from '../../../test/support/scan-frames.ts'
import type { DecodeInput } from '../../decode/types.ts'
import type { DetectContext } from '../../detect/family-type.ts'
import { Detector } from '../../detect/detector.ts'
import { Part } from '../../message/types.ts'
import { EmptyMessages } from './empty-messages.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const imei = '352099001761481'

/** What a device says of itself to its neighbours (UPnP Device Architecture 2.0, 1.2.2). */
function announced(fields: readonly string[] = [], id = '2f402f80-da50-11e1-9b23-001788409f51'): string {
  const head = ['NOTIFY * HTTP/1.1', 'HOST: 239.255.255.250:1900', 'NT: upnp:rootdevice', 'NTS: ssdp:alive']
  return [...head, `USN: uuid:${id}::upnp:rootdevice`, ...fields, '', ''].join('\r\n')
}

/** How many messages were read in full, and what a scan says of them, each sent to neighbours. */
async function read(texts: readonly string[], profile: string | null = null) {
  const detect = vi.spyOn(Detector.prototype, 'detect')
  const frames = texts.map((payload) =>
    udpPacket({ sourcePort: 1_900, target: '239.255.255.250', targetPort: 1_900, payload }),
  )
  const result = await scanFrames(frames, { profile })
  return { result, times: detect.mock.calls.length, decoded: result.coverage.searched.decodedMessages }
}

test('the same announcement is read once, and one that differs by itself', async () => {
  const one = announced()
  const other = announced(['BOOTID.UPNP.ORG: 7'])
  const { times, decoded, result } = await read([one, one, other, one, other])
  expect([times, decoded]).toEqual([2, 5])
  expect([result.observations.length, result.transmissions.length]).toEqual([0, 0])
})

test('answers of neighbours are read once, whenever they were sent', async () => {
  const sent = (date: string): string => announced([date]).replace('NOTIFY * HTTP/1.1', 'HTTP/1.1 200 OK')
  const search = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nST: upnp:rootdevice\r\n\r\n'
  const phone = { source: '192.168.1.5', sourcePort: 40_000 }
  const device = { source: '192.168.1.7', sourcePort: 1_900, target: phone.source, targetPort: 40_000 }
  const read = async (dates: readonly string[]): Promise<number> => {
    const detect = vi.spyOn(Detector.prototype, 'detect')
    const asked = udpPacket({ ...phone, target: device.source, targetPort: 1_900, payload: search })
    await scanFrames([asked, ...dates.map((date) => udpPacket({ ...device, payload: sent(date) }))])
    const times = detect.mock.calls.length
    detect.mockRestore()
    return times
  }
  expect(await read(['DATE: Mon, 01 Dec 2025 01:42:15 GMT', 'DATE: Tue, 02 Dec 2025 11:02:59 GMT'])).toBe(1)
  expect(await read(['DATE: 1990-04-05', 'DATE: 1991-05-06'])).toBe(2)
  const others = ['X-DATE: Mon, 01 Dec 2025 01:42:15 GMT', 'X-DATE: Tue, 02 Dec 2025 11:02:59 GMT']
  expect(await read(others)).toBe(2)
  expect(await read(['DATE: Mon, 01 Dec 2025 01:42:15 GMT', 'DATE: Mon, 01 Dec 2025 01:42:15 GMT+1'])).toBe(2)
})

test('what holds something is read each time', async () => {
  const told = announced([`X-Device: imei=${imei}`])
  const { times, result } = await read([told, announced(), told, told])
  expect(times).toBe(4)
  expect(result.transmissions.map(({ identifiers }) => identifiers)).toEqual([['imei'], ['imei'], ['imei']])
})

test('what is dismissed, and what looks random, counts each time', async () => {
  const example = await read([1, 2, 3].map(() => announced(['X-Device: imei=490154203237518'])))
  expect(example.result.dismissals.map(({ count }) => count)).toEqual([3])
  const token = createHash('sha512').update('token').digest('base64')
  const random = await read([1, 2, 3].map(() => announced([`X-Token: ${token}${token}`])))
  expect(random.result.coverage.searched.tokenValues).toBe(3)
})

const context: DetectContext = { host: 'a.example', protocol: 'http', port: 80, direction: 0 }

function part(text: string): Part {
  const made = new Part()
  made.buf = Buffer.from(text)
  made.end = made.buf.length
  return made
}

function input(head: string, body = ''): DecodeInput {
  const texts = { target: '', contentType: '', contentEncoding: '' }
  return { head: part(head), body: part(body), trailer: part(''), ...texts }
}

test('a message is the same where its parts, its recipient and what it is read as are', () => {
  const empty = new EmptyMessages()
  const name = empty.nameOf(input('head', 'body'), context)
  empty.add(name)
  expect(empty.has(empty.nameOf(input('head', 'body'), { ...context }))).toBe(true)
  const others = [
    empty.nameOf(input('headb', 'ody'), context),
    empty.nameOf(input('head', 'bodY'), context),
    empty.nameOf(input('head', 'body'), { ...context, host: 'b.example' }),
    empty.nameOf(input('head', 'body'), { ...context, protocol: 'ssdp' }),
    empty.nameOf(input('head', 'body'), { ...context, port: 81 }),
    empty.nameOf(input('head', 'body'), { ...context, isCut: true }),
    empty.nameOf({ ...input('head', 'body'), contentEncoding: 'gzip' }, context),
    empty.nameOf({ ...input('head', 'body'), contentType: 'text/plain' }, context),
  ]
  expect(others.filter((other) => empty.has(other))).toEqual([])
})

test('long messages are not kept, and so many others only', () => {
  const empty = new EmptyMessages()
  const long = empty.nameOf(input('head', 'x'.repeat(2_045)), context)
  empty.add(long)
  expect([long, empty.has(long)]).toEqual(['', false])
  const first = empty.nameOf(input('0'), context)
  for (let number = 0; number < 256; number++) empty.add(empty.nameOf(input(`${number}`), context))
  expect(empty.has(first)).toBe(true)
  empty.add(empty.nameOf(input('256'), context))
  expect(empty.has(first)).toBe(false)
})
