import { expect, test } from 'vitest'
import { numbersThing } from './measure-names.ts'

test.each([
  'experiment_id',
  'trackingCode',
  'row_id',
  'vat_no',
  'account_number',
  'articleIds',
  'license-nr',
])('%s numbers something that has no telephone in it', (name) => expect(numbersThing(name)).toBe(true))

test.each([
  'device_id',
  'user_id',
  'terminalNumber',
  'sim_card_id',
  'account_id',
  'externalId',
  'id',
  'x_id',
  'n',
  'serialno',
  'unit_no',
])('%s may number a phone', (name) => expect(numbersThing(name)).toBe(false))
