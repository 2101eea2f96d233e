/** Asks a time stamp authority for a stamp, over HTTP (RFC 3161 section 3.4). Read only when somebody asks for one. */
import { X509Certificate } from 'node:crypto'
import { readBytes, readText } from './read-text.ts'
import { isRevocationList } from '../case/stamps/revocation.ts'
import { listBytesMax, stampBytesMax } from '../case/stamps/stamp-limit.ts'
import { checkTimeStamp, stampRequest } from '../case/stamps/time-stamp.ts'
import type { StampRequest, TimeStamp } from '../case/stamps/time-stamp.ts'
import { FaultError, InputError } from '../core/errors.ts'

// One file of the build holds all that needs the library.
export { checkTimeStamp, newNonce } from '../case/stamps/time-stamp.ts'

/** How long an authority may take, in all. */
const usualPatienceMs = 30_000

/** An authority's address as it is said to others: without name, password and query, which may be secrets. */
export function authorityOf(url: string): string {
  const { origin, pathname } = addressOf(url)
  return `${origin}${pathname}`
}

/**
 * Asks the authority at `url` for a stamp and checks it. Gives its answer (DER), to be kept. Throws an InputError for an
 * address that is none, a FaultError where the authority does not answer, refuses, or answers something else.
 */
export async function requestTimeStamp(
  url: string,
  request: StampRequest,
  roots: readonly Uint8Array[] | null,
  patienceMs: number = usualPatienceMs,
): Promise<{ response: Uint8Array; stamp: TimeStamp }> {
  const name = authorityOf(url)
  const response = await post(addressOf(url), name, stampRequest(request), patienceMs)
  const { stamp, problems } = await checkTimeStamp(response, request, roots)
  const [problem] = problems
  if (stamp === null || problem !== undefined)
    throw new FaultError(`the time stamp of ${name} is not taken: ${problem ?? 'it is none'}.`)
  return { response, stamp }
}

/** Certificates (DER) of a PEM file, `--tsa-ca`. Throws an InputError where there are none. */
export function readRoots(path: string): Uint8Array[] {
  const text = readText(path, `--tsa-ca ${path}`)
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? []
  if (found.length === 0) throw new InputError(`--tsa-ca ${path}: there is no certificate (PEM) in it.`)
  return found.map((pem, index) => {
    try {
      return new Uint8Array(new X509Certificate(pem).raw)
    } catch (cause) {
      throw new InputError(`--tsa-ca ${path}: certificate ${index + 1} cannot be read.`, { cause })
    }
  })
}

/** What a stamp is to be held against: roots (`--tsa-ca`) and lists of revoked certificates (`--crl`); null where not given. */
export function readGiven(
  rootsFile: string | undefined,
  listFiles: readonly string[],
): { roots: Uint8Array[] | null; lists: Uint8Array[] | null } {
  return {
    roots: rootsFile === undefined ? null : readRoots(rootsFile),
    lists: listFiles.length === 0 ? null : readRevocationLists(listFiles),
  }
}

/**
 * Lists of revoked certificates (CRLs, DER) of files, `--crl`: DER, or PEM with any number of them. Throws an InputError where
 * there are none.
 */
function readRevocationLists(paths: readonly string[]): Uint8Array[] {
  return paths.flatMap((path) => {
    const name = `--crl ${path}`
    const bytes = readBytes(path, listBytesMax, name)
    const found = bytes.toString('latin1').match(/-----BEGIN X509 CRL-----[^-]*-----END X509 CRL-----/g)
    const lists = found?.map((pem) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')) ?? [
      bytes,
    ]
    if (!lists.every((list) => isRevocationList(list)))
      throw new InputError(`${name}: it is no list of revoked certificates (CRL, PEM or DER).`)
    return lists.map((list) => new Uint8Array(list))
  })
}

function addressOf(url: string): URL {
  if (!URL.canParse(url)) throw new InputError(`--tsa ${url}: it is no address.`)
  const address = new URL(url)
  if (address.protocol !== 'http:' && address.protocol !== 'https:')
    throw new InputError(`--tsa ${url}: give an address with http or https.`)
  if (address.username !== '' || address.password !== '')
    throw new InputError('--tsa: name and password in the address are not sent.')
  return address
}

async function post(address: URL, name: string, body: Uint8Array, patienceMs: number): Promise<Uint8Array> {
  const failed = (why: string, cause?: unknown): FaultError =>
    new FaultError(`the time stamp authority ${name} ${why}.`, { cause })
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: Buffer.from(body),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    })
    if (response.status !== 200) {
      await response.body?.cancel()
      throw failed(`answered with status ${response.status}`)
    }
    const type = response.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
    if (type !== 'application/timestamp-reply') {
      await response.body?.cancel()
      throw failed(`answered with ${type === '' ? 'no type' : type} instead of a time stamp`)
    }
    return await bodyOf(response, () => failed(`sent more than ${stampBytesMax} bytes`))
  } catch (cause) {
    if (cause instanceof FaultError) throw cause
    if (cause instanceof Error && cause.name === 'TimeoutError')
      throw failed(`did not answer within ${patienceMs / 1_000} s`, cause)
    throw failed(`can not be reached (${reasonOf(cause)})`, cause)
  }
}

async function bodyOf(response: Response, tooLong: () => FaultError): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of response.body ?? []) {
    length += piece.length
    // Leaving the loop cancels the rest.
    if (length > stampBytesMax) throw tooLong()
    pieces.push(piece)
  }
  return new Uint8Array(Buffer.concat(pieces))
}

/** The code of what lies beneath, `ECONNREFUSED`; else its words. */
function reasonOf(error: unknown): string {
  const beneath = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (beneath instanceof Error && 'code' in beneath && typeof beneath.code === 'string') return beneath.code
  return beneath instanceof Error ? beneath.message : String(beneath)
}
