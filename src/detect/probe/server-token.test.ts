import { describe, expect, test } from 'vitest'
import { decode } from '../../decode/decode.ts'
import type { Node } from '../../decode/types.ts'
import { isBehindServerName, isServerToken } from './server-token.ts'

const token = '5f4dcc3b5aa765d61d8327deb882cf99'
const names =
  'sid SID session_id PHPSESSID etag xsrf csrf uuid device sids uid nonces x-sid user.sid user[sid] my_uuid data trace request_id requestid'.split(
    ' ',
  )
const bodies: readonly [form: string, type: string, write: (name: string) => string][] = [
  ['form', 'application/x-www-form-urlencoded', (name) => `a=1&${name}=${token}&b=2`],
  ['first in a form', 'application/x-www-form-urlencoded', (name) => `${name}=${token}`],
  ['JSON', 'application/json', (name) => `{"a":1,"${name}":"${token}","b":"x"}`],
  ['JSON with blanks', 'application/json', (name) => `{"a":1, "${name}" : "${token}" }`],
  ['XML', 'text/xml', (name) => `<r><a>1</a><${name}>${token}</${name}></r>`],
  ['path in a form', 'application/x-www-form-urlencoded', (name) => `a=${name}/${token}&b=2`],
  ['words', 'text/plain', (name) => `${name} ${token}`],
  ['lines', 'text/plain', (name) => `a\n${name}\n${token}\n`],
  ['lines of forms', 'text/plain', (name) => `a\r\n${name}\r\n${token}\r\n`],
  [
    'multipart',
    'multipart/form-data; boundary=bb',
    (name) => `--bb\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${token}\r\n--bb--\r\n`,
  ],
  ['nested', 'application/json', (name) => `{"${name}":{"d":"${token}"}}`],
  ['list', 'application/json', (name) => `{"${name}":["${token}"]}`],
]

function leaves(node: Node): Node[] {
  return node.children.length === 0 ? [node] : node.children.flatMap(leaves)
}

function message(head: string, body: string, contentType: string): Node {
  const part = (text: string): { buf: Buffer; start: number; end: number; length: number } => ({
    buf: Buffer.from(text),
    start: 0,
    end: text.length,
    length: text.length,
  })
  return decode({
    head: part(head),
    body: part(body),
    trailer: part(''),
    target: '/',
    contentType,
    contentEncoding: '',
  } as unknown as Parameters<typeof decode>[0]).root
}

describe('a token is behind a server’s name only where the decoder gives its field such a name', () => {
  test.each(bodies)('%s', (_form, type, write) => {
    for (const name of names) {
      const body = write(name)
      const bytes = Buffer.from(body)
      const known = leaves(message('POST / HTTP/1.1\r\n\r\n', body, type)).filter(
        ({ bytes: value }) => value.toString() === token,
      )
      if (isBehindServerName(bytes, 0, body.indexOf(token)))
        expect([name, known.map(({ key }) => isServerToken(key))]).toEqual([name, known.map(() => true)])
    }
  })

  test('a field of a head', () => {
    for (const name of [...names, 'X-Session', 'If-None-Match', 'Cookie: a=1; sid', 'Cookie: x-sid']) {
      const head = `GET / HTTP/1.1\r\n${name}${name.startsWith('Cookie') ? '=' : ': '}${token}\r\n\r\n`
      const known = leaves(message(head, '', '')).filter(({ bytes }) => bytes.toString() === token)
      expect(known.length, name).toBeGreaterThan(0)
      if (isBehindServerName(Buffer.from(head), 0, head.indexOf(token)))
        expect([name, known.map(({ key }) => isServerToken(key))]).toEqual([name, known.map(() => true)])
    }
  })

  test('and it is behind one in the usual forms', () => {
    const part = `form-data; name="sid"\r\n\r\n${token}`
    const usual = [
      part,
      `sid=${token}`,
      `{"sid":"${token}"}`,
      `Cookie: a=1; sid=${token}`,
      `ETag: "${token}"`,
    ]
    for (const text of usual) expect(isBehindServerName(Buffer.from(text), 0, text.indexOf(token))).toBe(true)
    const unusual = [
      `uid=${token}`,
      `x-sid=${token}`,
      `sid/${token}`,
      `sid-${token}`,
      token,
      `a sid ${token}`,
    ]
    for (const text of unusual)
      expect(isBehindServerName(Buffer.from(text), 0, text.indexOf(token))).toBe(false)
  })
})
