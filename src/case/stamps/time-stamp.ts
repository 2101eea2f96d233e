/**
 * Time stamps of a third party (RFC 3161): the request over a digest, and the check of what came back. The ASN.1 is read by
 * pkijs; digests and the signature are checked by node:crypto, the chain to a root by pkijs.
 *
 * What is checked, beside the signature over the signed attributes (RFC 5652 section 5.4): the token is about this digest and
 * answers this request (nonce); its signer is the one certificate that the signed attributes name (ESSCertID of RFC 2634 and
 * RFC 5816), was valid at the stamped time, and may do nothing but stamp (RFC 3161 section 2.3). What nobody signs must not
 * contradict itself, as other programs refuse it: lengths, and the digests that are listed (RFC 5652 section 5.1). The rest
 * of it is free: whether the status is "granted" or "granted with changes", parameters of algorithms, versions, spare
 * certificates.
 */
import { createHash, constants, randomBytes, verify } from 'node:crypto'
import type { VerifyKeyObjectInput } from 'node:crypto'
import { BitString, fromBER, Integer, ObjectIdentifier, OctetString, Sequence } from 'asn1js'
import {
  AlgorithmIdentifier,
  BasicConstraints,
  Certificate,
  CertificateChainValidationEngine,
  ExtKeyUsage,
  IssuerAndSerialNumber,
  MessageImprint,
  SignedData,
  SignerInfo,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import type { Attribute, TimeStampResp as Response } from 'pkijs'
import { checkRevocation } from './revocation.ts'
import { arrayOf, hexOf, keyOf, nameOf, signatureDigests } from './certificates.ts'
import { isWellNested } from './is-well-nested.ts'
import { stampBytesMax } from './stamp-limit.ts'

/** What a time stamp must answer to: SHA-256 of what was stamped, and the number of the request, both as hex. */
export interface StampRequest {
  readonly digest: string
  readonly nonce: string
}

/** A stamp that was checked. */
export interface TimeStamp {
  /** When it was, as the authority says: ISO 8601, UTC. */
  readonly at: string
  /** How exact that is, in the authority's words (`1 s`); '' where it does not say. */
  readonly accuracy: string
  /** Subject of the certificate that signed. */
  readonly signer: string
  readonly serial: string
  readonly policy: string
  /** Subject of the given root that the chain leads to; '' where none was given. */
  readonly root: string
  /** What lists of revoked certificates said of its certificates, in clauses; null where none was given. */
  readonly revocation: readonly string[] | null
}

/** What checking a response gave: a stamp, or why it is none. */
export interface CheckedStamp {
  readonly stamp: TimeStamp | null
  /** Clauses; none where it holds. */
  readonly problems: readonly string[]
}

const oids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  signedData: '1.2.840.113549.1.7.2',
  tstInfo: '1.2.840.113549.1.9.16.1.4',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  rsa: '1.2.840.113549.1.1.1',
  rsaPss: '1.2.840.113549.1.1.10',
  ecPublicKey: '1.2.840.10045.2.1',
} as const

/** Digests that are trusted, by OID. SHA-1 is not one of them. */
const digests: ReadonlyMap<string, string> = new Map([
  [oids.sha256, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
])

/** PKIStatus and PKIFailureInfo (RFC 3161 section 2.4.2). */
const statuses = [
  'granted',
  'granted with changes',
  'rejection',
  'waiting',
  'revocation warning',
  'revocation notification',
]
const failures: ReadonlyMap<number, string> = new Map([
  [0, 'the algorithm is not supported'],
  [2, 'the request is not allowed'],
  [5, 'the request has a wrong form'],
  [14, 'its source of time is not available'],
  [15, 'the policy is not accepted'],
  [16, 'an extension is not accepted'],
  [17, 'what was asked for is not available'],
  [25, 'it failed'],
])

/** A number for a request that nobody can guess: 16 hex digits, of which the first is neither 0 nor above 7. */
export function newNonce(): string {
  const bytes = randomBytes(8)
  // Positive, and as long as it looks: so that the request has one form.
  bytes[0] = ((bytes[0] as number) & 0x3f) | 0x40
  return bytes.toString('hex')
}

/** The request, DER: over a SHA-256, with the certificates asked for. */
export function stampRequest({ digest, nonce }: StampRequest): Uint8Array {
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: oids.sha256 }),
      hashedMessage: new OctetString({ valueHex: arrayOf(Buffer.from(digest, 'hex')) }),
    }),
    nonce: new Integer({ valueHex: arrayOf(Buffer.from(nonce, 'hex')) }),
    certReq: true,
  })
  return new Uint8Array(request.toSchema().toBER())
}

/**
 * Checks a response (DER) against the request that it answers. `roots`: certificates (DER) that the chain must lead to;
 * null: nobody gave any, and the chain is not checked. `lists`: lists of revoked certificates (CRLs, DER), likewise. Total:
 * whatever the bytes are, it gives a value.
 */
export async function checkTimeStamp(
  bytes: Uint8Array,
  expected: StampRequest,
  roots: readonly Uint8Array[] | null,
  lists: readonly Uint8Array[] | null = null,
): Promise<CheckedStamp> {
  const none = (problem: string): CheckedStamp => ({ stamp: null, problems: [problem] })
  if (bytes.length > stampBytesMax) return none(`it is longer than ${stampBytesMax} bytes`)
  try {
    return await check(bytes, expected, roots, lists)
  } catch (error) {
    // The library throws at what is no ASN.1 of the expected form.
    return none(`it can not be read (${error instanceof Error ? error.message : String(error)})`)
  }
}

async function check(
  bytes: Uint8Array,
  expected: StampRequest,
  roots: readonly Uint8Array[] | null,
  lists: readonly Uint8Array[] | null,
): Promise<CheckedStamp> {
  const problems: string[] = []
  const response = responseOf(bytes)
  if (typeof response === 'string') return { stamp: null, problems: [response] }
  const refusal = refusalOf(response)
  if (refusal !== '') return { stamp: null, problems: [`the authority refused: ${refusal}`] }
  const { timeStampToken } = response
  if (timeStampToken?.contentType !== oids.signedData)
    return { stamp: null, problems: ['it holds no signed data'] }
  const signed = new SignedData({ schema: timeStampToken.content })
  const content = contentOf(signed)
  const [signerInfo, ...others] = signed.signerInfos
  if (content === null || signerInfo === undefined || others.length > 0)
    return { stamp: null, problems: ['it is no time stamp token of one signer'] }
  const info = TSTInfo.fromBER(arrayOf(content))
  problems.push(...imprintProblems(info, expected))
  const certificates = (signed.certificates ?? []).filter((one) => one instanceof Certificate)
  const signer = certificates.find((one) => isSigner(signerInfo, one))
  if (signer === undefined)
    return { stamp: null, problems: [...problems, 'the certificate of its signer is not in it'] }
  if (
    !signed.digestAlgorithms.some(({ algorithmId }) => algorithmId === signerInfo.digestAlgorithm.algorithmId)
  )
    problems.push('the digest of its signature is not among those that it lists')
  problems.push(...signatureProblems(signerInfo, content, signer), ...signerProblems(signer, info.genTime))
  let root = ''
  const trusted = (roots ?? []).map((one) => Certificate.fromBER(arrayOf(one)))
  if (roots !== null) {
    const chain = await chainOf(signer, certificates, trusted, info.genTime)
    if (chain.problem === '') root = chain.root
    else problems.push(chain.problem)
  }
  const revocation =
    lists === null ? null : checkRevocation(signer, certificates, trusted, lists, info.genTime)
  problems.push(...(revocation?.problems ?? []))
  return {
    stamp: {
      at: info.genTime.toISOString(),
      accuracy: accuracyOf(info),
      signer: nameOf(signer),
      serial: hexOf(info.serialNumber),
      policy: info.policy,
      root,
      revocation: revocation?.said ?? null,
    },
    problems,
  }
}

/** The response; a text says what is wrong with its form. */
function responseOf(bytes: Uint8Array): Response | string {
  const read = fromBER(arrayOf(bytes))
  if (read.offset === -1) return `it is no DER (${read.result.error})`
  if (read.offset !== bytes.length) return 'there are bytes behind it'
  if (!isWellNested(bytes)) return 'it is no DER (its lengths contradict each other)'
  return new TimeStampResp({ schema: read.result })
}

/** Why the authority gave no stamp, '' where it gave one. */
function refusalOf({ status }: Response): string {
  const code: number = status.status
  if (code === 0 || code === 1) return ''
  const words = (status.statusStrings ?? []).map((text) => text.valueBlock.value)
  const bits = status.failInfo instanceof BitString ? status.failInfo.valueBlock.valueHexView : null
  const reasons = [...failures].flatMap(([bit, text]) =>
    ((bits?.[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) === 0 ? [] : [text],
  )
  return [...reasons, ...words, statuses[code] ?? `status ${code}`].join('; ')
}

function contentOf(signed: SignedData): Uint8Array | null {
  const { eContentType, eContent } = signed.encapContentInfo
  if (eContentType !== oids.tstInfo || eContent === undefined) return null
  return new Uint8Array(eContent.getValue())
}

function imprintProblems(info: TSTInfo, { digest, nonce }: StampRequest): string[] {
  const problems: string[] = []
  const { hashAlgorithm, hashedMessage } = info.messageImprint
  if (hashAlgorithm.algorithmId !== oids.sha256 || hexOf(hashedMessage) !== digest)
    problems.push('it is about something else')
  if (info.nonce === undefined || hexOf(info.nonce) !== nonce)
    problems.push('it answers another request (its nonce is another one)')
  return problems
}

function isSigner({ sid }: SignerInfo, certificate: Certificate): boolean {
  if (sid instanceof IssuerAndSerialNumber)
    return certificate.issuer.isEqual(sid.issuer) && certificate.serialNumber.isEqual(sid.serialNumber)
  const identifier = certificate.extensions?.find(({ extnID }) => extnID === '2.5.29.14')?.parsedValue
  return sid instanceof OctetString && identifier instanceof OctetString && hexOf(sid) === hexOf(identifier)
}

function signatureProblems(signer: SignerInfo, content: Uint8Array, certificate: Certificate): string[] {
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

function signerProblems(certificate: Certificate, at: Date): string[] {
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

/** Builds the chain from the signer to one of the roots, as it was at a time. */
async function chainOf(
  signer: Certificate,
  certificates: readonly Certificate[],
  trusted: Certificate[],
  at: Date,
): Promise<{ root: string; problem: string }> {
  const engine = new CertificateChainValidationEngine({
    trustedCerts: trusted,
    // The last one is the one to be checked.
    certs: [...certificates.filter((certificate) => certificate !== signer), signer],
    checkDate: at,
  })
  const { result, resultMessage, certificatePath } = await engine.verify()
  const last = certificatePath?.at(-1)
  if (!result || last === undefined)
    return {
      root: '',
      problem: `its signer, ${nameOf(signer)}, does not lead to a root that was given (${resultMessage})`,
    }
  const flaw = flawOf(certificatePath ?? [])
  if (flaw !== '')
    return {
      root: '',
      problem: `its signer, ${nameOf(signer)}, does not lead to a root that was given (${flaw})`,
    }
  return { root: nameOf(last), problem: '' }
}

/** Signature algorithms by digests for which other content can be found: MD5 and SHA-1, with RSA, ECDSA and DSA. */
const weakAlgorithms: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10045.4.1',
  '1.2.840.10040.4.3',
])

/**
 * What is wrong with a path from a signer up to a root that the library does not look at, '' where nothing is: how many
 * authorities may stand below one (RFC 5280 section 4.2.1.9), and weak digests. A root is trusted as it is.
 */
function flawOf(path: readonly Certificate[]): string {
  let below = 0
  for (const [index, certificate] of path.entries()) {
    if (index < path.length - 1 && weakAlgorithms.has(certificate.signatureAlgorithm.algorithmId))
      return `the certificate of ${nameOf(certificate)} is signed by a digest that is not trusted`
    if (index === 0) continue
    const most = pathLengthOf(certificate)
    if (most !== null && below > most)
      return `${nameOf(certificate)} may have ${most} authorities below it, and has ${below}`
    if (!certificate.subject.isEqual(certificate.issuer)) below++
  }
  return ''
}

function pathLengthOf(certificate: Certificate): number | null {
  const constraints = certificate.extensions?.find(({ extnID }) => extnID === oids.basicConstraints)
  if (!(constraints?.parsedValue instanceof BasicConstraints)) return null
  const { pathLenConstraint } = constraints.parsedValue
  if (pathLenConstraint === undefined) return null
  // What does not fit a number allows more than any chain has.
  return typeof pathLenConstraint === 'number' ? pathLenConstraint : Number.MAX_SAFE_INTEGER
}

function accuracyOf({ accuracy }: TSTInfo): string {
  if (accuracy === undefined) return ''
  const { seconds = 0, millis = 0, micros = 0 } = accuracy
  return `${seconds + millis / 1e3 + micros / 1e6} s`
}
