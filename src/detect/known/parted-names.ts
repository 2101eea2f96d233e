import { objectionOf } from '../../core/objections.ts'
import type { Node } from '../../decode/types.ts'
import type { Profile } from '../../device/types.ts'
import { isNoValue } from '../identifier-type.ts'
import { identifier as personName } from '../identifiers/person-name.ts'
import { keyEndings } from '../names/key-name.ts'
import { ownerObjection } from '../names/owner-names.ts'
import { wordsOfName } from '../spellings/name-spelling.ts'
import type { Detection } from '../types.ts'

/**
 * The owner's name in two fields: the first name, and near it in the same object or form the last. Alone neither is reported
 * here, for others have it, too.
 */

/** A name of the profile, and what stands in two fields of it, in small letters. */
export interface PartedName {
  readonly value: string
  readonly normal: string
  readonly firsts: ReadonlySet<string>
  readonly lasts: ReadonlySet<string>
}

/** Longer texts are no names. */
const partBytesMax = 80
/** How far beside one field the other stands. */
const besideMax = 8

/** What fields with a part of a name are called, as keys end. */
const partNames: ReadonlySet<string> = new Set([
  ...'first last fname lname fn ln given family sur middle forename surname fornavn etternavn name'.split(
    ' ',
  ),
  ...personName.keys.map(({ name }) => name),
])

/** Names of the profile that can be sent in two parts. */
export function partedNames(profile: Profile | null): PartedName[] {
  return (profile?.identifiers.get(personName.name) ?? []).flatMap((value) => {
    const normal = personName.normalise(value)
    const words = wordsOfName(normal.toLowerCase())
    const [first = '', last = ''] = [words[0], words.at(-1)]
    if (words.length < 2 || isNoValue(personName, normal)) return []
    const middles = words.slice(1, -1)
    const initials = middles.map((word) => /^./u.exec(word)?.[0] ?? '')
    const firsts = [middles, initials, initials.map((letter) => `${letter}.`)].flatMap((more) =>
      [first, ...more].map((_, count, all) => all.slice(0, count + 1).join(' ')),
    )
    const lasts = [...middles, last].map((_, from, all) => all.slice(from).join(' '))
    return [{ value, normal, firsts: new Set(firsts), lasts: new Set(lasts) }]
  })
}

/** The known name of which `node` is the last part and a field beside it the first: both of them; nothing where there is none. */
export function nameOfParts(node: Node, names: readonly PartedName[]): Detection[] {
  if (names.length === 0 || node.parent === null || node.bytes.length > partBytesMax) return []
  const last = textOf(node)
  const known = names.filter(({ lasts }) => lasts.has(last))
  if (known.length === 0) return []
  const group = groupOf(node)
  const beside = node.parent.children.slice(Math.max(0, node.order - besideMax), node.order + besideMax + 1)
  for (const other of beside) {
    if (other === node || other.bytes.length > partBytesMax || groupOf(other) !== group) continue
    const first = textOf(other)
    const name = known.find(({ firsts }) => firsts.has(first))
    if (name !== undefined) return [other, node].map((part) => found(unescaped(part), name, [other, node]))
  }
  return []
}

/** What a field stands for whose escapes are undone: others find there what its name says. */
function unescaped(field: Node): Node {
  let node = field
  while (node.children.length === 1 && node.children[0]?.key === node.key) node = node.children[0]
  return node
}

function found(node: Node, { value, normal }: PartedName, parts: readonly Node[]): Detection {
  const objection = ownerObjection(node, node.key, 'person')
  const isNamed = parts.every(({ key }) => keyEndings(key).some((ending) => partNames.has(ending)))
  return {
    identifier: personName.name,
    value,
    normal,
    node,
    start: 0,
    end: node.bytes.length,
    writtenAs: 'first and last name',
    confidence: objection !== '' ? 'possible' : isNamed ? 'certain' : 'probable',
    by: 'profile',
    reasons: [
      'the first and the last name of the profile stand here in two fields beside each other',
      objection === '' ? '' : objectionOf(objection),
    ].filter((reason) => reason !== ''),
  }
}

/** The text of a field, in small letters, however it was escaped; '' for one with other fields in it. */
function textOf(node: Node): string {
  let at = node
  while (at.children.length === 1 && at.children[0]?.step.step !== 'words') at = at.children[0] as Node
  return at.children.every(({ step }) => step.step === 'words')
    ? at.bytes.toString('utf8').normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ')
    : ''
}

/** Path of the object or element that a value stands in; elements of a list are of no one. */
function groupOf({ step: { step, detail } }: Node): string {
  if (detail.endsWith(']') && step === 'json') return detail
  return detail.slice(0, Math.max(0, detail.lastIndexOf(step === 'xml' ? '/' : '.')))
}
