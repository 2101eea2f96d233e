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

import { randomBytes } from 'node:crypto'
import { BitString, fromBER, Integer, OctetString } from 'asn1js'
import {
  AlgorithmIdentifier,
  Certificate,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs'
import type { TimeStampResp as Response } from 'pkijs'
import { checkRevocation } from './revocation.ts'
import { arrayOf, hexOf, nameOf } from './certificates.ts'
import { isWellNested } from './is-well-nested.ts'
import { stampBytesMax } from './stamp-limit.ts'
import { isSigner, signatureProblems, signerProblems } from './stamp-signature.ts'
import { chainOf } from './stamp-chain.ts'
import { oids } from './stamp-oids.ts'

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

function accuracyOf({ accuracy }: TSTInfo): string {
  if (accuracy === undefined) return ''
  const { seconds = 0, millis = 0, micros = 0 } = accuracy
  return `${seconds + millis / 1e3 + micros / 1e6} s`
}
