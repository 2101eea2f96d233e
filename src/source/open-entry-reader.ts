import type { AnomalyLog } from '../core/anomaly.ts'
import { appPrivacyReport } from './logs/app-privacy-report.ts'
import { BurpReader } from './recorders/burp.ts'
import { charlesSession } from './recorders/charles.ts'
import { dnsQueries } from './logs/dns-queries.ts'
import type { EntryFormat, EntryReader, EntrySink } from './entry.ts'
import { FiddlerReader } from './recorders/fiddler.ts'
import { HarReader } from './har/har.ts'
import { intrusionLog } from './logs/intrusion-log.ts'
import { LineReader } from './line-reader.ts'
import { MitmproxyReader } from './recorders/mitmproxy.ts'
import { netLog } from './recorders/netlog.ts'
import { pcapdroidConnections } from './logs/pcapdroid-connections.ts'
import { suricataEve } from './logs/suricata-eve.ts'
import { trackerControl } from './logs/tracker-control.ts'
import { zeekLog } from './logs/zeek.ts'

type OpenReader = (sink: EntrySink, anomalies: AnomalyLog) => EntryReader

const readers: Readonly<Record<EntryFormat, OpenReader>> = {
  har: (sink, anomalies) => new HarReader(sink, anomalies),
  burp: (sink, anomalies) => new BurpReader(sink, anomalies),
  charles: (sink, anomalies) => new HarReader(sink, anomalies, charlesSession),
  fiddler: (sink, anomalies) => new FiddlerReader(sink, anomalies),
  netlog: (sink, anomalies) => new HarReader(sink, anomalies, netLog()),
  mitmproxy: (sink, anomalies) => new MitmproxyReader(sink, anomalies),
  'android-intrusion-log': (sink, anomalies) => new LineReader(intrusionLog, sink, anomalies),
  'ios-app-privacy-report': (sink, anomalies) =>
    new LineReader(appPrivacyReport(sink.countedHits), sink, anomalies),
  'pcapdroid-connections': (sink, anomalies) => new LineReader(pcapdroidConnections(), sink, anomalies),
  'tracker-control': (sink, anomalies) => new LineReader(trackerControl(), sink, anomalies),
  'dns-queries': (sink, anomalies) => new LineReader(dnsQueries(), sink, anomalies),
  zeek: (sink, anomalies) => new LineReader(zeekLog(sink.seenLines), sink, anomalies),
  'suricata-eve': (sink, anomalies) => new LineReader(suricataEve(), sink, anomalies),
}

/** The reader of a format with entries that `sniffFormat` found. */
export function openEntryReader(format: EntryFormat, sink: EntrySink, anomalies: AnomalyLog): EntryReader {
  return readers[format](sink, anomalies)
}

/** Whether files of a format hold entries; else they hold packets. */
export function isEntryFormat(format: string): format is EntryFormat {
  return Object.hasOwn(readers, format)
}

/** Formats in a person's words. */
export const formatTitles: Readonly<Record<EntryFormat, string>> = {
  har: 'a HAR file',
  mitmproxy: 'mitmproxy flows',
  burp: 'items of Burp Suite',
  charles: 'a session of Charles',
  fiddler: 'an archive of Fiddler',
  netlog: 'a NetLog of Chrome',
  'android-intrusion-log': 'a log of Android’s intrusion logging',
  'ios-app-privacy-report': 'an App Privacy Report of iOS',
  'pcapdroid-connections': 'a list of connections of PCAPdroid',
  'tracker-control': 'a list of contacts of TrackerControl',
  'dns-queries': 'a log of a resolver of DNS',
  zeek: 'a log of Zeek',
  'suricata-eve': 'an EVE log of Suricata',
}
