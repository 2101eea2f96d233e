/**
 * Every fuzz target: seeds, and a check that must hold on any bytes. A check throws when it finds a fault. The rule is
 * one sentence: any input gives a result and anomalies, never an exception, a `bug` anomaly or a broken sum.
 */
import { frontHello, sealedHellos } from '../support/ech-hellos.ts'
import { tlsRecord } from '../support/tls-hello.ts'
import { NameBook } from '../../src/attribute/names.ts'
import { AnomalyLog } from '../../src/core/anomaly.ts'
import { limits } from '../../src/core/limits.ts'
import { decode } from '../../src/decode/decode.ts'
import { Detector } from '../../src/detect/detector.ts'
import { identifiers } from '../../src/detect/identifiers.gen.ts'
import { eventImporters } from '../../src/device/event-importers.gen.ts'
import { decodeText } from '../../src/device/events/read-events.ts'
import { parseProfile } from '../../src/device/profile.ts'
import { MessageLayer } from '../../src/message/message-layer.ts'
import { Part } from '../../src/message/types.ts'
import { Dissector } from '../../src/packet/dissector.ts'
import { coverageOf } from '../../src/pipeline/coverage.ts'
import { ConnectionBook } from '../../src/pipeline/entries/connection-book.ts'
import { DeviceWitness } from '../../src/pipeline/entries/device-witness.ts'
import { entryCoverageOf } from '../../src/pipeline/entries/entry-coverage.ts'
import { EntryFeeder } from '../../src/pipeline/entries/entry-feeder.ts'
import { CopyExaminer } from '../../src/pipeline/copies/copy-examiner.ts'
import { CopyReader } from '../../src/pipeline/copies/copy-reader.ts'
import { Examiner } from '../../src/pipeline/examiner.ts'
import { CaptureFeeder } from '../../src/pipeline/reading/feeder.ts'
import { isTar, tarMembers } from '../../src/pipeline/events/powerlog.ts'
import { RecipientBook } from '../../src/pipeline/recipients/recipient-book.ts'
import { RecordDatagrams } from '../../src/pipeline/reading/record-datagrams.ts'
import { storedRecord } from '../../src/source/archives/stored-zip.ts'
import { readZipDirectory } from '../../src/source/archives/zip.ts'
import { StreamLayer } from '../../src/stream/stream-layer.ts'
import { device, profileOf } from '../../tools/bench/http-content.ts'
import { protocols } from '../../src/message/next.ts'
import {
  darwinOption,
  darwinProcessBlock,
  pcapdroidFrame,
  pidOption,
  processBlock,
  uidMapBlock,
} from '../support/app-blocks.ts'
import {
  enhancedPacketBlock,
  interfaceBlock,
  pcapFile,
  pcapngFile,
  sectionHeaderBlock,
  tcpPacket,
  udpPacket,
} from '../support/capture.ts'
import { burpFile } from '../support/burp-items.ts'
import { fiddlerFiles, fiddlerSocket } from '../support/fiddler-archive.ts'
import { expectSound, fromBytes, toBytes } from '../support/conversation-bytes.ts'
import { http3Content, playDatagrams, playSealed, sealedDatagrams } from '../support/sealed-conversation.ts'
import { playRecords, playSealedHandshake, sealedRecords, serverMessages } from '../support/sealed-records.ts'
import { play, testFlow } from '../support/playbook.ts'
import { appAccess, connectEvent, dnsEvent, networkActivity } from '../support/device-logs.ts'
import { dnsFlow, harEntryOf, harFile, httpFlow, socketFlow, streamFlow } from '../support/recordings.ts'
import { webSocketFrame } from '../support/websocket.ts'
import { zipFile } from '../support/zip-file.ts'
import { zeekText } from '../support/zeek-log.ts'
import { protocolSamples, upgradedSamples } from '../support/protocol-samples.ts'
import { exportedPdu, tcpPlace } from '../support/exported-pdu.ts'
import { ncm, ncm32, qmap, rndis, usbmon, usbPcap } from '../support/transfers.ts'
import { tunnelCases, wlanCases } from '../support/encapsulated-frames.ts'

/** Several packets in one frame, and messages that were exported. */
function transfers(): Buffer[] {
  const all = frames()
  const [first] = all as [Buffer]
  const packets = all.map((frame) => frame.subarray(14))
  const exported = packets.map((packet) => exportedPdu('ip', packet, { portType: 3 }))
  return [
    pcapFile([usbmon(rndis(all), 64), usbmon(ncm32(all), 64), usbmon(first, 64)], { linkType: 220 }),
    pcapFile([usbPcap(ncm(all)), usbPcap(ncm(packets, 'IPS\0'))], { linkType: 249 }),
    pcapFile([qmap(packets), qmap(packets, { trailerBytes: 8 })], { linkType: 101 }),
    pcapFile([...exported, exportedPdu('tcp.port', 'GET /', { portType: 2, place: tcpPlace(1, 1) })], {
      linkType: 252,
    }),
  ]
}

export interface Target {
  readonly name: string
  /** Inputs in the short form that `npm test` runs (`npm run fuzz` runs a minute of each): fewer where one takes milliseconds. */
  readonly smokeRuns?: number
  readonly seeds: () => Buffer[]
  readonly check: (input: Buffer) => void
}

const profile = parseProfile(profileOf(device), 'fuzz.yaml', identifiers)
const detector = new Detector(profile)

/** The whole way from a capture's bytes to facts; returns the facts as text, for comparing two ways of cutting. */
function scanBytes(input: Buffer, chunkBytes: number): string {
  // What it learnt of the fields of other inputs is no part of this one.
  detector.nextCapture()
  const log = new AnomalyLog()
  const recipients = new RecipientBook(log)
  const names = new NameBook(log)
  const examiner = new Examiner(0, detector, recipients, names, log, { observations: 0, transmissions: 0 })
  const messages = new MessageLayer(examiner, log)
  const copyExaminer = new CopyExaminer(0, detector, recipients, names, log)
  const copies = new CopyReader(copyExaminer, examiner, messages, log)
  const streams = new StreamLayer(messages, log, limits.stream.flowsMax, copies)
  const dissector = new Dissector(streams, log)
  const book = new ConnectionBook(log)
  const witness = new DeviceWitness(() => 'log', recipients, book, examiner.contacts, log)
  const entries = new EntryFeeder(examiner, messages, log, witness, recipients, book)
  const feeder = new CaptureFeeder(dissector, log, entries)
  for (let at = 0; at < input.length; at += chunkBytes) {
    if (!feeder.push(input.subarray(at, at + chunkBytes))) break
  }
  feeder.end()
  dissector.end()
  streams.end()
  entries.settle()
  entries.end()
  examiner.end(copyExaminer, messages.exchangeCount)
  const { reader, entryReader } = feeder
  const common = { fileBytes: feeder.bytes, message: messages.counts, examine: examiner.counts }
  let coverage
  if (entryReader !== null)
    coverage = entryCoverageOf({ ...common, source: entryReader.counts, feed: entries.counts })
  else if (reader === null) return 'no capture'
  else {
    const { counts: source } = reader
    coverage = coverageOf({ ...common, source, packet: dissector.counts, stream: streams.counts })
  }
  for (const { name, left, right } of coverage.equations) {
    if (left !== right) throw new Error(`the sum does not hold: ${name}: ${left} is not ${right}`)
  }
  for (const tally of log.tallies.values()) {
    if (tally.code.kind === 'bug')
      throw new Error(`a parser failed: ${tally.code.code} ${tally.samples[0]?.detail ?? ''}`)
  }
  if (Object.keys(Object.prototype).length > 0) throw new Error('Object.prototype was changed')
  return JSON.stringify([coverage, examiner.book.observations, [...log.tallies.keys()].sort()])
}

/** What is found may not depend on how the bytes arrive; a difference is shown, for it may not come again. */
function sameInPieces(input: Buffer, chunkBytes: number): void {
  const whole = scanBytes(input, input.length)
  const inPieces = scanBytes(input, chunkBytes)
  if (whole !== inPieces) throw new Error(`the result depends on the cut:\n${whole}\n${inPieces}`)
}

const post = (body: string, type = 'application/json'): Buffer =>
  Buffer.from(
    `POST /r HTTP/1.1\r\nHost: a.example.com\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )

function frames(): Buffer[] {
  const ends = { source: '192.0.2.1', target: '198.51.100.2', sourcePort: 40_000, targetPort: 80 }
  const request = post(`{"imei":"${device['imei']}","x":[1,2,{"y":"\\u0041"}]}`)
  const encoded = post(
    Buffer.from(`{"iccid":"${device['iccid']}"}`).toString('base64'),
    'application/octet-stream',
  )
  return [
    tcpPacket({ ...ends, sequence: 1000, flags: 2 }),
    tcpPacket({ ...ends, sequence: 1001, flags: 24, payload: request }),
    tcpPacket({ ...ends, sequence: 1001 + request.length, flags: 24, payload: encoded }),
    // Other copies of the same bytes.
    tcpPacket({
      ...ends,
      sequence: 1001,
      flags: 24,
      payload: request.toString('latin1').replace('imei', 'meid'),
    }),
    tcpPacket({ ...ends, sequence: 1021 + request.length, flags: 24, payload: encoded.subarray(10) }),
    tcpPacket({
      source: ends.target,
      target: ends.source,
      sourcePort: 80,
      targetPort: 40_000,
      sequence: 7,
      flags: 24,
      payload: Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n'),
    }),
    udpPacket({
      source: '2001:db8::1',
      target: '2001:db8::53',
      sourcePort: 50_000,
      targetPort: 53,
      payload: Buffer.from(
        '123401000001000000000000077a7a68630476 6e657402636e0000010001'.replaceAll(' ', ''),
        'hex',
      ),
    }),
  ]
}

/** The same frames with all that can name an app. */
function capturesOfApps(): { pcap: Buffer; pcapng: Buffer } {
  const options = [
    { code: 1, value: Buffer.from('u-10123') },
    { code: 1, value: Buffer.from('PID: 3, ProcName: a, EPID: 4, EProcName: b, SVC: 0') },
    pidOption(5),
    darwinOption(0),
    darwinOption(0, true),
  ]
  const blocks = frames().map((bytes, index) =>
    enhancedPacketBlock(
      { bytes },
      { sec: 1_000 + index, nsec: 0 },
      6,
      false,
      options.slice(index, index + 1),
    ),
  )
  const named = [
    uidMapBlock(10_123, 'com.example', 'Name'),
    processBlock(5, [{ code: 2, value: Buffer.from('x') }]),
    darwinProcessBlock(1, 'y'),
  ]
  return {
    pcap: pcapFile(frames().map((frame, index) => pcapdroidFrame(frame.subarray(14), 10_000 + index, 'App'))),
    pcapng: Buffer.concat([sectionHeaderBlock(), interfaceBlock(), ...named, ...blocks]),
  }
}

function decodeBytes(input: Buffer): void {
  const part = (buf: Buffer): Part => {
    const made = new Part()
    made.buf = buf
    made.end = buf.length
    return made
  }
  const result = decode({
    head: part(Buffer.from('POST /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n')),
    body: part(input),
    trailer: part(Buffer.alloc(0)),
    target: '/a?b=c',
    contentType: '',
    contentEncoding: '',
  })
  const found = detector.detect(result.root, { host: 'a', protocol: 'http', port: 80, direction: 0 })
  const body = input
  if (
    found.detections.some((detection) => detection.node.part === 'body') &&
    !detector.probe.isWorthDecoding(body, 0, body.length)
  ) {
    throw new Error('the probe passed over something that the detector finds')
  }
}

/** A target for each protocol: damaged conversations, played to its parser. */
const protocolTargets: readonly Target[] = protocols.flatMap((protocol, index) => {
  const samples = [...protocolSamples, ...upgradedSamples].filter(
    ({ name, transport }) => name === protocol.name && transport === protocol.transport,
  )
  if (samples.length === 0) return []
  const base = `${protocol.name}-${protocol.transport}`
  // Capsules are HTTP's, and have a parser of their own.
  const isFirst = protocols.findIndex(({ name, transport }) => `${name}-${transport}` === base) === index
  const flow = (): ReturnType<typeof testFlow> =>
    testFlow(protocol.transport, { serverPort: samples[0]?.port ?? 80 })
  return [
    {
      name: isFirst ? base : `${base}-${protocol.upgradeTokens?.[0] ?? index}`,
      seeds: () => samples.map(({ steps }) => toBytes(steps)),
      check: (input: Buffer) => expectSound(play(protocol, fromBytes(input), flow())),
    },
  ]
})

const sealed = sealedDatagrams()
/** Hellos with another one sealed in them: one that the log opens, and one of which it knows nothing. */
const fronts = [sealedHellos.first, frontHello(['h3'])]

const slowSmokeRuns = 50
/** Of targets that scan a whole capture twice each time. */
const slowestSmokeRuns = 20

export const targets: readonly Target[] = [
  ...protocolTargets,
  {
    name: 'quic-content',
    smokeRuns: slowSmokeRuns,
    seeds: () => [http3Content()],
    check: (input) => expectSound(playSealed(input)),
  },
  {
    name: 'quic-datagrams',
    smokeRuns: slowSmokeRuns,
    seeds: () => [sealed.bytes, ...fronts.map((hello) => sealedDatagrams(hello).bytes)],
    check: (input) => expectSound(playDatagrams(input, sealed.peers)),
  },
  {
    name: 'tls-records',
    smokeRuns: slowSmokeRuns,
    seeds: () => [
      sealedRecords(),
      sealedRecords(null),
      ...fronts.map((hello) => sealedRecords(tlsRecord(hello))),
    ],
    check: playRecords,
  },
  {
    name: 'tls-handshake',
    smokeRuns: slowSmokeRuns,
    seeds: () => [serverMessages()],
    check: playSealedHandshake,
  },
  {
    name: 'scan-pcap',
    smokeRuns: slowestSmokeRuns,
    seeds: () => [
      pcapFile(frames(), {}),
      pcapFile(frames(), { bigEndian: true, nano: true }),
      capturesOfApps().pcap,
    ],
    check: (input) => sameInPieces(input, 61),
  },
  {
    name: 'scan-pcapng',
    smokeRuns: slowestSmokeRuns,
    seeds: () => [pcapngFile(frames(), {}), capturesOfApps().pcapng],
    check: (input) => sameInPieces(input, 47),
  },
  {
    name: 'link-layers',
    smokeRuns: slowSmokeRuns,
    seeds: () => {
      const cases = [...tunnelCases, ...wlanCases]
      const linkTypes = [...new Set(cases.map(([, linkType]) => linkType))]
      return [
        ...linkTypes.map((linkType) =>
          pcapFile(
            cases.filter(([, type]) => type === linkType).map(([, , frame]) => frame),
            { linkType },
          ),
        ),
        ...transfers(),
      ]
    },
    check: (input) => sameInPieces(input, 83),
  },
  {
    name: 'zip-directory',
    seeds: () => [
      zipFile([{ name: 'a.txt', bytes: Buffer.from('hello') }], 'comment'),
      zipFile([{ name: 'b', bytes: Buffer.from('x'), isStored: true }], '', true),
    ],
    check: (input) => {
      const read = (offset: number, length: number): Buffer =>
        input.subarray(Math.min(offset, input.length), Math.min(offset + length, input.length))
      for (const member of readZipDirectory({ size: input.length, read })?.members ?? []) {
        const { offset, packedBytes, statedBytes } = member
        if (![offset, packedBytes, statedBytes].every((number) => number >= -1))
          throw new Error('a number that is none')
      }
    },
  },
  {
    name: 'scan-har',
    smokeRuns: slowSmokeRuns,
    seeds: () => [
      harFile([
        harEntryOf(),
        harEntryOf({ request: { postData: { text: `{"imei":"${device['imei']}"}` } } }),
      ]),
      harFile([harEntryOf({ entry: { _webSocketMessages: [{ type: 'send', time: 1, data: 'x' }] } })], {}, 1),
    ],
    check: (input) => sameInPieces(input, 53),
  },
  {
    name: 'scan-mitmproxy',
    smokeRuns: slowSmokeRuns,
    seeds: () => [
      httpFlow(21, 'a.example.com', '/x?y=z', `{"imei":"${device['imei']}"}`),
      httpFlow([0, 10, 0], 'a.example.com', '/x?y=z', `{"imei":"${device['imei']}"}`),
      Buffer.concat([
        dnsFlow('a.example', [192, 0, 2, 1]),
        socketFlow(21, 'b.example', 'hello'),
        streamFlow('tcp', 'c.example', [[true, post('{"a":1}')]]),
      ]),
    ],
    check: (input) => sameInPieces(input, 59),
  },
  {
    name: 'scan-burp',
    smokeRuns: slowSmokeRuns,
    seeds: () => [
      Buffer.from(
        burpFile([{ request: post('{"a":1}').toString('latin1'), response: 'HTTP/1.1 204 x\r\n\r\n' }]),
      ),
      Buffer.from(burpFile([{ request: 'GET /x HTTP/2\r\nHost: a.example\r\n\r\n', isPlain: true }])),
    ],
    check: (input) => sameInPieces(input, 37),
  },
  {
    name: 'scan-fiddler',
    smokeRuns: slowSmokeRuns,
    seeds: () => {
      const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n'
      const files = fiddlerFiles([
        { client: post('{"a":1}'), server: 'HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' },
        {
          client: `GET https://a.example/ HTTP/1.1\r\n${upgrade}\r\n`,
          server: 'HTTP/1.1 101 x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
          socket: fiddlerSocket([{ isRequest: true, bytes: webSocketFrame('hello') }]),
        },
        { client: 'CONNECT a.example:443 HTTP/1.1\r\n\r\n', bits: 1 },
      ])
      return [Buffer.concat(files.slice(2).map(({ name, bytes }) => storedRecord(name, bytes)))]
    },
    check: (input) => sameInPieces(input, 41),
  },
  {
    name: 'scan-charles',
    smokeRuns: slowSmokeRuns,
    seeds: () => [
      Buffer.from(
        '[{"status":"COMPLETE","method":"POST","protocolVersion":"HTTP/1.1","scheme":"https","host":"a.example","actualPort":443,"path":"/x","query":"a=b","tunnel":false,"webSocket":false,"remoteAddress":"a.example/192.0.2.7","clientAddress":"/192.0.2.1","clientPort":5000,"times":{"start":"2026-03-04T08:40:00.123+01:00"},"durations":{"total":3},"request":{"sizes":{"body":3},"header":{"headers":[{"name":"A","value":"b"}]},"body":{"text":"x=1"}},"response":{"status":200,"sizes":{"body":3},"header":{"firstLine":"HTTP/1.1 200 OK","headers":[]},"body":{"encoding":"base64","encoded":"eD0x"}}}]',
      ),
      Buffer.from(
        '\ufeff[{"method":"CONNECT","protocolVersion":"HTTP/1.1","scheme":"https","host":"a.example","tunnel":true}]',
        'utf16le',
      ),
    ],
    check: (input) => sameInPieces(input, 43),
  },
  {
    name: 'scan-netlog',
    smokeRuns: slowSmokeRuns,
    seeds: () => [
      Buffer.from(
        '{"constants":{"clientInfo":{"name":"Chrome"},"logEventTypes":{"URL_REQUEST_START_JOB":1,"HTTP_TRANSACTION_SEND_REQUEST_HEADERS":2,"HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS":3,"HTTP_TRANSACTION_READ_RESPONSE_HEADERS":4},"timeTickOffset":"1772355600000"},\n"events": [\n{"source":{"id":1},"time":"5","type":1,"params":{"method":"GET","url":"http://a.example/x?y=z"}},\n{"source":{"id":1},"time":"6","type":2,"params":{"headers":["Host: a.example","Cookie: [3 bytes were stripped]"],"line":"GET /x?y=z HTTP/1.1\\r\\n"}},\n{"source":{"id":1},"time":"7","type":4,"params":{"headers":["HTTP/1.1 200 OK","A: b"]}},\n{"source":{"id":2},"time":"8","type":3,"params":{"headers":[":scheme: https",":authority: b.example",":path: /"]}}],\n"polledData":{}}\n',
      ),
    ],
    check: (input) => sameInPieces(input, 47),
  },
  {
    name: 'scan-logs',
    smokeRuns: slowSmokeRuns,
    seeds: () => [
      Buffer.from(
        '[\n  {"timestamp":"2026-03-04T08:40:03.1+0100","flow_id":1,"event_type":"websocket","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","proto":"TCP","websocket":{"mask":1,"payload_base64":"eyJhIjoxfQ=="}},\n  {"timestamp":"2026-03-04T08:40:03.1+0100","event_type":"tls","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","tls":{"sni":"a.example"}}\n]\n',
      ),
      Buffer.from(
        '{"timestamp":"2026-03-04T08:40:03.1+0100","flow_id":1,"event_type":"alert","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","proto":"TCP","alert":{},"payload":"R0VUIC94IEhUVFAvMS4xDQpIb3N0OiBhDQoNCg=="}\n{"timestamp":"2026-03-04T08:40:03.1+0100","event_type":"mqtt","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","mqtt":{"connect":{"client_id":"a"}}}\n',
      ),
      Buffer.from(
        zeekText(
          'ssl',
          [
            ['ts', 'time'],
            ['uid', 'string'],
            ['id.orig_h', 'addr'],
            ['id.resp_h', 'addr'],
          ],
          [['1.5', 'C', '192.0.2.1', '192.0.2.2']],
        ),
      ),
      Buffer.from(
        '{"timestamp":"2026-03-04T08:40:03.1+0100","flow_id":1,"event_type":"http","src_ip":"192.0.2.1","dest_ip":"192.0.2.2","http":{"hostname":"a.example","url":"/x"}}\n',
      ),
      Buffer.from(
        [dnsEvent({ addresses: ['192.0.2.1'] }), connectEvent({ addresses: ['192.0.2.1'] })].join('\n'),
      ),
      Buffer.from([networkActivity('a', 'b.example', 2), appAccess].join('\n')),
      Buffer.from(
        'uid,daddr,time,uncertain,Tracker,Category,Package,App\n1,a.example,1772610000500,0,,,p,"A"\n',
      ),
    ],
    check: (input) => sameInPieces(input, 31),
  },
  {
    name: 'record-datagrams',
    smokeRuns: slowSmokeRuns,
    seeds: () => {
      const { pcap, pcapng } = capturesOfApps()
      return [pcap.subarray(0, 24), pcap, pcapng, pcapFile([tcpPacket().subarray(14)]).subarray(24)]
    },
    check: (input) => {
      const records = new RecordDatagrams(new AnomalyLog())
      const taken = [input, input.subarray(24), input].flatMap((datagram) => [...records.take(datagram)])
      scanBytes(Buffer.concat(taken), 64)
    },
  },
  {
    name: 'device-events',
    seeds: () => [
      Buffer.from(
        '--------- beginning of events\n03-04 07:42:03.074  1000  1322  1322 I screen_toggled: 1\n',
      ),
      Buffer.from('9,h,0:RESET:TIME:1772602800000\n9,h,41200,+S,Ecn=1\n9,hsp,1,1,"CONNECTED"\n'),
      Buffer.from('{"at":"2026-03-04T07:42:03Z","kind":"unlock"}\n'),
      Buffer.from('at,kind\n2026-03-04 07:42:03,boot\n'),
      Buffer.from('user=0\n time="2026-03-04 07:42:06" type=KEYGUARD_HIDDEN package=android flags=0x0\n'),
      Buffer.from(
        '== dumpstate: 2026-03-04 08:00:01\n[persist.sys.timezone]: [Europe/Oslo]\n------ EVENT LOG (x) ------\n',
      ),
      Buffer.from(
        '{"security_event":{"event_id":192,"event_time":1781041621671531910,"keyguard_dismissed":{}}}\n',
      ),
    ],
    check: (input) => {
      const text = decodeText(input)
      for (const importer of eventImporters) {
        importer.probe(text)
        const read = importer.read(text, { path: 'x', near: 1_772_600_000, zone: null, writtenAt: 0 })
        if (
          read.events.some(
            (event) => !Number.isInteger(event.at.sec) || event.at.nsec < 0 || event.at.nsec >= 1e9,
          )
        )
          throw new Error(`${importer.name}: an event has no time`)
      }
      isTar(input)
      tarMembers(input, () => true)
    },
  },
  {
    name: 'decode-detect',
    seeds: () => [
      Buffer.from(`{"imei":"${device['imei']}","n":{"iccid":"${device['iccid']}"}}`),
      Buffer.from(Buffer.from(`a=1&mac=${device['wifi-mac']}`).toString('base64')),
      Buffer.from(`--x\r\nContent-Disposition: form-data; name="imsi"\r\n\r\n${device['imsi']}\r\n--x--\r\n`),
    ],
    check: decodeBytes,
  },
]

/** The alarm's own test: it must be found to fail, or fuzzing proves nothing. */
export const canary: Target = {
  name: 'canary',
  seeds: () => [Buffer.from('a quiet canary in a coal mine, singing')],
  check: (input) => {
    if (input.includes(0xff)) throw new Error('the canary died, as it must')
  },
}
