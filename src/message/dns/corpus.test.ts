import { describe, expect, test } from 'vitest'
import { hasCorpus } from '../../../test/support/corpus.ts'
import { readCorpus } from '../../../test/support/read-corpus.ts'

/** Skipped where the public captures do not lie beside the checkout. */
describe.skipIf(!hasCorpus)('names in real captures', () => {
  test('a phone after boot asks 15 names of DNS, and none of them locally', () => {
    const { sink, counts, ...outcome } = readCorpus('phone/nokia-2.2-boot-wifi.pcap')
    const asked = sink.messages.filter((message) => !message.isLocal && !message.isResponse)
    const names = new Set(asked.flatMap(({ questions }) => questions.map(({ name }) => name)))
    expect(names.size).toBe(15)
    expect([...names]).toContain('time.android.com')
    // As tshark counts them: 42 messages of DNS and 2 of mDNS.
    expect(sink.messages.filter(({ isLocal }) => isLocal)).toHaveLength(2)
    expect(counts.dnsMessages).toBe(44)
    expect(sink.requests['dns']).toBe(21)
    expect(outcome.countedBytes).toBe(outcome.givenBytes)
  })

  test('mDNS names the host that announces itself, and asks no stranger', () => {
    const { sink, counts } = readCorpus('dns/mdns.pcap')
    expect(counts.dnsMessages).toBe(18)
    expect(new Set(sink.localNames)).toEqual(new Set(['host-name johanna-qemu-virtual-machine.local']))
    expect(sink.requests['dns']).toBeUndefined()
  })

  test('an SVCB answer is read', () => {
    const { sink, ...outcome } = readCorpus('dns/svcb.pcap')
    expect(sink.messages.map(({ isResponse }) => isResponse)).toEqual([false, true])
    expect(sink.messages[1]?.records.map(({ type }) => type)).toContain(64)
    expect(outcome.anomalies).toEqual({})
  })

  test('DNS is read on each interface of a capture', () => {
    const { sink } = readCorpus('linktype/pcapng-multi-interface.pcapng')
    const names = sink.messages.flatMap(({ questions }) => questions.map(({ name }) => name))
    expect(new Set(names)).toEqual(new Set(['www.apple.com', 'google.com']))
  })
})
