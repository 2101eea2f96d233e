import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { chainOf, describeChain } from './describe-chain.ts'
import { decodeBody, nodeWith } from '../../test/support/decoded-message.ts'

test('a chain in one line, as in the report', () => {
  const json = JSON.stringify({ SIM1ICCID: '8947010000123456784', pad: 'x'.repeat(60) })
  const body = `${Buffer.from(json).toString('base64').replace(/.{76}/g, '$&\n')}\n`
  const node = nodeWith(decodeBody(body), '8947010000123456784')
  if (node === undefined) throw new Error('not found')
  expect(chainOf(node)).toEqual([
    { step: 'body', detail: '' },
    { step: 'base64', detail: 'wrapped' },
    { step: 'json', detail: '$.SIM1ICCID' },
  ])
  expect(describeChain(chainOf(node), 'HTTP')).toBe('HTTP body → base64 (wrapped) → JSON $.SIM1ICCID')
  expect(describeChain(chainOf(node), 'CoAP')).toBe('CoAP body → base64 (wrapped) → JSON $.SIM1ICCID')
})

test('a value of the head', () => {
  const node = nodeWith(decodeBody('', { head: 'GET /?imei=49 HTTP/1.1\r\n\r\n' }), '49')
  if (node === undefined) throw new Error('not found')
  expect(describeChain(chainOf(node), 'HTTP')).toBe('HTTP target → query imei')
})

test('what stands behind compressed bytes, said once', () => {
  const body = Buffer.concat([gzipSync('a=1'), Buffer.from('imei=490154203237518')])
  const node = nodeWith(decodeBody(body), 'imei=490154203237518')
  if (node === undefined) throw new Error('not found')
  expect(describeChain(chainOf(node), 'HTTP')).toBe('HTTP body → behind gzip')
})
