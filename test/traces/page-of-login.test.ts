/** A network that asks to log in answers in the place of servers: what was sent may not have got farther. */
import { expect, test } from 'vitest'
import { receiptText } from '../../src/report/phrases.ts'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const request = `GET /?imei=${imei} HTTP/1.1\r\nHost: tracker.example.net\r\n\r\n`
const answer = (status: string, location = ''): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n${location === '' ? '' : `Location: ${location}\r\n`}\r\n`

const ofNetwork = 'by the server or by what is on the way there'
const doubt =
  'the network on the way answered, as one does that asks to log in: whether it was handed on is not known'

test.each<[string, string[], string, boolean]>([
  ['to its own address', [answer('302 Found', 'http://192.168.1.1/login?to=x')], ofNetwork, true],
  ['to its own name', [answer('307 Temporary Redirect', 'https://portal.lan/')], ofNetwork, true],
  ['with the status for it', [answer('511 Network Authentication Required')], ofNetwork, true],
  ['each time', [answer('302 Found', 'http://10.0.0.1:8080/'), answer('511 x')], ofNetwork, true],
  [
    'and later the server',
    [answer('302 Found', 'http://192.168.1.1/'), answer('200 OK')],
    'the server answered 1 of 2 with status 200: it had received the message',
    false,
  ],
  ['to another server', [answer('302 Found', 'http://www.example.com/')], 'it had received', false],
  [
    'to a program on the device',
    [answer('302 Found', 'http://127.0.0.1:4000/done')],
    'it had received',
    false,
  ],
  ['to a place of its own', [answer('302 Found', '/login')], 'it had received', false],
  ['without a place', [answer('302 Found')], 'it had received', false],
])('an answer that sends %s', async (_, answers, said, isDoubted) => {
  const conversation = new TcpConversation({ target: '203.0.113.9' }).open()
  for (const text of answers) conversation.send(request).reply(text)
  const { recipients, transmissions, findings } = await scanFrames(conversation.close().frames)
  expect(transmissions).toHaveLength(answers.length)
  const [recipient] = recipients
  if (recipient === undefined) throw new Error('nobody was sent anything')
  expect(receiptText(recipient, transmissions)).toContain(said)
  expect(findings[0]?.counterEvidence.includes(doubt)).toBe(isDoubted)
})
