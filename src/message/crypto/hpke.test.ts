import { expect, test } from 'vitest'
import { HpkeReceiver } from './hpke.ts'

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

// RFC 9180, A.1.1: X25519, HKDF-SHA256, AES-128-GCM, base mode.
const suite = { kem: 0x20, kdf: 1, aead: 1 }
const secret = hex('fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc')
const info = Buffer.from('Ode on a Grecian Urn')
const plain = 'Beauty is truth, truth beauty'
const sealed = [
  'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a',
  'af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84',
].map(hex)

test('opens the messages of RFC 9180, A.1.1.1, by their numbers', () => {
  const receiver = HpkeReceiver.of(suite, secret, info)
  for (const [number, message] of sealed.entries()) {
    const aad = Buffer.from(`Count-${number}`)
    expect(receiver?.open(number, aad, message)?.toString()).toBe(plain)
    expect(receiver?.open(number + 1, aad, message)).toBeNull()
    expect(receiver?.open(number, Buffer.from('Count-9'), message)).toBeNull()
    for (let end = 0; end < message.length; end++)
      expect(receiver?.open(number, aad, message.subarray(0, end))).toBeNull()
  }
})

test('opens nothing under another secret, other information, or algorithms that do not exist', () => {
  const [first] = sealed as [Buffer]
  const aad = Buffer.from('Count-0')
  expect(HpkeReceiver.of(suite, Buffer.alloc(32, 1), info)?.open(0, aad, first)).toBeNull()
  expect(HpkeReceiver.of(suite, secret, Buffer.from('Ode'))?.open(0, aad, first)).toBeNull()
  for (const kdf of [1, 2, 3])
    for (const aead of [1, 2, 3]) {
      if (kdf === 1 && aead === 1) continue
      expect(HpkeReceiver.of({ ...suite, kdf, aead }, secret, info)?.open(0, aad, first)).toBeNull()
    }
  expect(HpkeReceiver.of({ ...suite, kdf: 4 }, secret, info)).toBeNull()
  expect(HpkeReceiver.of({ ...suite, aead: 0xffff }, secret, info)).toBeNull()
})
