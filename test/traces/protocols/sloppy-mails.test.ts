/** A mail may be another than its head says: what is not coded as declared is searched as it stands. */
import { expect, test } from 'vitest'
import { mailFrames } from '../../support/mail-conversation.ts'
import { observed, scanFrames } from '../../support/scan-frames.ts'

const imei = '356938035643809'
const footer = `Sent from my phone, IMEI: ${imei}\r\n`
const base64 = (text: string): string =>
  Buffer.from(text)
    .toString('base64')
    .replaceAll(/.{1,76}/g, '$&\r\n')

function mailOf(coding: string, body: string): Buffer[] {
  const head = `Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: ${coding}\r\n\r\n`
  return mailFrames(`${head}${body}`)
}

test.each([
  ['a line behind base64', 'base64', `${base64('hello '.repeat(120))}_______\r\n${footer}`],
  ['a line behind little base64', 'base64', `${base64('hello '.repeat(5))}_______\r\n${footer}`],
  ['a text that is no base64', 'base64', `the phone with IMEI ${imei} says hello\r\n`],
  ['an escape that is none', 'quoted-printable', `imei=${imei} serial=3D12\r\n`],
  ['as declared', 'base64', base64(`IMEI: ${imei}`)],
  ['as declared, with escapes', 'quoted-printable', `imei=3D${imei.slice(0, 9)}=\r\n${imei.slice(9)}\r\n`],
])('%s', async (_, coding, body) => {
  const found = observed(await scanFrames(mailOf(coding, body)))
  expect(found.some((line) => line.startsWith(`imei ${imei}`))).toBe(true)
})
