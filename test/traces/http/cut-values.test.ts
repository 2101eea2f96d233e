/** The end of a capture, or a gap, cuts a value: what is left of it is no other value. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../../support/capture.ts'
import { anomalyCodes, observed, scanFrames } from '../../support/scan-frames.ts'

const androidId = '7c31e9a04bd852f6'

function posted(body: string, length: number, contentType: string): Buffer[] {
  const head = `POST /a HTTP/1.1\r\nHost: a.example.com\r\nContent-Type: ${contentType}\r\nContent-Length: ${length}\r\n\r\n`
  return new TcpConversation().open().send(head + body).frames
}

const bodies = [
  ['application/json', (value: string) => `{"android_id":"${value}`],
  ['application/x-www-form-urlencoded', (value: string) => `a=1&android_id=${value}`],
  ['text/plain', (value: string) => `log: android_id=${value}`],
] as const

test.each(bodies)('in %s nothing is put in the place of what is missing', async (contentType, bodyOf) => {
  for (const kind of ['android_id', 'gsf_id'])
    for (const length of [13, 14, 15]) {
      const body = bodyOf(androidId.slice(0, length)).replace('android_id', kind)
      const result = await scanFrames(posted(body, 200, contentType))
      expect(observed(result), body).toEqual([])
      expect(anomalyCodes(result)).toContain('message.http.cut')
    }
})

test.each(bodies)('in %s a value that is there with all its digits is found', async (contentType, bodyOf) => {
  const result = await scanFrames(posted(bodyOf(androidId), 200, contentType))
  expect(observed(result)).toEqual([`android-id ${androidId} probable`])
})

test('a value that lost zeros in front is found, at the end of a message and in front of a cut', async () => {
  const short = androidId.slice(0, 14)
  for (const [body, length] of [
    [`a=1&android_id=${short}`, 0],
    [`android_id=${short}&a=1`, 200],
  ] as const) {
    const form = 'application/x-www-form-urlencoded'
    const result = await scanFrames(posted(body, length || body.length, form))
    expect(observed(result), body).toEqual([`android-id 00${short} probable`])
  }
})
