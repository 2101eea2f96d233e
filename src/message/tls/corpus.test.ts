import { describe, expect, test } from 'vitest'
import { hasCorpus } from '../../../test/support/corpus.ts'
import { readCorpus } from '../../../test/support/read-corpus.ts'

/** Skipped where the public captures do not lie beside the checkout. */
describe.skipIf(!hasCorpus)('ClientHellos of real captures', () => {
  test.each<[string, string[], boolean]>([
    ['tls/tls12-keylog.pcap', ['4 www.heise.de'], false],
    ['tls/tls13-ech.pcap', ['7 cloudflare-ech.com', '39 cloudflare-ech.com'], true],
    [
      'tls/tls-esni-and-sni.pcap',
      [
        '4 these-are-not-the-droids-youre-looking-for.com',
        '24 you-think-thats-normal-tls-traffic-youre-seeing.com',
      ],
      true,
    ],
    ['tls/tls-fragmented-handshake.pcap.gz', ['4 104.236.167.107'], false],
    [
      'phone/gaijin-mobile-game.pcap',
      ['4 yupmaster.gaijinent.com', '11 ta-receiver-balancer-xom.crossout.net'],
      false,
    ],
    [
      'phone/android10-private-dns-dot.pcap',
      [10, 12, 47, 162, 295].map((frame) => `${frame} dns.google`),
      false,
    ],
    ['phone/pcapdroid-two-flows.pcap', ['24 google.it'], false],
  ])('%s', (name, hellos, hasEch) => {
    const { sink, counts, ...outcome } = readCorpus(name)
    expect(sink.hellos.map(({ frame, sni }) => `${frame} ${sni}`)).toEqual(hellos)
    expect(sink.hellos.map((hello) => hello.hasEch)).toEqual(hellos.map(() => hasEch))
    expect(counts.clientHellos).toBe(hellos.length)
    expect(outcome.countedBytes).toBe(outcome.givenBytes)
    expect(outcome.anomalies).toEqual({})
  })

  test('a phone after boot: as many hellos and names as tshark finds', () => {
    const { sink } = readCorpus('phone/nokia-2.2-boot-wifi.pcap')
    expect(sink.hellos).toHaveLength(18)
    expect(new Set(sink.hellos.map(({ sni }) => sni)).size).toBe(11)
  })

  test('an old phone: 49 hellos, most of them without a name', () => {
    const { sink } = readCorpus('phone/pushwoosh-hwid-webex.pcap')
    expect(sink.hellos).toHaveLength(49)
    expect(new Set(sink.hellos.map(({ version }) => version))).toEqual(new Set(['TLS 1.0', 'TLS 1.2']))
  })
})
