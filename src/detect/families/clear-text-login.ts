import type { Node } from '../../decode/types.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import { objectionOf } from '../../core/objections.ts'
import { digestNameIn, loginName, mayBeOfDevice } from '../login-name.ts'
import type { Detection, Dismissal, FamilyMatch } from '../types.ts'

const id = 'clear-text-login'
/** Fields under which protocols of text hand on what their own login commands carry, in lower case. */
const secretKey = 'login-password'
const anonymousKey = 'anonymous-login'
const userKey = 'username'
/** Fields of HTTP and SIP that answer a challenge (RFC 7616, 3.4). */
const answerKeys: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization'])

/** Protocols whose readers hand on under the field who logs in, and whether that is the user’s own account: programs bring a name for servers of files with them. */
const userProtocols: ReadonlyMap<string, 'own' | 'perhaps'> = new Map([
  ...['smtp', 'pop3', 'imap', 'xmpp', 'telnet'].map((name) => [name, 'own'] as const),
  ...['ftp', 'mqtt', 'socks', 'stun'].map((name) => [name, 'perhaps'] as const),
])
/** What TURN is given for a while: when it ends, and for whom it is (draft-uberti-behave-turn-rest, 2.2). */
const lentName = /^\d{9,10}(?::|$)/
/** What a relay, or the program at the other end, made for one time: a long run of letters and digits. */
const madeName = /^(?=[^\d]{0,63}\d)[\w+/=-]{20,}$/
/** What two ends call a way between them for one call, each in front of the other (RFC 8445, 7.2.2): at least four letters. */
const wayName = /^[0-9A-Za-z+/]{4,256}:[0-9A-Za-z+/]{4,256}$/

/** Elements in which a stanza of XMPP carries what a client says by SASL (RFC 6120, 6.4; XEP-0388). */
const saslElements: ReadonlySet<string> = new Set(['auth', 'response', 'initial-response'])
const base64 = /^[\d+/A-Za-z]+={0,2}$/
/** Longer ones are no password (RFC 4616 has 255 octets for each of its parts). */
const plainCharactersMax = 1_028

/**
 * The password in a stanza of XMPP that another protocol carries (XEP-0206, over HTTP): of PLAIN, whose three parts no other
 * text has (RFC 4616). What XMPP itself carries is handed on under the field. Null where there is none.
 */
function passwordInStanza(node: Node, protocol: string): Detection | null {
  const name = node.key.slice(node.key.indexOf(':') + 1)
  const { length } = node.bytes
  if (protocol === 'xmpp' || !saslElements.has(name) || length % 4 !== 0 || length > plainCharactersMax)
    return null
  const text = node.bytes.toString('latin1')
  if (!base64.test(text)) return null
  const parts = Buffer.from(text, 'base64').toString('utf8').split('\0')
  const [, user = '', value = ''] = parts
  return parts.length !== 3 || user === '' || value === '' ? null : password(node, value, 'XMPP')
}

function passwordIn(node: Node, protocol: string): Detection {
  return password(node, node.bytes.toString('utf8'), protocol.toUpperCase())
}

function password(node: Node, value: string, protocol: string): Detection {
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
    // Of what only a log tells, the protocol has no name here.
    reasons: [`it is the password of a login${protocol === 'UNRECOGNISED' ? '' : ` by ${protocol}`}`],
  }
}

/** The name by which a login in a command of its own is known. */
function userIn(node: Node, protocol: string): Detection | null {
  const whose = userProtocols.get(protocol)
  if (whose === undefined) return null
  const text = node.bytes.toString('latin1')
  const lent = protocol === 'stun' ? (lentName.exec(text)?.[0].length ?? 0) : 0
  if (protocol === 'stun' && lent === 0 && (wayName.test(text) || madeName.test(text))) return null
  const reason = `it is the user name of a login by ${protocol.toUpperCase()}`
  return user(
    node,
    { value: text.slice(lent), start: lent, end: text.length },
    reason,
    whose === 'own' ? [] : ['one name may be that of all who use an app'],
  )
}

/** The name of the account that answers a challenge; where it has a domain, it is told as a mail address or an account by itself. */
function digestUserIn(node: Node, protocol: string): Detection | null {
  const found = digestNameIn(node.bytes.toString('latin1'))
  if (found === null) return null
  return user(
    node,
    found,
    `${node.key} of ${protocol.toUpperCase()} names the account that answers the challenge (RFC 7616)`,
  )
}

function listed(detection: Detection | null): readonly Detection[] {
  return detection === null ? [] : [detection]
}

interface Named {
  readonly value: string
  readonly start: number
  readonly end: number
}

function user(
  node: Node,
  { value, start, end }: Named,
  reason: string,
  against: readonly string[] = [],
): Detection | null {
  const normal = loginName(value)
  if (normal === '') return null
  const doubts = mayBeOfDevice(normal)
    ? [...against, 'by its form it may be the number of a device or a card']
    : against
  return {
    identifier: 'user-id',
    value,
    normal,
    node,
    start,
    end,
    writtenAs: '',
    confidence: doubts.length === 0 ? 'probable' : 'possible',
    by: `family:${id}`,
    reasons: [reason, ...doubts.map(objectionOf)],
  }
}

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  const detections: Detection[] = []
  const dismissals: Dismissal[] = []
  for (const node of nodes) {
    if (node.step.step === 'xml') {
      const detection = passwordInStanza(node, context.protocol)
      if (detection !== null) detections.push(detection)
      continue
    }
    if (node.part !== 'head' || node.step.step !== 'header') continue
    const key = node.key.toLowerCase()
    if (key === secretKey) detections.push(passwordIn(node, context.protocol))
    else if (key === userKey) detections.push(...listed(userIn(node, context.protocol)))
    else if (answerKeys.has(key)) detections.push(...listed(digestUserIn(node, context.protocol)))
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
    'FTP, SMTP, POP3, IMAP, Telnet, XMPP, SOCKS and MQTT have commands whose argument is a user name or a password: it is one whatever it looks like. So is the user name of who answers a challenge by Digest (RFC 7616). XMPP has it in stanzas, also over HTTP.',
  ofName: (): FamilyMatch | null => null,
  ofContent,
  readReceipt: (): FamilyReceipt | null => null,
}
