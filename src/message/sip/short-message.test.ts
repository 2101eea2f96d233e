import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { expectBalanced } from '../../../test/support/conform.ts'
import { client, play, server } from '../../../test/support/playbook.ts'
import { NamedValues } from '../named-values.ts'
import { protocols } from './index.ts'
import { readShortMessage } from './short-message.ts'

/** The centre +4729001000. */
const centre = '06917492000100'
/** RP-DATA from a phone around an SMS-SUBMIT. */
function rpData(submit: string): Buffer {
  const length = (submit.length / 2).toString(16).padStart(2, '0')
  return Buffer.from(`000100${centre}${length}${submit}`, 'hex')
}

/** RP-DATA to a phone around an SMS-DELIVER. */
function delivered(message: string): Buffer {
  const length = (message.length / 2).toString(16).padStart(2, '0')
  return Buffer.from(`0101${centre}00${length}${message}`, 'hex')
}

/** To +4797531864; `hellohello` in seven bits is the example of TS 23.038. */
const recipient = '0a917479358146'
const hello = rpData(`0101${recipient}00000ae8329bfd4697d9ec37`)

function told(bytes: Buffer): string[] {
  const fields = new NamedValues()
  readShortMessage(bytes, 0, bytes.length, fields)
  return Array.from({ length: fields.length }, (_, at) => `${fields.names[at]}: ${fields.texts[at]}`)
}

/** Seven bits a letter, `skipped` letters left out in front, where a header stands. */
function packed(text: string, skipped = 0): string {
  const bits = Array.from(Buffer.from(text), (letter) => letter.toString(2).padStart(7, '0')).reverse()
  const all = bits.join('') + '0'.repeat(skipped * 7)
  const padded = all.padStart(Math.ceil(all.length / 8) * 8, '0')
  return (padded.match(/.{8}/g) ?? [])
    .reverse()
    .map((byte) => Number.parseInt(byte, 2).toString(16).padStart(2, '0'))
    .join('')
}

const numbers = ['Message-Centre: +4729001000', 'Recipient: +4797531864']

describe('a short message', () => {
  test.each([
    ['in seven bits', hello, ['Text: hellohello']],
    [
      'with a period of validity',
      rpData(`1101${recipient}0000aa14${packed('imei=356938035643809')}`),
      ['Text: imei=356938035643809'],
    ],
    [
      'in two bytes a letter',
      rpData(`0101${recipient}0008060048006500e5`),
      [`Text: ${Buffer.from('Heå').toString('latin1')}`],
    ],
    ['in bytes', rpData(`0101${recipient}000403aabbcc`), []],
    [
      'behind a header',
      rpData(`4101${recipient}00000c050003010201${packed('hello', 7).slice(12)}`),
      ['Text: hello'],
    ],
    [
      'with letters behind an escape',
      rpData(`0101${recipient}000004${packed('\u001b(\u001b)')}`),
      ['Text: {}'],
    ],
  ])('%s', (_what, bytes, rest) => expect(told(bytes)).toEqual([...numbers, ...rest]))

  const stamp = '62211102030440'
  const sender = '0a917479358146'

  test.each([
    [
      'by a number',
      `00${sender}0000${stamp}0ae8329bfd4697d9ec37`,
      ['Sender: +4797531864', 'Text: hellohello'],
    ],
    [
      'by a name',
      `000bd0${packed('Telia1')}0000${stamp}0ae8329bfd4697d9ec37`,
      ['Sender: Telia1', 'Text: hellohello'],
    ],
    ['by a short code', `0004a112910000${stamp}0ae8329bfd4697d9ec37`, ['Sender: 2119', 'Text: hellohello']],
    [
      'in two bytes a letter',
      `00${sender}0008${stamp}060048006500e5`,
      ['Sender: +4797531864', `Text: ${Buffer.from('Heå').toString('latin1')}`],
    ],
    ['in bytes', `00${sender}0004${stamp}03aabbcc`, ['Sender: +4797531864']],
  ])('that the phone is given, %s', (_what, bytes, rest) => {
    expect(told(delivered(bytes))).toEqual(['Message-Centre: +4729001000', ...rest])
  })

  test('of another kind, or cut in front of its text is none', () => {
    expect(told(Buffer.concat([Buffer.from([1]), hello.subarray(1)]))).toEqual([])
    expect(told(delivered(`01${sender}0000${stamp}0ae8329bfd4697d9ec37`))).toEqual([])
    const received = delivered(`00${sender}0000${stamp}0ae8329bfd4697d9ec37`)
    for (let end = 0; end < 30; end++) expect(told(received.subarray(0, end)).join()).not.toContain('Text')
    expect(told(rpData(`0001${recipient}00000ae8329bfd4697d9ec37`))).toEqual([])
    for (let end = 0; end < 22; end++) expect(told(hello.subarray(0, end)).join()).not.toContain('Text')
  })

  test('any bytes are read without a fault', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(40), (random, at) => {
        const bytes = Buffer.concat([hello.subarray(0, at), Buffer.from(random)])
        const fields = new NamedValues()
        readShortMessage(bytes, 0, bytes.length, fields)
        for (let index = 0; index < fields.length; index++)
          expect(fields.ends[index]).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })
})

test('a MESSAGE of SIP hands it on beside itself, with its answer', () => {
  const message = (hello: Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(
        `MESSAGE sip:centre@ims.example.net SIP/2.0\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Type: application/vnd.3gpp.sms\r\nContent-Length: ${hello.length}\r\n\r\n`,
      ),
      hello,
    ])
  for (const protocol of protocols) {
    const answer = 'SIP/2.0 202 Accepted\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n'
    const received = delivered('000a9174793581460000622111020304400ae8329bfd4697d9ec37')
    const outcome = play(protocol, [client(message(hello)), server(answer), server(message(received))])
    expect(
      outcome.messages.map(({ exchange, method, fields, kind }) => [
        exchange,
        kind,
        method,
        fields.includes('hellohello'),
      ]),
    ).toEqual([
      [0, 'request', 'MESSAGE', false],
      [0, 'request', 'SMS-SUBMIT', true],
      [0, 'response', '', false],
      [1, 'response', 'MESSAGE', false],
      [1, 'response', 'SMS-DELIVER', true],
    ])
    expectBalanced(outcome)
  }
})
