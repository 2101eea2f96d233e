import type { CoreCheck } from './spellings/cut-spelling.ts'
import type { Edge } from './spellings/matcher.ts'
import { placeholderOf } from './placeholder-values.ts'
import type { TextShape } from './text-shape.ts'
import type { Confidence, IdentifierSubject } from './types.ts'

/** A name by which a value of this kind goes in keys of JSON, forms, headers and cookies. */
export interface KeyName {
  /** Lower case, without separators and without a number at the end: `deviceimei` for `device_imei_1`. */
  readonly name: string
  /**
   * `names`: the name says what the value is. `hints`: it is also used for other things (`device_id`), so that the
   * value's own shape has to say more.
   */
  readonly weight: 'names' | 'hints'
}

/** Bytes that stand for a value: how they are written, for people, and the bytes. */
export interface WrittenForm {
  readonly form: string
  readonly bytes: Buffer
  /** Digit that is the high half of the byte before, where the value begins in the middle of a byte. */
  readonly digitBefore?: number
}

/** A spelling with what may not stand beside it. */
export interface EdgedForm extends Pick<WrittenForm, 'form' | 'bytes'> {
  readonly edge: Edge
}

/** A spelling of which only a part is searched, and the rest is checked where that part stands. */
export interface FramedForm extends EdgedForm {
  readonly check: CoreCheck
}

/**
 * One kind of personal value, declared once: what it is, why it is personal, how it is checked and written.
 * All functions are total and pure.
 */
export interface IdentifierType {
  /** kebab-case. */
  readonly name: string
  readonly title: string
  readonly subject: IdentifierSubject
  /** How long the value stays with what it identifies, for people. */
  readonly stability: string
  /** One sentence. */
  readonly whyPersonal: string
  readonly keys: readonly KeyName[]
  /**
   * Names, as keys end, that say too little to recognise a value by, but enough for one of the profile that is short:
   * `cid`, `wifi`.
   */
  readonly nearNames: readonly string[]
  /**
   * Names, as keys end, of things that look like values of this kind and are none: a counter may have the digits of an
   * IMEI, a certificate has a serial number.
   */
  readonly foreignNames: ReadonlySet<string>
  /** Names, as keys end, by which a value may be that of a thing that is no phone: only possible then. */
  readonly thingNames: ReadonlySet<string>
  /** As `foreignNames`, by what a name is made of, of a value that has nothing but its form. */
  isForeignName(name: string): boolean
  /** Normal form; '' where `value` cannot be of this kind by its shape. */
  normalise(value: string): string
  /** Normal forms of all that `value` may stand for under a name of this kind: where it is one of the profile's, it is that. */
  readings(value: string): readonly string[]
  /** What `normal` and other normal forms of the same value have in common: a cell is one with and without its network. */
  alike(normal: string): readonly string[]
  /** Length of the shortest text that `normalise` accepts. The probe relies on it. */
  readonly lengthMin: number
  /**
   * A character that every value has between letters or digits, and that makes the probe look closer wherever it stands
   * so: then it need not look for the names of this kind. '' for none.
   */
  readonly sign: '' | '@'
  /** What is wrong with a value of the right shape (check digit, unknown country…); '' where every check holds. */
  fault(normal: string): string
  /** Why the value identifies nobody (a placeholder, a test value); '' where it may. */
  placeholder(normal: string): string
  /**
   * By the reason of a placeholder that only says what else the value reads as (a date): names, its own or one beside it,
   * under which it is of this kind all the same, but only possible.
   */
  readonly insisted: Readonly<Record<string, readonly string[]>>
  /** By a name: bytes that a value under it has at least, where that is other than `lengthMin`. */
  readonly hintLengthMin: Readonly<Record<string, number>>
  /** What the text must look like, beyond its form, under a name that says what it is: some forms go with some names alone. */
  isNamed(value: string, name: string): boolean
  /** Whether a text that ends where a message is cut off can be all of the value: where what is missing would be filled up. */
  isWhole(value: string): boolean
  /** What the text must look like, beyond its form, under a key that only hints: by the hint that it is. */
  isLikely(value: string, name: string): boolean
  /** What the text must look like, beyond its form, where no key says or hints what it is. */
  isLone(value: string): boolean
  /** By a hint that means many things: names of which one must stand beside the value. */
  readonly companions: Readonly<Record<string, readonly string[]>>
  /** By a name that other things go by, too: names beside the value by which it may be one of those; what only hints then says nothing. */
  readonly belied: Readonly<Record<string, readonly string[]>>
  /** Names that others go by where the members of one list have different values. */
  readonly severalOf: readonly string[]
  /** Why a value by itself may be another thing that goes by the same `name`; '' for no reason. */
  doubt(normal: string, name: string): string
  /** Words around or beside such a value that dispel the doubt. */
  readonly backing: readonly string[]
  /** What else the value says of itself, for people; '' for nothing. */
  remark(normal: string): string
  /** What speaks for the value when no fault was found, as a clause for people: `its check digit is right`. '' where nothing does but its key. */
  readonly proof: string
  /** Confidence under a key that names it or hints at it, when checks hold or do not; null: not reported. */
  readonly confidence: {
    readonly named: Confidence | null
    readonly namedFaulty: Confidence | null
    readonly hinted: Confidence | null
    readonly hintedFaulty: Confidence | null
    /** Without any key, found by `pattern`, when checks hold. */
    readonly alone: Confidence | null
  }
  /**
   * Finds the value in free text without a key (global expression; linear). null: never recognised without a key.
   * What it can match, the probe must be able to see: see probe.ts.
   */
  readonly pattern: RegExp | null
  /** Whether `pattern` may find something in a text of this shape: asked first, for it costs less. Never false where it finds something. */
  mayMatch(shape: TextShape): boolean
  /** What speaks for a value that `pattern` finds, beside its `proof`, as a clause for people; '' for nothing. */
  readonly patternProof: string
  /** Texts by which the value is written: letter case, separators, lengths. */
  spellings(normal: string): readonly string[]
  /** Binary forms: raw bytes, BCD. */
  binary(normal: string): readonly WrittenForm[]
  /** Forms in which something that varies stands beside the value: `0<IMSI>@`, version digits behind an IMEI. */
  framed(normal: string): readonly FramedForm[]
  /** What programs make of the value, and send instead of it: searched as it stands, in no other disguise. */
  derived(normal: string): Iterable<EdgedForm>
  /** True for kinds that say less than another kind found at the same place (`device-id` beside `imei`). */
  readonly isGeneric: boolean
  /** What a profile should rather say, of a value in its normal form; '' where it is fine. */
  advice(normal: string): string
  /** A warning for a value given in a profile, '' where it is fine. */
  check(value: string): string
}

type Given = Pick<IdentifierType, 'name' | 'title' | 'subject' | 'stability' | 'whyPersonal' | 'normalise'> &
  Partial<Omit<IdentifierType, 'keys' | 'check' | 'confidence'>> & {
    readonly names?: readonly string[]
    readonly hints?: readonly string[]
    readonly confidence?: Partial<IdentifierType['confidence']>
  }

/** Completes a declaration with what most kinds have in common. */
export function defineIdentifier(given: Given): IdentifierType {
  const {
    names = [],
    hints = [],
    confidence,
    spellings,
    binary,
    framed,
    derived,
    placeholder,
    ...rest
  } = given
  const type: IdentifierType = {
    keys: [
      ...names.map((name): KeyName => ({ name, weight: 'names' })),
      ...hints.map((name): KeyName => ({ name, weight: 'hints' })),
    ],
    nearNames: [],
    readings: (value: string): readonly string[] => [type.normalise(value)],
    alike: (normal: string): readonly string[] => [normal],
    foreignNames: new Set(),
    thingNames: new Set(),
    isForeignName: (): boolean => false,
    lengthMin: 1,
    sign: '',
    fault: (): string => '',
    isNamed: (): boolean => true,
    isWhole: (): boolean => true,
    isLikely: (): boolean => true,
    isLone: (): boolean => true,
    insisted: {},
    companions: {},
    belied: {},
    severalOf: [],
    doubt: (): string => '',
    backing: [],
    hintLengthMin: {},
    remark: (): string => '',
    advice: (): string => '',
    proof: 'it has the right form',
    pattern: null,
    mayMatch: (): boolean => true,
    patternProof: '',
    isGeneric: false,
    ...rest,
    placeholder: (normal: string): string => placeholder?.(normal) || placeholderOf(given.name, normal),
    // A value that is none by its form (a profile says "unknown", or 0) is a text like others: it has no number to write.
    spellings: (normal: string): readonly string[] =>
      spellings === undefined || type.normalise(normal) === '' ? [normal] : spellings(normal),
    binary: (normal: string): readonly WrittenForm[] =>
      binary === undefined || isNoValue(type, normal) ? [] : binary(normal),
    framed: (normal: string): readonly FramedForm[] =>
      framed === undefined || isNoValue(type, normal) ? [] : framed(normal),
    derived: (normal: string): Iterable<EdgedForm> =>
      derived === undefined || isNoValue(type, normal) ? [] : derived(normal),
    confidence: {
      named: 'probable',
      namedFaulty: 'possible',
      hinted: 'possible',
      hintedFaulty: null,
      alone: null,
      ...confidence,
    },
    check(value: string): string {
      const normal = type.normalise(value)
      if (normal === '') return `is no ${type.title} by its form, and searched for only as it stands`
      const placeholder = type.placeholder(normal)
      if (placeholder === '') return type.fault(normal) || type.advice(normal)
      return `${placeholder}; it is searched for only as text`
    },
  }
  return Object.freeze(type)
}

/** Of the wrong form, or what stands where no value is known: as bytes it would be found in every row of zeros. */
export function isNoValue(type: IdentifierType, normal: string): boolean {
  return type.normalise(normal) === '' || type.placeholder(normal) !== ''
}
