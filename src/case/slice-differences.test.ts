import { expect, test } from 'vitest'
import { sliceDifferences } from './slice-differences.ts'

const observation = {
  id: 'o7',
  capture: 1,
  identifier: 'imei',
  normal: '356938035643809',
  recipient: 'r9',
  frames: [20],
  spans: [{ frame: 20, start: 4, end: 19 }],
  chain: [{ step: 'body', detail: '' }],
  exchange: { id: 5, host: 'a.example', status: 200 },
}

function documentOf(observations: readonly object[], recipient = 'r9', host = 'a.example'): object {
  return { recipients: [{ id: recipient, host, addresses: [] }], observations }
}

const recorded = documentOf([observation, observation])
/** The same, as a scan of the slice numbers it. */
const own = {
  ...observation,
  id: 'o1',
  capture: 0,
  recipient: 'r1',
  frames: [2],
  spans: [{ frame: 2, start: 4, end: 19 }],
  exchange: { ...observation.exchange, id: 0 },
}
const slices = [{ capture: 1, frames: [10, 20, 30] }]

test('observations are the same, whatever a run numbers them by', () => {
  expect(sliceDifferences(recorded, documentOf([own, own], 'r1'), slices, 9)).toEqual([])
})

test.each<[string, object, readonly string[]]>([
  ['one is missing', documentOf([own], 'r1'), ['o7 (imei, frame 20) is recorded, and was not derived']],
  [
    'there is another one',
    documentOf([own, own, own], 'r1'),
    ['o1 (imei, frame 20) was derived, and is not recorded'],
  ],
  [
    'it went to another recipient',
    documentOf([own, own], 'r1', 'b.example'),
    [
      'o7 (imei, frame 20) is recorded, and was not derived',
      'o1 (imei, frame 20) was derived, and is not recorded',
    ],
  ],
])('%s', (_, derived, differences) => {
  expect(sliceDifferences(recorded, derived, slices, 9)).toEqual(differences)
})

test('frames of another place in the original, or bytes of another place in the frame, are a difference', () => {
  const derived = documentOf([own, own], 'r1')
  expect(sliceDifferences(recorded, derived, [{ capture: 1, frames: [10, 21] }], 9)).toHaveLength(2)
  expect(sliceDifferences(recorded, derived, [{ capture: 0, frames: [10, 20] }], 9)).toHaveLength(2)
  expect(sliceDifferences(recorded, derived, [], 9)).toHaveLength(2)
  const moved = { ...own, spans: [{ frame: 2, start: 5, end: 20 }] }
  expect(sliceDifferences(recorded, documentOf([own, moved], 'r1'), slices, 9)).toHaveLength(2)
})

test('what is no result at all gives no observations', () => {
  for (const derived of [null, [], 'text', { observations: 7 }, { observations: [null] }])
    expect(sliceDifferences(recorded, derived, slices, 9).length).toBeGreaterThan(0)
})

test('a recorded result of other shapes is a difference, and nothing that is thrown', () => {
  const derived = documentOf([own], 'r1')
  const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown
  for (const odd of [
    null,
    7,
    {},
    [],
    [null],
    { toString: 1 },
    [{ toString: 1, valueOf: 2 }],
    Infinity,
    deep,
  ]) {
    for (const name of ['id', 'capture', 'identifier', 'recipient', 'frames', 'spans', 'chain', 'exchange']) {
      const found = sliceDifferences(documentOf([{ ...observation, [name]: odd }]), derived, slices, 9)
      expect(found.length, `${name} ${typeof odd}`).toBeGreaterThan(0)
    }
    for (const name of ['capture', 'frame', 'name', 'recipient']) {
      const contact = { name: 'a.example', recipient: 'r9', capture: 1, frame: 20, [name]: odd }
      const whole = { ...documentOf([observation]), contacts: [contact] }
      expect(sliceDifferences(whole, derived, slices, 9), name).toHaveLength(1)
    }
    for (const name of ['id', 'recipient', 'identifiers']) {
      const finding = { id: 'f1', recipient: 'r9', identifiers: ['imei'], [name]: odd }
      const whole = { ...documentOf([observation]), findings: [finding] }
      expect(sliceDifferences(whole, derived, slices, 9).length > 0, name).toBe(name !== 'id')
    }
  }
})

test('what has no name or place is told all the same', () => {
  const odd = { ...observation, id: {}, identifier: null, frames: ['20'] }
  expect(sliceDifferences(documentOf([odd]), documentOf([]), slices, 9)).toEqual([
    '? (?, frame ?) is recorded, and was not derived',
  ])
})

test('contacts with known senders are held against each other, too', () => {
  const contact = {
    capture: 1,
    recipient: 'r9',
    family: 'f',
    name: 'a.example',
    source: 'device-log',
    frame: 20,
  }
  const hosts = { recipients: [{ id: 'r9', host: 'a.example', addresses: [] }], observations: [] }
  const whole = { ...hosts, contacts: [contact] }
  expect(
    sliceDifferences(whole, { ...hosts, contacts: [{ ...contact, capture: 0, frame: 2 }] }, slices, 9),
  ).toEqual([])
  expect(sliceDifferences(whole, hosts, slices, 9)).toEqual([
    'the contact with a.example (frame 20) is recorded, and was not derived',
  ])
})

test('a finding that no observation and no contact bears out is named: the slices say nothing of it', () => {
  const found = (findings: readonly object[], contacts: readonly object[] = []): string[] =>
    sliceDifferences(
      { ...documentOf([observation]), findings, contacts },
      {
        ...documentOf([own], 'r1'),
        contacts: contacts.map((one) => ({ ...one, recipient: 'r1', capture: 0, frame: 2 })),
      },
      slices,
      9,
    )
  const finding = { id: 'f1', recipient: 'r9', identifiers: ['imei'] }
  const baseless = ['the finding f1 is recorded, and nothing that was observed bears it out']
  expect(found([finding])).toEqual([])
  for (const more of [{ identifiers: ['imei', 'imsi'] }, { recipient: 'r8' }, { identifiers: [] }])
    expect(found([{ ...finding, ...more }])).toEqual(baseless)
  const contact = { name: 'a.example', recipient: 'r9', capture: 1, frame: 20 }
  expect(found([{ ...finding, identifiers: [] }], [contact])).toEqual([])
})
