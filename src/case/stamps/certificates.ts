/** Certificates of X.509, and what their readers have in common: names, keys, numbers. */
import { createPublicKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { Integer, OctetString } from 'asn1js'
import type { Certificate } from 'pkijs'

/** Signature algorithms that name their digest. */
export const signatureDigests: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
])

/** The public key of a certificate. */
export function keyOf(certificate: Certificate): KeyObject {
  const der = Buffer.from(certificate.subjectPublicKeyInfo.toSchema().toBER())
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

/** Names of attributes of a distinguished name that are worth saying. */
const nameParts: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.10', 'O'],
  ['2.5.4.6', 'C'],
])

/** Subject of a certificate in the parts that people know it by. */
export function nameOf({ subject }: Certificate): string {
  const parts = subject.typesAndValues.flatMap(({ type, value }) => {
    const name = nameParts.get(type)
    return name === undefined ? [] : [`${name}=${value.valueBlock.value}`]
  })
  return parts.length === 0 ? 'a signer without a name' : parts.join(', ')
}

/** A number or a run of bytes as hex. */
export function hexOf(value: Integer | OctetString): string {
  return Buffer.from(value.valueBlock.valueHexView).toString('hex')
}

/** The library takes an ArrayBuffer of its own. */
export function arrayOf(bytes: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(bytes.length)
  new Uint8Array(copy).set(bytes)
  return copy
}
