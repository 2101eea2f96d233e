/** Requests inside a request (batches of Google, OData): each is read as one, and what it holds is named by its place. */
import { expect, test } from 'vitest'
import { TcpConversation } from '../../support/capture.ts'
import { scanFrames } from '../../support/scan-frames.ts'

const imei = '352099001761481'
const part = (text: string): string =>
  `--b\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n${text}\r\n`

async function placesIn(type: string, body: string): Promise<string[]> {
  const head = `POST /batch HTTP/1.1\r\nHost: api.example.com\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`
  const { frames } = new TcpConversation({ targetPort: 80 }).open().send(head + body)
  const { observations } = await scanFrames(frames)
  return observations.map(
    ({ identifier, chain }) =>
      `${identifier}: ${chain.map(({ step, detail }) => `${step} ${detail}`.trim()).join(' > ')}`,
  )
}

test('values are named by the request, and the field of it, that they stand in', async () => {
  const body = [
    part(`GET /farm/v1?imei=${imei}&a=b HTTP/1.1\r\nX-Device: 1\r\n\r\n`),
    part(
      `POST /x HTTP/1.1\r\nContent-Type: application/json\r\nX-Android-Id: 9f1c2d3e4a5b6c70\r\n\r\n{"imei":"${imei}"}`,
    ),
    '--b--',
  ].join('')
  expect(await placesIn('multipart/mixed; boundary=b', body)).toEqual([
    'android-id: body > multipart [1] > http-message X-Android-Id',
    'imei: body > multipart [0] > http-message target > query imei',
    'imei: body > multipart [1] > http-message body > json $.imei',
  ])
})

test('a message in a message is one, and a part of a resource is read by its own type', async () => {
  const quoted = `POST /x?imei=${imei} HTTP/1.1\r\nHost: a.example.com\r\n\r\n`
  expect(await placesIn('message/http', quoted)).toEqual(['imei: body > http-message target > query imei'])
  const range = `--b\r\nContent-Type: application/json\r\nContent-Range: bytes 0-9/20\r\n\r\n{"imei":"${imei}"}\r\n--b--`
  expect(await placesIn('multipart/byteranges; boundary=b', range)).toEqual([
    'imei: body > multipart [0] > json $.imei',
  ])
})
