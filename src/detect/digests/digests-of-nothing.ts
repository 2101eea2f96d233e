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
  ['True', 'f827cf462f62848d 88b33e4e12f75ac8 3cbc87c7681f34db'],
  ['na', '6ec66e124fb93c19 5efb4ac2212f109e 3d9fc4bde7ceef05'],
  ['NA', 'd4cd0dabcf4caa22 3feda0153eee1380 20ef0f0c8d0eea98'],
  ['Null', 'bbb93ef26e3c101f 109085beaaa80ac8 fa1d2db62d4d952e'],
  ['UNKNOWN', '696b031073e74bf2 25ba44ec3b391ba4 23759997b3c59884'],
  ['Anonymous', '7079c72c21415131 9bed5104004c5fe4 e7a8aa2df7e5d0b2'],
  ['0.0', '30565a8911a6bb48 38f6d7875e3195bd 8aed642bf5118b9d'],
  ['[]', 'd751713988987e93 97d170e1550eee4a 4f53cda18c2baa0c'],
  [' ', '7215ee9c7d9dc229 b858cb282617fb09 36a9e7f1c95b82ff'],
  ['default', 'c21f969b5f03d33d 7505d64a54e061b7 37a8eec1ce19687d'],
  ['not_available', 'f12737f0cd642865 eeef42f87513f6dc b5b0768226f40e6a'],
  ['<nil>', '60046f14c917c18a 3a9bcf8af38962fe a9dc16a7a3875d17'],
  ['@null', 'ed80ef9cba4114cd 80a9a260a5efbef9 9734f47ca9c6c4db'],
  ['nobody@example.com', '8c5548eb0b2b8092 3d5316ae1888bf66 e788ea2014693dcd'],
  ['None', '6adf97f83acf6453 6eef6648406c333a dc937b59892604f5'],
  ['False', 'f8320b26d30ab433 97cdbdc7feff827e 60a33e6cf5151f2d'],
  ['false', '68934a3e9455fa72 7cb6efb98ba5972a fcbcf165908dd18a'],
  ['true', 'b326b5062b2f0e69 5ffe533b830f08a0 b5bea41b6c623f7c'],
  ['N/A', '382b0f5185773fa0 08d2e98e6754af94 e2f79e5b60330bba'],
  ['n/a', '274b68192b056e26 50f013532a9770a2 a683c5c5349f6f7f'],
  ['NULL', '6c3e226b4d4795d5 eef19c54306daa69 fb329000228cc5a2'],
  ['nil', '852438d026c018c4 b5366a2d2ac98dae 5da3a4c7f1179442'],
  ['NaN', '7ecfb3bf076a6a96 f7fd9c68f804acda d5b592c05dc25b50'],
  ['(null)', 'a4d2f177eb466a7d fde49aa00f4966a6 2874d7800fecae20'],
  ['Unknown', '88183b946cc5f0e8 bc7819b34ff87570 b764cdc0eab71374'],
  ['-', '336d5ebc5436534e 3bc15c8aae3e4124 3973e022e93220f9'],
  ['-1', '6bb61e3b7bce0931 7984b0a0e139caba 1bad6b8cf97131fc'],
  ['{}', '99914b932bd37a50 bf21a9e8fbc5a384 44136fa355b3678a'],
  ['""', '9d4568c009d203ab dd29ecf524b030a6 12ae32cb1ec02d01'],
  ['guest', '084e0343a0486ff0 35675e68f4b5af7b 84983c60f7daadc1'],
  ['anonymous', '294de3557d9d00b3 0a92fab3230134cc 2f183a4e64493af3'],
  ['test', '098f6bcd4621d373 a94a8fe5ccb19ba6 9f86d081884c7d65'],
  ['test@test.com', 'b642b4217b34b1e8 a6ad00ac113a19d9 f660ab912ec121d1'],
  ['ffffffff-ffff-ffff-ffff-ffffffffffff', 'b537846dea6f4ee4 06ce4fc639803a2e 13984ab878f91502'],
  ['0000000000000000', '1e4a1b03d1b6cd8a b02132081808b493 fcdb4b423f4e5283'],
  ['020000000000', 'e3f5536a141811db 6024a02ea5577bcb fb9813158e025b24'],
  ['9774d56d682e549c', 'cf95dc53f383f9a8 41e29575c7361b29 4d853cd5e7d688e7'],
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
