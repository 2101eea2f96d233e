import { createCipheriv, randomBytes } from 'node:crypto'
import type { CipherGCMTypes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { SecretExpander } from '../crypto/hkdf.ts'
import { KeyLog } from '../key-log.ts'
import { LateSearch } from './late-search.ts'
import type { TlsRecord } from './record.ts'
import { phases } from './record-side.ts'
import { suites13 } from './suites.ts'
import type { CipherSuite } from './suites.ts'

const named = suites13.map((suite): [string, CipherSuite] => [`${suite.cipher} ${suite.tagBytes}`, suite])

/** RFC 8446, 5.2 and 5.3, by node:crypto alone. */
function sealed(suite: CipherSuite, secret: Buffer, sequence: number, inner: Buffer): TlsRecord {
  const expander = new SecretExpander(suite.hash, secret)
  const nonce = expander.expand('iv', 12)
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8)
  const data = Buffer.from([23, 3, 3, 0, 0])
  data.writeUInt16BE(inner.length + suite.tagBytes, 3)
  const key = expander.expand('key', suite.keyBytes)
  const options = { authTagLength: suite.tagBytes }
  const cipher = createCipheriv(suite.cipher as CipherGCMTypes, key, nonce, options)
  cipher.setAAD(data, { plaintextLength: inner.length })
  const body = Buffer.concat([cipher.update(inner), cipher.final(), cipher.getAuthTag()])
  return { type: 23, version: 0x0303, buf: Buffer.concat([data, body]), start: 5, end: 5 + body.length }
}

function logOf(label: string, secret: Buffer): { keys: KeyLog; random: Buffer } {
  const keys = new KeyLog()
  const random = randomBytes(32)
  const line = (name: string, bytes: Buffer, of: Buffer): string =>
    `${name} ${bytes.toString('hex')} ${of.toString('hex')}\n`
  for (let index = 0; index < 4; index++) keys.add(line(label, randomBytes(32), randomBytes(secret.length)))
  keys.add(line(label, random, secret))
  for (let index = 0; index < 4; index++) keys.add(line(label, randomBytes(32), randomBytes(secret.length)))
  return { keys, random }
}

describe('a record tells the secret and its number', () => {
  test.for(named)('%s', async ([, suite]) => {
    const secret = randomBytes(suite.hash === 'sha384' ? 48 : 32)
    const { keys, random } = logOf('CLIENT_TRAFFIC_SECRET_0', secret)
    const shapes = [
      [1, 0],
      [40, 0],
      [15, 0],
      [16, 0],
      [300, 1],
      [300, 33],
      [5_000, 0],
      [0, 40],
    ] as const
    // In the short form each number with some of the shapes, and each shape with some of the numbers.
    const step = times(4, 1)
    for (const [nth, sequence] of [0, 1, 63, 64, 1_023].entries())
      for (const [length, padding] of shapes.filter((_, index) => index % step === nth % step)) {
        const inner = Buffer.concat([randomBytes(length), Buffer.from([23]), Buffer.alloc(padding)])
        const record = sealed(suite, secret, sequence, inner)
        for (const known of [suite, null]) {
          const found = new LateSearch(keys).find(record, true, known, 'nothing')
          expect(found).toMatchObject({ random, secret, suite, sequence, phase: phases.application })
          expect(found?.content).toEqual(inner)
        }
        expect(new LateSearch(keys).find(record, false, suite, 'nothing')).toBeNull()
      }
    keys.beginCapture()
    for (const sequence of [1_024, 20_000, 65_535]) {
      const record = sealed(suite, secret, sequence, Buffer.from('GET / HTTP/1.1\x17'))
      expect(new LateSearch(keys).find(record, true, suite, 'nothing')).toBeNull()
      expect(new LateSearch(keys).place(record, true, suite, random)?.sequence).toBe(sequence)
    }
    const record = sealed(suite, secret, 5_000, Buffer.from('GET / HTTP/1.1\x17'))
    expect(new LateSearch(keys).findFar(record, true, suite)?.sequence).toBe(5_000)
    const beyond = sealed(suite, secret, 65_536, Buffer.from('GET / HTTP/1.1\x17'))
    expect(new LateSearch(keys).place(beyond, true, suite, random)).toBeNull()
  })
})

test('what is changed by a bit is opened by nothing', () => {
  const [suite] = suites13
  if (suite === undefined) throw new Error('no suite')
  const secret = randomBytes(32)
  const { keys } = logOf('SERVER_HANDSHAKE_TRAFFIC_SECRET', secret)
  const record = sealed(suite, secret, 0, Buffer.from('\x08\0\0\x02\0\0\x16', 'latin1'))
  expect(new LateSearch(keys).find(record, false, null, 'handshake')?.phase).toBe(phases.handshake)
  for (let at = record.start; at < record.end; at++) {
    const buf = Buffer.from(record.buf)
    buf[at] = (buf[at] as number) ^ 1
    expect(new LateSearch(keys).find({ ...record, buf }, false, null, 'handshake')).toBeNull()
  }
  for (let end = record.start; end < record.end; end++)
    expect(new LateSearch(keys).find({ ...record, end }, false, null, 'handshake')).toBeNull()
})

test('a secret whose hello was seen is not tried', () => {
  const [suite] = suites13
  if (suite === undefined) throw new Error('no suite')
  const secret = randomBytes(32)
  const { keys, random } = logOf('CLIENT_TRAFFIC_SECRET_0', secret)
  const record = sealed(suite, secret, 0, Buffer.from('GET / HTTP/1.1\x17'))
  keys.secrets.claim(random, 0)
  expect(new LateSearch(keys).find(record, true, null, 'handshake')).toBeNull()
  keys.beginCapture()
  expect(new LateSearch(keys).find(record, true, null, 'handshake')).not.toBeNull()
})
