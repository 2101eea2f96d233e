import type { Node } from '../../decode/types.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import type { FamilyMatch } from '../types.ts'

const id = 'china-unicom-registration'
const title = 'China Unicom terminal registration'

/** Server of the form for NB-IoT modules, reached without a name. */
const moduleAddress = '114.255.193.236'

function match(by: 'name' | 'content', confidence: FamilyMatch['confidence'], reason: string): FamilyMatch {
  return {
    family: id,
    title,
    confidence,
    by,
    reasons: [reason],
    counterEvidence:
      by === 'content'
        ? ['the body is encrypted (AES, with a key that only the server can open): what it says is not seen']
        : [],
  }
}

function ofName(name: string): FamilyMatch | null {
  if (name === 'dm.wo.com.cn')
    return match('name', 'probable', 'dm.wo.com.cn is the registration server of China Unicom')
  if (name === moduleAddress)
    return match('name', 'possible', `${moduleAddress} is the registration server for NB-IoT modules`)
  return null
}

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  const has = (key: string): boolean => nodes.some((node) => node.key === key && node.bytes.length > 0)
  const isForm = has('ver') && has('sign') && has('manuf')
  const hasPath = nodes.some(({ bytes }) => bytes.length < 2_048 && bytes.includes('/register'))
  if (!isForm || !hasPath || (context.host !== 'dm.wo.com.cn' && context.port !== 6001)) return null
  const families = [
    match(
      'content',
      context.host === 'dm.wo.com.cn' ? 'certain' : 'probable',
      'the request has the form /register?ver=…&model=…&manuf=…&sign=…',
    ),
  ]
  return { families, detections: [], dismissals: [] }
}

/** Known by name and by the form of its requests. */
export const family: Family = {
  id,
  title,
  about:
    'The sibling of the China Telecom registration on phones for China Unicom: model and maker in clear, the rest encrypted.',
  ofName,
  ofContent,
  readReceipt: (): FamilyReceipt | null => null,
}
