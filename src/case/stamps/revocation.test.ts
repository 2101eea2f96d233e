/** Lists of revoked certificates of openssl's own authority, over the certificates of a time stamp. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasOpenssl, TimeStampAuthority } from '../../../test/support/time-stamp-authority.ts'
import type { ListOptions, RevokedEntry, Signer } from '../../../test/support/time-stamp-authority.ts'
import { sha256 } from '../digest.ts'
import { isRevocationList } from './revocation.ts'
import { checkTimeStamp, newNonce, stampRequest } from './time-stamp.ts'

const expected = { digest: sha256('a manifest'), nonce: newNonce() }

function derOf(pem: string): Buffer {
  const body = /-----BEGIN (?:X509 CRL|CERTIFICATE)-----([^-]*)-----END/.exec(pem)?.[1] ?? ''
  return Buffer.from(body, 'base64')
}

/** A time as openssl takes it, so many days from now. */
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/^\d\d|[-:T]|\.\d+/g, '')
}
const long = (days: number): string => `20${inDays(days)}`

describe.skipIf(!hasOpenssl)('of the certificates of a stamp, lists say', () => {
  let authority: TimeStampAuthority
  let other: TimeStampAuthority
  let response: Buffer
  let roots: Buffer[]
  let short: Signer
  /** Lists on which nothing stands. */
  let middleList: Buffer
  let rootList: Buffer

  beforeAll(() => {
    authority = new TimeStampAuthority()
    other = new TimeStampAuthority('Another Root')
    short = authority.issue('short', 'stamps', 'middle', 'ec', ['-days', '1'])
    response = authority.reply(stampRequest(expected))
    roots = [derOf(authority.root)]
    middleList = listOf('middle')
    rootList = listOf('root')
  })
  afterAll(() => {
    authority.remove()
    other.remove()
  })

  const listOf = (issuer: string, revoked: readonly RevokedEntry[] = [], options: ListOptions = {}) =>
    derOf(authority.revocationList(issuer, revoked, options))
  const told = async (lists: readonly Uint8Array[], bytes: Uint8Array = response, given = roots) => {
    const { stamp, problems } = await checkTimeStamp(bytes, expected, given, lists)
    return { said: stamp?.revocation ?? null, problems }
  }
  const one = async (list: Buffer, bytes: Uint8Array = response) => {
    const { said, problems } = await told([list, rootList], bytes)
    return [...problems, ...(said ?? [])][0] ?? ''
  }

  test('that none was revoked, for each up to the root', async () => {
    expect(await told([middleList, rootList])).toEqual({
      problems: [],
      said: [
        expect.stringMatching(
          /^the certificate of its signer was not revoked, by the list of CN=Example middle, O=Example of [-\dT:.]+Z$/,
        ),
        expect.stringMatching(
          /^the certificate of CN=Example middle, O=Example was not revoked, by the list of CN=Example Root, O=Example of /,
        ),
      ],
    })
    expect((await told([middleList, rootList], response, [])).said).toHaveLength(2)
    expect((await checkTimeStamp(response, expected, roots)).stamp?.revocation).toBeNull()
  })

  test.each<[string, string, string | undefined, RegExp]>([
    [
      'before the stamp',
      '200101000000Z',
      'superseded',
      /^the certificate of its signer was revoked 2020-01-01T00:00:00\.000Z, since there is a newer one, by/,
    ],
    [
      'after it, the key being known',
      inDays(5),
      'keyCompromise',
      /was revoked [^,]+, since its key is known to others, by the list of [^:]+:[^:]+:[^:]+Z$/,
    ],
    ['after it, without a reason', inDays(5), undefined, /was revoked [^,]+, without a reason, by/],
    [
      'after it, for harmless reasons',
      inDays(5),
      'cessationOfOperation',
      /was revoked [^,]+, since it is used no longer, by .*: stamps made before stand$/,
    ],
  ])('that it was revoked %s', async (_, at, reason, line) => {
    const entry = { name: 'stamper', at, ...(reason === undefined ? {} : { reason }) }
    const list = listOf('middle', [entry, { name: 'root', at }])
    expect(await one(list)).toMatch(line)
    const { problems } = await told([list])
    expect(problems).toHaveLength(line.source.includes('stand') ? 0 : 1)
  })

  test('that a certificate above the signer was revoked', async () => {
    const list = listOf('root', [{ name: 'middle', at: '200101000000Z', reason: 'CACompromise' }])
    expect((await told([middleList, list])).problems).toEqual([
      expect.stringMatching(/^the certificate of CN=Example middle, O=Example was revoked 2020-/),
    ])
  })

  test('nothing, where none is by the issuer; the signer must be known of', async () => {
    const unknown =
      /^whether the certificate of its signer was revoked is not known: no list that was given is by CN=Example middle/
    expect((await told([rootList])).problems).toEqual([expect.stringMatching(unknown)])
    const above = await told([middleList])
    expect(above.problems).toEqual([])
    expect(above.said?.[1]).toMatch(
      /^whether the certificate of CN=Example middle, O=Example was revoked is not known/,
    )
  })

  test('nothing, where a stranger of the same name signed, or a byte was changed', async () => {
    const foreign = derOf(other.revocationList('middle', []))
    expect(await one(foreign)).toMatch(
      /is not known: the signature of the list of CN=Example middle.* does not hold$/,
    )
    const changed = Buffer.from(middleList)
    changed[changed.length - 80] = (changed[changed.length - 80] as number) ^ 1
    expect(await one(changed)).toMatch(/is not known|does not hold/)
  })

  test('nothing, where the list is older than the stamp, or made when the certificate was over', async () => {
    expect(await one(listOf('middle', [], { from: long(-20), until: long(-10) }))).toMatch(
      /is older than the stamp$/,
    )
    expect(await one(listOf('middle', [], { from: long(-1), until: long(1) }))).toMatch(/was not revoked/)
    const stamp = authority.reply(stampRequest(expected), 'one', short)
    const late = { from: long(5), until: long(9) }
    expect(await one(listOf('middle', [], late), stamp)).toMatch(/was made when the certificate was over/)
    const keeping = { ...late, extensions: '2.5.29.60 = ASN1:GENERALIZEDTIME:20200101000000Z' }
    expect(await one(listOf('middle', [], keeping), stamp)).toMatch(/was not revoked/)
  })

  test('nothing, where it is about other certificates, or a part of it is not understood', async () => {
    const withExtension = async (extensions: string): Promise<string> =>
      one(listOf('middle', [], { extensions }))
    const point = 'issuingDistributionPoint = critical, @point\n[point]\n'
    expect(await withExtension(`${point}onlyuser = TRUE`)).toMatch(/was not revoked/)
    expect(await withExtension(`${point}onlyCA = TRUE`)).toMatch(/is about other certificates$/)
    expect(await withExtension(`${point}indirectCRL = TRUE`)).toMatch(/is about other certificates$/)
    expect(await withExtension(`${point}onlysomereasons = keyCompromise`)).toMatch(
      /is about other certificates$/,
    )
    expect(await withExtension(`${point}fullname = URI:http://a.example/1.crl`)).toMatch(
      /is about other certificates$/,
    )
    const listed = authority.reply(
      stampRequest(expected),
      'one',
      authority.issue('listed', 'listed', 'middle'),
    )
    const part = (name: string): Buffer =>
      listOf('middle', [], { extensions: `${point}fullname = URI:http://a.example/${name}` })
    expect(await one(part('1.crl'), listed)).toMatch(/was not revoked/)
    expect(await one(part('2.crl'), listed)).toMatch(/is about other certificates$/)
    expect(await withExtension('2.5.29.27 = critical, ASN1:INTEGER:1')).toMatch(
      /has a part that is not known \(2\.5\.29\.27\)$/,
    )
  })

  test('of the newest list of an issuer first', async () => {
    const entry = { name: 'stamper', at: inDays(-2), reason: 'certificateHold' }
    const before = listOf('middle', [entry], { from: long(-1), until: long(9) })
    const { problems } = await told([before, middleList])
    expect(problems).toEqual([])
    expect((await told([before])).problems).toEqual([expect.stringMatching(/, for now, by/)])
  })

  test('what is no list is known as none', () => {
    expect(isRevocationList(middleList)).toBe(true)
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('<html>'),
      derOf(authority.root),
      Buffer.alloc(60_000, 0x30),
    ])
      expect(isRevocationList(bytes)).toBe(false)
  })
})
