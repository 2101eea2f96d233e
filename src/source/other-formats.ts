/** Files that hold traffic, or look as if they did, and that are not read: what they are, and how to get one that is. */

interface OtherFormat {
  readonly what: string
  /** What to do; with how many bytes stand before the group of `beginning`, where it has one. */
  readonly advice: string | ((bytesBefore: number) => string)
  /** Of the first bytes, one character each. */
  readonly beginning: RegExp
}

const convert = 'make it a pcapng file with Wireshark (editcap -F pcapng FILE out.pcapng)'

const others: readonly OtherFormat[] = [
  {
    what: 'a capture behind text, such as tcpdump writes beside it',
    advice: (bytes) => `cut the first ${bytes} bytes off (tail -c +${bytes + 1} FILE > out.pcap)`,
    // The magic numbers of pcap, and the first block of pcapng with its mark.
    beginning:
      /^(?:[\t\r\n -~]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}){8,480}?(\xd4\xc3\xb2\xa1\x02\0|\xa1\xb2\xc3\xd4\0\x02|\x4d\x3c\xb2\xa1\x02\0|\xa1\xb2\x3c\x4d\0\x02|\n\r\r\n[^]{4}(?:\x1a\x2b\x3c\x4d|\x4d\x3c\x2b\x1a))/,
  },
  { what: 'a capture of Solaris snoop', advice: convert, beginning: /^snoop\0/ },
  { what: 'a capture of Microsoft Network Monitor', advice: convert, beginning: /^(?:GMBU|RTSS)/ },
  { what: 'a capture of NetXRay or Sniffer', advice: convert, beginning: /^(?:XCP\0|VL\0\0|TRSNIFF data)/ },
  { what: 'a capture of HP-UX nettl', advice: convert, beginning: /^TR\0d\0/ },
  { what: 'a capture of InfoVista 5View', advice: convert, beginning: /^\xaa\xaa\xaa\xaa \0\0\0/ },
  { what: 'a capture of Novell LANalyzer', advice: convert, beginning: /^\x01\x10[^]\0\x01\x05/ },
  { what: 'a capture of Observer', advice: convert, beginning: /^ObserverPktBuffe/ },
  { what: 'a capture of Visual Networks', advice: convert, beginning: /^\x05VNF/ },
  { what: 'a capture of K12 as text', advice: convert, beginning: /^\+-{9}\+-{15}\+-{10}\+/ },
  { what: 'a capture of AIX iptrace', advice: convert, beginning: /^iptrace [12]\.0/ },
  {
    what: 'a trace of Windows (ETL, of netsh or pktmon)',
    advice: 'make it a pcapng file there (pktmon etl2pcap FILE), or with etl2pcapng',
    // The header of a buffer, then that of the trace: version 2, of 32 or 64 bits, with its mark.
    beginning: /^[^]{3}\0[^]{68}\x02\0[\x01\x02]\xc0/,
  },
  {
    what: 'a log of CommView',
    advice: convert,
    // The length of a packet, in NCF twice in two bytes and a version; then when it came.
    beginning:
      /^(?:[^]{4}\0|[^]{2}\0\0)[^][\x07\x08][\x01-\x0c][\x01-\x1f][\0-\x17][\0-\x3b][\0-\x3b][^]{2}[\0-\x0f]\0/,
  },
  {
    what: 'a capture of Endace (ERF)',
    advice: convert,
    // A record of what recorded it, or a frame of Ethernet behind a time since 1999.
    beginning:
      /^(?:[^]{8}\x9b\x04[^]{2}\0\0|[^]{7}[\x38-\x7f][\x02\x0b\x10][^]{7}\0\0[^]{12}(?:\x08[\0\x06]|\x86\xdd|\x81\0))/,
  },
  {
    what: 'a log of Bluetooth',
    advice: 'it holds nothing that went over networks',
    beginning: /^btsnoop\0/,
  },
  {
    what: 'a pcapng file whose line ends were changed (sent as text)',
    advice:
      'record it again as binary (adb exec-out instead of adb shell), or send it again as binary or zipped',
    // LF CR CR LF, its length and its mark: LF became CR LF, or CR LF became LF, or all became one of them.
    beginning: /^(?:\r\n\r\r\r\n|\n\r\n|\n{4}|\r{4})[^]{4,6}(?:\x1a\x2b\x3c\x4d|\x4d\x3c\x2b\x1a)/,
  },
  {
    what: 'a pcapng file that is cut off in its first block',
    advice: 'copy it again; no packet is in it',
    beginning: /^\n\r\r\n[^]{0,7}$/,
  },
  {
    what: 'a session of Charles',
    advice: 'export it as JSON Session File or as HAR',
    // An object of Java, whose class is one of the program's.
    beginning: /^\xac\xed\0\x05sr\0.com\.xk72\./,
  },
  {
    what: 'a session of Charles in XML',
    advice: 'export it as JSON Session File or as HAR',
    beginning: /^(?:<\?[^>]*>\s*)*<charles-session\b/,
  },
  {
    what: 'packets that Wireshark exported as text',
    advice: 'give the capture that they come from',
    beginning:
      /^(?:\[\s*\{\s*"_index"\s*:\s*"packets-|\{"index":\{"_index":"packets-|<\?xml[^>]*>\s*(?:<\?[^>]*>\s*|<!--(?:(?!-->)[^])*-->\s*)*<(?:pdml|psml)\b)/,
  },
  {
    what: 'what tcpdump prints',
    advice: 'record a capture with tcpdump -w FILE.pcap',
    // With any of its options for the time (-t to -ttttt, --nano), the number of the packet (-#) and the link (-e).
    beginning:
      /^ *(?:\d+ {2})?(?:(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{6,9} |\d{9,10}\.\d{6,9} )?(?:\S+ )?(?:In +|Out +|P +)?(?:IP6? (?:\(|\S+ > )|ARP, |[0-9a-f]{2}(?::[0-9a-f]{2}){5} (?:\(oui [^)\n]{1,40}\) )?> )/,
  },
  {
    what: 'what tshark prints',
    advice: 'record a capture with tshark -w FILE.pcapng',
    beginning:
      /^(?:\s{0,8}\d{1,9} +\d{1,10}\.\d{6,9} +\S{2,45} (?:->|\xe2\x86\x92) +\S{2,45} |Frame \d{1,9}: \d{1,9} bytes on wire)/,
  },
  {
    what: 'packets in hexadecimal',
    advice: 'give the capture that they come from, or make one of it (text2pcap FILE out.pcapng)',
    beginning: /^0000(?:00)?:?\s{1,4}(?:[0-9a-f]{2} ?){15}[0-9a-f]{2}\b/i,
  },
  {
    what: 'a trace of curl',
    advice: 'record what curl sends with tcpdump, with SSLKEYLOGFILE set where it is encrypted',
    beginning:
      /^(?:\d\d:\d\d:\d\d\.\d{6} )?(?:\[\d{1,9}-[\dx]{1,9}\] )?(?:== Info: |=> Send (?:header|data)|\* {1,3}(?:Trying \S+\.\.\.|Host \S+ was resolved|Connected to \S+ \())/,
  },
  {
    what: 'what ssldump prints',
    advice: 'give the capture that it was made from, with the key log (--keys)',
    beginning: /^New TCP connection #\d{1,9}: /,
  },
  {
    what: 'a key log',
    advice: 'give it with --keys beside the capture that it belongs to',
    beginning:
      /^(?:#[^\n]{0,200}\n)*(?:CLIENT_RANDOM|(?:CLIENT|SERVER)_(?:HANDSHAKE_)?TRAFFIC_SECRET(?:_0)?) [0-9A-Fa-f]{64} /,
  },
  {
    what: 'a result of varde scan --json',
    advice:
      'give it as a plain file (varde scan, report and letter read it), or the capture that it comes from',
    beginning: /^\{\s*"schema"\s*:\s*"varde\/scan@/,
  },
  {
    what: 'a document that varde wrote',
    advice: 'give the capture that it comes from',
    beginning: /^\{\s*"schema"\s*:\s*"varde\//,
  },
  {
    what: 'a log of dnsmasq (Pi-hole)',
    advice: 'its times name no year: give what the database of Pi-hole keeps, as docs/sources.md says',
    beginning: /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:\S+ )?dnsmasq\[\d+\]: /,
  },
  {
    what: 'a log of dnscrypt-proxy (InviZible Pro)',
    advice:
      'its queries are not read: record packets, or take the log of a resolver that docs/sources.md names',
    beginning: /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\]\t[0-9A-Fa-f.:]+\t[^\t\n]+\t[A-Z0-9]+\t/,
  },
  {
    what: 'a log of a firewall (iptables, AFWall)',
    advice: 'its contacts are not read: record packets, or take a log of contacts that docs/sources.md names',
    beginning: /^[^\n]{0,200}\bIN=\S* OUT=\S* [^\n]{0,200}\bSRC=[0-9A-Fa-f.:]+ DST=[0-9A-Fa-f.:]+ /,
  },
  {
    what: 'a log of Android (logcat) without events',
    advice:
      'they are in a buffer of their own: save it (adb logcat -b events -d > FILE) and give it with --events',
    beginning:
      /^(?:--------- beginning of \w+\r?\n)*\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} +(?:\S+ +)?\d+ +\d+ [VDIWEF] /,
  },
  {
    what: 'a log of Android Studio',
    advice: 'save the event log as text (adb logcat -b events -d > FILE) and give it with --events',
    beginning: /^\{\s*"metadata"\s*:\s*\{\s*"device"\s*:\s*\{[^]*"projectApplicationIds"/,
  },
  {
    what: 'a log of Android in binary (logcat -B)',
    advice: 'save it as text (adb logcat -b events -d > FILE) and give it with --events',
    // Length, length of the header (version 4 of it), process, thread, time, and the number of the log.
    beginning: /^[^][\0-\x14]\x1c\0[^]{16}[\0-\x07]\0\0\0/,
  },
  {
    what: 'a dump of Android’s resolver (dumpsys dnsresolver)',
    advice: 'it is not read: record packets',
    beginning: /^(?:Service host process PID: \d+\s+)?\s{0,8}DnsResolver:?\s/,
  },
  {
    what: 'a table of sockets of Linux (/proc/net)',
    advice: 'it says nothing of what was sent: record packets',
    beginning: /^\s{0,4}sl\s+local_address\s+(?:rem|remote)_address\s+st\s/,
  },
  {
    what: 'the properties of an Android phone (getprop)',
    advice:
      'they are no traffic; what identifies the phone goes into a profile (--profile, docs/walkthrough.md)',
    beginning: /^\[[\w.-]{1,100}\]: \[[^\n]{0,400}\]\r?\n\[[\w.-]{1,100}\]: \[/,
  },
  {
    what: 'a list of the apps of an Android phone',
    advice: 'it is no traffic',
    beginning: /^(?:[a-z]\w*(?:\.\w+)+ \d{4,9} [01] \/data\/|(?:<\?xml[^>]{0,100}\?>\s*)?<packages>)/,
  },
  {
    what: 'a file of settings of Android in binary XML (ABX)',
    advice: 'it is no traffic; abx2xml on a phone makes it readable',
    beginning: /^ABX\0/,
  },
  {
    what: 'an update of Android (payload.bin)',
    advice: 'it is no traffic: give a capture',
    beginning: /^CrAU\0/,
  },
  {
    what: 'an image of a disk of a phone',
    advice: 'it is no traffic: give a capture',
    // A sparse image of Android, and one that OPPO encrypted: ext4 and EROFS begin with zeros.
    beginning: /^(?:\x3a\xff\x26\xed|OPPOENCRYPT!)/,
  },
  {
    what: 'code of an Android app (DEX)',
    advice: 'it is no traffic: give a capture',
    beginning: /^(?:dex\n\d{3}\0|vdex\d{3}\0)/,
  },
  {
    what: 'a file of nfdump, with flows of a router',
    advice: 'it holds neither names nor content: record packets',
    beginning: /^\x0c\xa5[\x01\x02]\0/,
  },
  {
    what: 'a tar archive',
    advice: 'unpack it, and give the files in it',
    beginning: /^[^]{257}ustar/,
  },
  {
    what: 'compressed with bzip2',
    advice: 'unpack it (bunzip2), and give what was in it',
    beginning: /^BZh[1-9]1AY&SY/,
  },
  {
    what: 'compressed with xz',
    advice: 'unpack it (unxz), and give what was in it',
    beginning: /^\xfd7zXZ\0/,
  },
  {
    what: 'compressed with Zstandard',
    advice: 'unpack it (unzstd), and give what was in it',
    beginning: /^\x28\xb5\x2f\xfd/,
  },
  {
    what: 'compressed with LZ4',
    advice: 'unpack it (unlz4), and give what was in it',
    beginning: /^\x04\x22\x4d\x18/,
  },
  {
    what: 'an archive of 7-Zip',
    advice: 'unpack it, and give the files in it',
    beginning: /^7z\xbc\xaf\x27\x1c/,
  },
  {
    what: 'an archive of RAR',
    advice: 'unpack it, and give the files in it',
    beginning: /^Rar!\x1a\x07/,
  },
  {
    what: 'a zip archive inside another file',
    advice: 'unpack that one, and give the archive',
    beginning: /^PK\x03\x04/,
  },
  {
    what: 'a database of SQLite',
    advice: 'export what it holds in a form that docs/sources.md names',
    beginning: /^SQLite format 3\0/,
  },
]

/** First bytes of a file that are looked at. */
export const otherFormatBytes = 512

/** What a file is that is not read, and what to do, as a sentence; '' where it is not known. */
export function otherFormatLine(first: Buffer): string {
  const text = first
    .toString('latin1', 0, Math.min(first.length, otherFormatBytes))
    .replace(/^\xef\xbb\xbf/, '')
  for (const { what, advice, beginning } of others) {
    const match = beginning.exec(text)
    if (match === null) continue
    const said = typeof advice === 'string' ? advice : advice(match[0].length - (match[1]?.length ?? 0))
    return `It is ${what}: ${said}.`
  }
  return ''
}
