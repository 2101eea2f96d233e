/** Whose what is said in calls is, and whose files are that a server asks for: also where the other end is heard first. */
import { describe, expect, test } from 'vitest'
import { anomalyCodes, scanFrames } from '../../support/scan-frames.ts'
import { TcpConversation, udpPacket } from '../../support/capture.ts'

function said(line: string, fields: readonly string[], body: Buffer = Buffer.alloc(0)): Buffer {
  const head = [line, ...fields, `Content-Length: ${body.length}`, '', ''].join('\r\n')
  return Buffer.concat([Buffer.from(head), body])
}

/** What was observed of a conversation between two addresses of one network, each at the port of SIP. */
async function heard(...messages: readonly (readonly ['phone' | 'server', Buffer])[]): Promise<string[]> {
  const [phone, server] = ['192.168.1.5', '192.168.1.2']
  const frames = messages.map(([by, payload]) => {
    const [source, target] = by === 'phone' ? [phone, server] : [server, phone]
    return udpPacket({ source, sourcePort: 5_060, target, targetPort: 5_060, payload })
  })
  const result = await scanFrames(frames)
  const guessed = anomalyCodes(result).filter((code) => code === 'stream.udp.direction_guessed')
  const sent = result.observations.map(
    ({ direction, identifier, normal, reasons }) =>
      `${direction} ${identifier} ${normal}${reasons.some((one) => one.includes('which of the two ends')) ? ' ?' : ''}`,
  )
  return [...new Set([...sent, ...guessed])].sort()
}

describe('a call of which the caller is heard first', () => {
  const via = 'Via: SIP/2.0/UDP 192.168.1.2:5060;branch=z9hG4bK1'
  const call = ['Call-ID: x', 'CSeq: 1 INVITE']
  const from = 'From: "Ola" <sip:ola.n@voip.example.net>;tag=1'
  const to = 'To: <sip:kari77@voip.example.net>'
  test('by a server that found out where the phone is', async () => {
    const invite = said('INVITE sip:kari77@192.168.1.5:5060 SIP/2.0', [via, from, to, ...call])
    const ring = said('SIP/2.0 180 Ringing', [via, from, `${to};tag=2`, ...call])
    expect(await heard(['server', invite], ['phone', ring])).toEqual([
      'sent contacts ola.n@voip.example.net',
      'sent user-id kari77@voip.example.net',
    ])
  })

  test('by a server that hands on what it was asked', async () => {
    const vias = [via, 'Via: SIP/2.0/UDP 198.51.100.9;branch=z9hG4bK0']
    const ring = said('SIP/2.0 180 Ringing', [...vias, from, `${to};tag=2`, ...call])
    expect(await heard(['phone', ring])).toEqual([
      'sent contacts ola.n@voip.example.net',
      'sent user-id kari77@voip.example.net',
    ])
  })

  test('where neither tells, that is said of each account', async () => {
    const own = from.replace('voip.example.net', '192.168.1.2')
    const invite = said('INVITE sip:kari77@192.168.1.5 SIP/2.0', [
      via,
      own,
      'To: <sip:kari77@192.168.1.5>',
      ...call,
    ])
    expect(await heard(['server', invite])).toEqual([
      'sent contacts kari77@192.168.1.5 ?',
      'sent user-id ola.n@192.168.1.2 ?',
      'stream.udp.direction_guessed',
    ])
  })
})

test('a short message is for another, and its answer is that of what carries it', async () => {
  const submit = '01010a91747935814600000ae8329bfd4697d9ec37'
  const fields = [
    'From: <sip:+4791738204@ims.mnc007.mcc240.3gppnetwork.org>;tag=1',
    'To: <tel:+4729001000>',
    'Call-ID: m',
    'CSeq: 1 MESSAGE',
  ]
  const message = said(
    'MESSAGE tel:+4729001000 SIP/2.0',
    [...fields, 'Content-Type: application/vnd.3gpp.sms'],
    Buffer.from(`00010006917492000100${(submit.length / 2).toString(16)}${submit}`, 'hex'),
  )
  const ends = { source: '10.20.30.5', sourcePort: 5_060, target: '10.1.2.3', targetPort: 5_060 }
  const back = { source: '10.1.2.3', sourcePort: 5_060, target: '10.20.30.5', targetPort: 5_060 }
  const result = await scanFrames([
    udpPacket({ ...ends, payload: message }),
    udpPacket({ ...back, payload: said('SIP/2.0 202 Accepted', fields) }),
  ])
  const sent = result.observations.filter(({ direction }) => direction === 'sent')
  expect(new Set(sent.map(({ identifier, normal }) => `${identifier} ${normal}`))).toEqual(
    new Set(['contacts +4729001000', 'contacts +4797531864', 'msisdn +4791738204']),
  )
  const centre = sent.filter(({ normal }) => normal === '+4729001000')
  for (const { reasons } of centre) expect(reasons.join()).toContain('centre for those')
  expect(result.transmissions.map(({ receipt }) => receipt?.status)).toEqual([202, 202])
})

describe('a file that a phone stores in active mode', () => {
  const imei = '356938035643809'

  test.each([
    ['IPv4', 20, '192.0.2.10', '198.51.100.20', 'PORT 192,0,2,10,195,80'],
    ['IPv6', 20, '2001:db8::a', '2001:db8::14', 'EPRT |2|2001:db8::a|50000|'],
  ])('over %s, to port %i of the server, was sent to it', async (_family, port, phone, server, announced) => {
    const control = new TcpConversation({ source: phone, target: server, targetPort: 21 })
      .open()
      .reply('220 FTP\r\n')
      .send(`${announced}\r\n`)
      .reply('200 ok\r\n')
      .send('STOR report.txt\r\n')
      .reply('150 ok\r\n')
    const data = new TcpConversation({ source: server, sourcePort: port, target: phone, targetPort: 50_000 })
      .open()
      .reply(`imei=${imei}\n`)
      .close()
    const result = await scanFrames([...control.frames, ...data.frames])
    expect(
      result.observations.map(({ direction, identifier, normal, recipient }) => [
        direction,
        identifier,
        normal,
        result.recipients.find(({ id }) => id === recipient)?.addresses.map(({ address }) => address),
      ]),
    ).toEqual([['sent', 'imei', imei, [server]]])
    expect(anomalyCodes(result)).not.toContain('message.ftp.other_address')
  })
})
