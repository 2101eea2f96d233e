import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { corpusFile, hasCorpus } from '../../../test/support/corpus.ts'
import { readMessages } from '../../../test/support/read-messages.ts'

/** Skipped where the public captures do not lie beside the checkout. */
describe.skipIf(!hasCorpus)('HTTP/3 of real captures', () => {
  test('tls/quic-v2-h3-dsb.pcapng, with the secrets that it holds', () => {
    const read = readMessages(readFileSync(corpusFile('tls/quic-v2-h3-dsb.pcapng')))
    const requests = read.messages.filter(({ kind }) => kind === 'request')
    expect(requests.map(({ method, host, target }) => `${method} ${host} ${target}`)).toEqual([
      'GET test /index.html',
      'GET test /test.html',
      'GET test /1234567',
    ])
    const responses = read.messages.filter(({ kind }) => kind === 'response')
    expect(responses.map(({ status }) => status)).toEqual([200, 404])
    // The request in the 0-RTT packet of the first frame; each of its bytes has its place there.
    expect(requests[0]).toMatchObject({ frame: 1, protocol: 'http3', isComplete: true })
    expect(read.anomalies).toEqual({})
    expect(read.counts.undecryptableBytes).toBe(0)
    expect(read.countedBytes).toBe(read.givenBytes)
  })
})
