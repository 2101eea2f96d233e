import type { Node } from '../../decode/types.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import type { FamilyMatch } from '../types.ts'

const id = 'china-unicom-registration'
const title = 'China Unicom terminal registration'

const server = 'dm.wo.com.cn'
/** Port of that server. */
const serverPort = 6001
/** Server of the form for NB-IoT modules, reached without a name. */
const moduleAddress = '114.255.193.236'

function match(
  by: 'name' | 'content',
  confidence: FamilyMatch['confidence'],
  reason: string,
  counterEvidence: readonly string[] = [],
): FamilyMatch {
  return { family: id, title, confidence, by, reasons: [reason], counterEvidence }
}

function ofName(name: string): FamilyMatch | null {
  if (name === server)
    return match('name', 'probable', `${server} is the registration server of China Unicom`)
  if (name === moduleAddress)
    return match('name', 'possible', `${moduleAddress} is the registration server for NB-IoT modules`)
  return null
}

/** What its target asks with, each not empty. */
const parameters = ['ver', 'model', 'manuf', 'sign']

function isForm(nodes: readonly Node[]): boolean {
  const target = nodes.find(({ step }) => step.step === 'target')
  return (
    target !== undefined &&
    /^(?:http:\/\/[^/?]*)?\/register\?/.test(target.bytes.toString('latin1', 0, 300)) &&
    parameters.every((name) =>
      nodes.some(({ step, key, bytes }) => step.step === 'query' && key === name && bytes.length > 0),
    )
  )
}

/** As long is what is encrypted with AES in Base64, which may be read as a name; names of fields are shorter. */
const sealedLengthMin = 24

/** Whether there is a body, and whether it has fields: that of the form is encrypted, and has none. */
function bodyOf(nodes: readonly Node[]): 'none' | 'closed' | 'read' {
  const body = nodes.filter(({ part }) => part === 'body')
  if (body.some(({ key }) => key !== '' && key.length < sealedLengthMin)) return 'read'
  return body.some(({ bytes }) => bytes.length > 0) ? 'closed' : 'none'
}

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  const isServer = context.host === server
  if ((!isServer && context.port !== serverPort) || !isForm(nodes)) return null
  const body = bodyOf(nodes)
  // Elsewhere, one that can be read is of a service that has its port and its names of parameters by chance.
  if (!isServer && body === 'read') return null
  const found = match(
    'content',
    isServer ? 'certain' : 'possible',
    'the request has the form /register?ver=…&model=…&manuf=…&sign=…',
    [
      ...(body === 'closed'
        ? ['the body is encrypted (AES, with a key that only the server can open): what it says is not seen']
        : []),
      ...(isServer ? [] : ['its server is not known as a registration server']),
    ],
  )
  return { families: [found], detections: [], dismissals: [] }
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
