import type { Node } from '../../decode/types.ts'
import type { DetectContext, Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import type { IdentifierType } from '../identifier-type.ts'
import { identifier as imei } from '../identifiers/imei.ts'
import { identifier as imsi } from '../identifiers/imsi.ts'
import { identifier as meid } from '../identifiers/meid.ts'
import { identifier as msisdn } from '../identifiers/msisdn.ts'
import type { Detection, Dismissal, FamilyMatch } from '../types.ts'

const id = 'lwm2m-registration'
/** Names of an endpoint, made of numbers of the device and its subscription (OMA LwM2M 1.2, 7.4.1), by what they say they are. */
const endpoint =
  /^urn:((?:imei|meid|imsi|msisdn)(?:-(?:imsi|msisdn))?):([0-9A-Fa-f]{14,16})(?:-(\+?\d{8,16}))?$/
const types: Readonly<Record<string, IdentifierType>> = { imei, meid, imsi, msisdn }

/** The number `[start, end)` of `node`, as what its name says; null where it is none. */
function numberIn(
  node: Node,
  type: IdentifierType,
  start: number,
  end: number,
  reason: string,
): Detection | Dismissal | null {
  const identifier = type.name
  const value = node.bytes.toString('latin1', start, end)
  const normal = type.normalise(value)
  if (normal === '' || type.fault(normal) !== '') return null
  const placeholder = type.placeholder(normal)
  if (placeholder !== '') return { identifier, value, node, reason: placeholder }
  const by = `family:${id}`
  return {
    identifier,
    value,
    normal,
    node,
    start,
    end,
    writtenAs: '',
    confidence: 'probable',
    by,
    reasons: [reason],
  }
}

function endpointIn(node: Node): readonly (Detection | Dismissal)[] {
  const text = node.bytes.toString('latin1')
  const match = endpoint.exec(text)
  const [, kinds = '', first = '', second = ''] = match ?? []
  const found: (Detection | Dismissal | null)[] = []
  const reason = 'it is in the name by which a device registers with its server (LwM2M 1.2, 7.4.1)'
  for (const [index, kind] of kinds.split('-').entries()) {
    const type = types[kind]
    const number = index === 0 ? first : second
    const start = index === 0 ? `urn:${kinds}:`.length : text.length - second.length
    if (type !== undefined && number !== '')
      found.push(numberIn(node, type, start, start + number.length, reason))
  }
  return found.filter((one) => one !== null)
}

/** By which number the server wakes the device with a message. */
function wakeIn(node: Node): readonly (Detection | Dismissal)[] {
  const found = numberIn(
    node,
    msisdn,
    0,
    node.bytes.length,
    'it is the number at which the server reaches the device by SMS (LwM2M 1.2, 6.2.1)',
  )
  return found === null ? [] : [found]
}

/** Parameters of a registration, and what is read of each. */
const parameters: Readonly<Record<string, (node: Node) => readonly (Detection | Dismissal)[]>> = {
  ep: endpointIn,
  sms: wakeIn,
}

function ofContent(nodes: readonly Node[], context: DetectContext): FamilyResult | null {
  if (context.protocol !== 'coap') return null
  const detections: Detection[] = []
  const dismissals: Dismissal[] = []
  const target = nodes.find(({ step }) => step.step === 'target')
  if (target === undefined || !/^\/(?:rd|bs)\?/.test(target.bytes.toString('latin1', 0, 4))) return null
  for (const node of nodes) {
    if (node.part !== 'head' || node.step.step !== 'query') continue
    for (const found of parameters[node.key]?.(node) ?? []) {
      if ('reason' in found) dismissals.push(found)
      else detections.push(found)
    }
  }
  return detections.length + dismissals.length === 0 ? null : { families: [], detections, dismissals }
}

/** Known by the path and the parameters of LwM2M's registration over CoAP. */
export const family: Family = {
  id,
  title: 'registration of a device (LwM2M)',
  about:
    'Devices register with the servers that manage them by LwM2M, under a name that is often made of IMEI, IMSI or telephone number, ' +
    'and with the number at which messages wake them (OMA LightweightM2M 1.2, 6.2.1 and 7.4.1).',
  ofName: (): FamilyMatch | null => null,
  ofContent,
  readReceipt: (): FamilyReceipt | null => null,
}
