/** Asking an authority for a stamp, on this machine: what it may answer, and what is made of that. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  hasOpenssl,
  stamping,
  TimeStampAuthority,
  whileAnswering,
} from '../../test/support/time-stamp-authority.ts'
import { sha256 } from '../case/digest.ts'
import { stampBytesMax } from '../case/stamps/stamp-limit.ts'
import { newNonce, stampRequest } from '../case/stamps/time-stamp.ts'
import { authorityOf, readRoots, requestTimeStamp } from './time-stamp-client.ts'

const request = { digest: sha256('a manifest'), nonce: newNonce() }

type Answer = (body: Buffer, incoming: IncomingMessage, response: ServerResponse) => void

/** How asking ends. */
function asked(answer: Answer, patienceMs = 10_000, roots: Uint8Array[] | null = null): Promise<string> {
  return whileAnswering(answer, async (url) => {
    try {
      const { stamp } = await requestTimeStamp(url, request, roots, patienceMs)
      return `stamped by ${stamp.signer}`
    } catch (error) {
      return String(error).replace(url, 'URL')
    }
  })
}

const withType =
  (content: Buffer | string, type = 'application/timestamp-reply'): Answer =>
  (_body, _incoming, response) => {
    response.writeHead(200, { 'content-type': type }).end(content)
  }

describe.skipIf(!hasOpenssl)('an authority', () => {
  let authority: TimeStampAuthority
  let other: TimeStampAuthority
  beforeAll(() => {
    authority = new TimeStampAuthority()
    other = new TimeStampAuthority('Another Root')
  })
  afterAll(() => {
    authority.remove()
    other.remove()
  })

  const rootsOf = (of: TimeStampAuthority): Uint8Array[] => readRoots(join(of.folder, 'root.pem'))

  test('is asked as RFC 3161 says, and its stamp is taken', async () => {
    const seen: unknown[] = []
    const answer = await asked(
      (body, incoming, response) => {
        seen.push(incoming.method, incoming.headers['content-type'], body.equals(stampRequest(request)))
        stamping(authority)(body, incoming, response)
      },
      10_000,
      rootsOf(authority),
    )
    expect(answer).toBe('stamped by CN=Example stamper, O=Example')
    expect(seen).toEqual(['POST', 'application/timestamp-query', true])
  })

  test('that refuses, or stamps something else, is not believed', async () => {
    expect(await asked(stamping(authority, 'picky'))).toMatch(
      /the authority refused: the algorithm is not supported/,
    )
    const replyTo = (changed: Partial<typeof request>): Answer =>
      withType(authority.reply(stampRequest({ ...request, ...changed })))
    expect(await asked(replyTo({ nonce: newNonce() }))).toBe(
      'FaultError: the time stamp of URL is not taken: it answers another request (its nonce is another one).',
    )
    expect(await asked(replyTo({ digest: sha256('another') }))).toMatch(/: it is about something else\.$/)
    expect(await asked(stamping(other), 10_000, rootsOf(authority))).toMatch(/does not lead to a root/)
    const altered = authority.reply(stampRequest(request))
    const at = altered.indexOf('Example stamper')
    altered[at] = (altered[at] as number) ^ 1
    expect(await asked(withType(altered))).toMatch(/is not taken/)
  })
})

describe('an authority that is none', () => {
  test.each<[string, Answer, RegExp]>([
    [
      'answers with a page',
      withType('<html>', 'text/html'),
      /answered with text\/html instead of a time stamp\.$/,
    ],
    [
      'answers with nonsense',
      withType('nonsense'),
      /is not taken: it is no DER|is not taken: it can not be read/,
    ],
    ['answers with nothing', withType(''), /is not taken/],
    ['answers without end', withType(Buffer.alloc(stampBytesMax * 4)), /sent more than 262144 bytes\.$/],
    [
      'fails',
      (_body, _incoming, response) => response.writeHead(503).end('busy'),
      /answered with status 503\.$/,
    ],
    [
      'points elsewhere',
      (_body, _incoming, response) => response.writeHead(302, { location: 'http://198.51.100.1/' }).end(),
      /can not be reached/,
    ],
    ['hangs up', (_body, incoming) => incoming.socket.destroy(), /can not be reached \(/],
  ])('%s', async (_, answer, line) => {
    const said = await asked(answer)
    expect(said).toMatch(/^FaultError: the time stamp/)
    expect(said).toMatch(line)
  })

  test('says nothing: that has an end', async () => {
    expect(await asked(() => undefined, 300)).toBe(
      'FaultError: the time stamp authority URL did not answer within 0.3 s.',
    )
  })
})

describe('an address', () => {
  test('is said without what could be a secret', () => {
    expect(authorityOf('https://tsa.example/stamp?token=secret#x')).toBe('https://tsa.example/stamp')
  })

  test.each([
    ['nonsense', /it is no address/],
    ['file:///etc/passwd', /give an address with http or https/],
    ['ftp://tsa.example/', /give an address with http or https/],
    ['http://user:word@tsa.example/', /are not sent/],
  ])('%s is refused in one line', (url, line) => {
    expect(() => authorityOf(url)).toThrow(line)
  })
})

test('a file of roots without a certificate is refused in one line', () => {
  const folder = new URL('.', import.meta.url).pathname
  expect(() => readRoots(join(folder, 'nothing'))).toThrow(/there is no such file\.$/)
  expect(() => readRoots(join(folder, 'main.ts'))).toThrow(/there is no certificate/)
})
