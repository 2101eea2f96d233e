import { objectionOf } from '../../core/objections.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifiers } from '../identifiers.gen.ts'
import type { Node } from '../../decode/types.ts'
import { isUnder } from '../family-type.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import type { Confidence, Detection, Dismissal, FamilyMatch } from '../types.ts'

const id = 'china-telecom-self-registration'
const title = 'China Telecom terminal self-registration'
const by = `family:${id}`

/** What the fields carry. `quasi`: fits many people alone. Fields that say nothing of a person are left out. */
const fields: ReadonlyMap<string, string> = new Map([
  ['MEID', 'meid'],
  ['MMEID', 'meid'],
  ['IMEI1', 'imei'],
  ['IMEI2', 'imei'],
  ['SIM1ICCID', 'iccid'],
  ['SIM2ICCID', 'iccid'],
  ['SIM1CDMAIMSI', 'imsi'],
  ['SIM2CDMAIMSI', 'imsi'],
  ['SIM1LTEIMSI', 'imsi'],
  ['SIM2LTEIMSI', 'imsi'],
  ['SIM1IMSI', 'imsi'],
  ['SIM2IMSI', 'imsi'],
  ['MACID', 'wifi-mac'],
  ['SIM1CELLID', 'cell-id'],
  ['SIM2CELLID', 'cell-id'],
  ['MODEL', 'device-model'],
  ['MODELSMS', 'device-model'],
  ['SWVER', 'build'],
])

/** The kinds, by their names. */
const types: ReadonlyMap<string, IdentifierType> = new Map(identifiers.map((type) => [type.name, type]))

/** What each form has. */
const versionKey = 'REGVER'
/** Beside it one of these proves the form. */
const proofs = ['MEID', 'IMEI1', 'SIM1ICCID', 'SIM1LTEIMSI']

/** Which implementation writes its fields in this way; by fields only, so a statement of likeness. */
function variantOf(keys: ReadonlyMap<string, Node>, context: DetectContext): string {
  const has = (key: string): boolean => keys.has(key)
  const text = (key: string): string => keys.get(key)?.bytes.toString('latin1') ?? ''
  const isSixKeys = keys.size <= 6 && has('MODEL') && has('SWVER')
  if (has('MODELSMS'))
    return 'has the fields of the China Unicom form for NB-IoT modules (MODELSMS), or of version 1.0'
  if (isSixKeys && context.protocol === 'coap') return 'has the six fields of NB-IoT modules over CoAP'
  if (isSixKeys) return 'has the six fields of NB-IoT modules'
  if (text('OSVER').startsWith('KaiOS')) return 'has the fields of KaiOS phones'
  if (text('UETYPE') === '29' || text('OSVER').startsWith('Linux'))
    return 'has the fields of routers and robots'
  if (text(versionKey) === '5.0' && !has('ACCESSTYPE') && !has('MACID'))
    return 'has the fields of Cat-1 modules'
  if (has('ACCESSTYPE'))
    return 'has the fields of Android phones with Qualcomm chips (com.qualcomm.qti.autoregistration)'
  if (has('MACID') && has('ROM')) return 'has the fields of Android phones with MediaTek chips'
  return 'is of no known implementation'
}

function fieldsOf(node: Node): Map<string, Node> {
  const keys = new Map<string, Node>()
  for (const child of node.children) if (child.key !== '') keys.set(child.key, child)
  return keys
}

function kindOf(field: string, value: string): string {
  const kind = fields.get(field) ?? ''
  // Phones without a MEID send their IMEI in its place.
  return kind === 'meid' && /^\d{15}$/.test(value) ? 'imei' : kind
}

function readField(field: string, node: Node): Detection | Dismissal | null {
  // Most fields say nothing of a person.
  if (!fields.has(field)) return null
  return readValue(field, node.bytes.toString('utf8'), node, 0)
}

/** What the value of a field says, which stands at `start` in the node. */
function readValue(field: string, value: string, node: Node, start: number): Detection | Dismissal | null {
  if (value.trim() === '') return null
  const identifier = kindOf(field, value)
  const type = types.get(identifier)
  if (type === undefined) return null
  const normal = type.normalise(value)
  const placeholder = normal === '' ? '' : type.placeholder(normal)
  if (placeholder !== '')
    return { identifier, value, node, reason: `${field} holds a placeholder: ${placeholder}` }
  const fault = normal === '' ? 'the value is not of its usual form' : type.fault(normal)
  const confidence: Confidence = fault === '' ? 'certain' : normal === '' ? 'possible' : 'probable'
  return {
    identifier,
    value,
    normal: normal === '' ? value.trim() : normal,
    node,
    start,
    end: start + Buffer.byteLength(value),
    writtenAs: '',
    confidence,
    by,
    reasons: [
      `${field} of the registration form holds the ${type.title}`,
      fault === '' ? type.proof : objectionOf(fault),
    ].filter((reason) => reason !== ''),
  }
}

/**
 * The form by SMS: a head of four bytes, this text, and a checksum. It stands in the user data of a SMS with eight bits to a
 * character, so its bytes are in one piece wherever the SMS travels.
 */
const smsForm =
  /<a1><b1>([^<\r\n]{1,64})<\/b1><b2>([0-9A-Fa-f]{8,15})<\/b2><b3>(\d{14,15})<\/b3><b4>([^<\r\n]{0,64})<\/b4><\/a1>/
const smsFields = ['MODEL', 'MEID', 'SIM1CDMAIMSI', 'SWVER']
const smsStart = '<a1><b1>'

function ofSms(nodes: readonly Node[]): FamilyResult | null {
  const node = nodes.find(
    ({ part, step, bytes }) => part === 'body' && step.step === 'body' && bytes.includes(smsStart),
  )
  const match = node === undefined ? null : smsForm.exec(node.bytes.toString('latin1'))
  if (node === undefined || match === null) return null
  const detections: Detection[] = []
  const dismissals: Dismissal[] = []
  let start = match.index
  for (const [index, field] of smsFields.entries()) {
    const value = match[index + 1] ?? ''
    start = node.bytes.indexOf(`<b${index + 1}>`, start) + '<b1>'.length
    const read = readValue(field, value, node, start)
    if (read === null) continue
    if ('reason' in read) dismissals.push(read)
    else detections.push(read)
  }
  const reasons = ['the message is the registration form as it goes by SMS (to 10659401)']
  return {
    families: [{ family: id, title, confidence: 'certain', by: 'content', reasons, counterEvidence: [] }],
    detections,
    dismissals,
  }
}

/** China Unicom takes the same form from NB-IoT modules: what goes to its server is not China Telecom's. */
const unicomModules = '114.255.193.236'

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  const detections: Detection[] = []
  const dismissals: Dismissal[] = []
  const families: FamilyMatch[] = []
  for (const node of nodes) {
    if (node.children.length < 2 || !node.children.some(({ key }) => key === versionKey)) continue
    const keys = fieldsOf(node)
    const found = proofs.filter((key) => keys.has(key))
    if ((keys.get(versionKey)?.bytes.length ?? 0) === 0 || found.length === 0) continue
    for (const [field, child] of keys) {
      const read = readField(field, child)
      if (read === null) continue
      if ('reason' in read) dismissals.push(read)
      else detections.push(read)
    }
    if (context.host === unicomModules) continue
    const version = keys.get(versionKey)?.bytes.toString('latin1').slice(0, 16) ?? ''
    families.push({
      family: id,
      title,
      confidence: 'certain',
      by: 'content',
      reasons: [
        `the message is the registration form: REGVER ${version} with ${found.join(', ')}`,
        `it ${variantOf(keys, context)}`,
      ],
      counterEvidence: [],
    })
  }
  return families.length + detections.length === 0
    ? (ofSms(nodes) ?? decoy(nodes, context))
    : { families, detections, dismissals }
}

/**
 * The content type alone proves nothing: user-centre and payment programs of OPPO (HeyTap) use it with real encryption. Of a
 * body that was not recorded, and of one that went to the server itself, nothing is said.
 */
function decoy(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  const hasBody = nodes.some(
    ({ part, step, bytes }) => part === 'body' && step.step === 'body' && bytes.length > 0,
  )
  if (!hasBody || ofName(context.host)?.confidence === 'certain') return null
  const header = (name: string): Node | undefined => nodes.find(({ key }) => key.toLowerCase() === name)
  const declared = nodes.find(
    ({ key, bytes }) =>
      key.toLowerCase() === 'content-type' &&
      /^\s*application\/encrypted-json/i.test(bytes.toString('latin1')),
  )
  if (declared === undefined) return null
  const signs = ['x-protocol-version', 'x-session-ticket', 'x-signature'].filter(
    (name) => header(name) !== undefined,
  )
  const reason =
    signs.length > 0
      ? `application/encrypted-json with ${signs.join(', ')}: the encrypted form of OPPO (HeyTap) account and payment programs, not the registration form`
      : 'application/encrypted-json alone: the body is not the registration form'
  const dismissal: Dismissal = { identifier: '', value: 'application/encrypted-json', node: declared, reason }
  return { families: [], detections: [], dismissals: [dismissal] }
}

function ofName(name: string): FamilyMatch | null {
  if (name === 'zzhc.vnet.cn' || name === 'register.vnet.cn') {
    return {
      family: id,
      title,
      confidence: 'certain',
      by: 'name',
      reasons: [`${name} is the server of the self-registration, and of nothing else that is known`],
      counterEvidence: [],
    }
  }
  if (!isUnder(name, 'vnet.cn')) return null
  return {
    family: id,
    title,
    confidence: 'possible',
    by: 'name',
    reasons: [`${name} lies in vnet.cn, a domain of China Telecom`],
    counterEvidence: [
      'vnet.cn has many names of other services: this one is not known as a registration server',
    ],
  }
}

/** `{"resultCode":"0","resultDesc":"Success"}`, the code as text or number, or the word Success alone. */
function readReceipt(body: Uint8Array): FamilyReceipt | null {
  if (body.length > 4_096) return null
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')
  const match = /"resultCode"\s*:\s*(?:"([^"]{0,64})"|(-?\d{1,12}))/.exec(text)
  const description = /"resultDesc"\s*:\s*"([^"]{0,200})"/.exec(text)?.[1] ?? ''
  if (match === null) {
    if (!/\bSuccess\b/.test(text)) return null
    return {
      resultCode: '',
      accepted: true,
      sentence: 'the server answered "Success": it took the registration',
    }
  }
  const resultCode = match[1] ?? match[2] ?? ''
  const accepted = resultCode === '0'
  const said =
    description === '' ? `result code ${resultCode}` : `result code ${resultCode}, "${description}"`
  const sentence = accepted
    ? `the server took the registration (${said})`
    : `the server refused the registration (${said}); phones then send it again`
  return { resultCode, accepted, sentence }
}

/**
 * The sender of the 2019 incident. Sources: the published requests of the incident, and China Telecom's specification
 * of self-registration.
 */
export const family: Family = {
  id,
  title,
  about:
    'Programs of the phone or its modem report phone, SIM card and cell to China Telecom, as Base64 of JSON over plain HTTP or CoAP. ' +
    'There is also a form by SMS (to 10659401), which captures of IP traffic show only where SMS travel in SIP messages.',
  ofName,
  ofContent,
  readReceipt,
}
