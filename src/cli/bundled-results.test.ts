import { expect, test } from 'vitest'
import { resultLines } from './bundled-results.ts'

const document = (findings: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      recipients: [
        { id: 'r1', host: 'reg.example', addresses: [] },
        { id: 'r2', host: '', addresses: [{ address: '192.0.2.1' }] },
      ],
      findings: Array.from({ length: findings }, (_, index) => ({
        id: `f${index + 1}`,
        severity: 'high',
        recipient: index === 0 ? 'r1' : 'r2',
        identifiers: index === 1 ? [] : ['imei', 'location'],
        transmissions: 3,
      })),
    }),
  )

test('the findings of a result are told in a line each, and the rest is counted', () => {
  expect(resultLines(document(2), (name) => name.toUpperCase())).toEqual([
    '2 findings',
    'high  REG.EXAMPLE: IMEI (number of the phone), coordinates in 3 messages (f1)',
    'high  192.0.2.1: its name was seen (f2)',
  ])
  const many = resultLines(document(12), (name) => name)
  expect(many).toHaveLength(12)
  expect(many.at(-1)).toBe('and 2 more findings')
})

test('what is only possible is told as that', () => {
  const observed = (id: string, identifier: string, confidence: string): Record<string, string> => ({
    id,
    identifier,
    confidence,
  })
  const result = {
    recipients: [{ id: 'r1', host: 'reg.example', addresses: [] }],
    observations: [
      observed('o1', 'imei', 'certain'),
      observed('o2', 'email', 'possible'),
      observed('o3', 'location', 'possible'),
      observed('o4', 'location', 'probable'),
      observed('o5', 'email', 'certain'),
    ],
    findings: [
      {
        id: 'f1',
        severity: 'high',
        recipient: 'r1',
        identifiers: ['imei', 'email', 'location'],
        observations: ['o1', 'o2', 'o3', 'o4'],
        transmissions: 1,
      },
    ],
  }
  expect(resultLines(Buffer.from(JSON.stringify(result)), (name) => name).at(-1)).toBe(
    'high  reg.example: IMEI (number of the phone), e-mail address (possible), coordinates in 1 message (f1)',
  )
})

test('of what is no result nothing is told', () => {
  for (const text of ['', '[1]', '{"findings":3}', '{"recipients":[null]}'])
    expect(resultLines(Buffer.from(text), (name) => name)).toEqual(['0 findings'])
})
