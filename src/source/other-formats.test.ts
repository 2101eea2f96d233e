import { expect, test } from 'vitest'
import { processorTime } from '../../test/support/processor-time.ts'
import { otherFormatLine } from './other-formats.ts'

const random = '0'.repeat(64)

test.each([
  ['snoop\0\0\0\0\u0002', 'a capture of Solaris snoop'],
  ['GMBU\u0000\u0002', 'a capture of Microsoft Network Monitor'],
  ['btsnoop\0\0\0', 'a log of Bluetooth'],
  ['\r\n\r\r\r\n\u00ff\u0002\0\0M<+\u001a\u0001\0', 'line ends were changed'],
  ['\n\r\n\u00ff\u0002\0\0M<+\u001a\u0001\0', 'line ends were changed'],
  ['\n\r\r\n,\u0002\0\0M<', 'cut off in its first block'],
  ['\u00ac\u00ed\0\u0005sr\0 com.xk72.charles.model.Session', 'a session of Charles'],
  [
    "<?xml version='1.0' encoding='UTF-8' ?>\n<?charles serialisation-version='2.0' ?>\n<charles-session>",
    'Charles',
  ],
  ['[\n  {\n    "_index": "packets-2026-03-04",', 'Wireshark'],
  [
    '<?xml version="1.0"?>\n<?xml-stylesheet type="text/xsl"?>\n<!-- You can find -->\n<pdml version="0">',
    'Wireshark',
  ],
  ['12:00:00.123456 IP 192.0.2.1.5000 > 192.0.2.2.80: Flags [S]', 'tcpdump'],
  ['2026-03-04 12:00:00.123456 wlan0 Out IP6 ::1 > ::2', 'tcpdump'],
  ['12:00:00.123456789 IP 192.0.2.1.5000 > 192.0.2.2.80: Flags [S]', 'tcpdump'],
  ['1700000000.123456 IP 192.0.2.1.5000 > 192.0.2.2.80: Flags [S]', 'tcpdump'],
  [' 00:00:00.000000 IP 192.0.2.1.5000 > 192.0.2.2.80: Flags [S]', 'tcpdump'],
  ['    1  12:00:00.123456 IP 192.0.2.1.5000 > 192.0.2.2.80: Flags [S]', 'tcpdump'],
  ['12:00:00.123456 02:00:5e:00:00:01 (oui Unknown) > 02:00:5e:00:00:02 (oui', 'tcpdump'],
  ['IP 192.0.2.1.5000 > 192.0.2.2.80: Flags [S]', 'tcpdump'],
  ['    1   0.000000    192.0.2.1 \u00e2\u0086\u0092 192.0.2.2    TCP 74 51950', 'tshark'],
  ['Frame 1: 74 bytes on wire (592 bits), 74 bytes captured (592 bits)', 'tshark'],
  ['0000  00 00 00 00 00 00 00 00 00 00 00 00 08 00 45 00   ......', 'hexadecimal'],
  ['{"index":{"_index":"packets-2026-03-04","_type":"doc"}}', 'Wireshark'],
  ['== Info:   Trying 192.0.2.1:80...', 'curl'],
  ['12:00:00.123456 [0-x] == Info:   Trying 192.0.2.1:80...', 'curl'],
  ['*   Trying 192.0.2.1:80...', 'curl'],
  ['New TCP connection #1: localhost(36000) <-> localhost(443)', 'ssldump'],
  ['TR\0d\0\0\0\0', 'nettl'],
  ['\u00aa\u00aa\u00aa\u00aa \0\0\0', '5View'],
  ['\u0001\u0010L\0\u0001\u0005Trace', 'LANalyzer'],
  ['ObserverPktBufferVersion=09.00', 'Observer'],
  ['\u0005VNF\u008a', 'Visual Networks'],
  ['+---------+---------------+----------+\r\n', 'K12'],
  ['Nov 29 17:02:36 dnsmasq[1234]: query[A] www.example.net from 192.168.1.20', 'dnsmasq'],
  ['Nov  9 17:02:36 router dnsmasq[1234]: 12 192.168.1.20/5353 query[A]', 'dnsmasq'],
  ['\u000c\u00a5\u0002\0\0\u0004', 'nfdump'],
  ['iptrace 2.0\0\0', 'AIX'],
  [`\0\0\u0001\0${'\0'.repeat(68)}\u0002\0\u0002\u00c0\u0010\u0001`, 'ETL'],
  [
    '\u0036\0\u0036\0\0\u00ea\u0007\u0003\u0004\u0007\u002a\u0006\u0040\u00e2\u0001\0\u0001\0\0\0\0\0',
    'CommView',
  ],
  ['\u0036\0\0\0\u00ea\u0007\u0003\u0004\u0007\u002a\u0006\u0040\u00e2\u0001\0\0\0\0', 'CommView'],
  [`${'\0'.repeat(8)}\u009b\u0004\0X\0\0\0<`, 'Endace'],
  [`\0\0\0\0\u00ce\u00e3\u00a7\u0069\u0002\u0004\0P\0\0\u0000<\0\0${'\u0002'.repeat(12)}\u0008\0E`, 'Endace'],
  [`# SSL/TLS secrets log file\nCLIENT_RANDOM ${random} 00`, 'a key log'],
  [`SERVER_TRAFFIC_SECRET_0 ${random} 00`, 'a key log'],
  ['PK\u0003\u0004', 'a zip archive inside'],
  [`log.txt${'\0'.repeat(250)}ustar\u000000`, 'a tar archive'],
  ['{\n  "schema": "varde/scan@1",', 'varde scan --json'],
  ['{"schema":"varde/compare@1",', 'a document that varde wrote'],
  ['[2026-03-04 07:41:12]\t192.0.2.20\texample.com\tA\tPASS\t12ms\tx\n', 'dnscrypt-proxy'],
  ['[1.5] {AFL}IN= OUT=wlan0 SRC=192.0.2.20 DST=203.0.113.9 LEN=60 UID=10187\n', 'a log of a firewall'],
  ['--------- beginning of main\n03-04 07:41:12.508  1000   611   611 I Power: x\n', '-b events'],
  ['{\n "metadata": {"device": {"a": {}}, "projectApplicationIds": []},', 'Android Studio'],
  [`\u0009\0\u001c\0${'*\u0005\0\0'.repeat(2)};..iwG..\u0002\0\0\0\u00e8\u0003\0\0`, 'logcat -B'],
  ['Service host process PID: 521\n  DnsResolver:\n  NetId: 100\n', 'dumpsys dnsresolver'],
  ['  sl  local_address rem_address   st tx_queue', '/proc/net'],
  ['[ro.serialno]: [X1]\r\n[ro.product.model]: [Example]\r\n', 'getprop'],
  ['com.example.app 10187 0 /data/user/0/com.example.app default', 'a list of the apps'],
  ["<?xml version='1.0' ?>\n<packages>", 'a list of the apps'],
  ['ABX\0\u0010', 'ABX'],
  ['CrAU\0\0\0\0', 'an update of Android'],
  ['\u003a\u00ff\u0026\u00ed\u0001\0', 'an image of a disk'],
  ['dex\n035\0', 'DEX'],
  ['BZh91AY&SY', 'bzip2'],
  ['\u00fd7zXZ\0', 'xz'],
  ['\u0028\u00b5\u002f\u00fd', 'Zstandard'],
  ['\u0004\u0022\u004d\u0018', 'LZ4'],
  ['7z\u00bc\u00af\u0027\u001c', '7-Zip'],
  ['Rar!\u001a\u0007', 'RAR'],
  ['SQLite format 3\0', 'a database'],
])('%j is known', (text, what) => {
  expect(otherFormatLine(Buffer.from(text, 'latin1'))).toContain(what)
})

test.each(['\u00d4\u00c3\u00b2\u00a1\u0002\0', '\n\r\r\n\u00ff\0\0\0M<+\u001a'])(
  'text before %j is told, with its length',
  (capture) => {
    for (const words of ['listening on any, link-type RAW (Raw IP)', 'hører på «any» → 262144 bytes']) {
      const text = Buffer.from(`tcpdump: ${words}\r\n`)
      const line = otherFormatLine(Buffer.concat([text, Buffer.from(capture, 'latin1')]))
      expect(line).toContain(`cut the first ${text.length} bytes off (tail -c +${text.length + 1} `)
    }
  },
)

test.each([
  `${'\0'.repeat(8)}\u0002\u0004\0X\0\0\0<`,
  `\u0036\0\u0036\0\0\u00ea\u0007\u000d${'\u0004'.repeat(20)}`,
  `\0\0\u0001\0${'\0'.repeat(68)}\u0002\0\u0003\u00c0`,
  '\0'.repeat(512),
  '',
  'hello',
  '* Host names',
  'IP 1',
  '0000',
  '1 2.5 a',
  '{"editor":1}',
  '<html>',
  '# a text',
  '12:00 lunch',
  'CLIENT_RANDOM',
])('%j is not', (text) => {
  expect(otherFormatLine(Buffer.from(text))).toBe('')
})

test.each([
  ['comments of XML', `<?xml ?>${'<!---->'.repeat(80)}`],
  ['lines of remarks', '#\r\n'.repeat(200)],
  ['instructions of XML', `<?xml ?>${'<?a?> '.repeat(90)}`],
  ['objects in lists', `[ ${'{ '.repeat(250)}`],
])('%s without end take no time', (_, text) => {
  const from = processorTime()
  expect(otherFormatLine(Buffer.from(text))).toBe('')
  expect(processorTime() - from).toBeLessThan(500)
})
