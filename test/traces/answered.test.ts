/** Answers that a capture holds are receipts, whatever the protocol calls them. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from './scan-frames.ts'

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
