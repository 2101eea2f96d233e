import { expect, test } from 'vitest'
import { clientHello } from '../../../../test/support/tls-hello.ts'
import { CryptoStream } from '../crypto-stream.ts'
import { parseCutHello } from './cut-hello.ts'

const hello = clientHello({ sni: 'a.example.com', alpn: ['h3'], versions: [0x0304] })
const nameAt = hello.indexOf('a.example.com')

function streamOf(...pieces: readonly (readonly [number, number])[]): CryptoStream {
  const stream = new CryptoStream()
  for (const [from, to] of pieces) stream.put(from, hello, from, to)
  return stream
}

test('of its beginning all is read', () => {
  expect(parseCutHello(streamOf([0, nameAt + 20]))).toMatchObject({
    sni: 'a.example.com',
    sniStart: nameAt,
    sniEnd: nameAt + 13,
  })
})

test('of a later piece the name, where all of it is there', () => {
  expect(parseCutHello(streamOf([nameAt - 9, hello.length]))).toMatchObject({
    sni: 'a.example.com',
    sniStart: nameAt,
    version: 'TLS 1.3',
  })
  expect(parseCutHello(streamOf([0, 50], [nameAt - 9, hello.length]))).toMatchObject({ sniStart: nameAt })
  expect(parseCutHello(streamOf([nameAt + 2, hello.length])).sni).toBe('')
})

test('without the name it says nothing of it', () => {
  expect(parseCutHello(streamOf([0, 50]))).toMatchObject({ sni: '', alpn: [] })
  expect(parseCutHello(streamOf())).toMatchObject({ sni: '', alpn: [], hasEch: false, problem: null })
})
