import type { Node } from '../../decode/types.ts'
import { isUnder } from '../family-type.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import type { Detection, FamilyMatch } from '../types.ts'

const id = 'qualcomm-xtra'
const title = 'Qualcomm location assistance (XTRA)'
const domains = ['gpsonextra.net', 'izatcloud.net', 'xtracloud.net']

/** Parts between strokes from which on a user agent is the list that newer clients send. */
const listPartsMin = 8
/** Serial of the chip, behind a letter or none; and an id: 12 hex digits or more, a UUID. */
const number =
  /^[A-Za-z]?\d{9,20}$|^[0-9A-Fa-f]{12,32}$|^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/

function isOfXtra(name: string): boolean {
  return domains.some((suffix) => isUnder(name, suffix)) || name === 'xtratime.qcomgeo2.com'
}

/** Numbers of the device in the list that its user agent is; older ones say `Android` only. */
function numbersIn(node: Node): Detection[] {
  const parts = node.bytes.toString('latin1').split('/')
  if (parts.length < listPartsMin) return []
  const found: Detection[] = []
  let start = 0
  for (const value of parts) {
    if (number.test(value) && !/^(.)\1*$/.test(value))
      found.push({
        identifier: 'device-id',
        value,
        normal: value,
        node,
        start,
        end: start + value.length,
        writtenAs: '',
        confidence: 'possible',
        by: `family:${id}`,
        reasons: [
          'the user agent of this client holds the serial of the chip and a random id beside maker and model (FAQ of GrapheneOS)',
        ],
      })
    start += value.length + 1
  }
  return found
}

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  if (context.direction === 1 || !isOfXtra(context.host.toLowerCase())) return null
  const detections = nodes
    .filter(({ step, key }) => step.step === 'header' && key.toLowerCase() === 'user-agent')
    .flatMap(numbersIn)
  return detections.length === 0 ? null : { families: [], detections, dismissals: [] }
}

/** Known by its names; in clear text, the request of newer clients names model, maker and serial of the chip. */
export const family: Family = {
  id,
  title,
  about:
    'The location chip fetches satellite data from servers of its maker soon after the phone joins a network.',
  ofName(name: string): FamilyMatch | null {
    if (!isOfXtra(name)) return null
    return {
      family: id,
      title,
      confidence: 'certain',
      by: 'name',
      isUsual: true,
      reasons: [`${name} serves satellite data or time to Qualcomm location chips`],
      counterEvidence: [
        'fetching the file needs no identifier: the contact alone shows the address of the phone, no number of it',
      ],
    }
  },
  ofContent,
  readReceipt: (): FamilyReceipt | null => null,
}
