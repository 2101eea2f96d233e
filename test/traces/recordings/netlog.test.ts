/** A NetLog of Chrome: what it sent is found with recipient, protection and time, and what no event holds is said. */
import { expect, test } from 'vitest'
import { scanDocument } from '../../../src/report/scan-document.ts'
import { brokenSums, profileOf, scanCapture } from '../../support/scan-capture.ts'
import { schemaErrors } from '../../support/scan-schema.ts'
import { putInto, testFolder } from '../../support/test-folder.ts'

const put = putInto(testFolder('netlog'))
const imei = '490154203718467'
const profile = profileOf(put('phone.yaml', `name: phone\nidentifiers:\n  imei: "${imei}"\n`))

test('identifiers in heads are found', async () => {
  const constants = {
    logEventTypes: {
      URL_REQUEST_START_JOB: 1,
      HTTP_TRANSACTION_SEND_REQUEST_HEADERS: 2,
      HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS: 3,
      HTTP_TRANSACTION_READ_RESPONSE_HEADERS: 4,
    },
    timeTickOffset: '1772355600000',
  }
  const event = (id: number, type: number, params: object): object => ({
    source: { id, type: 1 },
    time: '1500',
    type,
    params,
  })
  const events = [
    event(1, 1, { method: 'GET', url: `http://one.example.com/x?imei=${imei}` }),
    event(1, 2, { headers: ['Host: one.example.com'], line: `GET /x?imei=${imei} HTTP/1.1\r\n` }),
    event(1, 4, { headers: ['HTTP/1.1 200 OK'] }),
    event(2, 1, { method: 'POST', url: 'https://two.example.com/y' }),
    event(2, 3, {
      headers: [
        ':method: POST',
        ':authority: two.example.com',
        ':scheme: https',
        ':path: /y',
        `x-imei: ${imei}`,
      ],
    }),
    event(3, 9, { byte_count: 2 }),
  ]
  const result = await scanCapture(put('net-export.json', JSON.stringify({ constants, events })), profile)
  expect(brokenSums(result)).toEqual([])
  expect(schemaErrors(scanDocument(result, true))).toEqual([])
  expect(
    result.transmissions.map(({ summary, protection }) => [
      summary.host,
      summary.method,
      summary.status,
      protection,
    ]),
  ).toEqual([
    ['one.example.com', 'GET', 200, 'plaintext'],
    ['two.example.com', 'POST', 0, 'tls'],
  ])
  expect(result.captures[0]?.first).toEqual({ sec: 1_772_355_601, nsec: 500_000_000 })
  expect(result.coverage.entries?.notRecorded.entries).toBe(2)
})
