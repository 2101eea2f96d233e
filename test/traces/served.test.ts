/** The device as a server: what it answers has left it, whichever connection comes first. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { zeekConnection, zeekText } from '../support/zeek-log.ts'
import { scanBytes, scanFrames } from '../support/scan-frames.ts'

const imei = '352099001761481'
const profile = `identifiers:\n  imei: "${imei}"\n`
const phone = '192.0.2.10'
const stranger = '203.0.113.5'

const outgoing = new TcpConversation({ source: phone, target: '198.51.100.20' })
  .open()
  .send('GET / HTTP/1.1\r\nHost: one.example\r\n\r\n')
  .reply('HTTP/1.1 204 No Content\r\n\r\n')
  .close().frames
const body = `{"imei":"${imei}"}`
const served = new TcpConversation({ source: stranger, target: phone, targetPort: 8_080 })
  .open()
  .send(`GET /status?imei=${imei} HTTP/1.1\r\nHost: ${phone}\r\n\r\n`)
  .reply(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  .close().frames

function told(result: ScanResult): string[] {
  return result.observations.map(({ identifier, direction, recipient }) => {
    const found = result.recipients.find(({ id }) => id === recipient)
    return `${identifier} ${direction} ${found?.host === '' ? found.addresses.map(({ address }) => address).join() : found?.host}`
  })
}

test.each([
  ['behind what it asks', [...outgoing, ...served]],
  ['before it asks anything', [...served, ...outgoing]],
])('what it answers %s is sent, and what it is asked is received', async (_, frames) => {
  const result = await scanFrames(frames, { profile })
  expect(told(result)).toEqual([`imei received ${phone}`, `imei sent ${stranger}`])
  expect(result.findings.map(({ recipient, transmissions }) => [recipient, transmissions])).toEqual([
    [result.recipients.find(({ addresses }) => addresses[0]?.address === stranger)?.id, 1],
  ])
})

test('nobody says that what it answers arrived: status and port are its own', async () => {
  const result = await scanFrames([...outgoing, ...served], { profile })
  expect(result.transmissions.map(({ receipt, summary }) => [receipt, summary.status, summary.port])).toEqual(
    [[null, 0, 40_000]],
  )
})

test('who asks it is one recipient, with what it was sent; the device is none', async () => {
  const answer = `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const asked = new TcpConversation({ source: stranger, target: phone, targetPort: 8_080 })
    .open()
    .send('GET /status HTTP/1.1\r\nHost: 192.0.2.99:8080\r\n\r\n')
    .reply(answer)
    .close().frames
  const { recipients } = await scanFrames([...outgoing, ...asked], { profile })
  expect(recipients.map(({ host, addresses }) => host || addresses[0]?.address)).toEqual([
    'one.example',
    stranger,
  ])
  const [, asker] = recipients
  expect(asker).toMatchObject({ flows: 1, protocols: ['http'], bytesToServer: answer.length })
})

test('what it says behind the body of an answer is sent', async () => {
  const behind = new TcpConversation({ source: stranger, target: phone, targetPort: 8_080 })
    .open()
    .send(`GET /status HTTP/1.1\r\nHost: ${phone}\r\n\r\n`)
    .reply(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Device: ${imei}\r\n\r\n`)
    .close().frames
  const result = await scanFrames([...outgoing, ...behind], { profile })
  expect(told(result)).toEqual([`imei sent ${stranger}`])
  expect(result.findings).toHaveLength(1)
})

test('a server that asks nobody is no device', async () => {
  const result = await scanFrames(served, { profile })
  expect(told(result)).toEqual([`imei sent ${phone}`, `imei received ${phone}`])
})

test('alone in a capture, asked from the Internet, the one in a private network is the device', async () => {
  const home = '192.168.1.7'
  const alone = new TcpConversation({ source: stranger, target: home, targetPort: 8_080 })
    .open()
    .send(`GET /status HTTP/1.1\r\nHost: 192.0.2.99:8080\r\n\r\n`)
    .reply(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    .close().frames
  const result = await scanFrames(alone, { profile })
  expect(told(result)).toEqual([`imei sent ${stranger}`])
  expect(result.findings[0]?.counterEvidence.join()).toMatch('says that the phone is the side that was asked')
})

const hidden = {
  digest: createHash('sha256').update(imei).digest('hex'),
  'zlib in base64': deflateSync(JSON.stringify({ imei, os: 'android', model: 'TA-1046' })).toString('base64'),
  backwards: JSON.stringify({ imei, os: 'android' }).split('').reverse().join(''),
}

test.each(Object.entries(hidden))(
  'disguises in what it answers are looked for, too: %s',
  async (_, value) => {
    const answer = JSON.stringify({ d: value })
    for (const [address, before] of [
      [phone, outgoing],
      ['192.168.1.7', []],
    ] as const) {
      const asked = new TcpConversation({ source: stranger, target: address, targetPort: 8_080 })
        .open()
        .send('GET /status HTTP/1.1\r\nHost: 192.0.2.99:8080\r\n\r\n')
        .reply(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`)
        .close().frames
      const result = await scanFrames([...before, ...asked], { profile })
      expect(told(result)).toEqual([`imei sent ${stranger}`])
      expect(result.coverage.searched.responseSearchedBytes).toBeGreaterThan(answer.length)
    }
  },
)

test('what it answers is looked at without a profile, where its address says that it answers', async () => {
  const asked = new TcpConversation({ source: stranger, target: '192.168.1.7', targetPort: 8_080 })
    .open()
    .send('GET /status HTTP/1.1\r\nHost: 192.0.2.99:8080\r\n\r\n')
    .reply(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    .close().frames
  expect(told(await scanFrames(asked))).toEqual([`imei sent ${stranger}`])
})

test('what a log says the device was asked for is received, as in packets', async () => {
  const columns = [
    ...zeekConnection,
    ['trans_depth', 'count'],
    ['method', 'string'],
    ['host', 'string'],
    ['uri', 'string'],
    ['status_code', 'count'],
  ] as const
  const log = zeekText('http', columns, [
    ['1772610000.1', 'Cout', phone, '5000', '198.51.100.20', '80', '1', 'GET', 'one.example', '/', '204'],
    [
      '1772610001.1',
      'Cin',
      stranger,
      '6000',
      phone,
      '8080',
      '1',
      'GET',
      phone,
      `/status?imei=${imei}`,
      '200',
    ],
  ])
  const result = await scanBytes(Buffer.from(log), profile)
  expect(told(result)).toEqual([`imei received ${phone}`])
  expect(result.transmissions).toEqual([])
  expect(result.findings).toEqual([])
})

test('a router that is asked for names, and asks on, is no device in a log of names', async () => {
  const columns = [...zeekConnection, ['proto', 'enum'], ['query', 'string']] as const
  const router = '192.0.2.1'
  const log = zeekText('dns', columns, [
    ['1772610000.1', 'Cask', phone, '5000', router, '53', 'udp', `${imei}.one.example`],
    ['1772610000.2', 'Con', router, '6000', '198.51.100.20', '53', 'udp', 'one.example'],
  ])
  const result = await scanBytes(Buffer.from(log), profile)
  expect(result.observations.map(({ identifier, direction }) => `${identifier} ${direction}`)).toEqual([
    'imei sent',
  ])
})

const server = '198.51.100.20'
const commands = (asked: string): Buffer[] =>
  new TcpConversation({ source: phone, target: server, targetPort: 21 })
    .open()
    .reply('220 ready\r\n')
    .send(`${asked}\r\n`)
    .reply('200 well\r\n').frames
/** The server of FTP opens the connection for files, over which the phone then sends. */
const files = (sourcePort: number, targetPort: number): Buffer[] =>
  new TcpConversation({ source: server, target: phone, sourcePort, targetPort }).open().reply(body).close()
    .frames

test.each(['PORT 192,0,2,10,160,0', 'EPRT |1|192.0.2.10|40960|'])(
  'a file that goes up where the server was asked to connect (%s) is sent to it',
  async (asked) => {
    const result = await scanFrames([...commands(asked), ...files(20, 40_960)])
    expect(told(result)).toEqual([`imei sent ${server}`])
  },
)

test.each([
  ['without commands before it', files(20, 40_960)],
  ['from another port', [...commands('NOOP'), ...files(40_000, 40_960)]],
  ['to a port that serves', [...commands('NOOP'), ...files(20, 80)]],
])('a connection to the device %s makes it the server', async (_, frames) => {
  expect(told(await scanFrames(frames))).toEqual([])
})
