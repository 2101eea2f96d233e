import { gunzip, inflateZlib } from '../../decode/inflate.ts'
import { isGzip } from '../../decode/text.ts'

/** How gzip and zlib begin in base64, and how long names are at most in which they stand. */
const packed = /(?:H4sI|eAE|eF[45]|eJ[w-z]|eN[o-r])[\w+/-]{12,1024}={0,2}/g

/**
 * `text`, as long as it was, with compressed bytes in base64 hidden that show something: names of fields are not opened where a
 * message is searched, and whoever sees them can.
 */
export function hidePacked(text: string, shows: (opened: string) => boolean): string {
  return text.replaceAll(packed, (run) => (shows(opened(run)) ? '•'.repeat(run.length) : run))
}

/** Longer texts stand in no name. */
const openedMax = 4_096

function opened(run: string): string {
  const bytes = Buffer.from(run, 'base64')
  const inflated = isGzip(bytes) ? gunzip(bytes, openedMax) : inflateZlib(bytes, openedMax)
  return inflated === null ? '' : inflated.bytes.toString()
}
