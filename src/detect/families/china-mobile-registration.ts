import { isUnder } from '../family-type.ts'
import type { Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import type { FamilyMatch } from '../types.ts'

const id = 'china-mobile-registration'
const title = 'China Mobile terminal registration'

/** Known by its name only: what it sends is encrypted. Source: the development kit of a modem maker. */
export const family: Family = {
  id,
  title,
  about: 'The sibling of the China Telecom registration in modems for China Mobile; it is sent over TLS.',
  ofName(name: string): FamilyMatch | null {
    if (!isUnder(name, 'fxltsbl.com')) return null
    return {
      family: id,
      title,
      confidence: name === 'b.fxltsbl.com' ? 'probable' : 'possible',
      by: 'name',
      reasons: [
        "b.fxltsbl.com is the default registration server in a modem maker's development kit for China Mobile",
      ],
      counterEvidence: ['other product families use other servers; what is sent is encrypted'],
    }
  },
  ofContent: (): FamilyResult | null => null,
  readReceipt: (): FamilyReceipt | null => null,
}
