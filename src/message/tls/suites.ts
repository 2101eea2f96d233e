/**
 * How the records of a cipher suite are protected (IANA's registry of TLS cipher suites). Key exchange and signature do
 * not matter to who has the secrets.
 */

type Hash = 'md5' | 'sha1' | 'sha256' | 'sha384'

/** What one cipher suite does to records; lengths in bytes. */
export interface CipherSuite {
  readonly kind: 'gcm' | 'ccm' | 'chacha20' | 'cbc' | 'null'
  /** OpenSSL's name of the cipher, '' for none. */
  readonly cipher: string
  /** Its name of the block cipher where it does not have the mode, only the blocks; else ''. */
  readonly block: string
  readonly keyBytes: number
  /** Of an AEAD its tag, of a block cipher its block. */
  readonly tagBytes: number
  readonly blockBytes: number
  /** Hash of the MAC of a suite that is no AEAD, and its length. */
  readonly mac: Hash
  readonly macBytes: number
  /** Hash of the key schedule: of TLS 1.3, and of the PRF of TLS 1.2. */
  readonly hash: 'sha256' | 'sha384'
}

const macBytesOf: Record<Hash, number> = { md5: 16, sha1: 20, sha256: 32, sha384: 48 }

function aead(
  kind: 'gcm' | 'ccm' | 'chacha20',
  cipher: string,
  keyBytes: number,
  tagBytes: number,
  hash: 'sha256' | 'sha384',
  block = '',
): CipherSuite {
  return { kind, cipher, block, keyBytes, tagBytes, blockBytes: 0, mac: 'sha256', macBytes: 0, hash }
}

function cbc(cipher: string, keyBytes: number, blockBytes: number, mac: Hash): CipherSuite {
  const hash = mac === 'sha384' ? 'sha384' : 'sha256'
  return {
    kind: 'cbc',
    cipher,
    block: '',
    keyBytes,
    tagBytes: 0,
    blockBytes,
    mac,
    macBytes: macBytesOf[mac],
    hash,
  }
}

function none(mac: Hash): CipherSuite {
  const hash = mac === 'sha384' ? 'sha384' : 'sha256'
  return {
    kind: 'null',
    cipher: '',
    block: '',
    keyBytes: 0,
    tagBytes: 0,
    blockBytes: 0,
    mac,
    macBytes: macBytesOf[mac],
    hash,
  }
}

const aes128Gcm = aead('gcm', 'aes-128-gcm', 16, 16, 'sha256')
const aes256Gcm = aead('gcm', 'aes-256-gcm', 32, 16, 'sha384')
const aria128Gcm = aead('gcm', 'aria-128-gcm', 16, 16, 'sha256')
const aria256Gcm = aead('gcm', 'aria-256-gcm', 32, 16, 'sha384')
const camellia128Gcm = aead('gcm', '', 16, 16, 'sha256', 'camellia-128')
const camellia256Gcm = aead('gcm', '', 32, 16, 'sha384', 'camellia-256')
const chacha20 = aead('chacha20', 'chacha20-poly1305', 32, 16, 'sha256')
const aes128Ccm = aead('ccm', 'aes-128-ccm', 16, 16, 'sha256')
const aes256Ccm = aead('ccm', 'aes-256-ccm', 32, 16, 'sha256')
const aes128Ccm8 = aead('ccm', 'aes-128-ccm', 16, 8, 'sha256')
const aes256Ccm8 = aead('ccm', 'aes-256-ccm', 32, 8, 'sha256')

/** Each row: a suite's protection, and the numbers of the suites that have it. */
const rows: readonly [CipherSuite, readonly number[]][] = [
  [aes128Gcm, [0x1301]],
  [aes256Gcm, [0x1302]],
  [chacha20, [0x1303, 0xcca8, 0xcca9, 0xccaa, 0xccab, 0xccac, 0xccad, 0xccae]],
  [aes128Ccm, [0x1304, 0xc09c, 0xc09e, 0xc0a4, 0xc0a6, 0xc0ac, 0xd005]],
  [aes128Ccm8, [0x1305, 0xc0a0, 0xc0a2, 0xc0a8, 0xc0aa, 0xc0ae, 0xd003]],
  [aes256Ccm, [0xc09d, 0xc09f, 0xc0a5, 0xc0a7, 0xc0ad]],
  [aes256Ccm8, [0xc0a1, 0xc0a3, 0xc0a9, 0xc0ab, 0xc0af]],
  [
    aes128Gcm,
    [
      0x009c, 0x009e, 0x00a0, 0x00a2, 0x00a4, 0x00a6, 0x00a8, 0x00aa, 0x00ac, 0xc02b, 0xc02d, 0xc02f, 0xc031,
      0xd001,
    ],
  ],
  [
    aes256Gcm,
    [
      0x009d, 0x009f, 0x00a1, 0x00a3, 0x00a5, 0x00a7, 0x00a9, 0x00ab, 0x00ad, 0xc02c, 0xc02e, 0xc030, 0xc032,
      0xd002,
    ],
  ],
  [aria128Gcm, [0xc050, 0xc052, 0xc05c, 0xc060]],
  [aria256Gcm, [0xc051, 0xc053, 0xc05d, 0xc061]],
  [
    camellia128Gcm,
    [0xc07a, 0xc07c, 0xc07e, 0xc080, 0xc082, 0xc084, 0xc086, 0xc088, 0xc08a, 0xc08c, 0xc08e, 0xc090, 0xc092],
  ],
  [
    camellia256Gcm,
    [0xc07b, 0xc07d, 0xc07f, 0xc081, 0xc083, 0xc085, 0xc087, 0xc089, 0xc08b, 0xc08d, 0xc08f, 0xc091, 0xc093],
  ],
  [
    cbc('aes-128-cbc', 16, 16, 'sha1'),
    [
      0x002f, 0x0030, 0x0031, 0x0032, 0x0033, 0x0034, 0x008c, 0x0090, 0x0094, 0xc004, 0xc009, 0xc00e, 0xc013,
      0xc018, 0xc01d, 0xc01e, 0xc01f, 0xc035,
    ],
  ],
  [
    cbc('aes-256-cbc', 32, 16, 'sha1'),
    [
      0x0035, 0x0036, 0x0037, 0x0038, 0x0039, 0x003a, 0x008d, 0x0091, 0x0095, 0xc005, 0xc00a, 0xc00f, 0xc014,
      0xc019, 0xc020, 0xc021, 0xc022, 0xc036,
    ],
  ],
  [
    cbc('aes-128-cbc', 16, 16, 'sha256'),
    [
      0x003c, 0x003e, 0x003f, 0x0040, 0x0067, 0x006c, 0x00ae, 0x00b2, 0x00b6, 0xc023, 0xc025, 0xc027, 0xc029,
      0xc037,
    ],
  ],
  [cbc('aes-256-cbc', 32, 16, 'sha256'), [0x003d, 0x0068, 0x0069, 0x006a, 0x006b, 0x006d]],
  [cbc('aes-256-cbc', 32, 16, 'sha384'), [0x00af, 0x00b3, 0x00b7, 0xc024, 0xc026, 0xc028, 0xc02a, 0xc038]],
  [
    cbc('des-ede3-cbc', 24, 8, 'sha1'),
    [
      0x000a, 0x000d, 0x0010, 0x0013, 0x0016, 0x001b, 0x008b, 0x008f, 0x0093, 0xc003, 0xc008, 0xc00d, 0xc012,
      0xc017, 0xc01a, 0xc01b, 0xc01c, 0xc034,
    ],
  ],
  [cbc('camellia-128-cbc', 16, 16, 'sha1'), [0x0041, 0x0042, 0x0043, 0x0044, 0x0045, 0x0046]],
  [cbc('camellia-256-cbc', 32, 16, 'sha1'), [0x0084, 0x0085, 0x0086, 0x0087, 0x0088, 0x0089]],
  [
    cbc('camellia-128-cbc', 16, 16, 'sha256'),
    [0x00ba, 0x00bb, 0x00bc, 0x00bd, 0x00be, 0x00bf, 0xc072, 0xc074, 0xc076, 0xc078],
  ],
  [cbc('camellia-256-cbc', 32, 16, 'sha256'), [0x00c0, 0x00c1, 0x00c2, 0x00c3, 0x00c4, 0x00c5]],
  [cbc('camellia-256-cbc', 32, 16, 'sha384'), [0xc073, 0xc075, 0xc077, 0xc079]],
  [none('md5'), [0x0001]],
  [none('sha1'), [0x0002, 0x002c, 0x002d, 0x002e, 0xc001, 0xc006, 0xc00b, 0xc010, 0xc015, 0xc039]],
  [none('sha256'), [0x003b, 0x00b0, 0x00b4, 0x00b8, 0xc03a]],
  [none('sha384'), [0x00b1, 0x00b5, 0x00b9, 0xc03b]],
  [none('sha256'), [0xc0b4]],
  [none('sha384'), [0xc0b5]],
]

/** Suites of TLS 1.3 that encrypt nothing (RFC 9150). */
const clear13: ReadonlySet<number> = new Set([0xc0b4, 0xc0b5])

const byNumber: ReadonlyMap<number, CipherSuite> = new Map(
  rows.flatMap(([suite, numbers]) => numbers.map((number) => [number, suite] as const)),
)

/** The protection of a suite; undefined for one that is not read (RC4, DES, GOST, SM4 …). */
export function suiteOf(number: number): CipherSuite | undefined {
  return byNumber.get(number)
}

/** Whether a suite may be one of TLS 1.3, or of a version before it. */
export function isOfVersion(number: number, suite: CipherSuite, isTls13: boolean): boolean {
  if (suite.kind === 'null') return clear13.has(number) === isTls13
  return !isTls13 || suite.kind !== 'cbc'
}

/** Suites of TLS 1.3, the likely ones first. */
export const suites13: readonly CipherSuite[] = [aes128Gcm, aes256Gcm, chacha20, aes128Ccm, aes128Ccm8]

/** Suites of TLS 1.3 by the length of their secrets, for connections whose ServerHello was not seen; likely ones first. */
export function likelySuites(secretBytes: number): readonly CipherSuite[] {
  return secretBytes === 48 ? [aes256Gcm] : [aes128Gcm, chacha20, aes128Ccm, aes128Ccm8]
}

/** Suites whose client says by a name which key it was given before (RFC 4279, 4785, 5487, 5489, 6209, 6367, 6655, 7905, 8442). */
const presharedRanges: readonly (readonly [number, number])[] = [
  [0x002c, 0x002e],
  [0x008a, 0x0095],
  [0x00a8, 0x00b9],
  [0xc033, 0xc03b],
  [0xc064, 0xc071],
  [0xc08e, 0xc09b],
  [0xc0a4, 0xc0ab],
  [0xccab, 0xccae],
  [0xd001, 0xd005],
]

/** Whether the client's key exchange begins with the name of a key (RFC 4279, 2). */
export function isPreshared(number: number): boolean {
  return presharedRanges.some(([first, last]) => number >= first && number <= last)
}
