import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pcapFile, pcapngFile } from '../../test/support/capture.ts'
import { processorTime } from '../../test/support/processor-time.ts'
import { sniffFormat } from './sniff.ts'

const captures: [string, string, Buffer][] = [
  ['pcap', 'little-endian', pcapFile([])],
  ['pcap', 'big-endian nanoseconds', pcapFile([], { bigEndian: true, nano: true })],
  ['pcapng', 'little-endian', pcapngFile([])],
  ['pcapng', 'big-endian', pcapngFile([], { bigEndian: true })],
  ['gzip', 'of a capture', gzipSync(pcapFile([]))],
]

test.each(captures)(
  '%s (%s) is told by its first bytes, and not before they are there',
  (format, _, bytes) => {
    const enough = format === 'pcapng' ? 12 : format === 'gzip' ? 3 : 4
    for (let length = 0; length <= bytes.length; length++) {
      expect(sniffFormat(bytes, 0, length)).toBe(length < enough ? 'more' : format)
    }
    const shifted = Buffer.concat([Buffer.from('xyz'), bytes])
    expect(sniffFormat(shifted, 3, shifted.length)).toBe(format)
  },
)

test('other files are unknown from the first byte that no log has', () => {
  for (const text of ['\x1f\x8b\x07', 'GET / HTTP/1.1\x02', 'PK\x05\x06']) {
    const bytes = Buffer.from(text, 'latin1')
    expect(sniffFormat(bytes, 0, bytes.length)).toBe('unknown')
  }
})

test('other texts are unknown at their end: a later line may tell', () => {
  for (const text of [
    '{"settings":{"log":1}}',
    '[{"log":{}}]',
    '2:3:a;}',
    'GET / HTTP/1.1',
    '\n\r\r\n text that begins like pcapng',
    'PK',
  ]) {
    const bytes = Buffer.from(text, 'latin1')
    expect(sniffFormat(bytes, 0, bytes.length)).toBe('more')
    expect(sniffFormat(bytes, 0, bytes.length, true)).toBe('unknown')
  }
})

test('what a text is does not depend on how its bytes arrive', () => {
  const event = '{"connect_event":{"event_id":1}}'
  for (const text of [
    `{"other_event":{"event_id":1}}\n${event}\n`,
    `{"other_event":{"event_id":1}}\n\n ${event}\n`,
    `vent":{"event_id":1}}\n${event}\n`,
    `a "word" of a log\n${event}\n`,
    `{"a":1} and more\n${event}\n`,
    `[{"a":1},\n${event}]`,
    `[{"a":1}] x\n${event}\n`,
    `\0\0\0\0{"a":1}\n${event}\n`,
    `<a>\n${event}\n`,
    `2:3:a;}\n${event}\n`,
    'uid,daddr,time\n',
    `{"a":1}\n2\n${event}\n`,
  ]) {
    const bytes = Buffer.from(text, 'latin1')
    const whole = sniffFormat(bytes, 0, bytes.length, true)
    for (let length = 0; length < bytes.length; length++)
      expect(['more', whole], `${length} bytes of ${text}`).toContain(sniffFormat(bytes, 0, length))
  }
})

test('recordings are told by their content', () => {
  for (const [format, text] of [
    ['har', '{"log"'],
    ['har', '\ufeff \n{"a\\"b":[{"x":1}],"log":{'],
    ['mitmproxy', '1234:9:websocket;0:~'],
    ['mitmproxy', '2134:5:error,0:~'],
  ] as const) {
    const bytes = Buffer.from(text)
    expect(sniffFormat(bytes, 0, bytes.length)).toBe(format)
    for (let length = 0; length < bytes.length - 4; length++)
      expect(['more', format]).toContain(sniffFormat(bytes, 0, length))
    expect(sniffFormat(bytes, 0, 3, true)).toBe('unknown')
  }
})

test('lines of other programs that name a time and a kind of event, or a user, are no log of a monitor', () => {
  const time = '2026-03-04T07:40:00.000000+0000'
  for (const [format, record] of [
    ['suricata-eve', { timestamp: time, flow_id: 1, event_type: 'dns' }],
    ['suricata-eve', { timestamp: time, event_type: 'stats', stats: {} }],
    ['suricata-eve', { timestamp: time, event_type: 'http', src_ip: '192.0.2.1' }],
    ['unknown', { timestamp: time, event_type: 'click', user: 'ada' }],
    ['unknown', { event_type: 'login', timestamp: 1_772_610_000, host: 'a', flow: 1 }],
    ['zeek', { ts: 1, uid: 'C1', 'id.orig_h': '192.0.2.1' }],
    ['zeek', { ts: 1, uid: 'C1', id: { orig_h: '192.0.2.1' } }],
    ['zeek', { ts: 1, uids: ['C1'], mac: '02:00:5e:00:53:01' }],
    ['unknown', { ts: 1, uid: 7, event: 'open' }],
  ] as const) {
    const bytes = Buffer.from(`${JSON.stringify(record)}\n`)
    expect([sniffFormat(bytes, 0, bytes.length, true), record]).toEqual([format, record])
  }
})

test('records of Zeek that name no connection are told by their members, and no others are', () => {
  const ts = 1_772_610_126.25
  for (const [format, record] of [
    ['zeek', { ts, fingerprint: 'b3', 'certificate.version': 3, 'certificate.serial': '01' }],
    ['zeek', { ts, peer: 'zeek', mem: 70, pkts_proc: 100, bytes_recv: 1, events_proc: 1 }],
    ['zeek', { ts, ts_delta: 900, peer: 'zeek', gaps: 0, acks: 1, percent_lost: 0 }],
    ['zeek', { ts, level: 'Reporter::WARNING', message: 'x', location: '' }],
    ['zeek', { ts, node: 'zeek', filter: 'ip', init: true, success: true }],
    ['zeek', { ts, host: '192.0.2.10' }],
    ['zeek', { ts, host: '192.0.2.10', software_type: 'HTTP::BROWSER', name: 'okhttp' }],
    ['zeek', { ts, note: 'a', msg: 'x', actions: ['b'], suppress_for: 3600 }],
    ['zeek', { ts, id: 'F1', machine: 'AMD64' }],
    ['zeek', { ts, name: 'x', notice: false, peer: 'zeek' }],
    ['zeek', { name: '  /opt/zeek/share/zeek/base/init-bare.zeek' }],
    ['unknown', { ts, host: 'a', level: 'info' }],
    ['unknown', { ts, level: 'info', message: 'x' }],
    ['unknown', { ts, id: 'F1', machine: 'AMD64', job: 1 }],
    ['unknown', { name: 'a.zeek', host: 'b' }],
    ['unknown', { host: '192.0.2.10' }],
  ] as const) {
    const bytes = Buffer.from(`${JSON.stringify(record)}\n`)
    expect([sniffFormat(bytes, 0, bytes.length, true), record]).toEqual([format, record])
  }
})

test('logs whose first line was cut off, is broken or of a kind that is not known are told by a later one', () => {
  const event = '{"timestamp":"2026-03-04T07:40:00.000000+0000","flow_id":1,"event_type":"dns"}'
  const record = '{"ts":1772610000.5,"uid":"C1","id.orig_h":"192.0.2.1"}'
  const lookup = '{"dns_event":{"event_id":1}}'
  for (const [format, text] of [
    ['suricata-eve', `st_port":53,"proto":"UDP"}\n${event}\n`],
    ['suricata-eve', `2}}\r\n{"a":"}\n\n${event}\n`.replace('2}}', '2,"b":{}}}')],
    ['suricata-eve', `{"timestamp":"2026-03-04T07:40:00.0\n${event}\n`],
    ['zeek', `{"bytes":1},"a":2}\n${record}\n`],
    ['zeek', `["a"],"b":1}\n${record}\n`],
    ['android-intrusion-log', `{"future_event":{"event_id":1}}\n{"later_event":{}}\n${lookup}\n`],
    ['android-intrusion-log', `[{"future_event":{"event_id":1}},\n${lookup}]`],
    ['unknown', `a text, "b": 1\n${event}\n`],
    ['unknown', `{"a":1}\nand a text\n${event}\n`],
    ['unknown', '{"a":1}\n{"log":{}}\n'],
  ] as const) {
    const bytes = Buffer.from(text)
    expect([sniffFormat(bytes, 0, bytes.length, true), text]).toEqual([format, text])
    const length = text.indexOf('\n') + 1
    if (format !== 'unknown')
      expect([sniffFormat(bytes, 0, length), text]).toEqual([length === 0 ? format : 'more', text])
  }
})

test('an object of thousands of members is looked through in the time that it takes to read them', () => {
  const members = Array.from({ length: 7_000 }, (_, at) => `"m${at}":1`)
  const bytes = Buffer.from(`{${members.join(',')}}\n`)
  const from = processorTime()
  expect(sniffFormat(bytes, 0, bytes.length, true)).toBe('unknown')
  // Each member looked through all those before it: more than a second.
  expect(processorTime() - from).toBeLessThan(500)
})
