import { createSign, generateKeyPairSync } from 'node:crypto'

/** A self-signed P-256 certificate for one name, written as DER by hand: no program is needed for it. */
export interface Certificate {
  readonly keyPem: string
  readonly certificatePem: string
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const size =
    body.length < 128
      ? Buffer.from([body.length])
      : body.length < 256
        ? Buffer.from([0x81, body.length])
        : Buffer.from([0x82, body.length >> 8, body.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), size, body])
}

const SEQUENCE = 0x30
const SET = 0x31
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')))
const COMMON_NAME = der(0x06, Buffer.from('550403', 'hex'))
const SUBJECT_ALT_NAME = der(0x06, Buffer.from('551d11', 'hex'))

function distinguishedName(commonName: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from(commonName)))))
}

/** UTCTime, RFC 5280 section 4.1.2.5.1. */
function utcTime(ms: number): Buffer {
  const text = `${new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`
  return der(0x17, Buffer.from(text, 'latin1'))
}

export function selfSigned(name: string, serial: Buffer, fromMs: number, toMs: number): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const positive = Buffer.concat([Buffer.from([0x01]), serial])
  const altNames = der(SEQUENCE, der(0x82, Buffer.from(name, 'latin1')))
  const toSign = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, positive),
    ECDSA_WITH_SHA256,
    distinguishedName('Emulated network CA'),
    der(SEQUENCE, utcTime(fromMs), utcTime(toMs)),
    distinguishedName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(0x04, altNames)))),
  )
  const signature = createSign('sha256').update(toSign).sign(privateKey)
  const certificate = der(SEQUENCE, toSign, ECDSA_WITH_SHA256, der(0x03, Buffer.from([0]), signature))
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? []
  return {
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificatePem: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  }
}
