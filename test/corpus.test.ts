/**
 * Every row of the corpus's MANIFEST that is in reach: identifiers, hosts, frames, and what must not be reported.
 * Rows that need later work are listed in `later`, and a test sees to it that no file of the corpus is forgotten.
 */
import { readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ScanResult } from '../src/pipeline/scan-result.ts'
import { renderTerminal } from '../src/report/terminal.ts'
import { corpusCaptures, corpusFile, corpusFolder, corpusRecordings, hasCorpus } from './support/corpus.ts'
import { profileOf } from './support/decoded-tree.ts'
import { brokenSums, observedLines, scanCapture } from './support/scan-capture.ts'

interface Row {
  readonly file: string
  /** Identifiers of the phone that are given. */
  readonly profile?: Readonly<Record<string, readonly string[]>>
  /** Key log beside it. */
  readonly keys?: string
  readonly check: (result: ScanResult) => void
}

/** Not in reach yet, with what they need. Their bytes are still accounted for: see the sums below. */
const later: Record<string, string> = {}
const partly: Record<string, string> = {}
const hosts = (result: ScanResult): string[] =>
  result.recipients.map((recipient) => recipient.host).filter((host) => host !== '')
const names = (result: ScanResult): string[] =>
  result.hellos.flatMap((hello) => Array.from({ length: hello.count }, () => hello.sni)).sort()
const lines = (result: ScanResult): string[] => [...new Set(observedLines(result))].sort()
const identifiers = (result: ScanResult): string[] =>
  [...new Set(result.observations.map((observation) => observation.identifier))].sort()

const rows: Row[] = [
  {
    file: 'phone/quickplay-msisdn-sll-sanitised.pcap',
    check: (result) => {
      expect(result.captures[0]?.packets).toBe(143)
      expect(lines(result)).toContainEqual(
        expect.stringMatching(/^msisdn \+?(63|0)?9000000001 \w+ @play-singtelhawk\.quickplay\.com #19$/),
      )
      const credentials = result.observations.filter(
        (observation) => observation.identifier === 'account-credential',
      )
      expect(
        new Set(credentials.flatMap((observation) => observation.spans.map((span) => span.frame))),
      ).toEqual(new Set([78]))
      expect(credentials.length).toBeGreaterThanOrEqual(2)
      expect(
        result.recipients.find((recipient) => recipient.host === 'api.account.xiaomi.com')?.addresses[0]
          ?.address,
      ).toBe('54.179.140.65')
      expect(
        result.recipients
          .find((recipient) => recipient.host === 'play-singtelhawk.quickplay.com')
          ?.addresses.map((facts) => facts.address),
      ).toContain('120.28.5.41')
      // No identifier in the video segments, neither their signatures nor the digits of their paths.
      const phoneNumbers = result.observations.filter((observation) => observation.identifier === 'msisdn')
      expect(new Set(phoneNumbers.map((observation) => observation.normal)).size).toBe(1)
      const segments = result.transmissions.filter((transmission) =>
        /\.(ts|mp4|seg)$/.test(transmission.summary.path),
      )
      expect(segments).toEqual([])
      expect(
        result.transmissions.map(({ frames, summary }) => [[...frames], summary.host, summary.path]),
      ).toEqual([
        [[19], 'play-singtelhawk.quickplay.com', expect.stringMatching(/^\/vstb\/playlist_[^?]+\.m3u8$/)],
        [[78], 'api.account.xiaomi.com', '/pass/v2/safe/user/coreInfo'],
      ])
      expect(new Set(result.observations.map(({ protection }) => protection))).toEqual(new Set(['plaintext']))
    },
  },
  {
    // Model and build are in nearly every request of any phone: they are searched where a profile says them.
    file: 'phone/quickplay-msisdn-sll-sanitised.pcap',
    profile: { 'device-model': ['MI 3W'], build: ['V6.4.2.0.KXDMICB'] },
    check: (result) => {
      const toXiaomi = result.recipients.find(({ host }) => host === 'api.account.xiaomi.com')?.id
      for (const identifier of ['device-model', 'build'])
        expect(
          result.observations
            .filter((one) => one.identifier === identifier && one.recipient === toXiaomi)
            .flatMap(({ spans }) => spans.map(({ frame }) => frame)),
          identifier,
        ).toContain(78)
    },
  },
  {
    file: 'phone/gtp-ims-iphone.pcap',
    check: (result) => {
      expect(result.coverage.frames.tunnelled).toEqual({ 'gtp-u': 98 })
      expect(result.dnsNames).toEqual(['sentitlement.mobile.att.net'])
      const registrar = result.recipients.find((recipient) => recipient.host.startsWith('ims.'))
      expect(registrar?.addresses).toMatchObject([{ address: 'fd01::183', scope: 'private' }])
      const sent = result.observations.filter((one) => one.recipient === registrar?.id)
      expect(new Set(sent.map((one) => `${one.identifier} ${one.normal}`))).toContain('imsi 310410010001002')
      expect(new Set(sent.map((one) => `${one.identifier} ${one.normal}`))).toContain('imei 354427063233479')
      const cells = sent.filter((one) => one.identifier === 'cell-id')
      expect(new Set(cells.map(({ normal }) => normal)).size).toBe(1)
      // Three times in what names the registrar, and in what is said to it on other ports.
      expect(cells.flatMap((one) => one.spans.map((span) => span.frame))).toEqual([
        14, 27, 31, 39, 52, 86, 90, 100,
      ])
      expect(result.findings.map(({ family, severity }) => `${family} ${severity}`)).toEqual([
        'ims-registration low',
      ])
    },
  },
  {
    file: 'phone/xinxiansk-sdk-init.pcap',
    check: (result) => {
      const found = result.observations.filter((observation) => observation.normal === '350672920106648')
      expect(found.map((observation) => observation.identifier)).toContain('device-id')
      expect(
        found
          .filter((observation) => observation.identifier === 'imei')
          .map((observation) => observation.confidence),
      ).toEqual(found.filter((observation) => observation.identifier === 'imei').map(() => 'possible'))
      const recipient = result.recipients.find((candidate) => candidate.host === 'sdk.xinxiansk.com')
      expect(recipient?.ports).toEqual([8100])
      expect(recipient?.addresses[0]?.address).toBe('72.16.97.212')
      expect(result.transmissions[0]?.summary.path).toBe('/api/sdk/init2')
      expect(result.anomalies.map(({ tally }) => tally.code.code)).toContain('decode.encoding.tolerated')
    },
  },
  {
    file: 'phone/pushwoosh-hwid-webex.pcap',
    check: (result) => {
      const ids = result.observations.filter((observation) => observation.normal === 'a375db57ef62d1c5')
      expect(new Set(ids.map((observation) => observation.identifier))).toEqual(new Set(['android-id']))
      // Beside it a program for telephony registers, 22 times, at a server of a private network.
      expect(result.findings.map(({ identifiers, transmissions }) => [identifiers, transmissions])).toEqual([
        [['android-id', 'push-token'], 2],
        [['user-id'], 22],
      ])
      const accounts = result.observations.filter(({ identifier }) => identifier === 'user-id')
      expect(new Set(accounts.map(({ normal }) => normal))).toEqual(new Set(['45191@172.16.1.75']))
      expect([...new Set(ids.flatMap((observation) => observation.spans.map((span) => span.frame)))]).toEqual(
        [828, 830],
      )
      const tokens = result.observations.filter((observation) => observation.identifier === 'push-token')
      expect([
        ...new Set(tokens.flatMap((observation) => observation.spans.map((span) => span.frame))),
      ]).toContain(828)
      expect(
        result.recipients.find((recipient) => recipient.host === 'cp.pushwoosh.com')?.addresses[0]?.address,
      ).toBe('78.46.237.91')
      const byHttp = result.transmissions.filter(({ summary }) => summary.protocol !== 'sip')
      expect(new Set(byHttp.map((transmission) => transmission.summary.host))).toEqual(
        new Set(['cp.pushwoosh.com']),
      )
      expect(byHttp.map((transmission) => transmission.summary.path)).toEqual([
        '/json/1.3/registerDevice',
        '/json/1.3/applicationOpen',
      ])
    },
  },
  {
    file: 'phone/qualcomm-xtra-waze.pcap',
    check: (result) => {
      expect(hosts(result)).toContain('xtra1.gpsonextra.net')
      const xtra = result.recipients.find((recipient) => recipient.host === 'xtra1.gpsonextra.net')
      expect(xtra?.organisation?.id).toBe('qualcomm')
      // A file that every phone with the chip fetches.
      expect(result.findings.map(({ severity }) => severity)).toEqual(['low'])
      expect(xtra?.addresses.map(({ address }) => address)).toEqual(['65.39.128.135'])
      // The contact is told, and that it was answered; its answer is a file of 60,699 bytes.
      const contacts = result.transmissions.filter(({ recipient }) => recipient === xtra?.id)
      expect(contacts).toMatchObject([{ frames: [8], identifiers: [], receipt: { status: 200 } }])
      expect(xtra?.bytesToClient).toBeGreaterThan(60_699)
      expect(result.observations.filter((observation) => observation.recipient === xtra?.id)).toEqual([])
      expect(result.observations.filter((observation) => observation.normal === '15')).toEqual([])
    },
  },
  {
    file: 'phone/nokia-2.2-boot-wifi.pcap',
    check: (result) => {
      expect(result.observations).toEqual([])
      expect(result.findings).toEqual([])
      expect(hosts(result).filter((host) => host.endsWith('vnet.cn'))).toEqual([])
      expect(new Set(result.dnsNames).size).toBe(15)
      expect(new Set(names(result)).size).toBe(11)
      expect(hosts(result)).toEqual(expect.arrayContaining(['captive.apple.com', 'check.googlezip.net']))
      // By tshark: four requests of HTTP in clear, two of SSDP in the house, and the time.
      expect(result.exchanges).toBe(7)
      // It joins the Wi-Fi 96.6 s after the first frame.
      const joins = result.correlation.aligned.find(({ kind }) => kind === 'network-up')?.times ?? []
      const first = result.captures[0]?.first?.sec ?? 0
      expect(Math.min(...[...joins].map((at) => Math.abs(at - first - 97)))).toBeLessThan(1)
      expect(result.localNames.map((name) => name.value)).toContain('android-dhcp-9')
      expect(
        result.recipients.filter(({ protocols }) => protocols.includes('ntp')).map(({ host }) => host),
      ).toEqual(['time.android.com'])
    },
  },
  {
    file: 'phone/android10-private-dns-dot.pcap',
    check: (result) => {
      expect(names(result)).toEqual(Array.from({ length: 5 }, () => 'dns.google'))
      expect(result.dnsNames).toEqual([])
      const resolver = result.recipients.find((recipient) => recipient.host === 'dns.google')
      expect(resolver).toMatchObject({ ports: [853], hasHiddenDns: true })
      expect(
        renderTerminal(result, { isRevealed: false, hasColour: false, columns: 200 }).replace(/\s+/g, ' '),
      ).toContain(
        'DNS goes to dns.google encrypted (DNS over TLS, QUIC or HTTPS): varde is blind to the names asked for.',
      )
    },
  },
  {
    file: 'phone/gaijin-mobile-game.pcap',
    check: (result) => {
      expect(names(result)).toEqual(['ta-receiver-balancer-xom.crossout.net', 'yupmaster.gaijinent.com'])
    },
  },
  {
    file: 'phone/pcapdroid-two-flows.pcap',
    check: (result) => {
      expect(result.exchanges).toBe(1)
      expect(hosts(result)).toEqual(expect.arrayContaining(['www.google.com', 'google.it']))
      expect(identifiers(result)).toEqual([])
    },
  },
  {
    file: 'tls/tls12-keylog.pcap',
    check: (result) => {
      expect(new Set(names(result))).toEqual(new Set(['www.heise.de']))
      expect(result.exchanges).toBe(0)
      expect(result.coverage.decryption).toEqual({
        connections: 0,
        bytes: 0,
        helloBytes: expect.any(Number) as number,
        hellosWithoutKey: 1,
        wrongKeys: 0,
      })
    },
  },
  {
    file: 'tls/tls12-keylog.pcap',
    keys: 'tls/tls12-keylog.keys',
    check: (result) => {
      expect(result.exchanges).toBe(16)
      expect(hosts(result)).toEqual(['www.heise.de'])
      expect(result.coverage.decryption).toMatchObject({ connections: 1, hellosWithoutKey: 0, wrongKeys: 0 })
      expect(result.coverage.summary.undecryptable).toBe(0)
      expect(brokenSums(result)).toEqual([])
    },
  },
  {
    file: 'tls/quic-v2-h3-dsb.pcapng',
    check: (result) => {
      expect(result.hellos).toEqual([{ sni: 'test', transport: 'quic', count: 1 }])
      // The first request is sent twice, in a 0-RTT packet and again: it is one. Their targets: message/http3.
      expect(result.exchanges).toBe(3)
      expect(hosts(result)).toEqual(['test'])
      expect(result.coverage.decryption).toMatchObject({ connections: 1, hellosWithoutKey: 0, wrongKeys: 0 })
      expect(result.coverage.summary.undecryptable).toBe(0)
      expect(result.anomalies).toEqual([])
    },
  },
  {
    file: 'tls/tls13-ech.pcap',
    check: (result) => {
      expect(names(result)).toEqual(['cloudflare-ech.com', 'cloudflare-ech.com'])
      const recipient = result.recipients.find((candidate) => candidate.host === 'cloudflare-ech.com')
      expect(recipient?.hasEch).toBe(true)
      expect(recipient?.ambiguity).toContain('ECH')
    },
  },
  {
    file: 'tls/tls-esni-and-sni.pcap',
    check: (result) => expect(names(result).filter((name) => name !== '')).toHaveLength(2),
  },
  {
    file: 'tls/tls-fragmented-handshake.pcap.gz',
    check: (result) => {
      expect(result.captures[0]?.isGzip).toBe(true)
      expect(names(result)).toEqual(['104.236.167.107'])
    },
  },
  {
    file: 'quic/chromium-115-api-cirrus-com.pcap',
    check: (result) => expect(new Set(names(result))).toEqual(new Set(['api.cirrus-ci.com'])),
  },
  {
    file: 'quic/curl-http3-www-google-de.pcap',
    check: (result) => expect(new Set(names(result))).toEqual(new Set(['www.google.de'])),
  },
  {
    file: 'quic/multi-initial-fragmented-crypto.pcap',
    check: (result) => expect(new Set(names(result))).toEqual(new Set(['googleads.g.doubleclick.net'])),
  },
  {
    file: 'dns/doh-h2-cleartext.pcap',
    check: (result) => {
      expect(result.dnsNames).toEqual(['nav-edge.smartscreen.microsoft.com', 'www.gstatic.com'])
      expect(result.resolvers).toEqual([{ host: 'dns.google', questions: 4 }])
      expect(result.exchanges).toBe(4)
      expect(result.anomalies).toEqual([])
    },
  },
  { file: 'dns/svcb.pcap', check: (result) => expect(result.dnsNames).toEqual(['example.com']) },
  {
    file: 'dns/mdns.pcap',
    check: (result) => {
      expect(result.dnsNames).toEqual([])
      expect(result.findings).toEqual([])
      expect(result.localNames.length).toBeGreaterThan(0)
    },
  },
  {
    file: 'dns/dhcp.pcap',
    check: (result) => {
      expect(result.findings).toEqual([])
      expect(result.recipients.some((recipient) => recipient.protocols.includes('dhcp'))).toBe(true)
    },
  },
  { file: 'http/100-continue.pcap', check: (result) => expect(hosts(result)).toContain('www.osu.edu') },
  { file: 'http/get-gzip.pcap', check: (result) => expect(hosts(result)).toContain('httpbin.org') },
  {
    file: 'http/multipart-form-data.pcap',
    check: (result) => {
      expect(hosts(result)).toContain('localhost')
      expect(result.recipients.find((recipient) => recipient.host === 'localhost')?.ports).toEqual([8000])
    },
  },
  {
    file: 'http/websocket.pcap',
    check: (result) => {
      expect(hosts(result)).toContain('sandbox.kaazing.net')
      const recipient = result.recipients.find((candidate) => candidate.host === 'sandbox.kaazing.net')
      expect(recipient?.protocols).toContain('websocket')
      expect(result.coverage.messages.unrecognisedRead).toBe(0)
      expect(result.anomalies.map(({ tally }) => tally.code.code)).not.toContain(
        'message.websocket.bad_frame',
      )
    },
  },
  {
    file: 'tcp/reassembly-synthetic.pcap',
    check: (result) => {
      expect(result.exchanges).toBe(11)
      expect(new Set(hosts(result))).toEqual(new Set(['test', 't']))
    },
  },
  {
    file: 'linktype/bigendian.pcap',
    check: (result) => expect(result.coverage.frames.other).toEqual({ icmp: 2 }),
  },
  { file: 'linktype/nflog-http.pcap', check: (result) => expect(hosts(result)).toContain('www.example.net') },
  {
    file: 'linktype/sll2.pcap',
    // By tshark: pings over IPv4 and IPv6, and one question each of ARP and RARP. Nothing of it is an application's.
    check: (result) => {
      expect(result.coverage.frames).toMatchObject({ total: 6, dissected: 0, malformed: 0, unsupported: {} })
      expect(result.coverage.frames.other).toEqual({ icmp: 2, icmpv6: 2, arp: 1, rarp: 1 })
      expect(result.recipients).toEqual([])
    },
  },
  {
    file: 'linktype/vlan-http.pcap',
    check: (result) => expect(hosts(result).some((host) => host.endsWith('bro.org'))).toBe(true),
  },
  {
    file: 'linktype/null-http2-h2c.pcap',
    check: (result) => {
      expect(result.exchanges).toBe(2)
      const recipient = result.recipients.find((candidate) => candidate.host === 'nghttp2.org')
      expect(recipient?.protocols).toContain('http2')
      expect(result.anomalies).toEqual([])
      // No identifier in what was pushed: the client never sent that request.
      expect(identifiers(result)).toEqual([])
    },
  },
  {
    file: 'linktype/pcapng-multi-interface.pcapng',
    check: (result) => expect(new Set(result.dnsNames).size).toBe(2),
  },
  {
    file: 'other/mqtt.pcap',
    check: (result) => {
      // Packets of clients by tshark: CONNECT, SUBSCRIBE, UNSUBSCRIBE and PUBLISH.
      const broker = result.recipients.find((recipient) => recipient.addresses[0]?.address === '10.0.0.100')
      expect(broker?.protocols).toEqual(['mqtt'])
      expect(result.coverage.messages.unrecognisedRead).toBe(0)
      expect(result.exchanges).toBe(20)
      const credentials = result.observations.filter(
        (observation) => observation.identifier === 'account-credential',
      )
      expect(credentials.map(({ normal }) => normal)).toContain('secret123')
    },
  },
]

const everything = (): string[] => [...corpusCaptures(), ...corpusRecordings()]
const paths = (result: ScanResult, identifier: string, value: string): string[] => {
  const byId = new Map(result.recipients.map((recipient) => [recipient.id, recipient.host]))
  const found = result.observations
    .filter((observation) => observation.identifier === identifier && observation.normal === value)
    .flatMap((observation) =>
      observation.spans.map((span) => `${byId.get(observation.recipient) ?? ''} ${span.frame}`),
    )
  return [...new Set(found)]
}
/** Hosts with the exchanges and the content bytes of a recording, to compare two forms of the same one. */
const gist = (result: ScanResult) => ({
  hosts: result.recipients.map(({ host, addresses, bytesToServer, bytesToClient }) => ({
    host,
    addresses: addresses.map(({ address }) => address),
    bytesToServer,
    bytesToClient,
  })),
  exchanges: result.exchanges,
  read: result.coverage.entries?.read,
  content: result.coverage.entries?.contentBytes,
  entries: result.captures[0]?.entries,
  first: result.captures[0]?.first?.sec,
  last: result.captures[0]?.last?.sec,
})

const recordings: Row[] = [
  {
    file: 'har/reporthar-android-first-run.har',
    check: (result) => {
      expect(result.captures[0]).toMatchObject({ format: 'har', entries: 16, packets: 0 })
      expect(hosts(result)).toHaveLength(5)
      expect(paths(result, 'advertising-id', '1209d0b9-b959-42e6-b921-aa5d9d08c1af')).toEqual([
        ...[6, 8, 9].map((entry) => `graph.facebook.com ${entry}`),
        ...[10, 12, 13].map((entry) => `api2.branch.io ${entry}`),
        'graph.facebook.com 15',
      ])
      expect(paths(result, 'install-id', 'XZ9dd82044-772f-4b99-b17b-208e9c3cc38b')).toHaveLength(3)
      expect(paths(result, 'device-id', '1172860168313205995')).toHaveLength(3)
      const crashReports = ['sessions.bugsnag.com 5', 'notify.bugsnag.com 16']
      const bySdk = result.observations.filter((one) => one.normal === 'ad2140b6-25f1-42d7-b45c-4c0e224ca64f')
      expect([...new Set(bySdk.flatMap((one) => one.spans.map((span) => span.frame)))]).toEqual([5, 16])
      expect(paths(result, 'user-id', '7d5a6fd0d53a566b')).toEqual(crashReports)
      expect(paths(result, 'install-id', '1172860168363571074')).toHaveLength(3)
      expect(new Set(result.observations.map((observation) => observation.protection))).toEqual(
        new Set(['tls']),
      )
      expect(result.captures[0]?.recorded?.device['model']).toBe('sdk_gphone_x86_64')
      expect(result.captures[0]?.recorded?.apps.map((app) => app.id)).toEqual(['tld.sample.app'])
      // Answers were not recorded, and two bodies were edited afterwards.
      expect(result.coverage.entries?.notRecorded).toMatchObject({ bodies: 18, bodyBytes: 11 })
      // Entries 8 and 9 are not in time order.
      expect(result.captures[0]?.first?.nsec).toBe(78_662_000)
    },
  },
  {
    file: 'har/chrome.har',
    check: (result) => {
      expect(new Set(hosts(result))).toEqual(new Set(['mitmproxy.org', 'www.google.com']))
      // Who recorded it was logged in.
      expect(new Set(identifiers(result))).toEqual(new Set(['account-credential']))
    },
  },
  {
    file: 'har/charles.har',
    check: (result) => {
      expect(hosts(result)).toEqual(['mitmproxy.org'])
      expect(identifiers(result)).toEqual([])
    },
  },
  {
    file: 'har/with-bom.har',
    check: (result) => {
      expect(hosts(result)).toEqual(['signal-metrics-collector-beta.s-onetag.com'])
      expect(identifiers(result)).toEqual([])
    },
  },
  ...['mitm', 'har'].flatMap((form): Row[] => [
    {
      file: `mitmproxy/successful_log.${form}`,
      check: (result) => {
        expect(hosts(result)).toEqual(['example.com', 'httpbin.org'])
        expect(result.captures[0]?.entries).toBe(2)
      },
    },
    {
      file: `mitmproxy/websocket.${form}`,
      check: (result) => {
        expect(hosts(result)).toEqual(['demo.piesocket.com'])
        expect(result.captures[0]?.entries).toBe(3)
        expect(result.recipients[0]?.protocols).toContain('websocket')
      },
    },
  ]),
  {
    file: 'mitmproxy/dumpfile-010.mitm',
    check: (result) => expect(hosts(result)).toEqual(['example.com']),
  },
  {
    file: 'mitmproxy/dumpfile-7.mitm',
    check: (result) => {
      expect(result.captures[0]?.entries).toBe(2)
      expect(hosts(result)).toEqual(['example.com'])
      expect(result.recipients[0]?.ports).toEqual([80, 443])
    },
  },
  {
    file: 'mitmproxy/dumpfile-19.mitm',
    check: (result) => {
      expect(hosts(result)).toEqual(['cloudflare-quic.com'])
      expect(result.coverage.flows.udp).toBe(1)
    },
  },
  {
    file: 'mitmproxy/corrupted_gzip_body.mitm',
    check: (result) =>
      expect(result.recipients.map(({ host, ports }) => [host, ports])).toEqual([['127.0.0.1', [5000]]]),
  },
]

describe.skipIf(!hasCorpus)('recordings of the corpus', () => {
  for (const { file, check } of recordings) {
    test(file, async () => check(await scanCapture(corpusFile(file))))
  }

  test('a broken file is refused in one line', async () => {
    await expect(scanCapture(corpusFile('har/broken.har'))).rejects.toThrow(/damaged at byte 22\.$/)
  })

  test.each(['successful_log', 'websocket'])('%s shows the same as HAR and as flows', async (name) => {
    const flows = await scanCapture(corpusFile(`mitmproxy/${name}.mitm`))
    const { last, ...told } = gist(await scanCapture(corpusFile(`mitmproxy/${name}.har`)))
    const { last: lastOfFlows, ...toldOfFlows } = gist(flows)
    expect(told).toEqual(toldOfFlows)
    // Flows say when a connection of WebSocket was closed, HAR when its last message came.
    expect(Math.abs((lastOfFlows ?? 0) - (last ?? 0))).toBeLessThanOrEqual(2)
  })
})

describe.skipIf(!hasCorpus)('the corpus', () => {
  for (const { file, keys, profile, check } of rows) {
    test(`${file}${keys === undefined ? '' : ' with its keys'}${profile === undefined ? '' : ' with a profile'}${partly[file] === undefined ? '' : ` (without ${partly[file]})`}`, async () => {
      check(
        await scanCapture(
          corpusFile(file),
          profile === undefined ? null : profileOf(profile),
          keys === undefined ? [] : [corpusFile(keys)],
        ),
      )
    })
  }

  test('every capture is in a row or listed for later', () => {
    const known = new Set([...rows, ...recordings].map((row) => row.file))
    for (const file of [...Object.keys(later), 'har/broken.har']) known.add(file)
    expect(everything().filter((file) => !known.has(file))).toEqual([])
    expect([...known].filter((file) => !everything().includes(file))).toEqual([])
    const folders = readdirSync(corpusFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const read = new Set(everything().map((file) => file.split('/')[0]))
    expect(folders.map((entry) => entry.name).filter((name) => !read.has(name))).toEqual([])
    for (const [file, reason] of Object.entries({ ...later, ...partly })) {
      process.stderr.write(`corpus: ${file} waits for ${reason}\n`)
    }
  })

  test('the sums of the coverage statement hold on every capture, and no parser failed', async () => {
    for (const file of everything().filter((name) => name !== 'har/broken.har')) {
      const result = await scanCapture(corpusFile(file))
      expect.soft(brokenSums(result), file).toEqual([])
      expect
        .soft(
          result.anomalies.filter(({ tally }) => tally.code.kind === 'bug'),
          file,
        )
        .toEqual([])
    }
  })

  test('what no protocol knows is said, never passed over', async () => {
    const game = await scanCapture(corpusFile('phone/gaijin-mobile-game.pcap'))
    expect(game.coverage.messages.unrecognisedRead).toBeGreaterThan(0)
    expect(game.recipients.some((recipient) => recipient.protocols.includes('unrecognised'))).toBe(true)
  })
})
