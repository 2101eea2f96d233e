import { describe, expect, test } from 'vitest'
import {
  detect,
  foundIn,
  foundInQuery,
  isWorthDecoding,
  profileOf,
  request,
  summary,
} from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'
import { identifier as email } from './email.ts'

const detector = new Detector(null)

test.each([
  [{ file: 'bundle.js', line_number: 48_210_377 }],
  [{ 'csp-report': { 'line-number': 352_099_001 } }],
  [{ invoice: { lines: [{ lineNumber: '10000001' }] } }],
  [{ callNumber: '813.54 20191234' }],
  [{ lineNumber: '0123456789' }],
])('%j numbers lines and books', (value) => expect(foundIn(value)).toEqual([]))

test('the number of a telephone line has a plus or a SIM card beside it', () => {
  expect(foundIn({ lineNumber: '+4791523698' })).toEqual(['msisdn=+4791523698 (probable)'])
  expect(foundIn({ call_number: '+47 915 23 698' })).toEqual(['msisdn=+4791523698 (probable)'])
  expect(foundIn({ imsi: '242017004123987', line_number: '91523698' })).toContain(
    'msisdn=91523698 (probable)',
  )
  expect(foundIn({ line1Number: '91523698' })).toEqual(['msisdn=91523698 (probable)'])
})

test.each(['4.12.0.20240305', '1.2.3-20240305', '10.0.19041.1415', '203.0.114.77', '192.168.100.101'])(
  '%s is a version or an address of IP',
  (phone) => expect(foundIn({ phone })).toEqual([]),
)

test.each([
  ['415.23.698', '41523698'],
  ['+1.415.523.6981', '+14155236981'],
  ['1.415.523.6981', '14155236981'],
  ['06.12.34.57.79', '0612345779'],
  ['079.123.45.67', '0791234567'],
  ['91.50.48.12', '91504812'],
  ['06.1.234.5679', '0612345679'],
])('%s is a number with dots', (phone, normal) =>
  expect(foundIn({ phone })).toEqual([`msisdn=${normal} (probable)`]),
)

test.each([
  ['phone=%2B4790000001', ['msisdn=+4790000001 (probable)']],
  ['tlf=91638274', ['msisdn=91638274 (probable)']],
  ['telefonnummer=%2B4791638274', ['msisdn=+4791638274 (probable)']],
  ['ceptelefonu=%2B905321634827', ['msisdn=+905321634827 (probable)']],
  ['no_hp=081263482741', ['msisdn=081263482741 (probable)']],
  ['phone=1549871234567', []],
  ['phone=0800123456', ['msisdn=0800123456 (possible)']],
  ['phone=01803123465', ['msisdn=01803123465 (possible)']],
  ['gsmNo=05321634827', ['msisdn=05321634827 (probable)']],
  ['countryCode=47&nationalNumber=91738264', ['msisdn=91738264 (possible)']],
  ['nationalNumber=91738264', []],
  ['countryCode=47&nationalNumber=12', []],
  ['contact=%2B4791738264', ['msisdn=+4791738264 (possible)']],
  ['gsm=%2B905321634827', ['msisdn=+905321634827 (possible)']],
  ['contact=91738264&gsm=0923456781', []],
  ['sim=%2B4791738264', ['msisdn=+4791738264 (possible)']],
  ['sim_no=%2B4791738264', ['msisdn=+4791738264 (possible)']],
  ['sim=91738264&sim_number=0923456781', []],
  // With the zero of calls inside the country, and with whom to ask for.
  ['tel=%2B44+(0)7911+583920', ['msisdn=+447911583920 (probable)']],
  ['tel=0049(0)30+81735502', ['msisdn=+493081735502 (probable)']],
  ['tel=%2B1+415+867+5309+ext.+22', ['msisdn=+14158675309 (probable)']],
  ['tel=(040)+8173550', ['msisdn=0408173550 (probable)']],
  ['uri=sip:%2B4791738205;user%3Dphone', ['msisdn=+4791738205 (probable)']],
  // Who calls, or is called.
  ['to=sip:%2B4791738205@ims.mnc001.mcc242.3gppnetwork.org', ['msisdn=+4791738205 (probable)']],
  ['to=sip:%2B4791738205;phone-context=x', ['msisdn=+4791738205 (probable)']],
  ['to=sip:%2B0091738205@post.no', []],
  ['skip:%2B4791738205@post.no', []],
  ['sms=%2B4797531864', ['msisdn=+4797531864 (possible)']],
  ['sms=4797531864', []],
  ['sms=1', []],
  ['recipient=%2B4792345678', ['msisdn=+4792345678 (possible)']],
  ['recipient=92345678', []],
  ['address=%2B4792345678&body=Hei', ['msisdn=+4792345678 (possible)']],
  ['number=%2B4792345678&duration=33', ['msisdn=+4792345678 (possible)']],
  ['number=0923456781&address=0923456781', []],
  ['number=%2B20260305', []],
  ['caller=0923456781', ['msisdn=0923456781 (possible)']],
  ['Phone+Number=92345678', ['msisdn=92345678 (probable)']],
])('%s in a query', (query, expected) => expect(foundInQuery(query)).toEqual(expected))

test('a telephone number in a URI of SIP without a host is seen', () => {
  for (const [uri, isSeen] of [
    ['sip:+4791738205;user=phone', true],
    ['sip:x', false],
    ['a sip of tea', false],
    ['gossip: +4791738205', false],
  ] as const)
    expect([uri, isWorthDecoding(detector, request('/', [], JSON.stringify({ uri })))]).toEqual([uri, isSeen])
})

test('a card of the address book, with parameters', () => {
  const card = (text: string): string[] => {
    const input = request('/x', ['Content-Type: text/vcard'], text)
    const found = summary(detect(detector, input))
    if (found.length > 0) expect(detector.probe.isWorthDecoding(Buffer.from(text), 0, text.length)).toBe(true)
    return found
  }
  expect(
    card('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ola\r\nitem1.TEL;TYPE=HOME:+4792345678\r\nEND:VCARD\r\n'),
  ).toEqual(['person-name=Ola (possible)', 'msisdn=+4792345678 (probable)'])
  expect(card('BEGIN:VCARD\nFN:Ola\nNOTE;TYPE=HOME:12345678901\nEND:VCARD\n')).toEqual([
    'person-name=Ola (possible)',
  ])
})

test.each([
  [{ first_name: 'Ingrid', cell: '4152347781' }, '4152347781'],
  [{ fname: 'Ingrid', cell: '415-234-7781' }, '4152347781'],
  [{ email: 'x', cell: '(415) 234-7781' }, '4152347781'],
  [{ name: 'Ingrid Solberg Dahl', cell: '99900248' }, '99900248'],
])('%j: in North America a mobile phone is called a cell', (value, normal) => {
  expect(foundIn(value).filter((one) => /^(?:msisdn|cell-id)/.test(one))).toEqual([
    `msisdn=${normal} (probable)`,
  ])
})

test('a cell that is dialled is a phone, and one beside its network is none', () => {
  expect(foundIn({ cell: '+1 415-234-7781' })).toEqual(['msisdn=+14152347781 (possible)'])
  expect(foundIn({ cell: '415-234-7781' })).toEqual([])
  for (const value of [
    { name: 'Ingrid Dahl', cell: 21_004_290, mcc: 242 },
    { email: 'x', cell: 21_004_290, tac: 21_001 },
    { operator_name: 'Telenor', cell: 21_004_290 },
    { name: 'tower-12', cell: 21_004_290 },
    { cell: 21_004_290 },
  ])
    expect(foundIn(value)).toEqual(['cell-id=21004290 (possible)'])
  expect(foundIn({ first_name: 'x', cell: 12 }).filter((one) => one.startsWith('msisdn'))).toEqual([])
})

test('a number that is asked for in DNS stands there backwards (ENUM)', () => {
  expect(foundInQuery('n=4.7.2.8.3.6.1.9.7.4.e164.arpa')).toEqual(['msisdn=+4791638274 (probable)'])
  expect(foundInQuery('n=4.7.2.8.3.6.1.9.7.4.E164.ARPA')).toEqual(['msisdn=+4791638274 (probable)'])
  expect(foundInQuery('n=7.4.e164.arpa')).toEqual([])
  const labels = [...'4728361974'.split(''), 'e164', 'arpa', ''].map(
    (label) => String.fromCharCode(label.length) + label,
  )
  const question = Buffer.concat([
    Buffer.from('000701000001000000000000', 'hex'),
    Buffer.from(`${labels.join('')}\0\x23\0\x01`),
  ])
  expect(detector.probe.isFramedWorthDecoding(question, 0, question.length)).toBe(true)
  expect(summary(detect(detector, request('/', [], question)))).toEqual(['msisdn=+4791638274 (probable)'])
  expect(foundInQuery('n=4.7.2.8.3.6.1.9.7.4.ip6.arpa')).toEqual([])
})

test('a picture message names who sends and who gets it (OMA MMS Encapsulation)', () => {
  const text = (value: string): Buffer => Buffer.from(`${value}\0`)
  const from = text('+4791638274/TYPE=PLMN')
  const message = Buffer.concat([
    Buffer.from('8c8098', 'hex'),
    text('T12ab34'),
    Buffer.from([0x8d, 0x92, 0x89, from.length + 1, 0x80]),
    from,
    Buffer.from([0x97]),
    text('91738264/TYPE=PLMN'),
    Buffer.from([0x97]),
    text('203.0.113.7/TYPE=IPv4'),
    Buffer.from('8401', 'hex'),
  ])
  for (const body of [message, Buffer.from(JSON.stringify({ x: message.toString('base64') }))]) {
    const input = request('/', ['Content-Type: application/octet-stream'], body)
    expect(isWorthDecoding(detector, input)).toBe(true)
    expect(summary(detect(detector, input))).toEqual([
      'msisdn=+4791638274 (probable)',
      'contacts=91738264 (possible)',
    ])
  }
  expect(foundInQuery('to=%2B4791638274%2FTYPE%3DPLMN')).toEqual(['msisdn=+4791638274 (probable)'])
  expect(foundInQuery('to=4791638274/TYPE=PLMNX')).toEqual([])
})

describe('the number of the profile in digits of four bits', () => {
  const found = (number: string, hex: string): string[] =>
    foundIn(Buffer.from(`7e00020006${hex}0001aa7e`, 'hex'), new Detector(profileOf({ msisdn: [number] })))
  const chinese = '+8613917264853'

  test.each([
    ['inside of its country, behind a zero (JT/T 808-2013)', chinese, '013917264853'],
    ['the same behind nine (JT/T 808-2019)', chinese, '00000000013917264853'],
    ['with the code of its country', chinese, '08613917264853'],
    ['of ten digits', '+14155820963', '004155820963'],
    ['as the profile gives it, without a code', '13917264853', '013917264853'],
    ['as a SIM card has it, of no known type', chinese, '07813119274658f3'],
  ])('%s', (_what, number, hex) => {
    expect(found(number, hex)).toEqual([`msisdn=${number} (certain)`])
    // That of another.
    expect(found(number.replace(/..$/, '71'), hex)).toEqual([])
  })

  test('not with few digits behind zeros, which counters have', () => {
    expect(found('+4793581746', '000093581746')).toEqual([])
  })
})

test.each([
  [{ nai: '4791738204@vvm.fjord.no' }, ['msisdn=4791738204 (probable)']],
  [{ u1: '+4791738204@mms.fjord.co.uk' }, ['msisdn=+4791738204 (probable)']],
  [{ u1: '242017004123987@wlan.carrier.com' }, ['imsi=242017004123987 (certain)']],
  [{ u1: '0242017004123987@nai.epc.fjord.no' }, ['imsi=242017004123987 (certain)']],
  // Numbers are names of mailboxes elsewhere, and no country has this code.
  [{ u1: '4791738204@fjord.no' }, ['email=4791738204@fjord.no (possible)']],
  [{ u1: '13817264539@139.com' }, ['email=13817264539@139.com (possible)']],
  [{ u1: 'ada4791738204@vvm.fjord.no' }, ['email=ada4791738204@vvm.fjord.no (possible)']],
  [{ u1: '999917004123987@wlan.carrier.com' }, ['email=999917004123987@wlan.carrier.com (possible)']],
  [{ u1: '0472913805@mms.fjord.no' }, ['email=0472913805@mms.fjord.no (possible)']],
  [{ user: '4791738204@mms.fjord.no' }, ['msisdn=4791738204 (probable)']],
  // Hosts of firms and universities have such names, too.
  [{ email: '13817264539@ims.fjord.com.cn' }, ['email=13817264539@ims.fjord.com.cn (probable)']],
  [{ email: '20231234567@mms.fjord.edu.cn' }, ['email=20231234567@mms.fjord.edu.cn (probable)']],
])('%j: the user of a service for subscribers is a number, not a mailbox', (value, expected) => {
  expect(foundIn(value)).toEqual(expected)
})

test('of a profile it is the mailbox that it is called', () => {
  expect(email.check('4791738204@mms.fjord.no')).toBe('')
})

test('a number by its kind, as an operator is asked, and as a modem tells its own', () => {
  const body = (text: string): string[] => {
    const input = request('/x', [], text)
    expect(isWorthDecoding(detector, input)).toBe(true)
    return summary(detect(detector, input))
  }
  expect(foundInQuery('login_hint=MSISDN%3A4791638274')).toEqual(['msisdn=4791638274 (probable)'])
  expect(body('AT+CNUM\r\r\n+CNUM: "Own","+4791638274",145\r\nOK\r\n')).toEqual([
    'msisdn=+4791638274 (probable)',
  ])
  expect(body('AT+CNUM\r\r\n+CNUM: "","91638274",129\r\nOK\r\n')).toEqual(['msisdn=91638274 (probable)'])
  expect(foundInQuery('cnum=4791638274')).toEqual([])
})

test('digits that read as a date are a number where a name, or the code of a country beside it, says so', () => {
  for (const [body, expected] of [
    [{ msisdn: '20250501' }, ['msisdn=20250501 (possible)']],
    [{ user: { phone_number: 20_120_930 } }, ['msisdn=20120930 (possible)']],
    [{ phone: '20250501', countryCode: '+45' }, ['msisdn=20250501 (possible)']],
    [{ phone: { mobile: '20250501', dial_code: 45 } }, ['msisdn=20250501 (possible)']],
    // All mobiles of Egypt have twelve digits with their code.
    [{ phone: '201012311542' }, ['msisdn=201012311542 (probable)']],
    [{ msisdn: 201_512_102_359 }, ['msisdn=201512102359 (probable)']],
    // Versions, days and moments.
    [{ phone: '20250501', tablet: '20250430' }, []],
    [{ mobile: 20_250_501 }, []],
    [{ phone: '202605011542', country: 'NO' }, []],
    [{ mobile: '20101231154233' }, []],
    [{ user: 201_012_311_542 }, []],
    [{ created: '201012311542' }, []],
  ] as const)
    expect([body, foundIn(body)]).toEqual([body, expected])
  expect(foundInQuery('mobile=20120930&country_code=45')).toEqual(['msisdn=20120930 (possible)'])
  expect(foundInQuery('mobile=20120930')).toEqual([])
  const [found] = detect(detector, request('/x', [], '{"msisdn":"20250501"}')).detections
  expect(found?.reasons).toContain('but it reads as a date')
})

test.each([
  [{ payerAlias: '46708915607', payeeAlias: '1231181189' }, ['msisdn=46708915607 (probable)']],
  [{ mpesaNumber: '254728915607' }, ['msisdn=254728915607 (probable)']],
  [{ payeeAlias: '46708915607' }, []],
  [{ payerAlias: 'kari.fjord' }, []],
])('who pays by the number of a line: %j', (body, expected) => expect(foundIn(body)).toEqual(expected))
