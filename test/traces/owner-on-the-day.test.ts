import { expect, test } from 'vitest'
import { renderTerminal } from '../../src/report/terminal.ts'
import { scanDocument } from '../../src/report/scan-document.ts'
import { TcpConversation } from '../support/capture.ts'
import { scanFrames } from '../support/scan-frames.ts'

const body = '{"imei":"357184092641738"}'

/** What an IMEI sent to this host on a day is told as: all lines, and the finding with its recipient. */
async function told(host: string, day: string): Promise<{ text: string; json: string }> {
  const { frames } = new TcpConversation()
    .open()
    .send(`POST /a HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    .close()
  const sec = Date.parse(`${day}T06:00:00Z`) / 1_000
  const result = await scanFrames(frames.map((bytes, index) => ({ bytes, sec: sec + index })))
  return {
    text: renderTerminal(result, { isRevealed: false, hasColour: false, columns: 200 }).replaceAll(
      /\s+/g,
      ' ',
    ),
    json: JSON.stringify(scanDocument(result, false)),
  }
}

const owned = /owned by|owner in|state-controlled|controlled by (?:a|the) state/

test.each([
  // Its owner since December 2021.
  [
    'top-fwz1.mail.ru',
    '2019-02-11',
    '"parent":"","country":"RU","seat":"RU","stateControl":"none-known"',
    false,
  ],
  ['top-fwz1.mail.ru', '2022-02-11', '"country":"RU","seat":"RU","stateControl":"controls"', true],
  ['api.twitter.com', '2019-02-11', '"parent":"","country":"US","seat":"US"', false],
  // Always the state's, as far as the list knows.
  ['zzhc.vnet.cn', '2019-02-11', '"stateControl":"controls"', true],
])('of %s on %s it is told who owned it then', async (host, day, value, isOwned) => {
  const { text, json } = await told(host, day)
  expect(text).toContain('IMEI')
  expect(json).toContain(value)
  expect(owned.test(text)).toBe(isOwned)
  expect(owned.test(json)).toBe(isOwned)
})
