import { describe, expect, test } from 'vitest'
import { hasCorpus } from '../../../test/support/corpus.ts'
import { readCorpus } from '../../../test/support/read-corpus.ts'

/** Skipped where the public captures do not lie beside the checkout. */
describe.skipIf(!hasCorpus)('DHCP in real captures', () => {
  test('a handshake gives the name that the client asks for', () => {
    const { sink, ...outcome } = readCorpus('dns/dhcp.pcap')
    expect(new Set(sink.localNames)).toContain('host-name btest.is.cool')
    expect(outcome.countedBytes).toBe(outcome.givenBytes)
    expect(outcome.anomalies).toEqual({})
  })

  test('a phone gives its vendor class and address, but no host name', () => {
    const { sink } = readCorpus('phone/nokia-2.2-boot-wifi.pcap')
    expect(sink.localNames).toContain('vendor-class android-dhcp-9')
    expect(sink.localNames).toContain('client-id 4c:6a:f6:9f:f6:27')
  })
})
