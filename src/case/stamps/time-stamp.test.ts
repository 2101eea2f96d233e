import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { times } from '../../../test/support/depth.ts'
import { hasOpenssl, TimeStampAuthority } from '../../../test/support/time-stamp-authority.ts'
import type { Signer } from '../../../test/support/time-stamp-authority.ts'
import { sha256 } from '../digest.ts'
import { stampBytesMax } from './stamp-limit.ts'
import { checkTimeStamp, newNonce, stampRequest } from './time-stamp.ts'

/** With one bit changed. */
function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] as number) ^ (1 << (at & 7))
  return changed
}

const digest = sha256('a manifest')
const expected = { digest, nonce: newNonce() }

function derOf(pem: string): Buffer {
  return Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
}

test('a request has one form, and a nonce of its own', () => {
  expect(Buffer.from(stampRequest({ digest, nonce: '4000000000000001' })).toString('hex')).toBe(
    `3041020101302f300b06096086480165030402010420${digest}020840000000000000010101ff`,
  )
  expect(new Set(Array.from({ length: 50 }, newNonce)).size).toBe(50)
  for (let round = 0; round < 50; round++) expect(newNonce()).toMatch(/^[4-7][0-9a-f]{15}$/)
})

describe.skipIf(!hasOpenssl)('a time stamp', () => {
  let authority: TimeStampAuthority
  let other: TimeStampAuthority
  let response: Buffer
  let server: Signer
  let rsa: Signer
  let odd: Record<string, Signer>
  let roots: Buffer[]

  beforeAll(() => {
    authority = new TimeStampAuthority()
    other = new TimeStampAuthority('Another Root')
    // Before the stamp: they must be valid at its time.
    server = authority.issue('server', 'server', 'middle')
    rsa = authority.issue('rsa', 'stamps', 'middle', 'rsa')
    odd = { ciphers: authority.issue('ciphers', 'ciphers', 'middle') }
    for (const [name, section, issuer, digest] of [
      ['below', 'below', 'middle', 'sha256'],
      ['beside', 'below', 'root', 'sha256'],
      ['weak', 'below', 'root', 'sha1'],
    ] as const) {
      authority.issue(name, section, issuer, 'ec', undefined, digest)
      odd[name] = authority.issue(`under ${name}`, 'stamps', name)
    }
    response = authority.reply(stampRequest(expected))
    roots = [derOf(authority.root)]
  })
  afterAll(() => {
    authority.remove()
    other.remove()
  })

  const problemsOf = async (bytes: Uint8Array, to = expected, by: Uint8Array[] | null = roots) =>
    (await checkTimeStamp(bytes, to, by)).problems

  test('of openssl is accepted, and says when, by whom and up to which root', async () => {
    expect(authority.verify(stampRequest(expected), response)).toContain('Verification: OK')
    const { stamp, problems } = await checkTimeStamp(response, expected, roots)
    expect(problems).toEqual([])
    expect(stamp).toMatchObject({
      accuracy: '1.5 s',
      signer: 'CN=Example stamper, O=Example',
      policy: '1.2.3.4.1',
      root: 'CN=Example Root, O=Example',
    })
    expect(Math.abs(Date.parse(stamp?.at ?? '') - Date.now())).toBeLessThan(600_000)
    expect(await checkTimeStamp(response, expected, null)).toMatchObject({
      stamp: { root: '' },
      problems: [],
    })
  })

  test('by a key of RSA is accepted, with signatures of either kind', async () => {
    expect(await problemsOf(authority.reply(stampRequest(expected), 'one', rsa))).toEqual([])
    const pss = authority.signedBy(response, rsa, ['-keyopt', 'rsa_padding_mode:pss'])
    expect(await problemsOf(pss)).toEqual([])
    const weak = authority.signedBy(response, rsa, ['-md', 'sha1'])
    expect(await problemsOf(weak)).toContain('its digest is of a kind that is not trusted')
  })

  test('that names its certificate in the older way is accepted', async () => {
    expect(await problemsOf(authority.reply(stampRequest(expected), 'old'))).toEqual([])
  })

  test('about something else, or in answer to another request, is refused', async () => {
    expect(await problemsOf(response, { ...expected, digest: sha256('another') })).toEqual([
      'it is about something else',
    ])
    expect(await problemsOf(response, { ...expected, nonce: newNonce() })).toEqual([
      'it answers another request (its nonce is another one)',
    ])
  })

  test('by another authority does not lead to the root that was given', async () => {
    expect(await problemsOf(response, expected, [derOf(other.root)])).toEqual([
      expect.stringMatching(/^its signer, CN=Example stamper, O=Example, does not lead to a root/),
    ])
    expect(await problemsOf(response, expected, [])).toHaveLength(1)
    const foreign = other.reply(stampRequest(expected))
    expect(await problemsOf(foreign)).toHaveLength(1)
    expect(await problemsOf(foreign, expected, [derOf(other.root), ...roots])).toEqual([])
  })

  test('by a certificate that may do more than stamp, or was not valid then, is refused', async () => {
    expect(await problemsOf(authority.signedBy(response, server))).toEqual([
      'the certificate of its signer is not for time stamps alone',
    ])
    expect(await problemsOf(authority.signedBy(response, authority.signer))).toEqual([])
    const past = authority.issue('past', 'stamps', 'middle', 'ec', [
      '-not_before',
      '20200101000000Z',
      '-not_after',
      '20200102000000Z',
    ])
    expect(await problemsOf(authority.signedBy(response, past), expected, null)).toEqual([
      'the certificate of its signer was not valid at the stamped time',
    ])
  })

  test('by a certificate that is not for signatures is refused, as openssl does', async () => {
    const ciphers = authority.signedBy(response, odd['ciphers'] as Signer)
    expect(authority.verify(stampRequest(expected), ciphers)).toContain('FAILED')
    expect(await problemsOf(ciphers)).toEqual(['the certificate of its signer is not for signatures'])
  })

  test('through an authority that may have none below it, or by a weak digest, does not lead to the root', async () => {
    const under = (name: string): Buffer => authority.signedBy(response, odd[name] as Signer)
    expect(await problemsOf(under('beside'))).toEqual([])
    expect(authority.verify(stampRequest(expected), under('below'))).toContain(
      'path length constraint exceeded',
    )
    expect(await problemsOf(under('below'))).toEqual([
      expect.stringContaining('(CN=Example middle, O=Example may have 0 authorities below it, and has 1)'),
    ])
    expect(await problemsOf(under('weak'))).toEqual([
      expect.stringContaining(
        '(the certificate of CN=Example weak, O=Example is signed by a digest that is not trusted)',
      ),
    ])
  })

  test('that was refused says why', async () => {
    expect(await problemsOf(authority.reply(stampRequest(expected), 'picky'))).toEqual([
      expect.stringMatching(/^the authority refused: the algorithm is not supported; .*rejection$/),
    ])
  })

  test('with a byte changed is refused, or says the same to the same effect', async () => {
    const { stamp } = await checkTimeStamp(response, expected, null)
    let refused = 0
    const step = times(29, 3)
    for (let at = 0; at < response.length; at += step) {
      const changed = flipped(response, at)
      const checked = await checkTimeStamp(changed, expected, null)
      if (checked.problems.length > 0) refused++
      // What is not signed: spare certificates, the words of the status.
      else expect(checked.stamp, `byte ${at}`).toEqual(stamp)
    }
    expect(refused).toBeGreaterThan(response.length / step / 2)
  })

  test('with a byte changed that nobody signed is refused where openssl refuses it', async () => {
    // The head in front of the signed content, and that of the signer behind the certificates.
    const heads = [0, 80, response.length - 330, response.length - 250]
    const [from = 0, to = 0, lastFrom = 0, lastTo = 0] = heads
    const accepted: [at: number, changed: Buffer][] = []
    for (let at = 0; at < response.length; at++) {
      if ((at >= to && at < lastFrom) || at >= lastTo || at < from) continue
      const changed = flipped(response, at)
      if ((await checkTimeStamp(changed, expected, roots)).problems.length > 0) continue
      accepted.push([at, changed])
    }
    expect(accepted.length).toBeLessThan(20)
    const said = authority.verifyEach(
      stampRequest(expected),
      accepted.map(([, changed]) => changed),
    )
    accepted.forEach(([at], index) => expect(said[index], `byte ${at}`).toContain('Verification: OK'))
    // The digests that are listed: a name of a kind that is none.
    const listed = response.indexOf(Buffer.from('0609608648016503040201', 'hex'))
    const other = Buffer.from(response)
    other[listed + 10] = 0x10
    expect(await problemsOf(other)).toEqual(['the digest of its signature is not among those that it lists'])
  })

  test('of other bytes altogether is refused, not thrown at', async () => {
    const nested = Buffer.alloc(60_000, 0x30)
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('<html>'),
      response.subarray(0, 200),
      Buffer.concat([response, Buffer.of(0)]),
      Buffer.alloc(stampBytesMax + 1),
      nested,
      derOf(authority.root),
    ])
      expect((await checkTimeStamp(bytes, expected, roots)).problems).not.toEqual([])
  })
})
