import { algorithms, doubled, titled } from './digest-algorithms.ts'
import type { Algorithm } from './digest-algorithms.ts'
import { nameSpaces, nameUuid, spaceUuid } from './name-uuid.ts'

type Print = readonly [name: string, print: (digest: Buffer) => Buffer]

const inHex: Print = ['hex', (digest) => Buffer.from(digest.toString('hex'))]
const asBytes: Print = ['raw', (digest) => digest]
/** The forms of a digest that are hashed again. */
const printed: readonly Print[] = [
  inHex,
  ['capital hex', (digest) => Buffer.from(digest.toString('hex').toUpperCase())],
  ['base64', (digest) => Buffer.from(digest.toString('base64'))],
  asBytes,
]

/** A way to a digest: one hash, and what is done with it. */
export interface Recipe {
  readonly form: string
  readonly inner: Algorithm
  readonly finish: (inner: string) => string
  /** What is made is a UUID, which is not cut as digests are. */
  readonly isUuid?: true
}

const asItIs = (digest: string): string => digest

const isUuid = true
/** Made when they are asked for: without a profile nobody does. */
let recipesMade: readonly Recipe[] | null = null

/** All ways to a digest, in an order that stays: their numbers are kept. */
export function allRecipes(): readonly Recipe[] {
  return (recipesMade ??= makeRecipes())
}

/** The plainest come first; those that begin with the same hash stand side by side. */
const makeRecipes = (): Recipe[] => [
  ...algorithms.map((inner): Recipe => ({ form: inner.title, inner, finish: (digest) => digest })),
  ...doubled.flatMap((inner): Recipe[] => [
    ...(inner.title === 'MD5'
      ? [{ form: 'UUID of MD5 (version 3)', inner, finish: nameUuid, isUuid } as const]
      : []),
    ...printed.flatMap(([name, print]) =>
      doubled.map(
        (outer): Recipe => ({
          form: `${outer.title} of ${inner.title} (${name})`,
          inner,
          finish: (digest) => outer.digest(print(Buffer.from(digest, 'latin1'))),
        }),
      ),
    ),
  ]),
  ...rarePairs(),
  ...triples(),
  ...['MD5', 'SHA-1', 'SHA-256'].flatMap(withoutZeros),
  ...nameSpaces.flatMap(([name, space]): Recipe[] => [
    {
      form: `UUID of MD5 (version 3, ${name})`,
      inner: spaceUuid('md5', 0x30, space),
      finish: asItIs,
      isUuid,
    },
    {
      form: `UUID of SHA-1 (version 5, ${name})`,
      inner: spaceUuid('sha1', 0x50, space),
      finish: asItIs,
      isUuid,
    },
  ]),
  { form: 'UUID of SHA-1 (version 5)', inner: spaceUuid('sha1', 0x50, ''), finish: asItIs, isUuid },
]

/** Rarer pairs: a newer hash on itself, and that of Bitcoin's addresses. */
function rarePairs(): Recipe[] {
  return [
    ['SHA3-256', 'SHA3-256', inHex] as const,
    ['SHA3-256', 'SHA3-256', asBytes] as const,
    ['SHA3-512', 'SHA3-512', inHex] as const,
    ['SHA-256', 'RIPEMD-160', asBytes] as const,
    ['SHA-256', 'RIPEMD-160', inHex] as const,
    ['RIPEMD-160', 'RIPEMD-160', inHex] as const,
  ].map(([innerTitle, outerTitle, [name, print]]): Recipe => {
    const [inner, outer] = [titled(innerTitle), titled(outerTitle)]
    const form = `${outerTitle} of ${innerTitle} (${name})`
    return { form, inner, finish: (digest) => outer.digest(print(Buffer.from(digest, 'latin1'))) }
  })
}

/** One hash three times, each made of the hex of the one before. */
function triples(): Recipe[] {
  const [, print] = inHex
  return ['MD5', 'SHA-1', 'SHA-256'].map((title): Recipe => {
    const inner = titled(title)
    const again = (digest: string): string => inner.digest(print(Buffer.from(digest, 'latin1')))
    return { form: `${title}, three times (hex)`, inner, finish: (digest) => again(again(digest)) }
  })
}

/**
 * The hex of a digest without zeros that printing lost: of the whole as one number (Java's `BigInteger`), or of each byte
 * (`Integer.toHexString`). As bytes again, so that hex in a message finds it; nothing where no zero was lost.
 */
function withoutZeros(title: string): Recipe[] {
  const inner = titled(title)
  const printed = (hex: string, digest: string): string =>
    hex.length === digest.length * 2 ? '' : Buffer.from(hex, 'hex').toString('latin1')
  return [
    {
      form: `${title}, without zeros in front`,
      inner,
      finish: (digest) => printed(hexOf(digest).replace(/^0+/, ''), digest),
    },
    {
      form: `${title}, each byte without its zero`,
      inner,
      finish: (digest) => printed(hexOf(digest).replace(/0(.)|(..)/g, '$1$2'), digest),
    },
    {
      form: `${title}, as a negative number`,
      inner,
      finish: (digest) => Buffer.from(hexOfNegative(digest), 'hex').toString('latin1'),
    },
  ]
}

/** The hex behind the sign where Java takes the first bit for one (`new BigInteger(digest).toString(16)`); '' without it. */
function hexOfNegative(digest: string): string {
  const bits = digest.length * 8
  const number = BigInt.asIntN(bits, BigInt(`0x${hexOf(digest)}`))
  return number < 0n ? (-number).toString(16) : ''
}

function hexOf(digest: string): string {
  return Buffer.from(digest, 'latin1').toString('hex')
}
