import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '../core/limits.ts'
import { KeyLog } from './key-log.ts'
import type { SecretLabel } from './keys/secret-label.ts'

const random = (fill: number): Buffer => Buffer.alloc(32, fill)
const hex = (bytes: Buffer): string => bytes.toString('hex')
const line = (label: string, fill: number, secret: Buffer = Buffer.alloc(32, 9)): string =>
  `${label} ${hex(random(fill))} ${hex(secret)}`

function logOf(text: string): KeyLog {
  const log = new KeyLog()
  log.add(text)
  return log
}

describe('a key log', () => {
  test('gives the secret by label and client random', () => {
    const labels: SecretLabel[] = [
      'CLIENT_EARLY_TRAFFIC_SECRET',
      'CLIENT_HANDSHAKE_TRAFFIC_SECRET',
      'SERVER_HANDSHAKE_TRAFFIC_SECRET',
      'CLIENT_TRAFFIC_SECRET_0',
      'SERVER_TRAFFIC_SECRET_0',
    ]
    const log = logOf(
      [
        '# a comment',
        '',
        ...labels.map((label, index) => line(label, 1, Buffer.alloc(32, index))),
        line('CLIENT_RANDOM', 2, Buffer.alloc(48, 7)),
      ].join('\n'),
    )
    for (const [index, label] of labels.entries())
      expect(log.secrets.find(label, random(1))).toEqual(Buffer.alloc(32, index))
    expect(log.secrets.find('CLIENT_RANDOM', random(2))).toEqual(Buffer.alloc(48, 7))
    expect(log.secrets.find('CLIENT_RANDOM', random(1))).toBeNull()
    expect(log.secrets.find('CLIENT_RANDOM', random(3))).toBeNull()
    expect(log).toMatchObject({ secrets: { size: 6, connections: 2 }, badLines: 0, otherLines: 0 })
    expect(log.secrets.has(Buffer.concat([Buffer.alloc(3), random(2)]), 3)).toBe(true)
    expect(log.secrets.has(random(3), 0)).toBe(false)
  })

  test('takes every end of line, a byte order mark, blanks around a line, and digits of either case', () => {
    const upper = line('CLIENT_RANDOM', 0xab, Buffer.alloc(48, 0xcd)).replace(/[0-9a-f]{64,}/g, (digits) =>
      digits.toUpperCase(),
    )
    const log = logOf(
      `\u00ef\u00bb\u00bf${upper}\r\n\t${line('CLIENT_TRAFFIC_SECRET_0', 1)} \r${line('SERVER_TRAFFIC_SECRET_0', 1)}`,
    )
    expect(log.secrets.find('CLIENT_RANDOM', random(0xab))).toEqual(Buffer.alloc(48, 0xcd))
    expect(log).toMatchObject({ secrets: { size: 3 }, badLines: 0 })
  })

  test('takes a secret among other words of a line, as logs of a phone have them', () => {
    const secret = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'0f'.repeat(48)}`
    const traffic = `SERVER_TRAFFIC_SECRET_0 ${'ab'.repeat(32)} ${'0f'.repeat(32)}`
    for (const text of [
      `03-04 08:00:00.000  1000  1322 I Keys    : ${secret}`,
      `[*] ${traffic}`,
      `{"line":"${secret}"}`,
      `'${traffic}',`,
      secret.replaceAll(' ', '\t'),
      `${traffic.replaceAll(' ', '  ')} # copied`,
    ]) {
      const log = new KeyLog()
      const bytes = Buffer.from(`${text}\n`)
      log.read(bytes, 0, bytes.length)
      log.finish()
      expect([text, log.secrets.size, log.badLines]).toEqual([text, 1, 0])
    }
    for (const text of [`X_${secret}`, `[*] ${secret}0`, `[*] ${secret.slice(0, -2)}`, `[*] ${traffic}zz`]) {
      const log = new KeyLog()
      const bytes = Buffer.from(`${text}\n`)
      log.read(bytes, 0, bytes.length)
      log.finish()
      expect([text, log.secrets.size]).toEqual([text, 0])
    }
  })

  test('keys of payloads stand among secrets, each once; what is wrong with one is told by its number', () => {
    const key = 'PAYLOAD_KEY AES-128-CBC 0fe1d2c3b4a5968778695a4b3c2d1e0f'
    const log = logOf(
      [`${key} name=Bücher`, line('EXPORTER_SECRET', 1), `${key} name=Bücher`, key].join('\n'),
    )
    expect(log.payload.keys.map(({ name, mode }) => [name, mode])).toEqual([
      ['Bücher', 'CBC'],
      ['', 'CBC'],
    ])
    expect(log).toMatchObject({
      secrets: { size: 0 },
      badLines: 0,
      otherLines: 1,
      isEmpty: true,
      payload: { faults: [] },
    })
    const bad = logOf([key, `${key}0f`, 'PAYLOAD_KEY', 'PAYLOAD_KEYS'].join('\n'))
    expect(bad).toMatchObject({
      badLines: 3,
      payload: {
        faults: [expect.stringContaining('payload key 2'), expect.stringContaining('payload key 3')],
      },
    })
  })

  test('knows what decrypts nothing, and counts what is no line of a key log', () => {
    const log = logOf(
      [
        line('EXPORTER_SECRET', 1),
        line('EARLY_EXPORTER_SECRET', 1),
        line('SECRET_OF_TOMORROW', 1),
        `RSA ${'ab'.repeat(8)} ${'cd'.repeat(48)}`,
      ].join('\n'),
    )
    expect(log).toMatchObject({ secrets: { size: 0 }, badLines: 0, otherLines: 4, isEmpty: true })
    const bad = [
      'CLIENT_RANDOM',
      'CLIENT_RANDOM 00',
      line('CLIENT_RANDOM', 1),
      line('CLIENT_RANDOM', 1, Buffer.alloc(49)),
      line('CLIENT_TRAFFIC_SECRET_0', 1, Buffer.alloc(31)),
      `${line('CLIENT_TRAFFIC_SECRET_0', 1)}0`,
      line('CLIENT_TRAFFIC_SECRET_0', 1).replace('09', '0x'),
      line('client', 1),
      `CLIENT_TRAFFIC_SECRET_0 ${'g'.repeat(64)} ${'00'.repeat(32)}`,
      'RSA Session-ID:00 Master-Key:00',
      'hello world',
      'x'.repeat(20_000),
      `CLIENT_RANDOM ${'0'.repeat(9_000)}`,
    ]
    for (const text of bad)
      expect.soft(logOf(text), text.slice(0, 60)).toMatchObject({ secrets: { size: 0 }, badLines: 1 })
  })

  test('counts what is left out', () => {
    const master = (byte: number): Buffer => Buffer.alloc(48, byte)
    const all = Array.from({ length: 12 }, (_, index) => line('CLIENT_RANDOM', 1, master(index)))
    const many = logOf(all.join('\n'))
    expect(many).toMatchObject({ secrets: { size: limits.message.keySecretsOfOneMax }, secretsLeftOut: 4 })
    const full = new KeyLog()
    for (let index = 0; index <= limits.message.keyEchMax; index++)
      full.add(`ECH_SECRET ${index.toString(16).padStart(64, '0')} 00`)
    expect(full.secretsLeftOut).toBe(1)
    const payload = Array.from(
      { length: limits.message.keyPayloadMax + 2 },
      (_, index) => `PAYLOAD_KEY RC4 ${(index + 0x1000).toString(16)}`,
    )
    expect(logOf(payload.join('\n')).secretsLeftOut).toBe(2)
  })

  test('keeps what opens a sealed hello', () => {
    const config = Buffer.alloc(900, 1)
    const log = logOf([line('ECH_CONFIG', 1, config), line('ECH_SECRET', 1)].join('\n'))
    expect(log).toMatchObject({
      secrets: { size: 0 },
      badLines: 0,
      otherLines: 0,
      echLines: 2,
      isEmpty: false,
    })
    expect(log.ech.secretOf(random(1), 0)).toEqual({ secret: Buffer.alloc(32, 9), config })
  })

  test('keeps master secrets by session id, from old lines', () => {
    const log = logOf(`RSA Session-ID:${'ab'.repeat(32)} Master-Key:${'cd'.repeat(48)}\n`)
    expect(log.isEmpty).toBe(false)
    expect(log.sessions.masterOf(Buffer.alloc(32, 0xab))).toEqual(Buffer.alloc(48, 0xcd))
    expect(log.sessions.masterOf(Buffer.alloc(31, 0xab))).toBeNull()
  })

  test('says which secrets came too late', () => {
    const log = new KeyLog()
    log.missedHello(random(1), 0)
    log.mayComeLate = true
    log.missedHello(random(2), 0)
    log.add([line('CLIENT_TRAFFIC_SECRET_0', 1), line('CLIENT_TRAFFIC_SECRET_0', 2)].join('\n'))
    log.add(line('SERVER_TRAFFIC_SECRET_0', 2))
    expect(log.lateConnections).toBe(1)
    // Nothing of a connection was left to be read, though nobody had given it up.
    log.add(line('CLIENT_TRAFFIC_SECRET_0', 3))
    log.missedHello(random(3), 0)
    expect(log.lateConnections).toBe(2)
  })

  test('does not depend on how the text is cut, whatever it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        line('CLIENT_RANDOM', 1, Buffer.alloc(48, 1)),
        line('CLIENT_TRAFFIC_SECRET_0', 2),
        '# note',
        'RSA Session-ID:aa Master-Key:bb',
        'x'.repeat(9_000),
      ),
      fc.string(),
    )
    fc.assert(
      fc.property(
        fc.array(fc.tuple(piece, fc.constantFrom('\n', '\r\n', '\r', '')), { maxLength: 8 }),
        fc.array(fc.nat(20_000), { maxLength: 5 }),
        (pieces, cuts) => {
          const bytes = Buffer.from(pieces.map((part) => part.join('')).join(''), 'latin1')
          const whole = new KeyLog()
          whole.read(bytes, 0, bytes.length)
          whole.finish()
          const cut = new KeyLog()
          let at = 0
          for (const place of cuts.map((where) => where % (bytes.length + 1)).sort((a, b) => a - b)) {
            cut.read(bytes, at, Math.max(at, place))
            at = Math.max(at, place)
          }
          cut.read(bytes, at, bytes.length)
          cut.finish()
          const facts = (log: KeyLog): unknown => [
            log.secrets.size,
            log.badLines,
            log.otherLines,
            log.secrets.find('CLIENT_RANDOM', random(1)),
            log.secrets.find('CLIENT_TRAFFIC_SECRET_0', random(2)),
          ]
          expect(facts(cut)).toEqual(facts(whole))
        },
      ),
    )
  })
})
