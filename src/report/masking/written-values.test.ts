import { describe, expect, test } from 'vitest'
import { WrittenValues } from './written-values.ts'

const values = new WrittenValues(
  new Map([
    ['imei', ['357184092641738']],
    ['msisdn', ['+4799900137']],
    ['wifi-mac', ['02:00:5e:10:20:2b']],
    ['iccid', ['89470100739182640533']],
    ['advertising-id', ['5d0c7e92-84b1-4f36-9a2e-c1f07b3d6845']],
    ['serial', ['B2NGAA8473920561']],
    ['cell-id', ['20261124']],
    ['email', ['ada1990@example.net']],
    ['person-name', ['Mia Brandt', 'Jo Li']],
    ['ssid', ['Zuhause']],
  ]),
)

test.each([
  ['cap 35-718409-264173-8.pcapng', 'cap 35••••••••••••••-8.pcapng'],
  ['35 718409 264173 8', '35•••••••••••••• 8'],
  ['35.718409.264173.8', '35••••••••••••••.8'],
  ['35_718409_264173_8', '35••••••••••••••_8'],
  ['IMEI35/718409/264173/8', 'IMEI35••••••••••••••/8'],
  ['35-718409-264173', '35••••••••••••73'],
  ['of +47 999 00 137', 'of +47•••••••••37'],
  ['of +47 999 00 137', 'of +47•••••••••37'],
  ['of 0047 999 00 137', 'of 0047•••••••••37'],
  ['of 999 00 137 and 99900137', 'of 99•••••••7 and 9••••••7'],
  ['02-00-5E-10-20-2B', '02•••••••••••••2B'],
  ['0200.5e10.202b', '02••••••••••2b'],
  ['8947 0100 7391 8264 0533', '89••••••••••••••••••••33'],
  ['5d0c7e9284b14f369a2ec1f07b3d6845', '5d••••••••••••••••••••••••••••45'],
  ['B2NG-AA84-7392-0561', 'B2•••••••••••••••61'],
  ['tablet of Mia Brandt, 2026', 'tablet of Mi•••••••t, 2026'],
  ['MiaBrandt.pcapng', 'Mi••••••t.pcapng'],
  ['mia_brandt', 'mi•••••••t'],
])('%s is masked', (text, wanted) => {
  expect(values.hide(text)).toBe(wanted)
})

describe('nothing else is:', () => {
  test.each([
    'capture-2026-11-24-0900.pcapng',
    '135-718409-264173-8',
    '35-718409-264173-81',
    'XB2NGAA8473920561',
    '35-718409 of 264173-8',
    '35 ---- 718409 264173 8',
    'ada1990@example.net',
    'MiaBrandts Zuhause',
    'Mia and Brandt',
    'Jo Li',
    '',
    '7',
  ])('%s', (text) => {
    expect(values.hide(text)).toBe(text)
  })
})
