import { BasicConstraints, CertificateChainValidationEngine } from 'pkijs'
import type { Certificate } from 'pkijs'
import { nameOf } from './certificates.ts'
import { oids } from './stamp-oids.ts'

/** Builds the chain from the signer to one of the roots, as it was at a time. */
export async function chainOf(
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
