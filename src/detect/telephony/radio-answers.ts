import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import { identifier as cellId } from '../identifiers/cell-id.ts'
import { textSigns } from '../text-signs.ts'
import type { Detection, Dismissal } from '../types.ts'
import { isTextOfLines } from '../unexplained.ts'
import { toldByContext } from './told-by-context.ts'

/**
 * Cells in what Android's radio layer and its listeners log, where no name stands in front of the number: the registration behind its
 * state, with area and cell in hex (`< VOICE_REGISTRATION_STATE {1, 28ac, 14080C2, 14, …}`: ril.h of Android up to version 8), and
 * what GsmCellLocation prints of itself behind its name (`onCellLocationChanged [10412,21004290,123]`).
 */

const nothing: readonly (Detection | Dismissal)[] = []
/** Words of both. */
const words = ['REGISTRATION_STATE', 'ellLocation'] as const
/** The same as names end, at which the probe stops: a cell is seen by no form. */
export const radioAnswerNames: readonly string[] = [
  'registrationstate',
  'celllocation',
  'celllocationchanged',
]
/** Between the words and the values stands one of these on the line. */
const before = textSigns.colon | textSigns.equals | textSigns.bracket

/** Without what it is for in front, as the first versions write it, any state is called so: there braces and an area of some digits count. */
const registration =
  /(?:(?:VOICE|DATA|GPRS)_REGISTRATION_STATE:? ?[{[]\d{1,2}, ?[0-9a-f]{1,8}|(?<![0-9A-Za-z_])REGISTRATION_STATE:? ?\{\d{1,2}, ?[0-9a-f]{3,8}), ?([0-9a-f]{4,9})(?=[,}\]])/gi
const location = /ellLocation\w{0,24}[^0-9[\]\r\n]{0,24}\[\d{1,5}, ?(\d{3,9}), ?-?\d{1,3}\]/g

/** The cells that a log of the radio tells. `signs`: those of the bytes. */
export function cellsOfRadio(node: Node, signs: number): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if ((signs & before) === 0 || bytes.length < 'CellLocation[1,123,1]'.length) return nothing
  if (!words.some((word) => bytes.includes(word))) return nothing
  if (!isTextOfLines(node)) return nothing
  const text = bytes.toString('latin1', 0, limits.detect.leafBytesMax)
  return [...cellsOf(node, text, registration, 16), ...cellsOf(node, text, location, 10)]
}

/** `radix`: in which the cells are written. */
function cellsOf(node: Node, text: string, form: RegExp, radix: number): readonly (Detection | Dismissal)[] {
  return [...text.matchAll(form)].flatMap(({ 0: whole, 1: value = '', index }) => {
    const start = index + whole.lastIndexOf(value)
    const place = {
      node,
      value,
      normal: String(Number.parseInt(value, radix)),
      start,
      end: start + value.length,
    }
    const writtenAs = radix === 16 ? 'hex' : ''
    return toldByContext(cellId, { ...place, writtenAs }, 'a log of the radio has it behind the area')
  })
}
