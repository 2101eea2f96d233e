import { isUnder } from '../family-type.ts'
import type { Family, FamilyResult, Receipt } from '../family-type.ts'
import type { FamilyMatch } from '../types.ts'

const id = 'qualcomm-xtra'
const title = 'Qualcomm location assistance (XTRA)'
const domains = ['gpsonextra.net', 'izatcloud.net', 'xtracloud.net']

/** Known by its names; in clear text, the request names model, maker and serial of the chip. */
export const family: Family = {
  id,
  title,
  about:
    'The location chip fetches satellite data from servers of its maker soon after the phone joins a network.',
  ofName(name: string): FamilyMatch | null {
    const domain = domains.find((suffix) => isUnder(name, suffix))
    if (domain === undefined && name !== 'xtratime.qcomgeo2.com') return null
    return {
      family: id,
      title,
      confidence: 'certain',
      by: 'name',
      reasons: [`${name} serves satellite data or time to Qualcomm location chips`],
      counterEvidence: [
        'fetching the file needs no identifier: the contact alone shows the address of the phone, no number of it',
      ],
    }
  },
  ofContent: (): FamilyResult | null => null,
  readReceipt: (): Receipt | null => null,
}
