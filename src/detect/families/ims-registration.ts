import { scopeOfText } from '../../core/address-scope.ts'
import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import { hasLuhnDigit, luhnDigit } from '../../core/luhn.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import { identifier as imei } from '../identifiers/imei.ts'
import { identifier as imsi } from '../identifiers/imsi.ts'
import { identifier as installId } from '../identifiers/install-id.ts'
import { identifier as msisdn } from '../identifiers/msisdn.ts'
import { sipAccountIn, sipUriStart } from '../telephony/sip-account.ts'
import type { SipParty } from '../telephony/sip-account.ts'
import type { Detection, Dismissal, FamilyMatch } from '../types.ts'

const id = 'ims-registration'
const title = 'IMS (operator signalling)'
const by = `family:${id}`

/** Home network domain of an operator's IMS (3GPP TS 23.003, 13.2): the names are reserved for operators. */
const operatorDomain = /^ims\.mnc(\d{3})\.mcc(\d{3})\.3gppnetwork\.org$/
/** A private user identity or temporary public one made from the IMSI (TS 23.003, 13.3 and 13.4B). */
const imsiAtOperator = /(?<![0-9])(\d{14,15})@ims\.mnc(\d{3})\.mcc(\d{3})\.3gppnetwork\.org/i
/** RFC 7254: TAC, serial number and a spare digit. */
const imeiUrn = /urn:gsma:imei:(\d{8})-?(\d{6})(?:-?(\d))?/i
/** By what a program for telephony is known again, also after a restart (RFC 5626, 4.1). */
const instanceUrn = /\+sip\.instance="?<urn:uuid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/i
/** RFC 3966, in the fields by which a phone names itself: who answers is the one who was called. */
const ownNumber = /(?:tel:|sips?:)(\+\d{8,15})(?![0-9])/i
/** RFC 3966, 3 (`local-number`): as it was dialled, without a country. Fewer digits are short codes. */
const dialledNumber = /^\s*tel:(\d{5,15})(?=[;>\s]|$)/i
/** The content type of a short message (3GPP TS 24.341, 5.3.1.2). */
const shortMessageType = 'application/vnd.3gpp.sms'
const identityFields: readonly string[] = ['p-preferred-identity', 'p-associated-uri']
const ownNumberFields: Readonly<Record<'request' | 'answer', ReadonlySet<string>>> = {
  request: new Set(['from', 'f', ...identityFields]),
  answer: new Set(['to', 't', ...identityFields]),
}

/** Who asked, in an answer to that: the other one (RFC 3261, 8.2.6.2). */
const callerFields: ReadonlySet<string> = new Set(['from', 'f'])
const toFields: ReadonlySet<string> = new Set(['to', 't'])
/** For whom a request is (RFC 3261, 8.1.1.2), and whom it asks somebody to call (RFC 3515, 2.1). */
const calledFields: ReadonlySet<string> = new Set(['to', 't', 'refer-to', 'r'])

function ofName(name: string): FamilyMatch | null {
  const match = operatorDomain.exec(name)
  if (match === null) return null
  return {
    family: id,
    title,
    confidence: 'certain',
    by: 'name',
    isOperatorSignalling: true,
    reasons: [
      `${name} is the telephony core of the operator with country code ${match[2]} and network code ${match[1]} (3GPP TS 23.003)`,
    ],
    counterEvidence: [
      'a phone registers with its operator in this way to be called: the operator knows IMSI, IMEI and cell from the radio network, too',
    ],
  }
}

/**
 * What a message says that goes to an address without a name, within a network of its own. That is what its sender writes:
 * any network at home has such addresses, so that the recipient need not be the operator.
 */
const withoutName: FamilyMatch = {
  family: id,
  title: 'IMS (no name shows whose)',
  confidence: 'probable',
  by: 'content',
  reasons: [
    'the message names the access network in P-Access-Network-Info, as phones do towards the IMS of their operator (3GPP TS 24.229)',
    'the recipient has a private address: it is reached within a network of its own only',
  ],
  counterEvidence: ['no name shows whose telephony core it is'],
}

function isAccessInfo(node: Node): boolean {
  return (
    node.key.toLowerCase() === 'p-access-network-info' &&
    node.bytes.toString('latin1', 0, 5).toUpperCase() === '3GPP-'
  )
}

function imsiIn(node: Node): Detection | Dismissal | null {
  const match = imsiAtOperator.exec(node.bytes.toString('latin1'))
  if (match === null) return null
  const [, value = '', mnc = '', mcc = ''] = match
  const placeholder = imsi.placeholder(value)
  if (placeholder !== '') return { identifier: 'imsi', value, node, reason: placeholder }
  // A network code of two digits is written with a leading zero.
  const isOwn =
    value.startsWith(`${mcc}${mnc}`) || (mnc.startsWith('0') && value.startsWith(`${mcc}${mnc.slice(1)}`))
  return {
    identifier: 'imsi',
    value,
    normal: value,
    node,
    start: match.index,
    end: match.index + value.length,
    writtenAs: '',
    confidence: isOwn ? 'certain' : 'probable',
    by,
    reasons: [
      'it is the user of an identity at the operator’s domain, which phones make from the IMSI (3GPP TS 23.003, 13.3)',
      isOwn
        ? 'it begins with the codes of that operator'
        : objectionOf('it begins with the codes of another operator than the domain names'),
    ],
  }
}

function imeiIn(node: Node): Detection | Dismissal | null {
  const match = imeiUrn.exec(node.bytes.toString('latin1'))
  if (match === null) return null
  const [whole, tac = '', serial = '', last] = match
  const written = `${tac}${serial}${last ?? ''}`
  const isChecked = last !== undefined && hasLuhnDigit(written)
  const normal = isChecked ? written : `${tac}${serial}${luhnDigit(`${tac}${serial}`)}`
  const placeholder = imei.placeholder(normal)
  if (placeholder !== '') return { identifier: 'imei', value: written, node, reason: placeholder }
  const start = match.index + 'urn:gsma:imei:'.length
  return {
    identifier: 'imei',
    value: whole.slice('urn:gsma:imei:'.length),
    normal,
    node,
    start,
    end: match.index + whole.length,
    writtenAs: '',
    confidence: 'certain',
    by,
    reasons: [
      'urn:gsma:imei is the form in which phones name their IMEI to the operator (RFC 7254)',
      isChecked ? 'its check digit (Luhn) is right' : 'its check digit is not sent (RFC 7254, 3)',
    ],
  }
}

function instanceIn(node: Node): Detection | Dismissal | null {
  const match = instanceUrn.exec(node.bytes.toString('latin1'))
  const value = match?.[1]
  if (match === null || value === undefined) return null
  const placeholder = installId.placeholder(value)
  if (placeholder !== '') return { identifier: 'install-id', value, node, reason: placeholder }
  const end = match.index + match[0].length - '>'.length
  return {
    identifier: 'install-id',
    value,
    normal: value.toLowerCase(),
    node,
    start: end - value.length,
    end,
    writtenAs: '',
    confidence: 'probable',
    by,
    reasons: [
      '+sip.instance is by what a program for telephony is known again, also after a restart (RFC 5626, 4.1)',
    ],
  }
}

const eitherEnd =
  'nothing in the capture tells which of the two ends is the phone: who says this may be the other, and the phone the one who is called'

/** What the start line says of a message. */
interface Start {
  readonly isAnswer: boolean
  readonly isRegister: boolean
  /** What speaks against that the sender is who it is taken for; '' for nothing. */
  readonly doubt: string
}

/** By what somebody is called. */
type Called = Pick<Detection, 'value' | 'normal' | 'node' | 'start' | 'end'>

/** The telephone number that a field of SIP names, with where it stands; null where it names none. */
function numberOf(node: Node): Called | null {
  const text = node.bytes.toString('latin1')
  const from = sipUriStart(text)
  const match = ownNumber.exec(text.slice(from))
  const value = match?.[1]
  if (match === null || value === undefined) return null
  const normal = msisdn.normalise(value)
  if (normal === '' || msisdn.placeholder(normal) !== '' || msisdn.fault(normal) !== '') return null
  const start = from + match.index + match[0].length - value.length
  return { value, normal, node, start, end: start + value.length }
}

/** The telephone number or the account that a field of SIP names; null where it names none. */
function calledBy(node: Node, party: SipParty): Called | null {
  return numberOf(node) ?? accountOf(node, party) ?? dialledIn(node)
}

/** A number without a country, of which no more is known than that somebody goes by it. */
function dialledIn(node: Node): Called | null {
  if (!isWhole(node)) return null
  const text = node.bytes.toString('latin1')
  const from = sipUriStart(text)
  const match = dialledNumber.exec(text.slice(from))
  const value = match?.[1]
  if (match === null || value === undefined) return null
  const end = from + match[0].length
  return { value, normal: value, node, start: end - value.length, end }
}

/** Only of the field as a whole is it known where its URI begins. */
function accountOf(node: Node, party: SipParty): Called | null {
  if (!isWhole(node)) return null
  const account = sipAccountIn(node.bytes.toString('latin1'), party)
  return account === null ? null : { ...account, node }
}

/** A field, or the target: not what it was taken apart into. */
function isWhole({ step }: Node): boolean {
  return step.step === 'header' || step.step === 'target'
}

/** Whether the field is one by which who says the message names itself. */
function isOwnField(node: Node, { isAnswer }: Start): boolean {
  return ownNumberFields[isAnswer ? 'answer' : 'request'].has(node.key.toLowerCase())
}

/** A server has the account of who asks it, and is often known by no more than its address. */
function accountIn(node: Node, start: Start): Detection | null {
  if (!isOwnField(node, start)) return null
  const account = accountOf(node, start.isRegister ? 'registered' : 'sender')
  if (account === null) return null
  const reason = `${node.key} of SIP names the account of the sender`
  return ownOne(account, 'user-id', reason, start.doubt)
}

function numberIn(node: Node, start: Start): Detection | null {
  if (!isOwnField(node, start)) return null
  const number = numberOf(node)
  if (number === null) return null
  const reason = `${node.key} of SIP names the telephone number of the sender`
  return ownOne(number, 'msisdn', reason, start.doubt)
}

/** What is the sender’s own: less sure where something speaks against that. */
function ownOne(called: Called, identifier: string, reason: string, doubt: string): Detection {
  return {
    ...called,
    identifier,
    writtenAs: '',
    confidence: doubt === '' ? 'probable' : 'possible',
    by,
    reasons: doubt === '' ? [reason] : [reason, objectionOf(doubt)],
  }
}

/** A URI that names a server and nobody at it. */
const serverAlone = /^\s*sips?:[^@>\s]{1,300}(?:>|;|\s|$)/i

/**
 * For whom a REGISTER is that says of another than its sender (RFC 3261, 10.2): To has the account or number that is called
 * where the sender is, From has who asks for that. A server asks so, too, of a subscriber (3GPP TS 24.229, 5.4.1.7).
 */
function registeredIn(head: readonly Node[], { doubt }: Start): Detection[] {
  const fieldOf = (names: ReadonlySet<string>): Node | undefined =>
    head.find((node) => isWhole(node) && names.has(node.key.toLowerCase()))
  const from = fieldOf(callerFields)
  const to = fieldOf(toFields)
  if (from === undefined || to === undefined) return []
  const number = numberOf(to)
  const registered = number ?? accountOf(to, 'registered')
  const asking = numberOf(from) ?? accountOf(from, 'registered')
  if (registered === null || registered.normal === asking?.normal) return []
  const text = from.bytes.toString('latin1')
  const isByServer = serverAlone.test(text.slice(sipUriStart(text)))
  return [
    ownOne(
      registered,
      number === null ? 'user-id' : 'msisdn',
      `${to.key} of a REGISTER of SIP names who is registered, ${from.key} who asks for that`,
      isByServer ? 'a server registers it with another: it is of a subscriber, and not of the sender' : doubt,
    ),
  ]
}

/** A number, or who has an account: one server goes by its name and by its address. */
function userOf({ normal }: Called): string {
  return normal.split('@', 1)[0] as string
}

/** Numbers and accounts in the fields in which an own one stands. */
function ownOnes(head: readonly Node[], isAnswer: boolean): readonly Called[] {
  const fields = ownNumberFields[isAnswer ? 'answer' : 'request']
  return head.flatMap((node) => (fields.has(node.key.toLowerCase()) ? (calledBy(node, 'sender') ?? []) : []))
}

/** What carries a short message goes to the centre, whoever that is for (3GPP TS 24.341, 5.3.1.2). */
const centre = 'it carries a short message: this is the operator’s centre for those'
const typeFields: ReadonlySet<string> = new Set(['content-type', 'c'])

function isShortType({ bytes }: Node): boolean {
  return bytes.toString('latin1', 0, shortMessageType.length).toLowerCase() === shortMessageType
}

/**
 * Numbers and accounts of who is at the other end: who called, in an answer, and who is called. Where that is an own one, as of a
 * phone that asks for its own state, it is told of the phone, if it goes by another host there.
 */
function othersIn(head: readonly Node[], { isAnswer, doubt }: Start): Detection[] {
  const isShortMessage = head.some(
    (node) => isWhole(node) && typeFields.has(node.key.toLowerCase()) && isShortType(node),
  )
  const against = [doubt, isShortMessage && !isAnswer ? centre : ''].filter(Boolean).map(objectionOf)
  const ownHere = ownOnes(head, isAnswer)
  const users = new Set(ownHere.map(userOf))
  const told = new Set(ownHere.map(({ normal }) => normal))
  return head.flatMap((node) => {
    const isTarget = node.step.step === 'target'
    const isOther = isAnswer
      ? callerFields.has(node.key.toLowerCase())
      : isTarget || calledFields.has(node.key.toLowerCase())
    const called = isOther ? calledBy(node, 'other') : null
    if (called === null || told.has(called.normal)) return []
    const place = isTarget ? 'the target' : node.key
    const common = { ...called, writtenAs: '', confidence: 'possible', by } as const
    if (users.has(userOf(called))) {
      told.add(called.normal)
      const reason = `${place} of SIP names the user of the sender at another host`
      return [{ ...common, identifier: 'user-id', reasons: [reason, ...against] }]
    }
    const reason = isAnswer
      ? `${node.key} of an answer of SIP names who called: another than the sender`
      : `${place} of a request of SIP names for whom it is: another than the sender`
    // Whoever answers says again what it was told, and whoever calls has to say whom: it gives nobody an address book.
    return [{ ...common, identifier: 'contacts', reasons: [reason, ...against] }]
  })
}

/** By which number a short message is, or whom it is for, as the reader of SIP hands it on (message/sip/short-message.ts). */
const messageParties: ReadonlyMap<string, string> = new Map([
  ['SMS-SUBMIT ', 'recipient'],
  ['SMS-DELIVER', 'sender'],
])
/** A number with its country, or as it is dialled in it: fewer digits, and those of China’s services, are no person’s. */
const persons = /^\+\d{8,15}$|^(?!106)\d{8,12}$/

/** Whom a short message is for, or by whom it is: another than the phone. */
function correspondentIn(head: readonly Node[], kind: string, doubt: string): Detection[] {
  const key = messageParties.get(kind)
  const node = head.find((one) => key !== undefined && isWhole(one) && one.key.toLowerCase() === key)
  const value = node?.bytes.toString('latin1') ?? ''
  if (node === undefined || !persons.test(value)) return []
  if (value.startsWith('+') && (msisdn.placeholder(value) !== '' || msisdn.fault(value) !== '')) return []
  const reason = `${node.key} of a short message names ${key === 'sender' ? 'who wrote it' : 'whom it is for'}: another than the phone`
  return [
    {
      identifier: 'contacts',
      value,
      normal: value,
      node,
      start: 0,
      end: value.length,
      writtenAs: '',
      confidence: 'possible',
      by,
      reasons: doubt === '' ? [reason] : [reason, objectionOf(doubt)],
    },
  ]
}

/** The head as a whole: it begins with the start line. */
function isHead({ part, parent }: Node): boolean {
  return part === 'head' && parent?.parent === null
}

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  if (context.protocol !== 'sip') return null
  const detections: Detection[] = []
  const dismissals: Dismissal[] = []
  const head = nodes.filter(({ part, step }) => part === 'head' && step.step !== 'message')
  const isAnswer = nodes.some((node) => isHead(node) && node.bytes.toString('latin1', 0, 4) === 'SIP/')
  const isRegister = nodes.some((node) => isHead(node) && node.bytes.toString('latin1', 0, 9) === 'REGISTER ')
  // Nobody but a phone registers by itself.
  const doubt = context.isUnsure === true && !isRegister ? eitherEnd : ''
  const start: Start = { isAnswer, isRegister, doubt }
  // The values of the head, and the target as a whole; then whole fields: what stands in `<…>` with parameters of its own is cut.
  const places = [
    ...head.filter(({ children, step }) => children.length === 0 || step.step === 'target'),
    ...head.filter(({ children, step }) => children.length > 0 && step.step === 'header'),
  ]
  // Each in one place: the target, else the first field that has it. The same identity stands in several.
  for (const find of [imsiIn, imeiIn, instanceIn, numberIn, accountIn]) {
    for (const node of places) {
      const found = find(node, start)
      if (found === null) continue
      if ('reason' in found) dismissals.push(found)
      else detections.push(found)
      break
    }
  }
  // Who registers says for whom: that is itself. Of a request that the phone is sent, it is the one who is called.
  if (isAnswer || (!isRegister && context.direction === 0)) detections.push(...othersIn(head, start))
  if (isRegister) detections.push(...registeredIn(head, start))
  const kind = nodes.find(isHead)?.bytes.toString('latin1', 0, 'SMS-SUBMIT '.length) ?? ''
  detections.push(...correspondentIn(head, kind, doubt))
  const named = ofName(context.host)
  const families: FamilyMatch[] = []
  if (named !== null && (isRegister || detections.length > 0)) {
    families.push({
      ...named,
      by: 'content',
      reasons: [
        ...named.reasons,
        isRegister ? 'the message is a SIP REGISTER to it' : 'the message belongs to a conversation with it',
      ],
    })
  }
  if (named === null && scopeOfText(context.host) === 'private' && nodes.some(isAccessInfo))
    families.push(withoutName)
  if (families.length + detections.length + dismissals.length === 0) return null
  return { families, detections, dismissals }
}

/** Known by the REGISTER of SIP in the access of a mobile operator (3GPP TS 24.229, 5.1.1). */
export const family: Family = {
  id,
  title,
  about:
    'Phones register for calls and messages over IP with the IMS of their operator by SIP, with IMSI, IMEI and cell (3GPP TS 24.229). ' +
    'The operator has all of these anyway; that they can be read means that this part of its network is not encrypted.',
  ofName,
  ofContent,
  readReceipt: (): FamilyReceipt | null => null,
}
