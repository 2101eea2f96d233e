/**
 * What programs hash where they have no value, with the first digits of its MD5, SHA-1 and SHA-256: to make them takes
 * milliseconds at the start of each scan.
 */
export const nothings: readonly (readonly [text: string, digests: string])[] = [
  ['', 'd41d8cd98f00b204 da39a3ee5e6b4b0d e3b0c44298fc1c14'],
  ['null', '37a6259cc0c1dae2 2be88ca4242c76e8 74234e98afe7498f'],
  ['undefined', '5e543256c480ac57 d5d4cd07616a5428 eb045d78d2731073'],
  ['unknown', 'ad921d6048636625 50d8b4a941c26b89 b23a6a8439c0dde5'],
  ['none', '334c4a4c42fdb79d 71f8e7976e4cbc45 140bedbf9c3f6d56'],
  ['0', 'cfcd208495d565ef b6589fc6ab0dc82c 5feceb66ffc86f38'],
  ['000000000000000', '5284047f4ffb4e04 c02c705e98588f72 14bdcd6fd64180af'],
  ['02:00:00:00:00:00', '0f607264fc6318a9 c1976429369bfe06 c248c629af1fe0a8'],
  ['00000000-0000-0000-0000-000000000000', '9f89c84a559f5736 b602d594afd2b0b3 12b9377cbe7e5c94'],
]
const digitsOfNothing = 16
const digestsOfNothing: ReadonlySet<string> = new Set(nothings.flatMap(([, digests]) => digests.split(' ')))

/** Why a text in lower case is nobody's that is all of such a digest; '' where it is none. */
export function digestOfNothing(text: string): string {
  return /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) && isDigestOfNothing(text)
    ? 'the digest of nothing, or of a word that says there is no value'
    : ''
}

/** True of hex digits in lower case that are such a digest, or begin as one does. */
export function isDigestOfNothing(hex: string): boolean {
  return digestsOfNothing.has(hex.slice(0, digitsOfNothing))
}
