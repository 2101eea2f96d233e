/**
 * A time stamp authority of our own (RFC 3161): keys, certificates and answers by openssl, behind a server on this machine.
 * Names are invented.
 */
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const hasOpenssl: boolean = spawnSync('openssl', ['version']).status === 0

const settings = `
[req]
distinguished_name = none
[none]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[middle]
basicConstraints = critical, CA:true, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
[stamps]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[listed]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, timeStamping
crlDistributionPoints = URI:http://a.example/1.crl
[ciphers]
basicConstraints = critical, CA:false
keyUsage = critical, keyEncipherment
extendedKeyUsage = critical, timeStamping
[below]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[server]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, timeStamping, serverAuth
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1, millisecs:500
ordering = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
signer_digest = sha256
[old]
serial = serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha1
signer_digest = sha256
[picky]
serial = serial
crypto_device = builtin
default_policy = 1.2.3.4.1
digests = sha512
signer_digest = sha256
`

/** How a key is made: RSA with 2048 bits, or an elliptic curve. */
export type KeyKind = 'rsa' | 'ec'

/** What signs stamps. */
export interface Signer {
  readonly key: string
  readonly certificate: string
  /** Certificates that are sent along. */
  readonly chain: string
}

/** A certificate on a list. */
export interface RevokedEntry {
  readonly name: string
  readonly at: string
  readonly reason?: string
}

/** When a list was made, and when the next one is due; what stands on it beside. */
export interface ListOptions {
  readonly from?: string
  readonly until?: string
  readonly extensions?: string
}

export class TimeStampAuthority {
  readonly folder: string
  /** PEM of the root. */
  readonly root: string
  readonly signer: Signer
  /** The answer whose content stands in a file for {@link signedBy}. */
  private taken: Uint8Array | null = null

  constructor(name = 'Example Root', kind: KeyKind = 'ec') {
    this.folder = mkdtempSync(join(tmpdir(), 'varde-tsa-'))
    writeFileSync(join(this.folder, 'settings.cnf'), settings)
    writeFileSync(join(this.folder, 'serial'), '01\n')
    this.certify('root', `/CN=${name}/O=Example`, 'ca', kind, ['-days', '3650'])
    this.root = this.read('root.pem').toString()
    this.issue('middle', 'middle', 'root', kind)
    this.signer = this.issue('stamper', 'stamps', 'middle', kind)
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** A certificate by `issuer`, with the extensions of that section. */
  issue(
    name: string,
    section: string,
    issuer: string,
    kind: KeyKind = 'ec',
    validity: readonly string[] = ['-days', '3000'],
    digest = 'sha256',
  ): Signer {
    const by = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, `-${digest}`]
    this.certify(name, `/CN=Example ${name}/O=Example`, section, kind, [...validity, ...by])
    const above = issuer === 'root' ? '' : this.read(`${issuer}.chain`).toString()
    const own = issuer === 'root' ? this.root : this.read(`${issuer}.pem`).toString()
    writeFileSync(join(this.folder, `${name}.chain`), `${own}${above}`)
    return { key: `${name}.key`, certificate: `${name}.pem`, chain: `${name}.chain` }
  }

  /** The answer to a request, as openssl gives it: also where it refuses. `section`: of the settings. */
  reply(query: Uint8Array, section = 'one', signer: Signer = this.signer): Buffer {
    writeFileSync(join(this.folder, 'query.tsq'), query)
    rmSync(join(this.folder, 'reply.tsr'), { force: true })
    this.openssl(
      ['ts', '-reply', '-queryfile', 'query.tsq', '-config', 'settings.cnf', '-section', section],
      ['-signer', signer.certificate, '-inkey', signer.key, '-chain', signer.chain, '-out', 'reply.tsr'],
    )
    return this.read('reply.tsr')
  }

  /** The content of an answer, signed by someone whom `openssl ts` would not let sign. */
  signedBy(response: Uint8Array, signer: Signer, options: readonly string[] = []): Buffer {
    if (response !== this.taken) {
      writeFileSync(join(this.folder, 'given.tsr'), response)
      this.openssl(['ts', '-reply', '-in', 'given.tsr', '-token_out', '-out', 'given.token'])
      this.openssl(
        ['cms', '-verify', '-noverify', '-inform', 'DER'],
        ['-in', 'given.token', '-out', 'given.info'],
      )
      this.taken = response
    }
    this.openssl(
      ['cms', '-sign', '-binary', '-nodetach', '-cades', '-econtent_type', 'id-smime-ct-TSTInfo'],
      ['-in', 'given.info', '-signer', signer.certificate, '-inkey', signer.key, ...options],
      ['-certfile', signer.chain, '-outform', 'DER', '-out', 'signed.token'],
    )
    const token = this.read('signed.token')
    const granted = Buffer.from('3003020100', 'hex')
    const head = Buffer.from('30820000', 'hex')
    head.writeUInt16BE(granted.length + token.length, 2)
    return Buffer.concat([head, granted, token])
  }

  /**
   * A list of revoked certificates (PEM) by `issuer`. `revoked`: names of certificates, with times as `YYMMDDHHMMSSZ` and the
   * reason in openssl's words. `extensions`: a section of settings of its own, as text.
   */
  revocationList(issuer: string, revoked: readonly RevokedEntry[], options: ListOptions = {}): string {
    const { from = '', until = '', extensions = '' } = options
    const rows = revoked.map(({ name, at, reason }) => {
      const { serialNumber: serial } = new X509Certificate(this.read(`${name}.pem`))
      return `R\t491231235959Z\t${at}${reason === undefined ? '' : `,${reason}`}\t${serial}\tunknown\t/CN=${name}\n`
    })
    writeFileSync(join(this.folder, 'index.txt'), rows.join(''))
    writeFileSync(
      join(this.folder, 'lists.cnf'),
      `[ca]\ndefault_ca = lists\n[lists]\ndatabase = index.txt\ndefault_md = sha256\n[list]\n${extensions}\n`,
    )
    this.openssl(
      ['ca', '-gencrl', '-config', 'lists.cnf', '-cert', `${issuer}.pem`, '-keyfile', `${issuer}.key`],
      from === '' ? ['-crldays', '30'] : ['-crl_lastupdate', from, '-crl_nextupdate', until],
      [...(extensions === '' ? [] : ['-crlexts', 'list']), '-out', 'list.pem'],
    )
    return this.read('list.pem').toString()
  }

  /** What openssl itself says of an answer to a request. */
  verify(query: Uint8Array, response: Uint8Array): string {
    return this.verifyEach(query, [response])[0] ?? ''
  }

  /** The same of several answers: to start a program takes longer than the program, so that one shell starts all. */
  verifyEach(query: Uint8Array, responses: readonly Uint8Array[]): string[] {
    writeFileSync(join(this.folder, 'check.tsq'), query)
    responses.forEach((response, index) => writeFileSync(join(this.folder, `check-${index}.tsr`), response))
    const lines = responses.map(
      (_, index) =>
        `openssl ts -verify -queryfile check.tsq -in check-${index}.tsr -CAfile root.pem >check-${index}.said 2>&1\n`,
    )
    spawnSync('sh', { cwd: this.folder, input: lines.join('') })
    return responses.map((_, index) => this.read(`check-${index}.said`).toString())
  }

  /** Makes a key and its certificate with the extensions of that section, by its own key or with `options` by another. */
  private certify(
    name: string,
    subject: string,
    section: string,
    kind: KeyKind,
    options: readonly string[],
  ): void {
    const how = {
      rsa: ['rsa', '-pkeyopt', 'rsa_keygen_bits:2048'],
      ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
    }[kind]
    this.openssl(
      ['req', '-x509', '-newkey', ...how, '-noenc', '-keyout', `${name}.key`, '-subj', subject],
      ['-config', 'settings.cnf', '-extensions', section, ...options, '-out', `${name}.pem`],
    )
  }

  private openssl(...args: string[][]): string {
    const { status, stderr, stdout } = spawnSync('openssl', args.flat(), {
      cwd: this.folder,
      encoding: 'utf8',
    })
    // A refusal is an answer, too: then there is one, and openssl ends with 1.
    const isRefusal = args[0]?.[1] === '-reply' && existsSync(join(this.folder, 'reply.tsr'))
    if (status !== 0 && !isRefusal) throw new Error(`openssl ${args.flat().join(' ')}: ${stderr}`)
    return stdout
  }

  private read(name: string): Buffer {
    return readFileSync(join(this.folder, name))
  }
}

/** Serves at a port of this machine while `use` runs. */
export async function whileAnswering<T>(
  answer: (request: Buffer, incoming: IncomingMessage, response: ServerResponse) => void,
  use: (url: string) => Promise<T>,
): Promise<T> {
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = []
    incoming.on('data', (piece: Buffer) => pieces.push(piece))
    incoming.on('end', () => answer(Buffer.concat(pieces), incoming, response))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  try {
    return await use(`http://127.0.0.1:${address.port}/stamp`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

/** Answers as an authority does. */
export function stamping(authority: TimeStampAuthority, section = 'one') {
  return (request: Buffer, _incoming: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/timestamp-reply' })
    response.end(authority.reply(request, section))
  }
}
