import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { brotliCompressSync, deflateSync, zstdCompressSync } from 'node:zlib'
import { byteByByte, expectBalanced } from '../../../test/support/conform.ts'
import { playLayer, testFlow } from '../../../test/support/playbook.ts'
import type { Outcome, Step } from '../../../test/support/playbook.ts'
import { talk } from '../../../test/support/tls-peers.ts'
import { selfSigned } from '../../../tools/phone-emulator/certificate.ts'
import { KeyLog } from '../key-log.ts'
import { nameOfCertificate, nameOfCertificateMessage } from './certificate.ts'

const from = Date.UTC(2024, 0, 1)

function derOf(name: string): Buffer {
  const { certificatePem } = selfSigned(name, Buffer.from([1]), from, from + 86_400_000)
  return Buffer.from(new X509Certificate(certificatePem).raw)
}

function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1')))
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}

/** What of a certificate is read (RFC 5280, 4.1), the rest filled with anything; without extensions it has no version either. */
function certificateOf(
  subject: { readonly organisation?: string; readonly cn?: string },
  extensions: readonly Buffer[] | null,
): Buffer {
  const named = (id: string, text: string | undefined): Buffer[] =>
    text === undefined ? [] : [der(0x31, der(0x30, der(0x06, Buffer.from(id, 'hex')), der(0x0c, text)))]
  const issuer = der(0x30, ...named('550403', 'issuer.example'))
  const toBeSigned = der(
    0x30,
    ...(extensions === null ? [] : [der(0xa0, der(0x02, '\x02'))]),
    der(0x02, '\x01'),
    der(0x30),
    issuer,
    der(0x30),
    der(0x30, ...named('55040a', subject.organisation), ...named('550403', subject.cn)),
    der(0x30),
    ...(extensions === null ? [] : [der(0xa3, der(0x30, ...extensions))]),
  )
  return der(0x30, toBeSigned, der(0x30), der(0x03))
}

function sized24(bytes: Buffer): Buffer {
  const length = Buffer.alloc(3)
  length.writeUIntBE(bytes.length, 0, 3)
  return Buffer.concat([length, bytes])
}

/** Certificate messages of TLS 1.2 and 1.3, with their headers of 4 bytes. */
const message12 = (der: Buffer): Buffer => Buffer.concat([Buffer.from([11]), sized24(sized24(sized24(der)))])
const body13 = (der: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0]), sized24(Buffer.concat([sized24(der), Buffer.alloc(2)]))])
const message13 = (der: Buffer): Buffer => Buffer.concat([Buffer.from([11]), sized24(body13(der))])

function compressed(algorithm: number, packed: Buffer, length: number): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt16BE(algorithm, 0)
  head.writeUIntBE(length, 2, 3)
  return Buffer.concat([Buffer.from([25]), sized24(Buffer.concat([head, sized24(packed)]))])
}

describe('the name in a certificate', () => {
  test('is its first alternative name; of a wildcard what stands behind it', () => {
    const der = derOf('www.example.com')
    expect(nameOfCertificate(der, 0, der.length)).toBe('www.example.com')
    const wild = derOf('*.example.com')
    expect(nameOfCertificate(wild, 0, wild.length)).toBe('example.com')
    const words = derOf('My own router')
    expect(nameOfCertificate(words, 0, words.length)).toBe('')
  })

  test('is the alternative name before the common one, behind other fields and extensions', () => {
    const dns = (name: string): Buffer => der(0x82, name)
    const mail = der(0x81, 'kari@haugen.example')
    const usage = der(
      0x30,
      der(0x06, Buffer.from('551d0f', 'hex')),
      der(0x01, Buffer.from([255])),
      der(0x04, Buffer.from([3, 2, 5, 160])),
    )
    const names = (...all: readonly Buffer[]): Buffer =>
      der(0x30, der(0x06, Buffer.from('551d11', 'hex')), der(0x04, der(0x30, ...all)))
    const critical = der(
      0x30,
      der(0x06, Buffer.from('551d11', 'hex')),
      der(0x01, Buffer.from([255])),
      der(0x04, der(0x30, dns('api.example'))),
    )
    for (const [subject, extensions, name] of [
      [{ cn: 'front.example' }, [usage, names(mail, dns('api.example'), dns('b.example'))], 'api.example'],
      [{ cn: 'front.example' }, [critical, usage], 'api.example'],
      [{}, [names(dns('*.api.example'))], 'api.example'],
      [{ cn: 'front.example' }, [usage], 'front.example'],
      [{ cn: 'front.example' }, [names(mail)], 'front.example'],
      [{ cn: 'front.example' }, null, 'front.example'],
      [{ organisation: 'firm.example', cn: 'front.example' }, null, 'front.example'],
      [{ organisation: 'firm.example' }, null, ''],
      [{ cn: 'Our gateway' }, [usage], ''],
      [{ cn: 'a'.repeat(300) }, null, ''],
    ] as const) {
      const bytes = certificateOf(subject, extensions)
      expect(nameOfCertificate(bytes, 0, bytes.length)).toBe(name)
    }
  })

  test('is none where a bare key stands for the certificate (RFC 7250), which is no damage', () => {
    for (const { publicKey } of [
      generateKeyPairSync('ed25519'),
      generateKeyPairSync('ec', { namedCurve: 'prime256v1' }),
      generateKeyPairSync('rsa', { modulusLength: 1_024 }),
    ]) {
      const message = message13(publicKey.export({ type: 'spki', format: 'der' }))
      expect(nameOfCertificateMessage(message, 0, message.length, true, 11)).toBe('')
    }
  })

  test('is read from the messages of every version, compressed or not', () => {
    const der = derOf('www.example.com')
    for (const [message, isTls13] of [
      [message12(der), false],
      [message13(der), true],
      [compressed(1, deflateSync(body13(der)), body13(der).length), true],
      [compressed(2, brotliCompressSync(body13(der)), body13(der).length), true],
      [compressed(3, zstdCompressSync(body13(der)), body13(der).length), true],
    ] as const) {
      expect(nameOfCertificateMessage(message, 0, message.length, isTls13, message[0] as number)).toBe(
        'www.example.com',
      )
    }
    const bomb = compressed(2, brotliCompressSync(Buffer.alloc(10_000_000)), 10_000_000)
    expect(nameOfCertificateMessage(bomb, 0, bomb.length, true, 25)).toBeNull()
    const unknown = compressed(9, Buffer.alloc(10), 10)
    expect(nameOfCertificateMessage(unknown, 0, unknown.length, true, 25)).toBeNull()
    const empty = Buffer.from([11, 0, 0, 3, 0, 0, 0])
    expect(nameOfCertificateMessage(empty, 0, empty.length, false, 11)).toBe('')
  })

  test('whatever the bytes are, nothing is thrown', () => {
    const message = message12(derOf('www.example.com'))
    for (let end = 0; end <= message.length; end++) nameOfCertificateMessage(message, 0, end, false, 11)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(message.length - 1), fc.nat(255)), { maxLength: 12 }),
        fc.boolean(),
        (damage, isTls13) => {
          const bytes = Buffer.from(message)
          for (const [at, value] of damage) bytes[at] = value
          const name = nameOfCertificateMessage(bytes, 0, bytes.length, isTls13, 11)
          expect(name === null || /^[a-z0-9._-]*$/i.test(name)).toBe(true)
        },
      ),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(11, 25), (bytes, type) => {
        nameOfCertificateMessage(Buffer.from(bytes), 0, bytes.length, true, type)
      }),
    )
  })
})

describe('a server that the hello does not name', () => {
  const read = (steps: readonly Step[], keyLog = ''): Outcome => {
    const keys = new KeyLog()
    keys.add(keyLog)
    const outcome = playLayer(steps, undefined, testFlow('tcp', { serverPort: 443 }), keys)
    expectBalanced(outcome)
    return outcome
  }
  const names = (outcome: Outcome): string[] =>
    outcome.events.flatMap((event) =>
      event.kind === 'serverName' && event.source !== 'host' ? [`${event.source} ${event.name}`] : [],
    )
  const get = 'GET /a HTTP/1.1\r\nHost: a.example.com\r\n\r\n'

  test('is named by its certificate: in TLS 1.2 without keys, in TLS 1.3 with them', async () => {
    const old = await talk({ says: [get], both: { maxVersion: 'TLSv1.2' } })
    expect(names(read(old.steps))).toEqual(['certificate www.example.com'])
    expect(names(read(byteByByte(old.steps)))).toEqual(['certificate www.example.com'])
    expect(names(read(old.steps, old.keyLog))).toEqual(['certificate www.example.com'])
    const blind = read(old.steps)
    expect(blind.anomalies).toEqual({})
    expect(blind.counts).toMatchObject({ hellosWithoutKey: 1, decryptedBytes: 0, readBytes: 0 })
    const now = await talk({ says: [get], both: { minVersion: 'TLSv1.3' } })
    expect(names(read(now.steps))).toEqual([])
    expect(read(now.steps).anomalies).toEqual({})
    expect(names(read(now.steps, now.keyLog))).toEqual(['certificate www.example.com'])
  })

  test('a name in the hello is enough', async () => {
    const { steps, keyLog } = await talk({
      says: [get],
      serverName: 'b.example.com',
      both: { maxVersion: 'TLSv1.2' },
    })
    expect(names(read(steps))).toEqual(['sni b.example.com'])
    expect(names(read(steps, keyLog))).toEqual(['sni b.example.com'])
  })
})
