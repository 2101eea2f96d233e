import type { Node } from '../../decode/types.ts'
import type { Family, FamilyResult, FamilyReceipt } from '../family-type.ts'
import { identifier as contacts } from '../identifiers/contacts.ts'
import type { Detection, FamilyMatch } from '../types.ts'

const id = 'picture-message'

/** Numbers of fields (OMA MMS Encapsulation, 7.3), as they are written: with the highest bit. */
const fields = { bcc: '\x81', cc: '\x82', from: '\x89', to: '\x97' } as const
type Field = keyof typeof fields

/** What the first field says a message is, as far as its fields name somebody, and which of them name another. */
const othersOf: Readonly<Record<string, readonly Field[]>> = {
  // M-Send.req, and M-Forward.req.
  '\x80': ['to', 'cc', 'bcc'],
  '\x89': ['to', 'cc', 'bcc'],
  // M-Notification.ind and M-Retrieve.conf: of a message to the phone.
  '\x82': ['from'],
  '\x84': ['from'],
  // M-Delivery.ind, and reports of reading: M-Read-Rec.ind and M-Read-Orig.ind.
  '\x86': ['to'],
  '\x87': ['to'],
  '\x88': ['from'],
}
/** What messages begin with: the field of their kind. */
const messageType = 0x8c
/** Fields stand in front of the content. */
const headBytesMax = 8_192
/** A kind, a number of eight digits and its type. */
const messageBytesMin = 20

/**
 * A field with an address: of `From` with the token that says that it is there (Address-present-token), of any with a character set in front
 * of it (Encoded-string-value).
 */
const addressed =
  /([\x81\x82\x97]|\x89(?:[\x02-\x1e]|\x1f[\x80-\xff]?[\0-\x7f])\x80)(?:(?:[\x02-\x1e]|\x1f[\x80-\xff]?[\0-\x7f])(?:[\x80-\xff]|\x02[\0-\xff]{2}))?\x7f?([0-9A-Za-z+][\x21-\x7e]{5,254})\0/g
const ofNumber = /\/TYPE=PLMN$/i

interface Address {
  readonly field: string
  readonly value: string
  readonly normal: string
  readonly start: number
}

function addressesIn(text: string): readonly Address[] {
  return [...text.matchAll(addressed)].flatMap((match) => {
    const [whole, field = '', written = ''] = match
    const value = written.replace(ofNumber, '')
    // Others are addresses of IP, and codes of services.
    const normal = value === written && !value.includes('@') ? '' : contacts.normalise(value)
    if (normal === '' || contacts.placeholder(normal) !== '' || contacts.fault(normal) !== '') return []
    const start = match.index + whole.length - 1 - written.length
    return [{ field: field.charAt(0), value, normal, start }]
  })
}

/** Whom a picture message names, beside the phone itself. */
function othersIn(node: Node): readonly Detection[] {
  const { bytes } = node
  if (bytes[0] !== messageType || bytes.length < messageBytesMin) return []
  const text = bytes.toString('latin1', 0, headBytesMax)
  const others = othersOf[text.charAt(1)] ?? []
  if (others.length === 0) return []
  const addresses = addressesIn(text)
  const isOther = ({ field }: Address): boolean => others.some((name) => fields[name] === field)
  const own = new Set(addresses.filter((one) => !isOther(one)).map(({ normal }) => normal))
  return addresses.flatMap((one): Detection[] => {
    const { field, value, normal, start } = one
    if (!isOther(one) || own.has(normal)) return []
    const reason =
      field === fields.from
        ? 'the picture message was sent to the phone from it (OMA MMS Encapsulation, 7.3)'
        : 'it is whom the picture message goes to (OMA MMS Encapsulation, 7.3)'
    // Whoever sends a message has to say to whom: it gives nobody an address book.
    return [
      {
        identifier: contacts.name,
        value,
        normal,
        node,
        start,
        end: start + value.length,
        writtenAs: '',
        confidence: 'possible',
        by: `family:${id}`,
        reasons: [reason],
      },
    ]
  })
}

function ofContent(nodes: readonly Node[]): FamilyResult | null {
  const detections = nodes.flatMap(othersIn)
  return detections.length === 0 ? null : { families: [], detections, dismissals: [] }
}

/** Known by the fields of a picture message. */
export const family: Family = {
  id,
  title: 'picture message (MMS)',
  about:
    'Picture messages go to the operator by HTTP, and name to whom they go. Who sends one is filled in by the operator, ' +
    'unless the phone says it (OMA MMS Encapsulation, 7.3).',
  ofName: (): FamilyMatch | null => null,
  ofContent,
  readReceipt: (): FamilyReceipt | null => null,
}
