import { expect, test } from 'vitest'
import { maskedLabel, maskedName, maskedNote } from './masked-name.ts'

test.each([
  ['bugreport-490154203237518.zip', 'bugreport-49•••••••••••18.zip'],
  ['wifi AA:bb:01:02:03:04', 'wifi AA•••••••••••••04'],
  ['capture-20190301-1200.pcapng', 'capture-20190301-1200.pcapng'],
  ['', ''],
])('%j is shown as %j', (name, shown) => {
  expect(maskedName(name)).toBe(shown)
})

test.each([
  ['$["kari@post.example"].phone', '$["ka•••••••••••••le"].phone'],
  ['$.radios["3c5ab410209e"].n', '$.radios["3c••••••••9e"].n'],
  ['of kari@post.example.pcap', 'of ka••••••••••••••••••ap'],
  ['notes@home', 'notes@home'],
])('names of members and addresses of mail are masked: %s', (name, wanted) =>
  expect(maskedName(name)).toBe(wanted),
)

test.each([
  ['cap 35-718409-264173-8.pcapng', 'cap 35••••••••••••••-8.pcapng'],
  ['35 718409 264173 8', '35•••••••••••••• 8'],
  ['of +47 999 00 137.pcap', 'of +4••••••••••37.pcap'],
  ['B2NGAA8473920561', 'B2••••••••••••61'],
])('numbers in groups, and all of a serial, are masked: %s', (name, wanted) =>
  expect(maskedName(name)).toBe(wanted),
)

test.each([
  'capture 2019-03-01 12-00-05.pcapng',
  '20190301-120005-2.pcapng',
  '01-03-2019-12-00-05-123.pcapng',
  'nokia-7-plus-00WW_3_39B.pcapng',
  'run 1-2-3-4-5',
])('days, versions and counts are not: %s', (name) => expect(maskedName(name)).toBe(name))

test.each([
  ['call 99112233', 'call 9••••••3'],
  ['call 991 12 233', 'call 99•••••••3'],
  ['call 912345678 of B2NGAA8473920561', 'call 91••••••8 of B2••••••••••••61'],
  ['SIM 7c31e9a04bd852f6', 'SIM 7c••••••••••••f6'],
  ['since 20190211, 07:13', 'since 20190211, 07:13'],
  ['2019-02-11 07:13:00 battery 45, 192.168.100.20', '2019-02-11 07:13:00 battery 45, 192.168.100.20'],
  [
    'com.android.providers.telephony, SCREEN_BRIGHT_WAKE_LOCK',
    'com.android.providers.telephony, SCREEN_BRIGHT_WAKE_LOCK',
  ],
])('in notes also shorter ones: %s', (note, wanted) => expect(maskedNote(note, null)).toBe(wanted))

test.each([
  ['MzU3MTg0MDkyNjQxNzM4.txt', '••••••••••••••••••••.txt'],
  ['$["eyAgImltZWkiOiIzNTcxODQwOTI2NDE3MzgifQ=="].n', `$["${'•'.repeat(40)}"].n`],
  ['GM2TOMJYGQYDSMRWGQYTOMZY', '•'.repeat(24)],
])('what is encoded is masked whole: %s', (name, shown) => expect(maskedName(name)).toBe(shown))

test.each([
  ['a.example POST /p/144db66f619ca/e body → json $.t', 'a.example POST /p/14•••••••••ca/e body → json $.t'],
  [
    'a.example GET /p head → target → query 02005e10202b',
    'a.example GET /p head → target → query 02••••••••2b',
  ],
  ['198.51.100.209:443 TLS 2 body', '198.51.100.209:443 TLS 2 body'],
])('labels of fields show no part that may be a value: %s', (label, shown) =>
  expect(maskedLabel(label, null)).toBe(shown),
)

test('a moment in the name of a file of a ring buffer is none', () => {
  for (const name of [
    'router_00001_20261024043000.pcap',
    'dump-20261024043000-2.pcapng',
    'cap_202610240430.pcap',
  ])
    expect(maskedName(name)).toBe(name)
  // No day, no time of day, a digit more, letters around.
  for (const name of ['a_20261324043000', 'a_20261024253000', 'a_202610240430001', '20261024043000x'])
    expect(maskedName(name)).toContain('•')
})
