/** A bundle that a time stamp authority dates, by the command line; the authority is openssl's, on this machine. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readArchive } from '../../src/case/bundle/archive.ts'
import { readAtOnce } from '../../src/case/bundle/reading.ts'
import { pcapFile, TcpConversation } from '../support/capture.ts'
import { hasOpenssl, stamping, TimeStampAuthority, whileAnswering } from '../support/time-stamp-authority.ts'
import { varde } from './run-varde.ts'
import type { Run } from './run-varde.ts'

const folder = mkdtempSync(join(tmpdir(), 'varde-stamp-e2e-'))
const place = join(folder, 'case')
const bundle = join(folder, 'case.varde')

describe.skipIf(!hasOpenssl)('a bundle with a time stamp', () => {
  let authority: TimeStampAuthority
  let other: TimeStampAuthority
  let made: Run
  const rootOf = (of: TimeStampAuthority): string => join(of.folder, 'root.pem')

  beforeAll(async () => {
    authority = new TimeStampAuthority()
    other = new TimeStampAuthority('Another Root')
    const request = 'GET /?imei=356938035643809 HTTP/1.1\r\nHost: a.example\r\n\r\n'
    const frames = new TcpConversation({}).open().send(request).close().frames
    const capture = join(folder, 'capture.pcap')
    writeFileSync(capture, pcapFile(frames))
    await varde(['case', 'init', place, '--name', 'stamped'])
    await varde(['case', 'add', place, capture])
    made = await whileAnswering(stamping(authority), (url) =>
      varde(['case', 'bundle', place, '-o', bundle, '--tsa', url, '--tsa-ca', rootOf(authority)]),
    )
  })
  afterAll(() => {
    authority.remove()
    other.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  test('says when it was stamped, and by whom', async () => {
    expect(made.stderr).toBe('')
    expect(made.stdout).toMatch(/\nstamped \d{4}-[-\dT:.]+Z by CN=Example stamper, O=Example$/m)
    const { stdout, code } = await varde(['verify', bundle])
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /✓ every byte but those of the time stamp, the order of the parts.*\n(?:.*\n)*✓ stamped [-\dT:.]+Z \(exact to 1\.5 s\) by CN=Example stamper, O=Example; not checked against a root that you gave \(--tsa-ca FILE\); whether its certificates were revoked was not checked \(--crl FILE\)/,
    )
  })

  test('is checked by openssl as the documentation says', () => {
    const bytes = readFileSync(bundle)
    const source = {
      size: bytes.length,
      read: (at: number, length: number) => bytes.subarray(at, at + length),
    }
    for (const { name, start, bytes: length } of readAtOnce(readArchive(bytes.length), source).members)
      if (!name.includes('/')) writeFileSync(join(folder, name), bytes.subarray(start, start + length))
    const args = [
      'ts',
      '-verify',
      '-data',
      'manifest.json',
      '-in',
      'timestamp.tsr',
      '-CAfile',
      rootOf(authority),
    ]
    const { stdout } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
    expect(stdout).toContain('Verification: OK')
  })

  test('leads to the root that is given, and to no other', async () => {
    const own = await varde(['verify', bundle, '--no-derive', '--tsa-ca', rootOf(authority)])
    expect(own.stdout).toContain('; its certificates lead to CN=Example Root, O=Example')
    const foreign = await varde(['verify', bundle, '--no-derive', '--tsa-ca', rootOf(other)])
    expect(foreign.code).toBe(1)
    expect(foreign.stdout).toMatch(/✗ timestamp\.tsr: its signer, .* does not lead to a root that was given/)
  })

  test('is held against lists of revoked certificates that are given', async () => {
    const listFile = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    }
    const above = listFile('root.crl', authority.revocationList('root', []))
    const clean = listFile('middle.crl', authority.revocationList('middle', []))
    const options = ['--no-derive', '--tsa-ca', rootOf(authority), '--crl']
    const held = await varde(['verify', bundle, ...options, clean, '--crl', above])
    expect(held.code).toBe(0)
    expect(held.stdout).toMatch(
      /; its certificates lead to CN=Example Root, O=Example; the certificate of its signer was not revoked, by the list of CN=Example middle/,
    )
    const entry = { name: 'stamper', at: '200101000000Z', reason: 'keyCompromise' }
    const bad = listFile('revoked.crl', authority.revocationList('middle', [entry]))
    const revoked = await varde(['verify', bundle, ...options, bad])
    expect(revoked.code).toBe(1)
    expect(revoked.stdout).toMatch(/✗ timestamp\.tsr: the certificate of its signer was revoked 2020-01-01T/)
    const unknown = await varde(['verify', bundle, ...options, above])
    expect(unknown.code).toBe(1)
    expect(unknown.stdout).toMatch(
      /✗ timestamp\.tsr: whether the certificate of its signer was revoked is not known/,
    )
    const none = await varde(['verify', bundle, ...options, rootOf(authority)])
    expect(none.code).toBe(2)
    expect(none.stderr).toMatch(
      /^varde: --crl [^\n]+: it is no list of revoked certificates \(CRL, PEM or DER\)\.\n$/,
    )
  })

  test('with an altered stamp is refused', async () => {
    const bytes = readFileSync(bundle)
    const at = bytes.indexOf('Example stamper')
    bytes[at] = (bytes[at] as number) ^ 1
    const altered = join(folder, 'altered.varde')
    writeFileSync(altered, bytes)
    const { stdout, code } = await varde(['verify', altered])
    expect(code).toBe(1)
    expect(stdout).toContain('✗ timestamp.tsr: its checksum does not hold')
    expect(stdout).not.toContain('✓')
  })

  test('is not written where the authority refuses; the case says so and holds', async () => {
    const output = join(folder, 'refused.varde')
    const refused = await whileAnswering(stamping(authority, 'picky'), (url) =>
      varde(['case', 'bundle', place, '-o', output, '--tsa', url]),
    )
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(
      /^varde: the time stamp of [^\n]+ is not taken: the authority refused[^\n]+\n$/,
    )
    expect(existsSync(output)).toBe(false)
    expect((await varde(['case', 'show', place])).stdout).toMatch(/bundle-failed/)
    expect((await varde(['case', 'verify', place])).stdout).toBe('the case holds\n')
    const plain = await varde(['case', 'bundle', place, '-o', output])
    expect(plain.code).toBe(0)
    const checked = await varde(['verify', output, '--tsa-ca', rootOf(authority)])
    expect(checked.stdout).toContain('✗ timestamp.tsr: the bundle has no time stamp, and one was asked for')
  })

  test('of a seal is kept beside it, and checked with the case', async () => {
    const sealed = await whileAnswering(stamping(authority), (url) =>
      varde(['case', 'seal', place, '--tsa', url]),
    )
    expect(sealed.stdout).toMatch(
      /^sealed: seals\/(seal-\d+)\.json[^]*\nstamped [-\dT:.]+Z by CN=Example stamper/,
    )
    const [, name = ''] = /seals\/(seal-\d+)/.exec(sealed.stdout) ?? []
    expect((await varde(['case', 'seal', place])).stdout).toMatch(/^nothing to do/)
    const list = join(folder, 'of-seal.crl')
    writeFileSync(list, authority.revocationList('middle', []))
    const checked = await varde(['case', 'verify', place, '--tsa-ca', rootOf(authority), '--crl', list])
    expect(checked.stdout).toMatch(
      new RegExp(
        `^the case holds\nseals/${name}\\.json: stamped .*; its certificates lead to CN=Example Root, O=Example; the certificate of its signer was not revoked`,
      ),
    )
    const foreign = await varde(['case', 'verify', place, '--tsa-ca', rootOf(other)])
    expect(foreign.code).toBe(1)
    expect(foreign.stdout).toContain(`✗ the time stamp of seals/${name}.json: its signer,`)
    const file = join(place, `seals/${name}.tsr`)
    const bytes = readFileSync(file)
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) ^ 1
    writeFileSync(file, bytes)
    expect((await varde(['case', 'verify', place])).stdout).toContain(`✗ seals/${name}.tsr was changed`)
    rmSync(file)
    expect((await varde(['case', 'verify', place])).stdout).toContain(
      `✗ seals/${name}.tsr was made and is missing`,
    )
  })

  test.each([
    [['--tsa', 'ftp://a.example/'], /give an address with http or https/],
    [['--tsa-ca', join(folder, 'x.pem')], /name the authority with --tsa/],
    [['--tsa', 'http://127.0.0.1:1/', '--tsa-ca', join(folder, 'x.pem')], /there is no such file/],
  ])('%j is refused in one line', async (options, line) => {
    const { stderr, code } = await varde([
      'case',
      'bundle',
      place,
      '-o',
      join(folder, 'no.varde'),
      ...options,
    ])
    expect(code).toBe(2)
    expect(stderr).toMatch(line)
    expect(stderr).toMatch(/^varde: [^\n]+\n$/)
  })
})
