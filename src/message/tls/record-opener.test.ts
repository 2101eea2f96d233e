import { createCipheriv, createHmac, createSecretKey } from 'node:crypto'
import type { CipherGCMTypes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyBlock } from './key-schedule.ts'
import { openersOfMaster } from './record-opener.ts'
import { suiteOf } from './suites.ts'
import type { CipherSuite } from './suites.ts'

const master = Buffer.alloc(48, 0x4d)
const clientRandom = Buffer.alloc(32, 0x43)
const serverRandom = Buffer.alloc(32, 0x53)
const content = Buffer.from('POST /report?imei=357184092641738')
const type = 23

/** Sequence number, type, version and length (RFC 5246, 6.2.3.1); of DTLS the epoch stands in the number (RFC 6347, 4.1). */
function header(version: number, epoch: number, sequence: number, length: number): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt16BE(epoch, 0)
  data.writeUIntBE(sequence, 2, 6)
  data[8] = type
  data.writeUInt16BE(version, 9)
  data.writeUInt16BE(length, 11)
  return data
}

interface Given {
  readonly name: string
  readonly suite: number
  readonly version: number
  readonly isEncryptThenMac?: boolean
}

const givens: readonly Given[] = [
  { name: 'AES-CBC of TLS 1.2', suite: 0xc009, version: 0x0303 },
  { name: 'AES-CBC of TLS 1.2, the MAC last', suite: 0xc009, version: 0x0303, isEncryptThenMac: true },
  { name: 'AES-CBC of TLS 1.1', suite: 0xc009, version: 0x0302 },
  { name: 'AES-CBC of TLS 1.0', suite: 0xc009, version: 0x0301 },
  { name: 'AES-CBC of TLS 1.0, the MAC last', suite: 0xc009, version: 0x0301, isEncryptThenMac: true },
  { name: 'AES-GCM of TLS 1.2', suite: 0xc02b, version: 0x0303 },
  { name: 'AES-CCM of TLS 1.2', suite: 0xc0ac, version: 0x0303 },
  { name: 'ChaCha20 of TLS 1.2', suite: 0xcca9, version: 0x0303 },
]

/** A record of the client's, as RFC 5246 and RFC 7366 have it: written apart from what reads it. */
function sealed(
  { suite: number, version, isEncryptThenMac = false }: Given,
  epoch: number,
  sequence: number,
): Buffer {
  const suite = suiteOf(number) as CipherSuite
  const ivBytes = suite.kind === 'cbc' ? (version === 0x0301 ? 16 : 0) : suite.kind === 'chacha20' ? 12 : 4
  const block = keyBlock(
    version < 0x0303,
    suite.hash,
    master,
    serverRandom,
    clientRandom,
    2 * (suite.macBytes + suite.keyBytes + ivBytes),
  )
  const macKey = block.subarray(0, suite.macBytes)
  const key = createSecretKey(block.subarray(2 * suite.macBytes, 2 * suite.macBytes + suite.keyBytes))
  const iv = block.subarray(2 * (suite.macBytes + suite.keyBytes)).subarray(0, ivBytes)
  if (suite.kind === 'cbc') {
    const mac = (bytes: Buffer): Buffer =>
      createHmac(suite.mac, macKey)
        .update(header(version, epoch, sequence, bytes.length))
        .update(bytes)
        .digest()
    const first = ivBytes > 0 ? iv : Buffer.alloc(16, 0x49)
    const plain = isEncryptThenMac ? content : Buffer.concat([content, mac(content)])
    const padding = 15 - (plain.length % 16)
    const cipher = createCipheriv(suite.cipher, key, first).setAutoPadding(false)
    const body = Buffer.concat([
      ivBytes > 0 ? Buffer.alloc(0) : first,
      cipher.update(Buffer.concat([plain, Buffer.alloc(padding + 1, padding)])),
    ])
    return isEncryptThenMac ? Buffer.concat([body, mac(body)]) : body
  }
  const lead = suite.kind === 'chacha20' ? Buffer.alloc(0) : Buffer.from('0102030405060708', 'hex')
  const nonce = Buffer.concat([iv, lead])
  if (lead.length === 0) {
    const number64 = header(version, epoch, sequence, 0)
    for (let at = 0; at < 8; at++) nonce[4 + at] = (nonce[4 + at] as number) ^ (number64[at] as number)
  }
  const cipher = createCipheriv(suite.cipher as CipherGCMTypes, key, nonce, { authTagLength: suite.tagBytes })
  cipher.setAAD(header(version, epoch, sequence, content.length), { plaintextLength: content.length })
  const body = Buffer.concat([cipher.update(content), cipher.final()])
  return Buffer.concat([lead, body, cipher.getAuthTag()])
}

function opened(
  given: Given,
  record: Buffer,
  epoch: number,
  sequence: number,
  contentType: number = type,
): string | null {
  const [opener] = openersOfMaster(suiteOf(given.suite) as CipherSuite, {
    master,
    clientRandom,
    serverRandom,
    isBefore12: given.version < 0x0303,
    isBefore11: given.version < 0x0302,
    isEncryptThenMac: given.isEncryptThenMac ?? false,
  })
  const buf = Buffer.concat([Buffer.alloc(5, 0xee), record, Buffer.alloc(40, 0xee)])
  return (
    opener.open(buf, 5, 5 + record.length, contentType, given.version, epoch, sequence)?.toString() ?? null
  )
}

describe.each(givens)('a record of $name', (given) => {
  // The number of the record goes beyond 32 bits; of DTLS it stands behind an epoch.
  test.each([
    [0, 0],
    [0, 1],
    [0, 0x1_0000_0002],
    [1, 7],
    [0x8001, 0xffff_ffff_ffff],
  ])('number %i %i is opened in its place, and in no other', (epoch, sequence) => {
    const record = sealed(given, epoch, sequence)
    expect(opened(given, record, epoch, sequence)).toBe(content.toString())
    expect(opened(given, record, epoch, sequence ^ 1)).toBeNull()
    expect(opened(given, record, epoch ^ 1, sequence)).toBeNull()
    expect(opened(given, record, epoch, sequence, 22)).toBeNull()
  })

  test('is not opened with a byte that is another, nor cut', () => {
    const record = sealed(given, 0, 1)
    const wrong: string[] = []
    for (let at = 0; at < record.length; at++) {
      const damaged = Buffer.from(record)
      damaged[at] = (record[at] as number) ^ 1
      if (opened(given, damaged, 0, 1) !== null) wrong.push(`byte ${at}`)
      if (opened(given, record.subarray(0, at), 0, 1) !== null) wrong.push(`cut at ${at}`)
    }
    expect(wrong).toEqual([])
  })
})
