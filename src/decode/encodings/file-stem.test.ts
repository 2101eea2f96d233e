import { expect, test } from 'vitest'
import { decodeBody, lines } from '../../../test/support/decoded-message.ts'

function upload(name: string): string {
  return `--b\r\nContent-Disposition: form-data; name="f"; filename="${name}"\r\n\r\nx\r\n--b--\r\n`
}

test.each([
  ['padded base64', `${Buffer.from('id 490154203237518 ').toString('base64')}.log`],
  ['base64 with one sign of padding', `${Buffer.from('imei 490154203237518').toString('base64')}.json`],
  ['hex', `${Buffer.from('490154203237518').toString('hex')}.db`],
])('%s in front of an ending is undone', (_, name) => {
  const found = decodeBody(upload(name), { contentType: 'multipart/form-data; boundary=b' })
  expect(lines(found).some((line) => line.trimEnd().endsWith('490154203237518'))).toBe(true)
})
