import { InputError } from '../../core/errors.ts'
import { limits } from '../../core/limits.ts'
import { parseJsonBytes } from '../../core/parse-json-bytes.ts'
import { reading } from '../../core/read-error.ts'
import { decodeText, encodingOf } from '../../device/events/read-events.ts'
import { readWholeFile } from '../reading/open-file.ts'

const byteOrderMark = Buffer.from('\ufeff')

/** The document that a file of `varde scan --json` holds. Throws an InputError for what is no whole JSON, and for one that is too long. */
export function readDocument(path: string): unknown {
  const advice = ': give the captures of this result, or the results of fewer'
  const bytes = reading(path, () => readWholeFile(path, limits.pipeline.resultBytesMax, advice))
  try {
    // Shells of Windows write what is redirected in UTF-16.
    const text = encodingOf(bytes) === 'utf-8' ? bytes : Buffer.from(decodeText(bytes))
    return parseJsonBytes(isMarked(text) ? text.subarray(byteOrderMark.length) : text)
  } catch (cause) {
    throw new InputError(
      `${path}: it is no whole JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
      { cause },
    )
  }
}

/** Throws an InputError where `text`, as a document begins, is of another version: nobody knows what that says by the same words. */
export function refuseOtherVersion(path: string, text: string): void {
  const schema = /^\s*\{\s*"schema":\s*"(varde\/scan@\d{1,9})"/.exec(text)?.[1]
  if (schema !== undefined && schema !== 'varde/scan@1')
    throw new InputError(
      `${path} is a result of another version of varde (${schema}): that version reads it, and this one the capture that it comes from.`,
    )
}

function isMarked(bytes: Buffer): boolean {
  return bytes.subarray(0, byteOrderMark.length).equals(byteOrderMark)
}
