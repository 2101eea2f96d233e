import type { AnomalyLog } from '../core/anomaly.ts'
import type { EntryFormat, EntryReader, EntrySink } from './entry.ts'
import { HarReader } from './har.ts'
import { MitmproxyReader } from './mitmproxy.ts'

type OpenReader = (sink: EntrySink, anomalies: AnomalyLog) => EntryReader

const readers: Readonly<Record<EntryFormat, OpenReader>> = {
  har: (sink, anomalies) => new HarReader(sink, anomalies),
  mitmproxy: (sink, anomalies) => new MitmproxyReader(sink, anomalies),
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
}
