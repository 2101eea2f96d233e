import { limits } from '../../core/limits.ts'
import type { Node } from '../../decode/types.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifier as cellId } from '../identifiers/cell-id.ts'
import { identifier as iccid } from '../identifiers/iccid.ts'
import { identifier as imei } from '../identifiers/imei.ts'
import { identifier as imsi } from '../identifiers/imsi.ts'
import { toldByContext } from './told-by-context.ts'
import type { Detection, Dismissal } from '../types.ts'
import { textSigns } from '../text-signs.ts'
import { isTextOfLines } from '../unexplained.ts'

/**
 * What a modem answers to commands, in logs and dialogues: the command says what the number is, with or without an echo of it
 * (3GPP TS 27.007: +CGSN 5.4, +CIMI 5.6, +CREG 7.2, +CGREG 10.1.20, +CEREG 10.1.22, +C5GREG 10.1.47; numbers of cards by the
 * manuals of modems).
 */

/** Commands at which the probe stops: their answers are seen by no form. */
export const modemNames: readonly string[] = ['cimi', 'creg', 'cgreg', 'cereg', 'greg']

const kinds: Readonly<Record<string, IdentifierType>> = {
  CIMI: imsi,
  CGSN: imei,
  GSN: imei,
  CCID: iccid,
  QCCID: iccid,
  ICCID: iccid,
}
const words = Object.keys(kinds).join('|')
/** `+CIMI: 2420…`; `AT+CGSN=1`, its echo, line ends (escaped or not) and the marks of a log, and the answer with its name or without. */
const answer = new RegExp(
  String.raw`(?:(?<![0-9A-Za-z])AT)?[+^](${words})(?:=1|\?)?(?:[\s<>:=|,"-]|\\[rn"]|AT(?=\s?[<>])){1,16}(?:[+^](?:${words}):\s?\\{0,3}"?)?(\d{14,20}F?|98\d{16}F\d)(?![0-9A-Za-z])`,
  'gi',
)
/** Area and cell in hex behind the state of the registration, which the settings may stand in front of: `+CEREG: 2,1,"1A2B","00C3E7E5",7`. */
const registration =
  /[+^]C(?:|G|E|5G)REG:\s?(?:\d,\s?)?\d{1,2},\s?\\{0,3}"?[0-9a-f]{4,6}\\{0,3}"?,\s?\\{0,3}"?([0-9a-f]{4,9})(?![0-9a-z])/gi
const nothing: readonly (Detection | Dismissal)[] = []
const answerBytesMin = '+CREG:1,1A2B,3C4D'.length
/** Behind a plus sign or, of Huawei's modems, a caret one of these stands in front of every answer. */
const answerSigns = textSigns.plus | textSigns.caret
const sign = /[+^](?:C|G|ICC|QCC)/i

/** The numbers that a modem answered with, in a text. `signs`: those of its bytes. */
export function toldByModem(node: Node, signs: number): readonly (Detection | Dismissal)[] {
  const { bytes } = node
  if ((signs & answerSigns) === 0 || bytes.length < answerBytesMin) return nothing
  if (!isTextOfLines(node)) return []
  const text = bytes.toString('latin1', 0, limits.detect.leafBytesMax)
  if (!sign.test(text)) return []
  return [
    ...Array.from(text.matchAll(answer), ({ 0: whole, 1: word = '', 2: value = '', index }) => {
      const command = word.toUpperCase()
      const type = kinds[command]
      const normal = type?.normalise(value) ?? ''
      if (type === undefined || normal === '' || type.fault(normal) !== '') return []
      return found(node, type, value, normal, index + whole.length, command)
    }),
    ...Array.from(text.matchAll(registration), ({ 0: whole, 1: value = '', index }) => {
      const command = (/\w+/.exec(whole)?.[0] ?? '').toUpperCase()
      return found(node, cellId, value, String(Number.parseInt(value, 16)), index + whole.length, command)
    }),
  ].flat()
}

/** `end`: where the value ends. */
function found(
  node: Node,
  type: IdentifierType,
  value: string,
  normal: string,
  end: number,
  command: string,
): readonly (Detection | Dismissal)[] {
  return toldByContext(
    type,
    { node, value, normal, start: end - value.length, end, writtenAs: type === cellId ? 'hex' : '' },
    `a modem answers the command +${command} with it`,
  )
}
