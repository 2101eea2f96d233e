import { statSync } from 'node:fs'
import { AnomalyLog } from '../core/anomaly.ts'
import { InputError } from '../core/errors.ts'
import { CaptureFeeder } from '../pipeline/reading/feeder.ts'
import { networkAddress } from '../pipeline/reading/network-source.ts'
import { readCapture } from '../pipeline/reading/open-capture.ts'
import { headBytes, openFile, readHead } from '../pipeline/reading/open-file.ts'
import { sniffFormat } from '../source/sniff.ts'
import { utf16OrderOf } from '../source/utf16.ts'

/** First bytes that tell what most files are. */
const firstBytes = 4_096

const namesShown = 10

/**
 * Refuses files that a scan would refuse by their beginning (missing, without permission, folders, none of the known
 * formats), all at once and before any is read: of a folder of thousands, nobody waits for each of them. Of a single file
 * the scan says it itself, and of a network source that it is scanned alone. Throws an InputError.
 */
export async function refuseUnreadable(files: readonly string[]): Promise<void> {
  if (files.length < 2 || files.some(isOfNetwork)) return
  const refused: { readonly file: string; readonly cause: InputError }[] = []
  for (const file of files) {
    const cause = isDoubtful(file) ? await refusalOf(file) : null
    if (cause !== null) refused.push({ file, cause })
  }
  const [first] = refused
  if (first === undefined) return
  if (refused.length === 1) throw first.cause
  const names = refused.slice(0, namesShown).map(({ file }) => file)
  const left = refused.length - names.length
  const further = left > 0 ? ` and ${left} more` : ''
  throw new InputError(
    `${refused.length} of ${files.length} files can not be read as captures: ${names.join(', ')}${further}. Of the first: ${first.cause.message}`,
  )
}

function isOfNetwork(file: string): boolean {
  return networkAddress(file) !== null
}

/** Whether a scan may refuse a file. A pipe can be read once only, and is not touched. */
function isDoubtful(file: string): boolean {
  if (file === '-') return false
  try {
    const status = statSync(file)
    if (!status.isFile()) return status.isDirectory()
    const opened = openFile(file)
    const head = Buffer.allocUnsafe(firstBytes)
    try {
      const count = opened.read(head, 0, firstBytes, 0)
      if (count === 0 || isKnown(head.subarray(0, count), count < firstBytes)) return false
    } finally {
      opened.close()
    }
    const all = readHead(file)
    return !isKnown(all, all.length < headBytes)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause) return true
    throw cause
  }
}

function isKnown(head: Buffer, isWhole: boolean): boolean {
  const format = sniffFormat(head, 0, head.length, isWhole)
  return (format !== 'unknown' && format !== 'more') || utf16OrderOf(head, 0, head.length) !== null
}

/** Why a scan refuses a file; null where it reads it. */
async function refusalOf(file: string): Promise<InputError | null> {
  const feeder = new CaptureFeeder({ frame: () => undefined }, new AnomalyLog())
  try {
    await readCapture(file, feeder, new AnomalyLog(), { wantsHash: false, onProgress: () => undefined })
    return null
  } catch (cause) {
    if (cause instanceof InputError) return cause
    throw cause
  }
}
