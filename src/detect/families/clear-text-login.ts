import type { Node } from '../../decode/types.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import type { Detection, Dismissal, FamilyMatch } from '../types.ts'

const id = 'clear-text-login'
/** Fields under which protocols of text hand on what their own login commands carry, in lower case. */
const secretKey = 'login-password'
const anonymousKey = 'anonymous-login'

function passwordIn(node: Node, protocol: string): Detection {
  const value = node.bytes.toString('utf8')
  return {
    identifier: 'account-credential',
    value,
    normal: value,
    node,
    start: 0,
    end: node.bytes.length,
    writtenAs: '',
    confidence: 'certain',
    by: `family:${id}`,
    reasons: [`it is the password of a login by ${protocol.toUpperCase()}`],
  }
}

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  const detections: Detection[] = []
  const dismissals: Dismissal[] = []
  for (const node of nodes) {
    if (node.part !== 'head' || node.step.step !== 'header') continue
    const key = node.key.toLowerCase()
    if (key === secretKey) detections.push(passwordIn(node, context.protocol))
    else if (key === anonymousKey) {
      const value = node.bytes.toString('utf8')
      dismissals.push({
        identifier: 'account-credential',
        value,
        node,
        reason: 'the password of an anonymous login',
      })
    }
  }
  return detections.length + dismissals.length === 0 ? null : { families: [], detections, dismissals }
}

/** Known by its fields alone, which the readers of these protocols name (message/login.ts). */
export const family: Family = {
  id,
  title: 'login by a protocol of text',
  about:
    'FTP, SMTP, POP3, IMAP, Telnet, XMPP, SOCKS and MQTT have commands whose argument is a password: it is one whatever it looks like.',
  ofName: (): FamilyMatch | null => null,
  ofContent,
  readReceipt: (): FamilyReceipt | null => null,
}
