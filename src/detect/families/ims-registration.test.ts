import { describe, expect, test } from 'vitest'
import { detect, part, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(null)

function found(startLine: string, fields: readonly string[]): string[] {
  const head = part(Buffer.from([startLine, ...fields, '', ''].join('\r\n')))
  const target = startLine.startsWith('SIP/') ? '' : (startLine.split(' ')[1] ?? '')
  const input = { ...request(target), head, target }
  return summary(detect(detector, input, { host: 'voip.example.com', protocol: 'sip', port: 5060 }))
}

const invite = 'INVITE urn:service:info SIP/2.0'

describe('a phone names itself', () => {
  test.each([
    ['behind its name', 'From: "Ada" <sip:+4797531864@ims.example.net;user=phone>;tag=1'],
    ['in short', 'f: <sip:+4797531864@ims.example.net>;tag=1'],
    ['over TLS', 'f: <sips:+4797531864@ims.example.net>;tag=1'],
    ['with a parameter', 'P-Preferred-Identity: <sip:+4797531864@ims.example.net;user=phone>'],
    ['by a number alone', 'P-Preferred-Identity: <tel:+4797531864>'],
  ])('by its number %s', (_what, field) => {
    expect(found(invite, [field])).toContain('msisdn=+4797531864 (probable)')
  })

  test('in an answer it is the one who was called', () => {
    const caller = 'From: <sip:+4790000007@ims.example.net;user=phone>;tag=1'
    const called = 'To: <sip:+4797531864@ims.example.net;user=phone>;tag=2'
    expect(found('SIP/2.0 180 Ringing', [caller, called])).toContain('msisdn=+4797531864 (probable)')
  })

  test.each([
    ['From: "Kari" <sip:+4791738204@ims.example.net;user=phone>;tag=1', 'To: <tel:+4797531864>;tag=2'],
    ['f: <tel:+4791738204>;tag=1', 't: <sip:+4797531864@ims.example.net>;tag=2'],
  ])('in an answer who called is another: %s', (caller, called) => {
    expect(found('SIP/2.0 200 OK', [caller, called])).toEqual([
      'contacts=+4791738204 (possible)',
      'msisdn=+4797531864 (probable)',
    ])
    const itself = called.replace(/^\w+/, 'From')
    expect(found('SIP/2.0 200 OK', [itself, called]).filter((one) => one.startsWith('contacts'))).toEqual([])
  })

  describe('in a request who is called is another', () => {
    const kari = 'From: "kari" <sip:kari77@voip.example.net>;tag=1'
    const other = (line: string, fields: readonly string[]): string[] =>
      found(line, fields).filter((one) => /^(?:msisdn|contacts)/.test(one))

    test.each([
      ['to', 'INVITE sip:voip.example.net SIP/2.0', [kari, 'To: <sip:+4791738204@voip.example.net>']],
      ['in short', 'MESSAGE sip:voip.example.net SIP/2.0', [kari, 't: <tel:+4791738204>']],
      ['by the target alone', 'INVITE sip:+4791738204@voip.example.net;user=phone SIP/2.0', [kari]],
      ['who is to be called', 'REFER sip:voip.example.net SIP/2.0', [kari, 'Refer-To: <tel:+4791738204>']],
    ])('%s', (_what, line, fields) => {
      expect([...new Set(other(line, fields))]).toEqual(['contacts=+4791738204 (possible)'])
    })

    test('wherever the message names him', () => {
      const fields = [
        'To: <sip:+4791738204@ims.example.net>',
        'P-Preferred-Identity: <tel:+4797531864>',
        'X-Dialled: <sip:+4791738204@ims.example.net>',
      ]
      expect(new Set(other('INVITE tel:+4791738204 SIP/2.0', fields))).toEqual(
        new Set(['contacts=+4791738204 (possible)', 'msisdn=+4797531864 (probable)']),
      )
    })

    test('not where it is the sender', () => {
      const own = '<sip:+4797531864@ims.example.net>'
      for (const line of [
        'SUBSCRIBE sip:+4797531864@ims.example.net SIP/2.0',
        'REGISTER sip:ims.example.net SIP/2.0',
      ])
        expect(new Set(other(line, [`From: ${own};tag=1`, `To: ${own}`]))).toEqual(
          new Set(['msisdn=+4797531864 (probable)']),
        )
      // Who registers says for whom.
      expect(other('REGISTER sip:ims.example.net SIP/2.0', [kari, `To: ${own}`])).toEqual([
        'msisdn=+4797531864 (probable)',
      ])
    })

    test('not where the phone is called', () => {
      const fields = ['From: <sip:desk@voip.example.net>', 'To: <sip:+4797531864@ims.example.net>']
      const head = part(Buffer.from(['INVITE sip:192.0.2.10 SIP/2.0', ...fields, '', ''].join('\r\n')))
      const input = { ...request('sip:192.0.2.10'), head, target: 'sip:192.0.2.10' }
      const received = detect(detector, input, { protocol: 'sip', port: 5060, direction: 1 })
      expect(summary(received)).toContain('msisdn=+4797531864 (probable)')
    })
  })

  test.each([
    ['alone', '+sip.instance="<urn:gsma:imei:35693803-564380-0>"'],
    ['with the version of its software', '+sip.instance="<urn:gsma:imei:35693803-564380-0;svn=42>"'],
    ['with other parameters', '+sip.instance="<urn:gsma:imei:35693803-564380-0;svn=42>";q=0.5'],
  ])('by its IMEI %s', (_what, parameter) => {
    for (const name of ['Contact', 'm'])
      expect(found(invite, [`${name}: <sip:192.0.2.10:5060>;${parameter}`])).toEqual([
        'imei=356938035643809 (certain)',
      ])
  })

  test('by a number of its own making', () => {
    const contact = (instance: string): string[] =>
      found('REGISTER sip:voip.example.com SIP/2.0', [
        `Contact: <sip:192.0.2.10:5060;transport=udp>;+sip.instance="<urn:uuid:${instance}>"`,
      ])
    expect(contact('f81d4fae-7dec-41d0-a765-00a0c91e6bf6')).toEqual([
      'install-id=f81d4fae-7dec-41d0-a765-00a0c91e6bf6 (probable)',
    ])
    expect(contact('00000000-0000-0000-0000-000000000000')).toEqual([])
    expect(contact('f81d4fae-7dec-41d0')).toEqual([])
  })
})

describe('a short message', () => {
  const sms = (start: string, fields: readonly string[]): string[] =>
    found(start, fields).filter((one) => one.startsWith('contacts'))

  test('is for another, and from another', () => {
    expect(sms('SMS-SUBMIT ', ['Recipient: +4797531864', 'Text: hi'])).toEqual([
      'contacts=+4797531864 (possible)',
    ])
    expect(sms('SMS-SUBMIT ', ['Recipient: 97531864', 'Text: hi'])).toEqual(['contacts=97531864 (possible)'])
    expect(sms('SMS-DELIVER ', ['Sender: +4797531864'])).toEqual(['contacts=+4797531864 (possible)'])
  })

  test.each([
    ['SMS-SUBMIT ', 'Recipient: 2119'],
    ['SMS-SUBMIT ', 'Recipient: 10659401'],
    ['SMS-SUBMIT ', 'Message-Centre: +4729001000'],
    ['SMS-SUBMIT ', 'Sender: +4797531864'],
    ['SMS-DELIVER ', 'Sender: Telia'],
    ['MESSAGE ', 'Recipient: +4797531864'],
  ])('%s%s is nobody', (start, field) => {
    expect(sms(start, [field])).toEqual([])
  })
})

describe('a registration of another than the sender', () => {
  const own = (fields: readonly string[]): string[] =>
    found('REGISTER sip:voip.example.net SIP/2.0', fields).filter((one) => /^(?:user-id|msisdn)/.test(one))

  test('tells who asks, and who is registered', () => {
    expect(
      own(['From: <sip:kari77@voip.example.net>;tag=1', 'To: "Ola" <sip:ola.n@voip.example.net>']).toSorted(),
    ).toEqual(['user-id=kari77@voip.example.net (probable)', 'user-id=ola.n@voip.example.net (probable)'])
  })

  test('by a server is of a subscriber', () => {
    const fields = ['f: <sip:scscf1.home.example.net>;tag=1', 't: <sip:ola77@voip.example.net>']
    const head = part(Buffer.from(['REGISTER sip:as.example.net SIP/2.0', ...fields, '', ''].join('\r\n')))
    const input = { ...request('sip:as.example.net'), head, target: 'sip:as.example.net' }
    const told = detect(detector, input, { host: 'as.example.net', protocol: 'sip', port: 5060 })
    expect(summary(told)).toEqual(['user-id=ola77@voip.example.net (possible)'])
    expect(told.detections[0]?.reasons.join()).toContain('but a server registers it')
  })
})

describe('where nothing tells which end is the phone', () => {
  const told = (line: string, ...fields: readonly string[]): string[] => {
    const head = part(Buffer.from([line, ...fields, '', ''].join('\r\n')))
    const input = { ...request('sip:192.0.2.10'), head, target: 'sip:192.0.2.10' }
    const result = detect(detector, input, { protocol: 'sip', port: 5060, isUnsure: true })
    return result.detections.map(
      ({ identifier, normal, confidence, reasons }) =>
        `${identifier} ${normal} ${confidence} ${reasons.some((one) => one.includes('which of the two ends'))}`,
    )
  }

  test('it is said of whose account that may be', () => {
    const fields = ['From: <sip:ola.n@192.0.2.7>;tag=1', 'To: <sip:kari77@192.0.2.10>']
    expect(told('INVITE sip:kari77@192.0.2.10 SIP/2.0', ...fields).toSorted()).toEqual([
      'contacts kari77@192.0.2.10 possible true',
      'user-id ola.n@192.0.2.7 possible true',
    ])
    const number = ['From: <sip:+4791738204@192.0.2.7;user=phone>;tag=1', 'To: <sip:kari77@192.0.2.10>']
    expect(told('INVITE sip:kari77@192.0.2.10 SIP/2.0', ...number)).toContain(
      'msisdn +4791738204 possible true',
    )
    expect(told('REGISTER sip:192.0.2.10 SIP/2.0', ...fields).toSorted()).toEqual([
      'user-id kari77@192.0.2.10 probable false',
      'user-id ola.n@192.0.2.7 probable false',
    ])
  })
})

describe('an account at a server of telephony', () => {
  const accounts = (line: string, fields: readonly string[]): string[] => [
    ...new Set(found(line, fields).filter((one) => /^(?:user-id|contacts)/.test(one))),
  ]

  test.each([
    ['198.51.100.7', '45191@198.51.100.7'],
    ['198.51.100.7:5070', '45191@198.51.100.7'],
    ['[2001:db8::7]', '45191@2001:db8::7'],
    ['voip.example.net', '45191@voip.example.net'],
    ['pbx', '45191@pbx'],
  ])('at %s is the sender’s own', (server, account) => {
    const own = `<sip:45191@${server};transport=UDP>`
    const fields = [
      'Via: SIP/2.0/UDP 10.133.206.47:64538;branch=z9hG4bK-1;rport',
      'Contact: <sip:45191@10.133.206.47:64538;rinstance=7a46f1e12702e7fb;transport=UDP>',
      `To: ${own}`,
      `From: ${own};tag=d3833767`,
    ]
    expect(accounts(`REGISTER sip:${server};transport=UDP SIP/2.0`, fields)).toContain(
      `user-id=${account} (probable)`,
    )
    expect(accounts(`REGISTER sip:${server} SIP/2.0`, fields)).toHaveLength(1)
  })

  test.each([
    ['To', '"Ola" <sip:ola.n@voip.example.net>', 'ola.n@voip.example.net'],
    ['To', '<sip:22471122@198.51.100.7>', '22471122@198.51.100.7'],
    ['t', 'sip:22471122@[2001:db8::7];tag=1', '22471122@2001:db8::7'],
    ['Refer-To', '<sip:ola.n@voip.example.net>', 'ola.n@voip.example.net'],
  ])('of who is called is another’s: %s: %s', (field, called, account) => {
    const from = 'From: "Kari" <sip:kari77@198.51.100.7>;tag=1'
    const target = `sip:${account.includes('::') ? '22471122@[2001:db8::7]' : account}`
    const method = field === 'Refer-To' ? 'REFER sip:198.51.100.7' : `INVITE ${target}`
    expect(accounts(`${method} SIP/2.0`, [from, `${field}: ${called}`]).toSorted()).toEqual([
      `contacts=${account} (possible)`,
      'user-id=kari77@198.51.100.7 (probable)',
    ])
  })

  test('is another’s where a request in a call goes to it', () => {
    const fields = ['From: <sip:kari77@voip.example.net>;tag=1', 'To: <sip:room@voip.example.net>;tag=2']
    expect(accounts('REFER sip:room@voip.example.net SIP/2.0', fields).toSorted()).toEqual([
      'contacts=room@voip.example.net (possible)',
      'user-id=kari77@voip.example.net (probable)',
    ])
  })

  test('of who called is another’s in an answer', () => {
    const fields = ['From: <sip:ola.n@voip.example.net>;tag=1', 'To: <sip:kari77@voip.example.net>;tag=2']
    expect(accounts('SIP/2.0 200 OK', fields).toSorted()).toEqual([
      'contacts=ola.n@voip.example.net (possible)',
      'user-id=kari77@voip.example.net (probable)',
    ])
  })

  test('is the sender’s under the name of the server and under its address', () => {
    const fields = ['From: <sip:kari77@voip.example.net>;tag=1', 'To: <sip:kari77@198.51.100.7>']
    expect(accounts('SUBSCRIBE sip:kari77@198.51.100.7 SIP/2.0', fields)).toEqual([
      'user-id=kari77@198.51.100.7 (possible)',
      'user-id=kari77@voip.example.net (probable)',
    ])
  })

  test.each([
    '"sip:ola.n@203.0.113.9" <sip:45191@198.51.100.7>',
    '"Ola \\"N\\" <sip:ola.n@203.0.113.9>" <sip:45191@198.51.100.7>;tag=1',
    '"Ola N. sip:ola.n@203.0.113.9; x=y" <sip:45191@198.51.100.7;transport=UDP>;tag=1',
    'sip:ola.n@203.0.113.9 <sip:45191@198.51.100.7>',
    '<sip:45191@198.51.100.7>;note="<sip:ola.n@203.0.113.9>"',
  ])('is what the URI names, whatever the name that is shown says: %s', (from) => {
    const own = 'user-id=45191@198.51.100.7 (probable)'
    expect(accounts('REGISTER sip:198.51.100.7 SIP/2.0', [`From: ${from}`])).toEqual([own])
    const fields = ['From: <sip:kari77@198.51.100.7>;tag=1', `To: ${from}`]
    expect(accounts('INVITE sip:198.51.100.7 SIP/2.0', fields)).toEqual([
      'user-id=kari77@198.51.100.7 (probable)',
      'contacts=45191@198.51.100.7 (possible)',
    ])
  })

  test('of who is called is another’s by the number that was dialled', () => {
    const fields = ['From: <sip:kari77@198.51.100.7>;tag=1', 'To: <tel:22471122;phone-context=+47>']
    expect(accounts('INVITE tel:22471122;phone-context=+47 SIP/2.0', fields)).toEqual([
      'contacts=22471122 (possible)',
      'user-id=kari77@198.51.100.7 (probable)',
    ])
    const own = ['From: <tel:22471122;phone-context=+47>;tag=1', 'To: <tel:1881;phone-context=+47>']
    expect(accounts('INVITE tel:22471122;phone-context=+47 SIP/2.0', own)).toEqual([])
  })

  test('a parameter that names no URI of its own is no account', () => {
    const from = 'From: <sip:198.51.100.7>;note="sip:ola.n@203.0.113.9"'
    expect(accounts('OPTIONS sip:198.51.100.7 SIP/2.0', [from])).toEqual([])
  })

  test.each([
    ['101', 'REGISTER sip:198.51.100.7 SIP/2.0'],
    ['112', 'REGISTER sip:198.51.100.7 SIP/2.0'],
    ['620', 'INVITE sip:198.51.100.7 SIP/2.0'],
  ])('of a small exchange has three digits: %s in %s', (user, line) => {
    expect(accounts(line, [`From: <sip:${user}@198.51.100.7>;tag=1`])).toEqual([
      `user-id=${user}@198.51.100.7 (probable)`,
    ])
  })

  test('has signs that are escaped, and parameters of its own', () => {
    const line = 'INVITE sip:22471122;phone-context=+47@198.51.100.7;user=phone SIP/2.0'
    expect(accounts(line, ['From: <sip:kari%23n@198.51.100.7>;tag=1'])).toEqual([
      'contacts=22471122@198.51.100.7 (possible)',
      'user-id=kari%23n@198.51.100.7 (probable)',
    ])
  })

  test.each(['asterisk', 'Ping', 'keepalive', 'Restricted'])('is no program’s: %s', (user) => {
    const from = `From: <sip:${user}@198.51.100.7>;tag=1`
    expect(accounts('OPTIONS sip:198.51.100.7 SIP/2.0', [from])).toEqual([])
    const to = 'To: <sip:kari77@198.51.100.7>;tag=2'
    expect(accounts('SIP/2.0 200 OK', [from, to])).toEqual(['user-id=kari77@198.51.100.7 (probable)'])
  })

  test.each([
    '<sip:anonymous@anonymous.invalid>',
    '<sip:anonymous@198.51.100.7>',
    '<sip:112@198.51.100.7>',
    '<sip:198.51.100.7>',
    '<sip:*97@198.51.100.7>',
    '<mailto:kari77@198.51.100.7>',
  ])('is nobody’s: %s', (from) => {
    expect(accounts('INVITE sip:112@198.51.100.7 SIP/2.0', [`From: ${from};tag=1`])).toEqual([])
  })
})
