import { createHash } from 'node:crypto'
import { AnomalyLog } from '../../core/anomaly.ts'
import { InputError } from '../../core/errors.ts'
import { startsAsZip } from '../../source/archives/zip.ts'
import { CaptureFeeder } from './feeder.ts'
import { startsAsGzip } from './gunzip.ts'
import { readCapture } from './open-capture.ts'
import { readHead } from './open-file.ts'

/** SHA-256 of a file as it lies there, and of what is in it: the same where it is not compressed. */
export interface CaptureDigests {
  readonly file: string
  readonly content: string
}

/** Takes the digest of what is unpacked on its way into the reader. */
class DigestFeeder extends CaptureFeeder {
  readonly hash = createHash('sha256')

  constructor(log: AnomalyLog) {
    super({ frame: () => undefined }, log)
  }

  override push(chunk: Uint8Array): boolean {
    this.hash.update(chunk)
    return super.push(chunk)
  }
}

/** Whether a file is compressed (gzip, zip), so that the same capture can lie in another one. */
export function isPacked(path: string): boolean {
  const head = readHead(path)
  return startsAsGzip(head) || startsAsZip(head)
}

/** Reads a capture through. Throws an InputError where a scan would refuse it. */
export async function captureDigests(path: string): Promise<CaptureDigests> {
  const log = new AnomalyLog()
  const feeder = new DigestFeeder(log)
  const { sha256 } = await readCapture(path, feeder, log, { wantsHash: true, onProgress: () => undefined })
  if (sha256 === null) throw new InputError(`${path} changed while it was read.`)
  return { file: sha256, content: isPacked(path) ? feeder.hash.digest('hex') : sha256 }
}
