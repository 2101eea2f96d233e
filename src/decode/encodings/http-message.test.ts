import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith, nodesOf } from '../../../test/support/decoded-message.ts'
import { encoding } from './http-message.ts'

const imei = '490154203237518'

conformEncoding(
  encoding,
  {
    'a request with a body': {
      bytes: `POST /x/y?a=b HTTP/1.1\r\nHost: a.example.com\r\nContent-Type: application/json;\r\n charset=utf-8\r\n\r\n{"imei":"${imei}"}`,
      gives: [
        'target = /x/y?a=b',
        'Host = a.example.com',
        'Content-Type = application/json;\r\n charset=utf-8',
        `body = {"imei":"${imei}"}`,
      ],
    },
    'an answer': {
      bytes: 'HTTP/1.1 404 No such thing\nX-A: b\n\nhi',
      gives: ['reason = No such thing', 'X-A = b', 'body = hi'],
    },
    'a declared request without a version': {
      bytes: `GET /farm/v1?imei=${imei}\r\n\r\n`,
      contentType: 'application/http; msgtype=request',
      gives: [`target = /farm/v1?imei=${imei}`],
    },
    'a declared request alone in its line': {
      bytes: 'DELETE Customers(7)',
      contentType: 'application/http',
      gives: ['target = Customers(7)'],
    },
    'lines that are no fields': {
      bytes: 'GET / HTTP/1.1\r\nno field\r\nX-Empty:\r\nA: b',
      gives: ['target = /', 'line = no field', 'A = b'],
    },
  },
  {
    'a request without a version that nothing declares': 'GET /farm/v1\r\n\r\n',
    'words in capitals': 'GET IT HERE\r\nnow',
    'a first line alone': 'GET / HTTP/1.1',
    'a declared text': { bytes: 'get it\r\n', contentType: 'application/http', gives: [] },
  },
)

const part = (text: string): string =>
  `--b\r\nContent-Type: application/http\r\nContent-ID: <1>\r\n\r\n${text}\r\n`

test('lines that are no fields are read together', () => {
  const json = `{\n"imei":"${imei}",\n"lat":59.9\n}`
  const decoded = decodeBody(`GET /a HTTP/1.1\nA: b\nlat=59.91312\nlon=10.75221\nC: d\n${json}\n`)
  expect(nodeWith(decoded, '59.91312')?.parent).toBe(nodeWith(decoded, '10.75221')?.parent)
  expect(nodeWith(decoded, imei)?.key).toBe('imei')
  expect(nodeWith(decoded, imei)?.parent).toBe(nodeWith(decoded, '59.9')?.parent)
})

test('each of several requests in one is read as a request', () => {
  const batch = [
    part(`GET /farm/v1?deviceId=${imei}\r\n\r\n`),
    part(
      `POST /log HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\na=b&mac=00%3A11%3A22%3A33%3A44%3A55`,
    ),
    '--b--',
  ].join('')
  const decoded = decodeBody(batch, { contentType: 'multipart/mixed; boundary=b' })
  expect(nodeWith(decoded, imei)?.key).toBe('deviceId')
  expect(nodeWith(decoded, '00:11:22:33:44:55')).toBeDefined()
  expect(
    nodesOf(decoded)
      .filter(({ step }) => step.step === 'http-message')
      .map(({ step }) => step.detail),
  ).toEqual(['target', 'target', 'Content-Type', 'body'])
})

test('a body is read as its fields say', () => {
  const zipped = Buffer.concat([
    Buffer.from('POST / HTTP/1.1\r\nContent-Encoding: gzip\r\n\r\n'),
    gzipSync(`{"imei":"${imei}"}`),
  ])
  expect(nodeWith(decodeBody(zipped, { contentType: 'message/http' }), imei)?.key).toBe('imei')
})
