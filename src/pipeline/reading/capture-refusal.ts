import { AnomalyLog } from '../../core/anomaly.ts'
import { ZippedCaseError } from '../../case/case-archive.ts'
import { InputError, NothingCapturedError } from '../../core/errors.ts'
import { CaptureFeeder } from './feeder.ts'
import { gunzipInto } from './gunzip.ts'
import { pcapHeaderBytes, readCapture } from './open-capture.ts'
import { readHead, streamOf } from './open-file.ts'

/**
 * Why a scan would refuse a file, in the words of the scan; '' where it would read it. A file of packets is judged by
 * its beginning, whatever its size; others (logs, HAR, archives) are read through, since what is wrong with them may
 * stand at their end.
 */
export async function captureRefusal(path: string): Promise<string> {
  try {
    if (await startsAsPackets(path)) return ''
    await readCapture(path, newFeeder(), new AnomalyLog(), { wantsHash: false, onProgress: () => undefined })
    return ''
  } catch (cause) {
    if (cause instanceof InputError) return cause.message
    throw cause
  }
}

/** Why a file holds nothing yet, as one that a capturing program has only begun; '' of every other, also of what no scan reads. */
export async function nothingCaptured(path: string): Promise<string> {
  try {
    if (await startsAsPackets(path)) return ''
    await readCapture(path, newFeeder(), new AnomalyLog(), { wantsHash: false, onProgress: () => undefined })
    return ''
  } catch (cause) {
    if (cause instanceof NothingCapturedError) return cause.message
    if (cause instanceof InputError) return ''
    throw cause
  }
}

/**
 * Whether a scan would find a frame or an entry in a file, which is read through: a log may hold nothing but what is no
 * traffic.
 */
export async function showsTraffic(path: string): Promise<boolean> {
  let isShown = false
  const show = (): void => {
    isShown = true
  }
  const feeder = new CaptureFeeder({ frame: show }, new AnomalyLog(), { entry: show })
  try {
    await readCapture(path, feeder, new AnomalyLog(), { wantsHash: false, onProgress: () => undefined })
  } catch (cause) {
    // A case that was zipped holds captures and events, and none of them is read as if it lay there by itself.
    if (!(cause instanceof InputError) || cause instanceof ZippedCaseError) throw cause
    return false
  }
  return isShown
}

function newFeeder(): CaptureFeeder {
  return new CaptureFeeder({ frame: () => undefined }, new AnomalyLog())
}

async function startsAsPackets(path: string): Promise<boolean> {
  const head = readHead(path)
  const feeder = newFeeder()
  const isUndecided = (): boolean => feeder.format === 'undecided'
  if (head[0] === 0x1f && head[1] === 0x8b) {
    const source = streamOf(path)
    await gunzipInto(source as AsyncIterable<Buffer>, (piece) => feeder.push(piece) && isUndecided())
    source.destroy()
  } else feeder.push(head)
  return feeder.reader?.refusal === '' && feeder.bytes >= pcapHeaderBytes
}
