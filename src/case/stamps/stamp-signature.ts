import { createHash, constants, verify } from 'node:crypto'
import type { VerifyKeyObjectInput } from 'node:crypto'
import { BitString, Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import { ExtKeyUsage, IssuerAndSerialNumber } from 'pkijs'
import type { Attribute, Certificate, SignerInfo } from 'pkijs'
import { hexOf, keyOf, signatureDigests } from './certificates.ts'
import { digests, oids } from './stamp-oids.ts'

/** Whether the certificate is the one that the signature says it was made with. */
export function isSigner({ sid }: SignerInfo, certificate: Certificate): boolean {
  if (sid instanceof IssuerAndSerialNumber)
    return certificate.issuer.isEqual(sid.issuer) && certificate.serialNumber.isEqual(sid.serialNumber)
  const identifier = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.14')?.parsedValue
  return sid instanceof OctetString && identifier instanceof OctetString && hexOf(sid) === hexOf(identifier)
}

/** What is wrong with the signature over the content, in clauses; none where it holds. */
export function signatureProblems(
  signer: SignerInfo,
  content: Uint8Array,
  certificate: Certificate,
): string[] {
  const attributes = signer.signedAttrs
  const digestName = digests.get(signer.digestAlgorithm.algorithmId)
  if (attributes === undefined) return ['it has no signed attributes']
  if (digestName === undefined) return ['its digest is of a kind that is not trusted']
  const valueOf = (type: string): unknown => one(attributes.attributes, type)
  const problems: string[] = []
  const kind = valueOf(oids.contentType)
  if (!(kind instanceof ObjectIdentifier) || kind.getValue() !== oids.tstInfo)
    problems.push('its signature is about another kind of content')
  const digest = valueOf(oids.messageDigest)
  if (
    !(digest instanceof OctetString) ||
    hexOf(digest) !== createHash(digestName).update(content).digest('hex')
  )
    problems.push('its content was changed')
  if (!isNamed(attributes.attributes, certificate))
    problems.push('its signature does not name the certificate that it is checked with')
  const name = signatureDigest(signer, digestName)
  if (name === null) problems.push('its signature is of a kind that is not trusted')
  else if (!isSigned(signer, Buffer.from(attributes.encodedValue), certificate, name))
    problems.push('its signature does not hold')
  return problems
}

/** The value of an attribute that must be there once, with one value. */
function one(attributes: readonly Attribute[], type: string): unknown {
  const found = attributes.filter((attribute) => attribute.type === type)
  const [attribute] = found
  return found.length === 1 && attribute?.values.length === 1 ? attribute.values[0] : undefined
}

/** Whether the signed attributes name this certificate first (ESSCertIDv2, or ESSCertID, which is of SHA-1). */
function isNamed(attributes: readonly Attribute[], certificate: Certificate): boolean {
  const version2 = one(attributes, oids.signingCertificateV2)
  const attribute = version2 ?? one(attributes, oids.signingCertificate)
  const list = childOf(attribute, 0)
  const identifier = childOf(list, 0)
  if (!(identifier instanceof Sequence)) return false
  let parts: readonly unknown[] = identifier.valueBlock.value
  let name = version2 === undefined ? 'sha1' : 'sha256'
  if (version2 !== undefined && parts[0] instanceof Sequence) {
    const algorithm = parts[0].valueBlock.value[0]
    const given = algorithm instanceof ObjectIdentifier ? digests.get(algorithm.getValue()) : undefined
    if (given === undefined) return false
    name = given
    parts = parts.slice(1)
  }
  const [hash, issuerSerial] = parts
  if (!(hash instanceof OctetString)) return false
  const der = Buffer.from(certificate.toSchema().toBER())
  if (hexOf(hash) !== createHash(name).update(der).digest('hex')) return false
  if (issuerSerial === undefined) return true
  const serial = childOf(issuerSerial, 1)
  return serial instanceof Integer && certificate.serialNumber.isEqual(serial)
}

function childOf(value: unknown, index: number): unknown {
  return value instanceof Sequence ? value.valueBlock.value[index] : undefined
}

function signatureDigest(signer: SignerInfo, digestName: string): string | null {
  const { algorithmId } = signer.signatureAlgorithm
  const bare: readonly string[] = [oids.rsa, oids.rsaPss, oids.ecPublicKey]
  return signatureDigests.get(algorithmId) ?? (bare.includes(algorithmId) ? digestName : null)
}

function isSigned(signer: SignerInfo, attributes: Buffer, certificate: Certificate, digest: string): boolean {
  const { algorithmId } = signer.signatureAlgorithm
  const key = keyOf(certificate)
  // Signed as a SET, though it stands in the token under a tag of its own (RFC 5652 section 5.4).
  const message = Buffer.concat([Buffer.of(0x31), attributes.subarray(1)])
  const signature = Buffer.from(signer.signature.getValue())
  const how: VerifyKeyObjectInput =
    algorithmId === oids.rsaPss
      ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
      : { key }
  return verify(digest, message, how, signature)
}

/** What speaks against the certificate of a signer at the stamped time, in clauses. */
export function signerProblems(certificate: Certificate, at: Date): string[] {
  const problems: string[] = []
  const usage = certificate.extensions?.find(({ extnID }) => extnID === oids.extendedKeyUsage)
  const purposes = usage?.parsedValue instanceof ExtKeyUsage ? usage.parsedValue.keyPurposes : []
  if (usage?.critical !== true || purposes.length !== 1 || purposes[0] !== oids.timeStamping)
    problems.push('the certificate of its signer is not for time stamps alone')
  if (!maySign(certificate)) problems.push('the certificate of its signer is not for signatures')
  if (at < certificate.notBefore.value || at > certificate.notAfter.value)
    problems.push('the certificate of its signer was not valid at the stamped time')
  return problems
}

/** keyUsage, where it is there, allows signatures of some kind (bits 0 and 1: digitalSignature, nonRepudiation). */
function maySign(certificate: Certificate): boolean {
  const usage = certificate.extensions?.find(({ extnID }) => extnID === oids.keyUsage)?.parsedValue
  if (usage === undefined) return true
  return usage instanceof BitString && ((usage.valueBlock.valueHexView[0] ?? 0) & 0xc0) !== 0
}
