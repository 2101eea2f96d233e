import type { Node } from '../../decode/types.ts'
import { identifiers } from '../identifiers.gen.ts'
import { isNameOfCard } from './card-names.ts'
import { keyEndings, KeyIndex } from './key-name.ts'
import type { KeyMeaning } from './key-name.ts'
import { namesHalf } from '../places/half-names.ts'
import {
  halfOfName,
  isNumberOfSim,
  isOfAdvertising,
  isOfClient,
  isOfPerson,
  isOfSender,
  isOfShortMessage,
  nameBesides,
} from './members-beside.ts'
import { keyWithAbove, ownersId, pairNames } from './pair-names.ts'
import { nameInText } from '../known/weak-values.ts'
import { isOnLineOfBluetooth } from '../radios/logged-bluetooth.ts'

/** How a name fits a kind: it is one of its names, it is near them, or it is neither (''). */
export type Nearness = (node: Node, identifier: string, start: number) => 'names' | 'hints' | ''

const nearNames: ReadonlyMap<string, readonly string[]> = new Map(
  identifiers.map((type) => [type.name, type.nearNames]),
)

/**
 * What the fields of the message that is read are called, and what that may mean: names stand in keys, beside their
 * values, in objects above, and in text in front of them.
 */
export class FieldNames {
  private readonly keys: KeyIndex = new KeyIndex(identifiers)
  /** What a name that says nothing counts as. */
  private readonly unnamed: ReturnType<Nearness>
  /** Names that stand beside their values. */
  private names: ReadonlyMap<Node, readonly string[]> = new Map()
  /** The node whose key was asked last, and its key: everybody who looks at a node asks. */
  private lastNode: Node | null = null
  private lastKey = ''

  /** `unnamed`: what a name that says nothing counts as. */
  constructor(unnamed: ReturnType<Nearness>) {
    this.unnamed = unnamed
  }

  /** Another message is read: its nodes, parents before children. */
  begin(nodes: readonly Node[]): void {
    this.names = pairNames(nodes)
    this.lastNode = null
  }

  /** What a name may mean by itself. */
  meaningsOf(name: string): readonly KeyMeaning[] {
    return this.keys.meaningsOf(name)
  }

  /** Whether the name of a node means a kind of identifier. */
  readonly hasMeaning = (node: Node): boolean => this.keys.meaningsOf(this.keyOf(node)).length > 0

  /** Key of the node, or of the nearest ancestor that has one where the node is an element or a decoding of it. */
  keyOf(node: Node): string {
    if (node === this.lastNode) return this.lastKey
    this.lastNode = node
    this.lastKey = this.findKey(node)
    return this.lastKey
  }

  private findKey(node: Node): string {
    for (let at: Node | null = node; at !== null; at = at.parent) {
      // What stands beside counts where it says something.
      const name = this.names.get(at)?.find((one) => this.keys.meaningsOf(one).length > 0)
      if (name !== undefined) return name
      // What a value is decoded to goes by its element's name, too, which may say nothing: `<string name="SSID">&quot;…`.
      const isNamedAbove = at.parent !== null && at.parent.key === at.key && this.names.has(at.parent)
      if (at.key !== '' && !/^\d+$/.test(at.key) && !isEmphasis(at) && !isNamedAbove) return at.key
      // Side by side with others a value without a key belongs to none.
      if (at.key === '' && at.parent !== null && at.parent.children.length > 1 && at.parent.key === '')
        return ''
    }
    return ''
  }

  /** The name beside a node that says of which half of a place it is; undefined where none does. */
  readonly halfBeside = (node: Node): string | undefined => {
    const names = this.names.get(node)
    if (names === undefined) return undefined
    const halves = names.filter(namesHalf)
    // `{"name":"latE7","type":"long","value":…}`: there it is a type of numbers.
    return halves.find((name) => name !== 'long') ?? halves[0]
  }

  /** What the key of a node may mean, with what the name of the object above adds to it. */
  meaningsAt(node: Node, key: string): readonly KeyMeaning[] {
    const meanings = this.keys.meaningsOf(key)
    if (meanings.length === 0) return this.meaningsOfOwner(node, key)
    let at: Node | null = node
    while (at !== null && at.key !== key) at = at.parent
    if (at === null) return meanings
    // Text of a service of Bluetooth: `  address: …`.
    if (at.step.step === 'lines' && plainAddress.test(key) && isOnLineOfBluetooth(at))
      return this.keys.meaningsOf('bluetooth_address')
    if (isOfClient(at, key)) return this.keys.ownersMeanings('client_ip')
    return this.keys.meaningsOf(nameBesides(at, key) || keyWithAbove(at, key))
  }

  /** An `id` is what its object is, and a name is that of who gives his address, though that says less than a name of its own. */
  private meaningsOfOwner(node: Node, key: string): readonly KeyMeaning[] {
    const name = isOfAdvertising(node, key)
      ? 'advertising_id'
      : ownersId(node, key) ||
        halfOfName(node, key) ||
        (isOfPerson(node, key) || isNameOfCard(node, key)
          ? 'full_name'
          : isOfShortMessage(node, key) || isNumberOfSim(node, key)
            ? 'phone_number'
            : isOfSender(node, key)
              ? 'user_id'
              : '')
    return name === '' ? [] : this.keys.ownersMeanings(name)
  }

  /** What the name of what stands at `start` in `node` says of a kind: of the field, or in text of the word in front. */
  readonly nearness: Nearness = (node, identifier, start) => {
    let best = this.unnamed
    for (const name of [this.keyOf(node), nameInText(node.bytes, start)]) {
      if (name === '') continue
      if (this.keys.meaningsOf(name).some(({ type }) => type.name === identifier)) return 'names'
      const near = nearNames.get(identifier) ?? []
      if (keyEndings(name).some((ending) => near.includes(ending))) best = 'hints'
    }
    return best
  }
}

/** As what prints itself calls its address. */
export const plainAddress: RegExp = /^(?:mac ?)?addr(?:ess)?$/i

/** Elements that say how a text looks: `Android ID: <code>…</code>`. */
const emphases: ReadonlySet<string> = new Set(['b', 'code', 'em', 'i', 'pre', 'strong', 'tt', 'u'])

function isEmphasis({ step, key }: Node): boolean {
  return step.step === 'xml' && emphases.has(key.toLowerCase())
}
