/** A value that is cut over fields which count is found whole, wherever fields are; two whole values make no third. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const document = JSON.stringify({
  model: 'TA-1046',
  os: '9',
  build: 'PPR1',
  imei,
  carrier: 'none',
  lang: 'nb',
})
const base64 = Buffer.from(document).toString('base64')
const zipped = gzipSync(Buffer.from(document)).toString('base64')
const hex = Buffer.from(document).toString('hex')

function post(body: Buffer | string, fields: readonly string[] = [], target = '/up'): Buffer[] {
  const bytes = Buffer.from(body)
  const head = [
    `POST ${target} HTTP/1.1`,
    'Host: a.example.com',
    `Content-Length: ${bytes.length}`,
    ...fields,
  ]
  return new TcpConversation()
    .open()
    .send(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), bytes]))
    .close().frames
}

function cut(text: string, size: number): string[] {
  return text.match(new RegExp(`.{1,${size}}`, 'gs')) ?? []
}

/** How pieces of a value are sent. */
const carriers: Readonly<Record<string, (pieces: readonly string[]) => Buffer[]>> = {
  form: (pieces) => post(pieces.map((text, at) => `data${at + 1}=${encodeURIComponent(text)}`).join('&')),
  query: (pieces) =>
    post('', [], `/up?${pieces.map((text, at) => `data${at}=${encodeURIComponent(text)}`).join('&')}`),
  cookies: (pieces) => post('', [`Cookie: ${pieces.map((text, at) => `d_${at}=${text}`).join('; ')}`]),
  header: (pieces) =>
    post(
      '',
      pieces.map((text, at) => `X-Data-${at + 1}: ${text}`),
    ),
  JSON: (pieces) => post(JSON.stringify(Object.fromEntries(pieces.map((text, at) => [`p${at}`, text])))),
  'list of JSON': (pieces) => post(JSON.stringify({ v: 1, chunks: pieces })),
  'list of objects': (pieces) => post(JSON.stringify({ parts: pieces.map((d, seq) => ({ seq, d })) })),
  multipart: (pieces) =>
    post(
      `${pieces.map((text, at) => `--b7\r\nContent-Disposition: form-data; name="chunk${at}"\r\n\r\n${text}\r\n`).join('')}--b7--\r\n`,
      ['Content-Type: multipart/form-data; boundary=b7'],
    ),
}

const sizes = [16, 30, 50, 64, 76]
const documents = [
  ['base64', base64],
  ['base64 of gzip', zipped],
  ['hex', hex],
] as const
const cases = Object.keys(carriers).flatMap((carrier) =>
  documents.flatMap(([what, text]) => sizes.map((size) => [what, carrier, size, text] as const)),
)

test.each(cases)('%s cut over fields of a %s, %i characters in each', async (_, carrier, size, text) => {
  const send = carriers[carrier] as (pieces: readonly string[]) => Buffer[]
  const result = await scanFrames(send(cut(text, size)))
  const found = result.observations.filter(({ identifier }) => identifier === 'imei')
  expect(found.map(({ value }) => value)).toEqual([imei])
})

test.each([['imei1=35693803&imei2=5643809'], ['imei_0=35693&imei_1=80356&imei_2=43809']])(
  'a number that is cut under its name is one: %s',
  async (body) => {
    const result = await scanFrames(post(body))
    expect(
      result.observations.filter(({ identifier }) => identifier === 'imei').map(({ value }) => value),
    ).toEqual([imei])
    const [one] = result.observations.filter(({ identifier }) => identifier === 'imei')
    expect(one?.chain.map(({ step, detail }) => `${step} ${detail}`).join()).toMatch(
      /joined \d form fields, imei_?\d to imei_?\d/,
    )
    expect(one?.spans.length).toBeGreaterThan(0)
  },
)

test('an address of a radio that is cut under its name is one', async () => {
  const result = await scanFrames(post('{"wifi_mac1":"3c5ab4","wifi_mac2":"a0b1c2"}'))
  expect(observed(result)).toEqual(['wifi-mac 3c5ab4a0b1c2 probable'])
})

test.each([
  ['two numbers of one phone', 'imei1=356938035643809&imei2=356938035643817'],
  ['cells', 'cell1=1234567&cell2=7654321'],
  ['telephone numbers', 'phone1=06123456&phone2=9876543'],
  ['serial numbers', 'serial1=XJ29AB71&serial2=KP83CD55'],
  ['addresses of radios', 'mac0=3c5ab4a0b1c2&mac1=d4c94b0917e3'],
  ['times', 't1=1700000000&t2=1600000000'],
])('%s make no third value', async (_, body) => {
  const result = await scanFrames(post(body))
  expect(result.observations.filter(({ chain }) => chain.some(({ step }) => step === 'joined'))).toEqual([])
})

test('a value of the profile is found whatever the fields are called, where it lies in more than one', async () => {
  const profile = `identifiers:\n  imei: ["${imei}"]\n`
  const result = await scanFrames(post(`serial=XK20931AB77Q&d1=${imei.slice(0, 8)}&d2=${imei.slice(8)}`), {
    profile,
  })
  expect(observed(result)).toContain(`imei ${imei} certain`)
  expect(result.observations.filter(({ identifier }) => identifier === 'imei')).toHaveLength(1)
  const whole = await scanFrames(post(`d1=${imei}&d2=4901542`), { profile })
  expect(whole.observations.map(({ chain }) => chain.map(({ detail }) => detail).join())).toEqual([',d1'])
})

test('documents in the elements of a list are several', async () => {
  const documents = [imei, '352099001761481'].map((number) =>
    Buffer.from(JSON.stringify({ imei: number })).toString('base64'),
  )
  const result = await scanFrames(post(JSON.stringify({ events: documents })))
  expect(
    result.observations.map(({ value, chain }) => [value, chain.some(({ step }) => step === 'joined')]),
  ).toEqual([
    [imei, false],
    ['352099001761481', false],
  ])
})

test.each([
  [
    'a list of objects',
    (pieces: readonly string[]) => ({ v: 1, parts: pieces.map((part, seq) => ({ seq, part })) }),
  ],
  [
    'fields',
    (pieces: readonly string[]) => Object.fromEntries(pieces.map((part, at) => [`data${at}`, part])),
  ],
])('what a cut left of a value is not told beside the whole value: %s', async (_, holder) => {
  const form =
    'eid=ab2fe2ed-ff97-4156-aebf-761a1ad57751&customerId=87338A9D-C44E-444F-A5DA-EB14A3F71A10&cell_id=143014227&x=1'
  const result = await scanFrames(post(JSON.stringify(holder(cut(form, 60)))))
  expect(observed(result).filter((line) => line.startsWith('user-id'))).toEqual([
    expect.stringMatching(/^user-id 87338A9D-C44E-444F-A5DA-EB14A3F71A10 /),
  ])
  const rest = result.dismissals.filter(({ reason }) => reason.startsWith('what a cut'))
  expect(rest).toEqual([expect.objectContaining({ identifier: 'user-id', count: 1 })])
})

test('whole values that stand at the ends of fields stay, though the fields are joined', async () => {
  const numbers = [imei, '352099001761481']
  const [first, second] = [`first=1234567&lang=nb&imei=${numbers[0]}`, `imei=${numbers[1]}&lang=nb&last=1`]
  const result = await scanFrames(post(JSON.stringify({ note1: first, note2: second })))
  expect(
    observed(result)
      .map((line) => line.split(' ').slice(0, 2).join(' '))
      .toSorted(),
  ).toEqual(numbers.map((number) => `imei ${number}`).toSorted())
})
