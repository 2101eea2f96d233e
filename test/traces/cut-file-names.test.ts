/** The name of a file that is cut over several parameters (RFC 2231) is found whole, in an upload and in a mail. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../support/capture.ts'
import { mailFrames } from '../support/mail-conversation.ts'
import { observed, scanFrames } from '../support/scan-frames.ts'

const imei = '356938035643809'
const found = `imei ${imei}`

/** A multipart body with one file, whose field says its name so. */
function bodyOf(field: string): string {
  return `--b7\r\n${field}\r\nContent-Transfer-Encoding: 7bit\r\n\r\nnothing here\r\n--b7--\r\n`
}

function uploadOf(field: string): Buffer[] {
  const body = bodyOf(field)
  const head = `POST /up HTTP/1.1\r\nHost: a.example.com\r\nContent-Type: multipart/form-data; boundary=b7\r\nContent-Length: ${body.length}\r\n\r\n`
  return new TcpConversation().open().send(`${head}${body}`).close().frames
}

function mailOf(field: string): Buffer[] {
  const head = 'Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary="b7"\r\n\r\n'
  return mailFrames(`${head}This is a multi-part message in MIME format.\r\n${bodyOf(field)}`)
}

const cut = [
  [
    'cut and folded',
    `Content-Disposition: attachment;\r\n filename*0="imei-3569380";\r\n filename*1="35643809.log"`,
  ],
  [
    'cut, with a charset and escapes',
    `Content-Disposition: attachment; filename*0*=UTF-8''imei%2D3569380; filename*1*=35643809.log`,
  ],
  ['cut in the type of the part', `Content-Type: text/plain; name*0=imei-3569380; name*1=35643809.log`],
] as const

test.each(cut)('%s', async (_, field) => {
  for (const frames of [uploadOf(field), mailOf(field)]) {
    const result = await scanFrames(frames)
    expect(observed(result).some((line) => line.startsWith(found))).toBe(true)
    const [one] = result.observations.filter(({ identifier }) => identifier === 'imei')
    expect(one?.chain.map(({ detail }) => detail).join()).toContain('joined of 2 parameters')
    expect(one?.spans.length).toBeGreaterThan(0)
  }
})

test('what is not cut gives no value of two files', async () => {
  const field = 'Content-Disposition: form-data; name="imei"; filename*0=356938; filename=035643809'
  const result = await scanFrames(uploadOf(field))
  expect(observed(result).filter((line) => line.startsWith('imei'))).toEqual([])
})
