/**
 * Whether certificates behind a time stamp were revoked, by lists that are given as files (CRLs, RFC 5280): nothing is
 * fetched. A list counts when the issuer of the certificate signed it, it says of this kind of certificate, and it is of a
 * time from which it can know. What a revocation means for stamps made before stands in RFC 3161 section 4.
 */
import { verify, X509Certificate } from 'node:crypto'
import { BitString, Enumerated, fromBER, GeneralizedTime } from 'asn1js'
import {
  BasicConstraints,
  CertificateRevocationList,
  CRLDistributionPoints,
  IssuingDistributionPoint,
} from 'pkijs'
import type { Certificate, Extension, GeneralName } from 'pkijs'
import { arrayOf, hexOf, keyOf, nameOf, signatureDigests } from './certificates.ts'

/** What lists say of a stamp's certificates. */
export interface Revocation {
  /** What was checked, and what could not be, in clauses. */
  readonly said: readonly string[]
  /** Why the stamp does not hold, in clauses. */
  readonly problems: readonly string[]
}

const oids = {
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  reasonCode: '2.5.29.21',
  issuingDistributionPoint: '2.5.29.28',
  distributionPoints: '2.5.29.31',
  expiredOnList: '2.5.29.60',
} as const

/** RFC 5280 section 5.3.1. */
const reasons: ReadonlyMap<number, string> = new Map([
  [0, 'for no stated reason'],
  [1, 'since its key is known to others'],
  [2, 'since the key of its issuer is known to others'],
  [3, 'since its owner changed'],
  [4, 'since there is a newer one'],
  [5, 'since it is used no longer'],
  [6, 'for now'],
  [9, 'since its rights were withdrawn'],
  [10, 'since the key of an authority is known to others'],
])

/** With these, RFC 3161 section 4.1 lets stamps stand that were made before; without a reason, or with another, none. */
const harmlessReasons: readonly number[] = [0, 3, 4, 5]

/** More steps than any chain has that leads to a root. */
const stepsMax = 8

/**
 * Asks `lists` (DER) about the certificate that signed a stamp at `at`, and those above it up to one of `roots`. `others`: all
 * certificates that may be their issuers. That nothing is known of the signer is a problem; of those above, it is said.
 */
export function checkRevocation(
  signer: Certificate,
  others: readonly Certificate[],
  roots: readonly Certificate[],
  lists: readonly Uint8Array[],
  at: Date,
): Revocation {
  const said: string[] = []
  const problems: string[] = []
  const read = lists.map((bytes) => CertificateRevocationList.fromBER(arrayOf(bytes)))
  const trusted = new Set(roots.map((root) => fingerprintOf(root)))
  let certificate = signer
  for (let step = 0; step < stepsMax; step++) {
    // A root is trusted because somebody gave it, and says nothing of itself.
    if (trusted.has(fingerprintOf(certificate)) || certificate.subject.isEqual(certificate.issuer)) break
    const of = step === 0 ? 'the certificate of its signer' : `the certificate of ${nameOf(certificate)}`
    const issuer = [...others, ...roots].find((one) => isIssuer(one, certificate))
    const answer =
      issuer === undefined
        ? { isKnown: false, isRevoked: false, text: 'the certificate of its issuer is not there' }
        : answerOf(certificate, issuer, read, at)
    if (answer.isRevoked) problems.push(`${of} ${answer.text}`)
    else if (answer.isKnown) said.push(`${of} ${answer.text}`)
    else if (step === 0) problems.push(`whether ${of} was revoked is not known: ${answer.text}`)
    else said.push(`whether ${of} was revoked is not known: ${answer.text}`)
    if (issuer === undefined) break
    certificate = issuer
  }
  return { said, problems }
}

/** Whether bytes are a list of revoked certificates, as far as their form goes. */
export function isRevocationList(bytes: Uint8Array): boolean {
  try {
    CertificateRevocationList.fromBER(arrayOf(bytes))
    return true
  } catch (error) {
    // The library throws at what is no ASN.1 of the expected form.
    if (error instanceof Error) return false
    throw error
  }
}

interface Answer {
  readonly isKnown: boolean
  readonly isRevoked: boolean
  readonly text: string
}

/** What the newest list that can know says of a certificate. */
function answerOf(
  certificate: Certificate,
  issuer: Certificate,
  lists: readonly CertificateRevocationList[],
  at: Date,
): Answer {
  const unknown = (text: string): Answer => ({ isKnown: false, isRevoked: false, text })
  const own = lists
    .filter((list) => list.issuer.isEqual(issuer.subject))
    .toSorted((left, right) => Number(right.thisUpdate.value) - Number(left.thisUpdate.value))
  let why = unknown(`no list that was given is by ${nameOf(issuer)}`)
  for (const list of own) {
    const unfit = unfitness(list, issuer, certificate)
    const answer = unfit === '' ? entryAnswer(list, issuer, certificate, at) : unknown(unfit)
    if (answer.isKnown) return answer
    why = answer
  }
  return why
}

/** Why a list says nothing of a certificate, '' where it does. */
function unfitness(list: CertificateRevocationList, issuer: Certificate, certificate: Certificate): string {
  const name = listName(list, issuer)
  if (!isSigned(list, issuer)) return `the signature of ${name} does not hold`
  for (const { extnID, critical, parsedValue } of list.crlExtensions?.extensions ?? []) {
    if (extnID === oids.issuingDistributionPoint) {
      if (!(parsedValue instanceof IssuingDistributionPoint) || !isAbout(parsedValue, certificate))
        return `${name} is about other certificates`
    } else if (critical) return `${name} has a part that is not known (${extnID})`
  }
  return ''
}

function entryAnswer(
  list: CertificateRevocationList,
  issuer: Certificate,
  certificate: Certificate,
  at: Date,
): Answer {
  const name = listName(list, issuer)
  const entry = list.revokedCertificates?.find(({ userCertificate }) =>
    userCertificate.isEqual(certificate.serialNumber),
  )
  if (entry !== undefined) {
    const code = entry.crlEntryExtensions?.extensions.find(({ extnID }) => extnID === oids.reasonCode)
    const reason = code === undefined ? null : numberIn(code)
    const since = entry.revocationDate.value
    const stands = since > at && reason !== null && harmlessReasons.includes(reason)
    const words = reason === null ? 'without a reason' : (reasons.get(reason) ?? `for reason ${reason}`)
    const text = `was revoked ${since.toISOString()}, ${words}, by ${name}`
    return stands
      ? { isKnown: true, isRevoked: false, text: `${text}: stamps made before stand` }
      : { isKnown: true, isRevoked: true, text }
  }
  const unknown = (why: string): Answer => ({ isKnown: false, isRevoked: false, text: `${name} ${why}` })
  const made = list.thisUpdate.value
  if ((list.nextUpdate?.value ?? made) < at) return unknown('is older than the stamp')
  // What is over may have left the list, unless it says that it keeps such.
  const keptFrom = list.crlExtensions?.extensions.find(({ extnID }) => extnID === oids.expiredOnList)
  const over = certificate.notAfter.value
  if (made > over && !(keptFrom !== undefined && (timeIn(keptFrom) ?? made) <= over))
    return unknown('was made when the certificate was over, and may not name it any longer')
  return { isKnown: true, isRevoked: false, text: `was not revoked, by ${name}` }
}

function listName({ thisUpdate }: CertificateRevocationList, issuer: Certificate): string {
  return `the list of ${nameOf(issuer)} of ${thisUpdate.value.toISOString()}`
}

function isSigned(list: CertificateRevocationList, issuer: Certificate): boolean {
  const name = signatureDigests.get(list.signatureAlgorithm.algorithmId)
  const usage = issuer.extensions?.find(({ extnID }) => extnID === oids.keyUsage)
  // keyUsage, bit 6: cRLSign.
  if (usage !== undefined && ((bitsIn(usage)[0] ?? 0) & 0x02) === 0) return false
  if (name === undefined || list.signature.algorithmId !== list.signatureAlgorithm.algorithmId) return false
  return verify(name, list.tbsView, keyOf(issuer), Buffer.from(list.signatureValue.valueBlock.valueHexView))
}

/** Whether a list of a part of all certificates is one of the part that a certificate belongs to. */
function isAbout(point: IssuingDistributionPoint, certificate: Certificate): boolean {
  const constraints = parsedIn(certificate, oids.basicConstraints)
  const isAuthority = constraints instanceof BasicConstraints && constraints.cA
  if (point.onlySomeReasons !== undefined && point.onlySomeReasons !== 0) return false
  if (point.indirectCRL || point.onlyContainsAttributeCerts) return false
  if (isAuthority ? point.onlyContainsUserCerts : point.onlyContainsCACerts) return false
  const names = addressesIn(point.distributionPoint)
  if (names.length === 0) return point.distributionPoint === undefined
  const own = parsedIn(certificate, oids.distributionPoints)
  const stated =
    own instanceof CRLDistributionPoints
      ? own.distributionPoints.flatMap(({ distributionPoint }) => addressesIn(distributionPoint))
      : []
  return names.some((one) => stated.includes(one))
}

/** Addresses (URI) in the name of a distribution point. */
function addressesIn(point: unknown): string[] {
  if (!Array.isArray(point)) return []
  return (point as readonly GeneralName[]).flatMap(({ type, value }) =>
    type === 6 && typeof value === 'string' ? [value] : [],
  )
}

function parsedIn(certificate: Certificate, oid: string): unknown {
  return certificate.extensions?.find(({ extnID }) => extnID === oid)?.parsedValue
}

function isIssuer(candidate: Certificate, certificate: Certificate): boolean {
  if (!candidate.subject.isEqual(certificate.issuer)) return false
  return new X509Certificate(derOf(certificate)).verify(keyOf(candidate))
}

function derOf(certificate: Certificate): Buffer {
  return Buffer.from(certificate.toSchema().toBER())
}

function fingerprintOf(certificate: Certificate): string {
  return derOf(certificate).toString('hex')
}

function valueIn({ extnValue }: Extension): unknown {
  return fromBER(arrayOf(extnValue.valueBlock.valueHexView)).result
}

function numberIn(extension: Extension): number | null {
  const value = valueIn(extension)
  return value instanceof Enumerated ? Number.parseInt(hexOf(value), 16) : null
}

function timeIn(extension: Extension): Date | null {
  const value = valueIn(extension)
  return value instanceof GeneralizedTime ? value.toDate() : null
}

function bitsIn(extension: Extension): Uint8Array {
  const value = valueIn(extension)
  return value instanceof BitString ? value.valueBlock.valueHexView : new Uint8Array(0)
}
