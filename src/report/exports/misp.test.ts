/** MISP: held against the core format. No program that reads events can be had as a package. */
import { Ajv } from 'ajv'
import { beforeAll, expect, test } from 'vitest'
import {
  attacks,
  nothingIn,
  scanSample,
  withGivenUp,
  withRecipients,
  withText,
  withTime,
  written,
} from '../../../test/support/exported-sample.ts'
import { formats } from '../../../test/support/formats.ts'
import { mispSchema } from '../../../test/support/misp-schema.ts'
import type { ScanResult } from '../../pipeline/scan-result.ts'

interface MispEvent {
  readonly Event: {
    readonly date: string
    readonly attribute_count: string
    readonly Attribute: readonly {
      readonly uuid: string
      readonly type: string
      readonly value: string
      readonly comment: string
      readonly first_seen: string
      readonly last_seen: string
    }[]
  }
}

const validate = new Ajv({ allErrors: true, strict: false, formats }).compile<MispEvent>(mispSchema)

let result: ScanResult
let many: ScanResult
beforeAll(async () => {
  result = await scanSample()
  many = withRecipients(
    result,
    ['a.example.com', 'b_c.example.com', ...attacks],
    ['192.0.2.9', '2001:db8::9'],
  )
})

function eventOf(of: ScanResult): MispEvent['Event'] {
  const event: unknown = JSON.parse(written('misp', of))
  if (!validate(event)) throw new Error(JSON.stringify(validate.errors))
  return event.Event
}

test('an event holds the core format, whatever a capture says', () => {
  for (const of of [
    result,
    many,
    nothingIn(result),
    withGivenUp(result),
    ...attacks.map((text) => withText(result, text)),
    ...[2 ** 53, -(2 ** 53), -1].map((sec) => withTime(result, { sec, nsec: 0 })),
  ]) {
    const { Attribute: attributes, attribute_count: count } = eventOf(of)
    expect(count).toBe(String(attributes.length))
    expect(new Set(attributes.map(({ uuid }) => uuid)).size).toBe(attributes.length)
  }
})

test('it names the recipients, and when they were seen', () => {
  expect(eventOf(result).Attribute).toMatchObject([
    {
      type: 'hostname',
      value: 'zzhc.vnet.cn',
      comment: 'recipient of identifiers: China Telecom terminal self-registration',
      first_seen: '2019-02-11T05:44:19.339519+00:00',
    },
  ])
  const few = withRecipients(result, ['a.example.com', 'b_c.example.com'], ['192.0.2.9', '2001:db8::9'])
  expect(eventOf(few).Attribute.map(({ type, value }) => `${type} ${value}`)).toEqual([
    'hostname a.example.com',
    'hostname b_c.example.com',
    'ip-dst 192.0.2.9',
    'ip-dst 2001:db8::9',
  ])
})

test('the format is asked in earnest: each of these is refused', () => {
  const text = written('misp', result)
  const changes: readonly (readonly [string, string])[] = [
    ['"uuid": "', '"uuid": "x'],
    ['"date": "2019-02-11"', '"date": "2019-02-31"'],
    ['"published": false', '"published": "false"'],
    ['"publish_timestamp": "0"', '"publish_timestamp": "5"'],
    ['"threat_level_id": "1"', '"threat_level_id": 1'],
    ['"analysis": "2"', '"analysis": "3"'],
    ['"distribution": "0"', '"distribution": "5"'],
    ['"sharing_group_id": "0"', '"sharing_group_id": "1"'],
    ['"type": "hostname"', '"type": "hostname-pattern"'],
    ['"type": "hostname"', '"type": "ip-dst"'],
    ['"category": "Network activity"', '"category": "Network"'],
    ['"to_ids": true', '"to_ids": "1"'],
    ['"deleted": false', '"removed": false'],
    ['"value": "zzhc.vnet.cn"', '"value": "zzhc vnet cn"'],
    ['519+00:00"', '519Z"'],
  ]
  for (const [from, to] of changes) {
    expect(text).toContain(from)
    expect(validate(JSON.parse(text.replace(from, to))), `${from} as ${to}`).toBe(false)
  }
})

test('an event without a finding is of the time of the capture', () => {
  expect(eventOf(nothingIn(result)).date).toBe(eventOf(result).date)
})
