import { isTellingName } from '../decode/telling-name.ts'
import { mask, maskIn } from './mask.ts'

/** Numbers as long as those of phones and cards, hardware addresses, and addresses of mail. */
const numbers =
  /\d{10,}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi
/** What stands in brackets in the path of a value: `$["+4791738205"].name`, `phones[352099001761481].model`. */
const members = /(?<=\[")[^"\\]{1,128}(?="\])|(?<=\[)\d{10,20}(?=\])/g
/** Steps whose detail is the name of a field, or says of which name it is. */
const fieldSteps: ReadonlySet<string> = new Set([
  'cookie',
  'form',
  'header',
  'lines',
  'multipart',
  'query',
  'words',
])
const fieldName = /^(name of )?(.+)$/s
/** Not by `Buffer`: the page that checks bundles masks names, too. */
const utf8 = new TextEncoder()

/**
 * A short text that no scan has read (name of a file or a case, note of an event), with what may be an identifier in it
 * masked: `known` values, and numbers that are long enough.
 */
export function maskedName(name: string, known: Iterable<string> = []): string {
  return maskedMembers(maskIn(name, known)).replaceAll(numbers, mask)
}

/**
 * The detail of a step of a chain, with names in it masked that may be values themselves, recognised or not: what programs
 * know of people and phones they keep under their numbers.
 */
export function maskedDetail(step: string, detail: string): string {
  return fieldSteps.has(step) ? maskedField(detail) : maskedMembers(detail)
}

/** The name of a field, masked where it, or a name in its path, may be a value itself. */
export function maskedField(field: string): string {
  const [, of = '', name = ''] = fieldName.exec(field) ?? []
  return isTelling(name) ? `${of}${mask(name)}` : maskedMembers(field)
}

function maskedMembers(text: string): string {
  return text.replaceAll(members, (name) => (isTelling(name) ? mask(name) : name))
}

function isTelling(name: string): boolean {
  const bytes = utf8.encode(name)
  return isTellingName(bytes, 0, bytes.length)
}

/** How names are shown: as {@link maskedName} does, or as they are. */
export function namesShown(isRevealed: boolean): (name: string) => string {
  return isRevealed ? (name) => name : (name) => maskedName(name)
}
