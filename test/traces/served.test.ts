/** The device as a server: what it answers has left it, whichever connection comes first. */
import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { TcpConversation, udpPacket } from '../support/capture.ts'
import { verdictOf } from '../../src/report/verdict.ts'
import type { ScanResult } from '../../src/pipeline/scan-result.ts'
import { zeekConnection, zeekText } from '../support/zeek-log.ts'
import { scanBytes, scanFrames } from '../support/scan-frames.ts'
import { anomalyCodes } from '../support/scan-frames.ts'

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
  'XOR in base64': Buffer.from(
    [...Buffer.from(JSON.stringify({ imei, os: 'android', model: 'TA-1046' }))].map(
      (byte, at) => byte ^ (0x5a + (at % 3)),
    ),
  ).toString('base64'),
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

test.each([20, 40_020])(
  'what goes up on a connection from port %d of the server is no copy of a proxy’s',
  async (port) => {
    const passive = new TcpConversation({
      source: phone,
      target: server,
      sourcePort: 50_000,
      targetPort: 40_008,
    })
      .open()
      .send(body)
      .close().frames
    const frames = [...commands('PASV'), ...passive, ...files(port, 40_960)]
    for (const all of [frames, [...commands('PASV'), ...files(port, 40_960), ...passive]]) {
      const result = await scanFrames(all, { profile })
      expect(told(result)).toEqual([`imei sent ${server}`, `imei sent ${server}`])
      expect(result.transmissions).toHaveLength(2)
      expect(anomalyCodes(result)).toEqual([])
    }
  },
)

describe('two ends of one network that speak to each other only', () => {
  const radio = '22:b4:15:a8:e6:32'
  const own = '10.77.0.2'
  const other = '10.77.0.1'
  const macs = (isFromPhone: boolean): { sourceMac: string; targetMac: string } =>
    isFromPhone
      ? { sourceMac: radio, targetMac: '02:00:5e:10:00:01' }
      : { sourceMac: '02:00:5e:10:00:01', targetMac: radio }
  const asks = (isPhone: boolean, sourcePort: number, targetPort: number, answer = ''): Buffer[] =>
    new TcpConversation({
      source: isPhone ? own : other,
      target: isPhone ? other : own,
      sourcePort,
      targetPort,
      ...macs(isPhone),
    })
      .open()
      .send(
        isPhone
          ? `POST /up HTTP/1.1\r\nHost: ${other}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
          : `GET /info HTTP/1.1\r\nHost: ${own}\r\n\r\n`,
      )
      .reply(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`)
      .close().frames
  const asked = asks(false, 44_000, 8_008)
  const sends = [44_670, 44_674, 44_684].flatMap((port) => asks(true, port, 7_080))
  const withMac = `${profile}  wifi-mac: "${radio}"\n`
  const guessed = 'recipients.sides.guessed'

  test.each([null, profile, withMac])(
    'the phone is the one that asks more, whoever spoke first, or the one with its MAC address',
    async (text) => {
      const result = await scanFrames([...asked, ...sends], text === null ? {} : { profile: text })
      expect(told(result)).toEqual([`imei sent ${other}`, `imei sent ${other}`, `imei sent ${other}`])
      expect(result.findings.map(({ transmissions }) => transmissions)).toEqual([3])
      expect(result.transmissions.map(({ summary }) => [summary.method, summary.port])).toEqual(
        [1, 2, 3].map(() => ['POST', 7_080]),
      )
      expect(anomalyCodes(result)).toEqual(text === withMac ? [] : [guessed])
    },
  )

  test('its MAC address tells it where it asks less, or nothing', async () => {
    const often = [1, 2, 3].flatMap((at) => asks(false, 44_000 + at, 8_008, body))
    for (const frames of [often, [...often, ...asks(true, 44_670, 7_080)]]) {
      const result = await scanFrames(frames, { profile: withMac })
      expect(told(result).slice(0, 3)).toEqual([
        `imei sent ${other}`,
        `imei sent ${other}`,
        `imei sent ${other}`,
      ])
      expect(new Set(told(result))).toEqual(new Set([`imei sent ${other}`]))
      expect(anomalyCodes(result)).toEqual([])
      expect(
        result.recipients.flatMap(({ addresses }) => addresses.map(({ address }) => address)),
      ).not.toContain(own)
    }
  })

  test('who asks for names is the phone', async () => {
    const question = udpPacket({
      source: own,
      target: other,
      sourcePort: 44_800,
      targetPort: 53,
      payload: Buffer.from('000101000001000000000000076578616d706c65036f72670000010001', 'hex'),
    })
    const often = [1, 2, 3].flatMap((at) => asks(false, 44_000 + at, 8_008, body))
    const result = await scanFrames([...often, question], { profile })
    expect(new Set(told(result))).toEqual(new Set([`imei sent ${other}`]))
    expect(anomalyCodes(result)).toEqual([])
  })

  test('what it answers is looked at without a profile, too', async () => {
    const result = await scanFrames([...asks(false, 44_000, 8_008, body), ...sends])
    expect(told(result)).toEqual([1, 2, 3, 4].map(() => `imei sent ${other}`))
  })
})

describe('a TV that asks a server as well, and is told the number of the phone', () => {
  const tv = '192.168.1.5'
  const asksToo = new TcpConversation({ source: tv, target: '198.51.100.20' })
    .open()
    .send('GET / HTTP/1.1\r\nHost: tv.example.net\r\n\r\n')
    .reply('HTTP/1.1 204 No Content\r\n\r\n')
    .close().frames
  const pair = (source: string, asked: string, answer: string): Buffer[] =>
    new TcpConversation({ source, target: tv, targetPort: 8_080 })
      .open()
      .send(`POST /pair HTTP/1.1\r\nHost: ${tv}\r\nContent-Length: ${asked.length}\r\n\r\n${asked}`)
      .reply(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.length}\r\n\r\n${answer}`)
      .close().frames

  test('is not the phone: who says the number is', async () => {
    for (const frames of [
      [...asksToo, ...pair('192.168.1.9', body, '{}')],
      [...pair('192.168.1.9', body, '{}'), ...asksToo],
    ]) {
      const result = await scanFrames(frames, { profile })
      expect(told(result)).toEqual([`imei sent ${tv}`])
      expect(result.findings).toHaveLength(1)
    }
  })

  test('is the phone where it says the number itself, or who asks comes from the Internet', async () => {
    const answers = await scanFrames([...asksToo, ...pair('192.168.1.9', body, body)], { profile })
    expect(told(answers)).toEqual([`imei received ${tv}`, 'imei sent 192.168.1.9'])
    const outside = await scanFrames([...asksToo, ...pair(stranger, body, '{}')], { profile })
    expect(told(outside)).toEqual([`imei received ${tv}`])
    expect(verdictOf(outside)).toMatchObject({
      label: 'ONLY RECEIVED',
      sentence: expect.stringContaining('If one of these is the phone, it was sent.'),
    })
  })

  test('is told by what is permanent only: an account is known to others, too', async () => {
    const mail = 'ada.nordmann@example.no'
    const result = await scanFrames([...asksToo, ...pair('192.168.1.9', `{"email":"${mail}"}`, '{}')], {
      profile: `identifiers:\n  email: ${mail}\n`,
    })
    expect(told(result)).toEqual([`email received ${tv}`])
  })
})
