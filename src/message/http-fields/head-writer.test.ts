import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Gather } from '../gather.ts'
import { Message } from '../types.ts'
import { FieldList } from './field-list.ts'
import { fieldOddities, writeHead, writeTrailer } from './head-writer.ts'

const http2 = Buffer.from('HTTP/2')

/** Fields as if their bytes lay one behind the other in frame 1, from offset 100 on. */
function listOf(fields: readonly (readonly [string, string])[]): FieldList {
  const list = new FieldList()
  for (const [name, value] of fields) {
    const start = list.length
    list.room(name.length + value.length).write(name + value, start, 'latin1')
    list.length += name.length + value.length
    list.add(start, start + name.length)
  }
  list.runs.add(0, 1, 100)
  return list
}

function write(fields: readonly (readonly [string, string])[], isResponse = false) {
  const message = new Message()
  const head = new Gather(message.head)
  const facts = { ...writeHead(message, head, listOf(fields), isResponse, http2) }
  const { buf } = message.head
  const text = (start: number, end: number): string => buf.toString('latin1', start, end)
  return {
    message,
    head: text(message.head.start, message.head.end),
    oddities: facts.oddities,
    facts,
    at: {
      method: text(message.methodStart, message.methodEnd),
      target: text(message.targetStart, message.targetEnd),
      host: text(message.hostStart, message.hostEnd),
      type: text(message.contentTypeStart, message.contentTypeEnd),
      coding: text(message.contentEncodingStart, message.contentEncodingEnd),
      fields: text(message.fieldsStart, message.head.end),
    },
  }
}

const request = [
  [':method', 'POST'],
  [':scheme', 'https'],
  [':path', '/r?a=b'],
  [':authority', 'a.example.com'],
  ['content-type', 'application/json'],
  ['content-encoding', 'gzip'],
  ['content-length', '12'],
  ['x-id', '35'],
] as const

describe('a head written from fields', () => {
  test('a request has the form of HTTP/1, with all positions', () => {
    const { head, at, oddities, facts } = write(request)
    expect(head).toBe(
      'POST /r?a=b HTTP/2\r\nhost: a.example.com\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 12\r\nx-id: 35\r\n\r\n',
    )
    expect(at).toMatchObject({
      method: 'POST',
      target: '/r?a=b',
      host: 'a.example.com',
      type: 'application/json',
      coding: 'gzip',
    })
    expect(at.fields.startsWith('host: ')).toBe(true)
    expect([oddities, facts.contentLength]).toEqual([0, 12])
  })

  test('each field is mapped to its bytes on the wire, what is written for the form to none', () => {
    const { message, head } = write(request)
    const spans = (text: string) => {
      const start = head.indexOf(text)
      return message.head.runs.spans(start, start + text.length)
    }
    const wire = request.flat().join('')
    for (const text of ['POST', '/r?a=b', 'a.example.com', 'x-id', '35']) {
      const start = 100 + wire.indexOf(text)
      expect(spans(text), text).toEqual([{ frame: 1, start, end: start + text.length }])
    }
    expect(spans(' HTTP/2\r\n')).toEqual([])
    expect(spans('host: ')).toEqual([])
  })

  test('a response has its status', () => {
    const { head, message } = write(
      [
        [':status', '200'],
        ['server', 'x'],
      ],
      true,
    )
    expect(head).toBe('HTTP/2 200\r\nserver: x\r\n\r\n')
    expect(message.status).toBe(200)
  })

  test('CONNECT has its authority for a target, an extended one its path and protocol', () => {
    expect(
      write([
        [':method', 'CONNECT'],
        [':authority', 'a.example.com:443'],
      ]).head,
    ).toBe('CONNECT a.example.com:443 HTTP/2\r\nhost: a.example.com:443\r\n\r\n')
    const extended = write([
      [':method', 'CONNECT'],
      [':protocol', 'websocket'],
      [':scheme', 'https'],
      [':path', '/chat'],
      [':authority', 'a.example.com'],
    ])
    expect(extended.head).toBe('CONNECT /chat HTTP/2\r\nhost: a.example.com\r\nprotocol: websocket\r\n\r\n')
    expect(extended.head.slice(extended.facts.protocolStart, extended.facts.protocolEnd)).toBe('websocket')
    expect(extended.oddities).toBe(0)
  })

  test.each([
    ['repeatedPseudo', [...request, [':path', '/b']], 'path: /b'],
    ['latePseudo', [...request, [':protocol', 'x']], 'protocol: x'],
    ['unknownPseudo', [[':imei', '35'], ...request], 'imei: 35'],
    ['missingPseudo', request.slice(1), ' /r?a=b HTTP/2'],
    ['forbiddenByte', [...request, ['x', 'a\r\nb']], 'x: a\r\nb'],
    ['connectionField', [...request, ['transfer-encoding', 'chunked']], 'transfer-encoding: chunked'],
    ['connectionField', [...request, ['connection', 'close']], 'connection: close'],
    ['connectionField', [...request, ['upgrade', 'x']], 'upgrade: x'],
    ['conflictingHosts', [...request, ['host', 'b.example.com']], 'host: b.example.com'],
    ['badLength', [...request, ['content-length', '+5']], 'content-length: +5'],
    ['repeatedLength', [...request, ['content-length', '13']], 'content-length: 13'],
  ] as [keyof typeof fieldOddities, [string, string][], string][])(
    'odd: %s (and all of it is written)',
    (oddity, fields, written) => {
      const { head, oddities } = write(fields)
      expect(oddities & fieldOddities[oddity]).toBe(fieldOddities[oddity])
      expect(head).toContain(written)
    },
  )

  test('metadata of gRPC as bytes behind a zero byte is not odd; the same under another name is', () => {
    const oddOf = (name: string, value: string): number => write([...request, [name, value]]).oddities
    expect(oddOf('imsi-bin', '\0\n\x05\r\n\0')).toBe(0)
    expect(oddOf('imsi-bin', 'a\r\nb')).toBe(fieldOddities.forbiddenByte)
    expect(oddOf('imsi', '\0\n')).toBe(fieldOddities.forbiddenByte)
    expect(oddOf('-bin', '\0\n')).toBe(fieldOddities.forbiddenByte)
    expect(oddOf('a\n-bin', '\0\n')).toBe(fieldOddities.forbiddenByte)
  })

  test('host stands in for a missing authority', () => {
    expect(write([...request.slice(0, 3), ['host', 'h.example.com']]).at.host).toBe('h.example.com')
  })

  test('trailers are lines', () => {
    const message = new Message()
    const trailer = new Gather(message.trailer)
    expect(writeTrailer(trailer, listOf([['grpc-status', '0']]))).toBe(0)
    expect(message.trailer.buf.toString('latin1', 0, message.trailer.end)).toBe('grpc-status: 0\r\n')
    expect(message.trailer.runs.spans(13, 14)).toEqual([{ frame: 1, start: 111, end: 112 }])
  })

  test('any fields are written in full', () => {
    const text = fc.string({ unit: 'binary-ascii', maxLength: 20 })
    const name = fc.oneof(
      text,
      fc.constantFrom(':method', ':path', ':authority', ':status', ':scheme', ':', ''),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text), { maxLength: 80 }), fc.boolean(), (fields, isResponse) => {
        const { head } = write(fields, isResponse)
        for (const [field, value] of fields) {
          if (!field.startsWith(':')) expect(head).toContain(`${field}: ${value}\r\n`)
          else if (field !== ':scheme') expect(head).toContain(value)
        }
      }),
    )
  })
})
