import { copyBytes } from '../copy-bytes.ts'
import type { FieldList } from './field-list.ts'
import type { Part } from '../types.ts'
import { decodeHuffman, huffmanOutputMax } from './huffman.ts'

/**
 * Puts the content of a string literal (RFC 7541, 5.2; RFC 9204, 4.1.2), which stands at `[from, to)` of `part.buf`,
 * behind the fields' bytes, with the places it came from: each byte's own, or all of it for each where it is Huffman code.
 * False where that code is none: what stands before the fault is there all the same.
 */
export function appendString(
  part: Part,
  from: number,
  to: number,
  isHuffman: boolean,
  fields: FieldList,
): boolean {
  const { buf } = part
  const target = fields.length
  if (!isHuffman) {
    copyBytes(buf, from, to, fields.room(to - from), target)
    fields.length += to - from
    if (to > from) fields.runs.addRange(target, part.runs, from - part.start, to - part.start)
    return true
  }
  const last = decodeHuffman(buf, from, to, fields.room(huffmanOutputMax(to - from)), target)
  fields.length = last < 0 ? ~last : last
  if (fields.length > target) fields.runs.addWholeRange(target, part.runs, from - part.start, to - part.start)
  return last >= 0
}
