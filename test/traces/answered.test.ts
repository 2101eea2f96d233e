/** Answers that a capture holds are receipts, whatever the protocol calls them. */
import { expect, test } from 'vitest'
import type { Recipient } from '../../src/assess/types.ts'
import { sideOfDocument } from '../../src/pipeline/sides/side-of-document.ts'
import { sideOfScan } from '../../src/pipeline/sides/side-of-scan.ts'
import { receiptText } from '../../src/report/phrases.ts'
import { TcpConversation } from '../support/capture.ts'
import { grpcMessage } from '../support/grpc.ts'
import { clientStart, data, headers, settings } from '../support/http2.ts'
import { protobufBytes } from '../support/protobuf-fields.ts'
import { renderJson } from '../support/render-json.ts'
import { scanFrames } from '../support/scan-frames.ts'

const imei = '352099001761481'
const mail = 'ada.nordmann@example.no'
const profile = `identifiers:\n  imei: "${imei}"\n  email: ${mail}\n`
const password = (text: string): string => Buffer.from(`\0${text}\0pw`).toString('base64')
const literal = `Subject: imei ${imei}\r\n`

type Turns = readonly (readonly ['>' | '<', string])[]

const login: Turns = [
  ['<', '* OK IMAP4rev1 ready\r\n'],
  ['>', `a1 LOGIN {${mail.length}}\r\n`],
  ['<', '+ go\r\n'],
  ['>', `${mail} "pass"\r\n`],
  ['<', 'a1 OK done\r\n'],
]
const append: Turns = [
  ['<', '* OK IMAP4rev1 ready\r\n'],
  ['>', `a1 LOGIN x pw\r\na2 APPEND Drafts {${literal.length}+}\r\n${literal}\r\na3 NOOP\r\n`],
  ['<', 'a1 OK done\r\na2 OK done\r\na3 OK done\r\n'],
]
const socks: Turns = [
  ['>', '\x05\x02\0\x02'],
  ['<', '\x05\x02'],
  ['>', `\x01${String.fromCharCode(mail.length)}${mail}\x02pw`],
  ['<', '\x01\0'],
]
const xmpp: Turns = [
  ['>', "<?xml version='1.0'?><stream:stream to='chat.example.com' xmlns='jabber:client'>"],
  ['<', "<stream:stream id='1'>"],
  ['>', `<auth mechanism='PLAIN'>${password(mail)}</auth>`],
  ['<', '<success/>'],
]

test.each([
  ['a name in a literal of IMAP', 143, login],
  ['a draft that IMAP stores, sent ahead', 143, append],
  ['a login at a proxy', 1_080, socks],
  ['a login of XMPP', 5_222, xmpp],
] as const)('%s has its answer', async (_, targetPort, turns) => {
  const conversation = new TcpConversation({ targetPort }).open()
  for (const [side, text] of turns)
    if (side === '>') conversation.send(Buffer.from(text, 'latin1'))
    else conversation.reply(Buffer.from(text, 'latin1'))
  const { transmissions } = await scanFrames(conversation.frames, { profile })
  const told = transmissions.filter(
    ({ identifiers }) => identifiers.includes('imei') || identifiers.includes('email'),
  )
  expect(told.map(({ receipt }) => receipt !== null)).toEqual([true])
})

test('all messages of a call of gRPC have its answer, with how it ended', async () => {
  const type = ['content-type', 'application/grpc'] as const
  const head = [
    [':method', 'POST'],
    [':path', '/a.Service/Put'],
    [':scheme', 'http'],
    [':authority', 'api.example.com'],
    type,
  ] as const
  const { frames } = new TcpConversation({ targetPort: 80 })
    .open()
    .send(Buffer.concat([clientStart, headers(1, head), data(1, grpcMessage(protobufBytes(1, imei)))]))
    .send(data(1, grpcMessage(protobufBytes(1, mail)), true))
    .reply(Buffer.concat([settings(), headers(1, [[':status', '200'], type]), data(1, grpcMessage(''))]))
    .reply(
      headers(
        1,
        [
          ['grpc-status', '7'],
          ['grpc-message', 'denied'],
        ],
        true,
      ),
    )
  const result = await scanFrames(frames, { profile })
  expect(result.transmissions.map(({ receipt }) => receipt)).toEqual(
    [1, 2].map(() => ({
      status: 200,
      accepted: null,
      callStatus: 7,
      reason: 'the call ended with status 7 of gRPC',
    })),
  )
  expect(receiptText(result.recipients[0] as Recipient, result.transmissions)).toBe(
    'the server answered all 2 with status 200, of gRPC 7: it had received them',
  )
})

test('of a request that is read behind its answer, since one before it was lost, no order is told', async () => {
  const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'
  const { frames } = new TcpConversation({ targetPort: 80 })
    .open()
    .send('GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n')
    .reply(ok)
    .send(`GET /b?imei=${imei} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`)
    .reply(ok.replace('200 OK', '404 No'))
  const { transmissions } = await scanFrames(frames.toSpliced(3, 1))
  expect(transmissions.map(({ receipt }) => receipt)).toEqual([
    { status: 404, accepted: null, reason: 'of the answer, only the status is known' },
  ])
})

const bodyOf = (start: string): string => `${start}&imei=${imei}`
const post = (body: string, length = body.length): string =>
  `POST /r HTTP/1.1\r\nHost: t.example.com\r\nContent-Length: ${length}\r\n\r\n${body}`
const answer = (status: string): string => `HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\n{}`
const padding = 'p'.repeat(1_000)
const goOn = 'HTTP/1.1 100 Continue\r\n\r\n'
const expecting = (body: string, length: number): string =>
  post(body, length).replace('Host:', 'Expect: 100-continue\r\nHost:')

test.each<[string, Turns, string | undefined]>([
  [
    'an answer before what identifies',
    [
      ['>', post(padding, padding.length + bodyOf('').length)],
      ['<', answer('413 Content Too Large')],
      ['>', bodyOf('')],
    ],
    'early',
  ],
  [
    'that nothing came whole',
    [
      ['>', post(bodyOf('a=1'))],
      ['<', answer('408 Request Timeout')],
    ],
    'not-whole',
  ],
  [
    'an answer to all of it',
    [
      ['>', post(padding, padding.length + bodyOf('').length)],
      ['>', bodyOf('')],
      ['<', answer('413 Content Too Large')],
    ],
    undefined,
  ],
  [
    'an answer behind what identifies, and before the end',
    [
      ['>', post(bodyOf('a=1'), bodyOf('a=1').length + padding.length)],
      ['<', answer('400 Bad Request')],
      ['>', padding],
    ],
    undefined,
  ],
  [
    'to go on, and nothing behind the body',
    [
      ['>', expecting('', bodyOf('').length)],
      ['<', goOn],
      ['>', bodyOf('')],
    ],
    'interim',
  ],
  [
    'to go on, when all was sent in two segments',
    [
      ['>', expecting('', bodyOf('').length)],
      ['>', bodyOf('')],
      ['<', goOn],
    ],
    'interim',
  ],
  [
    'to go on, when what identifies came with the head',
    [
      ['>', expecting(bodyOf(''), bodyOf('').length)],
      ['<', goOn],
    ],
    undefined,
  ],
  [
    'to go on, when what identifies stands in the head',
    [
      ['>', expecting('', 20).replace('/r', `/r?imei=${imei}`)],
      ['<', goOn],
      ['>', 'p'.repeat(20)],
    ],
    undefined,
  ],
  [
    'early hints, when all was sent in two segments',
    [
      ['>', post('', bodyOf('').length)],
      ['>', bodyOf('')],
      ['<', goOn.replace('100 Continue', '103 Early Hints')],
    ],
    'interim',
  ],
  [
    'that it has all and works on it',
    [
      ['>', post('', bodyOf('').length)],
      ['>', bodyOf('')],
      ['<', goOn.replace('100 Continue', '102 Processing')],
    ],
    undefined,
  ],
  [
    'to go on, and then the answer',
    [
      ['>', expecting('', bodyOf('').length)],
      ['<', goOn],
      ['>', bodyOf('')],
      ['<', answer('200 OK')],
    ],
    undefined,
  ],
  [
    'that it does not want the body, which was sent all the same',
    [
      ['>', expecting('', bodyOf('').length)],
      ['<', answer('417 Expectation Failed')],
      ['>', bodyOf('')],
    ],
    'early',
  ],
  [
    'that it does not want the body, of which the head says all',
    [
      ['>', expecting('', 20).replace('/r', `/r?imei=${imei}`)],
      ['<', answer('417 Expectation Failed')],
    ],
    undefined,
  ],
])('%s shows no more of receipt than it may', async (_, turns, unshown) => {
  const conversation = new TcpConversation({ targetPort: 80 }).open()
  for (const [side, text] of turns)
    if (side === '>') conversation.send(text)
    else conversation.reply(text)
  const { transmissions, findings } = await scanFrames(conversation.close().frames, { profile })
  expect(transmissions.map(({ receipt }) => [receipt !== null, receipt?.unshown])).toEqual([[true, unshown]])
  expect(findings[0]?.counterEvidence.join().includes('whether it was received is not shown')).toBe(
    unshown !== undefined,
  )
})

test.each<[string, boolean, boolean]>([
  ['began before what identifies', true, false],
  ['came behind it', false, true],
])('that an answer %s is the same from a scan and from its document', async (_, isEarly, isTaken) => {
  const conversation = new TcpConversation({ targetPort: 80 }).open()
  conversation.send(post(padding, padding.length + bodyOf('').length))
  if (isEarly) conversation.reply(answer('202 Accepted'))
  conversation.send(bodyOf(''))
  if (!isEarly) conversation.reply(answer('202 Accepted'))
  const result = await scanFrames(conversation.close().frames, { profile })
  const sides = [
    sideOfScan(result, [], []),
    sideOfDocument('a.json', JSON.parse(renderJson(result, false)) as unknown),
  ]
  expect(sides.map(({ transmissions }) => transmissions.map((one) => one.isTaken === true))).toEqual([
    [isTaken],
    [isTaken],
  ])
})
