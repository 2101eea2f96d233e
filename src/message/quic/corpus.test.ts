import { describe, expect, test } from 'vitest'
import { hasCorpus } from '../../../test/support/corpus.ts'
import { readCorpus } from '../../../test/support/read-corpus.ts'

/** Skipped where the public captures do not lie beside the checkout. */
describe.skipIf(!hasCorpus)('Initial packets of real captures', () => {
  test.each([
    ['quic/chromium-115-api-cirrus-com.pcap', 'api.cirrus-ci.com'],
    ['quic/curl-http3-www-google-de.pcap', 'www.google.de'],
    ['quic/multi-initial-fragmented-crypto.pcap', 'googleads.g.doubleclick.net'],
    ['tls/quic-v2-h3-dsb.pcapng', 'test'],
  ])('%s', (name, sni) => {
    const { sink, ...outcome } = readCorpus(name)
    expect(sink.hellos).toMatchObject([{ transport: 'quic', sni, version: 'TLS 1.3', frame: 1 }])
    expect(sink.hellos[0]?.alpn[0]).toBe('h3')
    expect(sink.flows).toEqual({ quic: 1 })
    expect(outcome.countedBytes).toBe(outcome.givenBytes)
    expect(outcome.anomalies).toEqual({})
  })
})
