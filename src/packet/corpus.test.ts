/**
 * Counts on real captures. The expected numbers are tshark 4.4's (frames by capinfos; packets and payload bytes from
 * tcp.len and udp.length, in the GTP tunnel those of the packets inside, the ones quoted by ICMP left out), written down once so that the test needs no tshark.
 */

import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AnomalyLog } from '../core/anomaly.ts'
import { openReader } from '../source/packets/open-reader.ts'
import { sniffFormat } from '../source/sniff.ts'
import { feedReader } from '../../test/support/read-capture.ts'
import { packetBalance } from './counts.ts'
import { Dissector } from './dissector.ts'

const corpus = new URL('../../../shared/corpus/', import.meta.url)

/** File, frames, TCP packets and payload bytes, UDP packets and payload bytes. */
const expected: [string, number, number, number, number, number][] = [
  ['linktype/bigendian.pcap', 2, 0, 0, 0, 0],
  ['linktype/nflog-http.pcap', 13, 13, 1682, 0, 0],
  ['linktype/null-http2-h2c.pcap', 101, 101, 64897, 0, 0],
  ['linktype/pcapng-multi-interface.pcapng', 6, 0, 0, 6, 546],
  ['linktype/sll2.pcap', 6, 0, 0, 0, 0],
  ['linktype/vlan-http.pcap', 14, 14, 5143, 0, 0],
  ['phone/android10-private-dns-dot.pcap', 532, 528, 97586, 0, 0],
  ['phone/gaijin-mobile-game.pcap', 18, 13, 9141, 5, 697],
  ['phone/gtp-ims-iphone.pcap', 106, 58, 11906, 40, 4479],
  ['phone/nokia-2.2-boot-wifi.pcap', 500, 398, 93304, 70, 8508],
  ['phone/pcapdroid-two-flows.pcap', 49, 49, 21995, 0, 0],
  ['phone/pushwoosh-hwid-webex.pcap', 1110, 1072, 479423, 38, 14931],
  ['phone/qualcomm-xtra-waze.pcap', 597, 595, 326087, 2, 96],
  ['phone/quickplay-msisdn-sll-sanitised.pcap', 143, 143, 91758, 0, 0],
  ['phone/xinxiansk-sdk-init.pcap', 7, 7, 806, 0, 0],
]

const isPresent = existsSync(corpus)

test.skipIf(isPresent)('skipped: the corpus of real captures (../shared/corpus) is not there', () => {
  expect(isPresent).toBe(false)
})

test.skipIf(!isPresent).each(expected)(
  '%s',
  (file, frames, tcpPackets, tcpPayloadBytes, udpPackets, udpPayloadBytes) => {
    const bytes = readFileSync(new URL(file, corpus))
    const anomalies = new AnomalyLog()
    const dissector = new Dissector({ tcp: () => {}, udp: () => {} }, anomalies)
    const format = sniffFormat(bytes, 0, bytes.length)
    expect(['pcap', 'pcapng']).toContain(format)
    const reader = openReader(format === 'pcapng' ? 'pcapng' : 'pcap', dissector, anomalies)
    feedReader(reader, bytes)
    dissector.end()
    const { containerBytes, frameBytes, unreadBytes } = reader.counts
    expect(containerBytes + frameBytes + unreadBytes).toBe(bytes.length)
    expect(unreadBytes).toBe(0)
    expect(dissector.counts).toMatchObject({
      frames,
      frameBytes,
      tcpPackets,
      tcpPayloadBytes,
      udpPackets,
      udpPayloadBytes,
      malformedFrames: 0,
    })
    expect(packetBalance(dissector.counts, true).isBalanced).toBe(true)
    expect(anomalies.tallies.size).toBe(0)
  },
)
