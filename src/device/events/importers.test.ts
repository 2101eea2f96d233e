import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyText } from '../../../test/support/any-text.ts'
import { formatInstant } from '../../core/time.ts'
import { eventImporters } from '../event-importers.gen.ts'
import { tagsOfApi } from './log-tags.ts'
import { decodeText, importerOf, importEvents } from './read-events.ts'
import type { ImportContext, Imported } from './types.ts'
import { fixedZone, zoneOf } from './zone.ts'

const march = Date.UTC(2026, 2, 4, 12) / 1_000
const context: ImportContext = { path: 'log.txt', near: march, zone: fixedZone(60), writtenAt: march }

function read(text: string, more: Partial<ImportContext> = {}): Imported {
  const imported = importEvents(text, { ...context, ...more })
  if (imported === null) throw new Error('no importer knows this text')
  return imported
}

function linesOf(imported: Imported): string[] {
  return imported.events.map((event) => `${formatInstant(event.at, 3)} ${event.kind}`)
}

function codes(imported: Imported): string[] {
  return imported.oddities.map(({ code }) => code.code)
}

test('a quote in a table that is not closed is noted, and its line is read as it stands', () => {
  const imported = read(
    'at,kind,note\n2026-03-04T07:42:00Z,boot,"torn\n2026-03-04T07:43:00Z,unlock,"whole"\n',
  )
  expect(linesOf(imported)).toEqual(['2026-03-04T07:42:00.000Z boot', '2026-03-04T07:43:00.000Z unlock'])
  expect(codes(imported)).toEqual(['device.events.open_quote'])
})

test('notes of the same event are taken for one, and counted', () => {
  const unlocks = Array.from({ length: 30 }, (_, index) => ({
    at: formatInstant({ sec: march + index, nsec: 0 }, 0),
    kind: 'unlock',
  }))
  const imported = read(unlocks.map((one) => `${JSON.stringify(one)}\n`).join(''))
  expect(imported).toMatchObject({ records: 30, repeated: 15 })
  expect(imported.events).toHaveLength(15)
  const apart = read(
    unlocks
      .filter((_, index) => index % 2 === 0)
      .map((one) => `${JSON.stringify(one)}\n`)
      .join(''),
  )
  expect(apart).toMatchObject({ records: 15, repeated: 0 })
})

describe('varde’s own lines', () => {
  test('a comparison of clocks is an anchor, and one that lacks a number or a zone is none', () => {
    const anchor = {
      kind: 'clock-anchor',
      at: '2019-02-11T06:43:16+01:00',
      offsetMs: -1_200,
      uncertaintyMs: 20,
    }
    const lines = [
      { ...anchor, source: 'time server' },
      { ...anchor, uncertaintyMs: 0 },
      { ...anchor, at: 1_549_865_000 },
      { ...anchor, at: 'yesterday' },
      { ...anchor, offsetMs: '5' },
      { ...anchor, uncertaintyMs: null },
      { ...anchor, uncertaintyMs: -1 },
    ]
    const imported = read(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
    const [at, offsetMs] = [{ sec: 1_549_863_796, nsec: 0 }, -1_200]
    expect(imported.anchors).toEqual([
      { at, offsetMs, uncertaintyMs: 20, source: 'time server' },
      { at, offsetMs, uncertaintyMs: 0, source: 'anchor' },
    ])
    expect(codes(imported)).toEqual(Array.from({ length: 5 }, () => 'device.events.malformed'))
    expect(imported.events).toEqual([])
  })

  test('kinds, other words for them, notes, and a second mark of a boot', () => {
    const imported = read(
      [
        '{"at":"2019-02-11T05:42:55.055Z","kind":"boot","source":"phone-emulator","note":"build"}',
        '{"at":"2019-02-11T05:43:19.056Z","kind":"boot-completed"}',
        '{"at":"2019-02-11T06:43:16.108+01:00","kind":"wifi-up"}',
        '{"at":1549865000,"kind":"unlock"}',
        '{"at":"yesterday","kind":"unlock"}',
        '{"at":"2019-02-11T06:43:16Z","kind":"sneeze"}',
        'no json',
      ].join('\n'),
    )
    expect(imported.format).toBe('ndjson')
    expect(imported).toMatchObject({ records: 7, ignored: 1, repeated: 0 })
    expect(imported.events.map(({ source, note }) => [source, note])).toEqual([
      ['phone-emulator', 'build'],
      ['events', ''],
      ['events', ''],
    ])
    expect(linesOf(imported)).toEqual([
      '2019-02-11T05:42:55.055Z boot',
      '2019-02-11T05:43:16.108Z network-up',
      '2019-02-11T06:03:20.000Z unlock',
    ])
    expect(codes(imported)).toEqual([
      'device.events.no_time',
      'device.events.unknown_kind',
      'device.events.malformed',
    ])
  })
})

test('oddities beyond the limit are counted', () => {
  const first = '{"at":"2019-02-11T05:42:55.055Z","kind":"boot"}\n'
  const { oddities, events } = read(first + 'no json\n'.repeat(1_003))
  expect(events).toHaveLength(1)
  expect(oddities).toHaveLength(1_001)
  expect(oddities.at(-1)).toMatchObject({
    code: { code: 'device.events.too_many_oddities', kind: 'limit' },
    detail: '3 more',
  })
})

test('a time that is none says nothing of time zones, in any form that names zones', () => {
  for (const text of [
    '{"at":"2026-03-01T10:00:00Z","kind":"boot"}\n{"at":"bad","kind":"boot"}\n',
    'time,event\n2026-03-01T10:00:00Z,boot\nbad,boot\n',
  ])
    expect(codes(read(text, { zone: null }))).toEqual(['device.events.no_time'])
})

test('a table, with its separator, quotes, zone and unknown kinds', () => {
  const imported = read(
    'Time;Event;Note\r\n2026-03-04 07:41:12;Boot;"with; separator"\r\n2026-03-04T07:42:03+00:00;screen on;\r\n1772610126;UNLOCK;\r\n2026-03-04 08:00;tea;\r\n',
  )
  expect(linesOf(imported)).toEqual([
    '2026-03-04T06:41:12.000Z boot',
    '2026-03-04T07:42:03.000Z screen-on',
    '2026-03-04T07:42:06.000Z unlock',
  ])
  expect(imported.events[0]?.note).toBe('with; separator')
  expect(codes(imported)).toEqual(['device.events.unknown_kind'])
})

test('a table as spreadsheets of several countries write its times', () => {
  const imported = read(
    'Date;Time;Event\n04.03.2026;07:42:03;unlock\n4.3.2026;8:42;unlock\n2026/03/04;09:42:03;unlock\n٢٠٢٦-٠٣-٠٤;١٠:٤٢:٠٣;unlock\n3/4/2026;11:42;unlock\n04.03.2026;;unlock\n',
  )
  expect(linesOf(imported)).toEqual([
    '2026-03-04T06:42:03.000Z unlock',
    '2026-03-04T07:42:00.000Z unlock',
    '2026-03-04T08:42:03.000Z unlock',
    '2026-03-04T09:42:03.000Z unlock',
  ])
  // Whether the third of April or the fourth of March: nobody says.
  expect(codes(imported)).toEqual(['device.events.no_time', 'device.events.no_time'])
  expect(linesOf(read('at,kind\n04.03.2026 07:42:03,unlock\n'))).toEqual(['2026-03-04T06:42:03.000Z unlock'])
})

test('own lines and tables: a time without a zone is told, remarks are passed over', () => {
  const line = '{"at":"2026-03-04 07:42:03","kind":"unlock"}\n'
  expect(linesOf(read(line))).toEqual(['2026-03-04T06:42:03.000Z unlock'])
  const unsaid = read(line, { zone: null })
  expect(linesOf(unsaid)).toEqual(['2026-03-04T07:42:03.000Z unlock'])
  expect(codes(unsaid)).toEqual(['device.events.no_zone'])
  expect(codes(read(line.replace('03"', '03Z"'), { zone: null }))).toEqual([])
  const table = read(
    '# my notes\n\n time,event\n# at home\n2026-03-04 07:42:03,unlock\n2026-03-04 07:42:03,boot-completed\n',
  )
  expect(linesOf(table)).toEqual(['2026-03-04T06:42:03.000Z unlock'])
  expect(table).toMatchObject({ records: 2, ignored: 1, oddities: [] })
  expect(table.events[0]?.note).toBe('')
})

test('a mark that is taken back takes back itself, not one that was right', () => {
  const mark = (second: number): string =>
    `{"at":"2026-03-04T07:42:0${second}Z","kind":"unlock","source":"mark","note":""}`
  const back = '{"schema":"varde/marks@1","isWrong":true}'
  const told = (...lines: string[]): string[] =>
    linesOf(read(['{"schema":"varde/marks@1"}', ...lines].join('\n')))
  const unlock = '2026-03-04T07:42:01.000Z unlock'
  expect(told(mark(1), mark(2), back)).toEqual([unlock])
  expect(told(mark(1), mark(2), back, back)).toEqual([])
  expect(told(mark(1), mark(2), mark(5), back, back)).toEqual([unlock])
  expect(told(back, mark(1))).toEqual([unlock])
})

test('what was taken back is marked anew at once, of an app, too', () => {
  const mark = (kind: string, second: number, note: string): string =>
    `{"at":"2026-03-04T07:42:0${second}Z","kind":"${kind}","source":"mark","note":"${note}"}`
  const back = '{"schema":"varde/marks@1","isWrong":true}'
  const told = (...lines: string[]): string[] =>
    linesOf(read(['{"schema":"varde/marks@1"}', ...lines].join('\n')))
  expect(told(mark('unlock', 1, ''), back, mark('unlock', 2, ''))).toEqual([
    '2026-03-04T07:42:02.000Z unlock',
  ])
  const app = (second: number): string => mark('app-start', second, 'com.example.app')
  expect(told(app(1), back, app(2))).toEqual(['2026-03-04T07:42:02.000Z app-start'])
})

const session = `--------- beginning of events
03-04 07:41:12.508  root   611   611 I boot_progress_start: 9184
03-04 07:41:21.930  1000  1322  1340 I boot_progress_ams_ready: 18605
03-04 07:41:24.655  1000  1322  2011 I wm_set_keyguard_shown: [0,1,0,0,0,setKeyguardShown]
03-04 07:42:03.071  1000  1322  1344 I power_screen_state: [1,0,0,0,214]
03-04 07:42:03.074  1000  1322  1322 I screen_toggled: 1
03-04 07:42:06.410  1000  1322  1890 I uc_unlock_user: 0
03-04 07:42:06.600  1000  1322  2011 I wm_set_keyguard_shown: [0,0,0,1,0,setKeyguardShown]
03-04 07:42:06.702 10187  2504  2504 I sysui_status_bar_state: [0,0,0,0,1,0]
03-04 07:42:06.955  1000  1322  1377 I am_proc_start: [0,4711,1000,com.vendor.register,broadcast,com.vendor.register/.BootReceiver]
03-04 07:43:00.000  1000  1322  1377 I chatty  : uid=1000(system) expire 12 lines
03-04 07:43:10.000  1000  1322  1344 I screen_toggled: 0
03-04 07:44:00.000  1000  1322  1344 I [70000]: 1
03-04 07:44:10.000  1000  1322  1344 I battery_status: [3,2,1,0,Li-ion]
03-04 07:44:40.000  1000  1322  1344 I battery_status: [2,2,1,2,Li-ion]
`

describe('the event log of Android', () => {
  const expected = [
    '2026-03-04T06:41:03.324Z boot',
    '2026-03-04T06:42:03.071Z screen-on',
    '2026-03-04T06:42:06.600Z unlock',
    '2026-03-04T06:42:06.955Z process-start',
    '2026-03-04T06:43:10.000Z screen-off',
    '2026-03-04T06:44:00.000Z screen-on',
    '2026-03-04T06:44:40.000Z charger-on',
  ]

  test('threadtime with a user column; one event noted twice is one', () => {
    const imported = read(session)
    expect(imported.format).toBe('logcat-events')
    expect(linesOf(imported)).toEqual(expected)
    expect(imported.events[3]?.note).toBe('com.vendor.register (broadcast com.vendor.register/.BootReceiver)')
    expect(codes(imported)).toEqual(['device.events.dropped'])
  })

  test('without a user column, with CR CR LF, with a year and a zone', () => {
    expect(linesOf(read(session.replaceAll(/(\.\d{3}) +\w+ ( +\d+ +\d+ I)/g, '$1 $2')))).toEqual(expected)
    expect(linesOf(read(session.replaceAll('\n', '\r\r\n')))).toEqual(expected)
    const dated = session.replaceAll(/^03-04 (\S+)/gm, '2026-03-04 $1 +0100')
    expect(linesOf(read(dated, { near: 0, zone: null }))).toEqual(expected)
  })

  test('long form, with and without the user, and colours', () => {
    const long = session
      .replaceAll(/^(\S+ \S+) +(\S+) +(\d+) +(\d+) I (\S+?) *: (.*)$/gm, '[ $1  $3: $4 I/$5 ]\n$6\n')
      .replace(']: 1', ']\n1')
    expect(long).toContain('[ 03-04 07:42:03.074  1322: 1322 I/screen_toggled ]\n1\n')
    expect(linesOf(read(long))).toEqual(expected)
    expect(linesOf(read(long.replaceAll('  1322: ', '  1000: 1322: ')))).toEqual(expected)
    expect(read(long).records).toBe(read(session).records)
    const coloured = session.replaceAll(/^(\d.*)$/gm, '\u001B[38;5;40m$1 \u001B[0m')
    expect(linesOf(read(coloured))).toEqual(expected)
  })

  test('forms that print no time are told, line by line of what would be an event', () => {
    const brief = session.replaceAll(/^\S+ \S+ +\S+ +(\d+) +\d+ I (\S+?) *: /gm, 'I/$2( $1): ')
    for (const text of [
      brief,
      brief.replaceAll(/\( \d+\)/g, ''),
      brief.replaceAll(/\( (\d+)\)/g, '(root: $1)'),
    ]) {
      const imported = read(text.replace(/^-.*\n/, ''))
      expect(imported.format).toBe('logcat-events')
      expect(linesOf(imported)).toEqual([])
      expect(new Set(codes(imported))).toEqual(new Set(['device.events.no_time']))
    }
  })

  test('old time form, epoch form, and times since the start, which say nothing', () => {
    for (const process of ['( 1322)', '( 1000: 1322)', '(root: 1322)', '(u0_a187:12345)'])
      expect(linesOf(read(`03-04 07:42:03.074 I/screen_toggled${process}: 1\n`))).toEqual([
        '2026-03-04T06:42:03.074Z screen-on',
      ])
    expect(
      linesOf(read('--------- beginning of events\n1772606523.074  1322  1322 I screen_toggled: 1\n')),
    ).toEqual(['2026-03-04T06:42:03.074Z screen-on'])
    // The one line ends where the log ends it: U+2028 may stand in what apps say.
    expect(
      linesOf(read('03-04 07:42:03.074  1322  1322 I am_proc_start: [0,1,10,com.example,a,\u2028b]\n')),
    ).toEqual(linesOf(read('03-04 07:42:03.074  1322  1322 I am_proc_start: [0,1,10,com.example,a,b]\n')))
    const relative = read('--------- beginning of events\n   12.508  1322  1322 I screen_toggled: 1\n')
    expect(relative.events).toEqual([])
    expect(codes(relative)).toEqual(['device.events.relative_time'])
  })

  test('over New Year', () => {
    const text =
      '12-31 23:59:00.000  1  1 I screen_toggled: 1\n01-01 00:01:00.000  1  1 I screen_toggled: 0\n'
    expect(linesOf(read(text, { near: Date.UTC(2026, 0, 1) / 1_000, zone: fixedZone(0) }))).toEqual([
      '2025-12-31T23:59:00.000Z screen-on',
      '2026-01-01T00:01:00.000Z screen-off',
    ])
  })

  test('over New Year with weeks in between, and with the year given', () => {
    const text =
      '12-30 08:00:00.000  1  1 I screen_toggled: 1\n02-01 08:00:00.000  1  1 I screen_toggled: 0\n'
    expect(linesOf(read(text, { near: Date.UTC(2026, 1, 1) / 1_000, zone: fixedZone(0) }))).toEqual([
      '2025-12-30T08:00:00.000Z screen-on',
      '2026-02-01T08:00:00.000Z screen-off',
    ])
    const night =
      '12-31 23:59:00.000  1  1 I screen_toggled: 1\n01-01 00:01:00.000  1  1 I screen_toggled: 0\n'
    expect(linesOf(read(night, { near: Date.UTC(2025, 6, 2, 12) / 1_000, zone: fixedZone(0) }))).toEqual([
      '2025-12-31T23:59:00.000Z screen-on',
      '2026-01-01T00:01:00.000Z screen-off',
    ])
  })

  test('a log that begins before the clock was set keeps its year behind that', () => {
    const text = (day: string): string =>
      `01-01 00:00:09.508  1  1 I screen_toggled: 1\n${day} 07:42:03.000  1  1 I screen_toggled: 0\n`
    for (const near of [Date.UTC(2026, 7, 15), Date.UTC(2026, 6, 1)]) {
      const imported = read(text('08-15'), { near: near / 1_000, zone: fixedZone(0) })
      expect(linesOf(imported)).toContain('2026-08-15T07:42:03.000Z screen-off')
      expect(codes(imported)).toContain('device.events.clock_jump')
    }
    // A real New Year is no jump.
    const imported = read(text('01-02'), { near: Date.UTC(2026, 0, 2) / 1_000, zone: fixedZone(0) })
    expect(codes(imported)).toEqual([])
  })

  test('a log is no younger than its file, where only the file says when it is of', () => {
    const text = '03-01 08:00:00.000  1  1 I screen_toggled: 1\n'
    const near = Date.UTC(2026, 10, 28) / 1_000
    expect(linesOf(read(text, { near, latest: near, zone: fixedZone(0) }))).toEqual([
      '2026-03-01T08:00:00.000Z screen-on',
    ])
  })

  test('the 29th of February is in a year that has one', () => {
    const text = '02-29 07:42:03.000  1  1 I screen_toggled: 1\n'
    expect(linesOf(read(text, { near: Date.UTC(2025, 2, 1) / 1_000, zone: fixedZone(0) }))).toEqual([
      '2024-02-29T07:42:03.000Z screen-on',
    ])
  })

  test('a date that the calendar does not have is told', () => {
    expect(codes(read('02-30 07:42:03.000  1  1 I screen_toggled: 1\n'))).toEqual(['device.events.no_time'])
  })

  test('over the change from summer time, by the name of the zone', () => {
    const at = (time: string, on: number): string => `10-25 ${time}.000  1  1 I screen_toggled: ${on}\n`
    const night = [
      at('01:50:00', 1),
      at('02:50:00', 0),
      at('02:10:00', 1),
      at('02:50:00', 0),
      at('03:10:00', 1),
    ]
    const imported = read(night.join(''), {
      near: Date.UTC(2026, 9, 25) / 1_000,
      zone: zoneOf('Europe/Oslo'),
    })
    expect(linesOf(imported)).toEqual([
      '2026-10-24T23:50:00.000Z screen-on',
      '2026-10-25T00:50:00.000Z screen-off',
      '2026-10-25T01:10:00.000Z screen-on',
      '2026-10-25T01:50:00.000Z screen-off',
      '2026-10-25T02:10:00.000Z screen-on',
    ])
    expect(imported.oddities.map(({ code, detail }) => `${code.code} ${detail}`)).toEqual([
      'device.events.twofold_time 2026-10-25T02:50:00',
      'device.events.twofold_time 2026-10-25T02:10:00',
      'device.events.twofold_time 2026-10-25T02:50:00',
    ])
  })

  test('a time that the clocks were set over is told', () => {
    const text = '03-29 02:30:00.000  1  1 I screen_toggled: 1\n'
    const imported = read(text, { zone: zoneOf('Europe/Oslo') })
    expect(linesOf(imported)).toEqual(['2026-03-29T01:30:00.000Z screen-on'])
    expect(codes(imported)).toEqual(['device.events.skipped_time'])
  })

  test('keyguard lines of three generations; a call over the lock screen is no unlock', () => {
    const shown = (tag: string, values: string): string => `03-04 07:00:00.000  1  1 I ${tag}: [${values}]\n`
    const hidden = (tag: string, values: string): string => `03-04 07:01:00.000  1  1 I ${tag}: [${values}]\n`
    for (const [tag, on, off] of [
      ['am_set_keyguard_shown', '1,0,0,x', '0,0,1,x'],
      ['wm_set_keyguard_shown', '0,1,0,0,x', '0,0,0,1,x'],
      ['wm_set_keyguard_shown', '0,1,0,0,0,x', '0,0,0,1,0,x'],
      ['sysui_status_bar_state', '1,1,0,0,1,0', '0,0,0,0,1,0'],
    ] as const) {
      expect(linesOf(read(shown(tag, on) + hidden(tag, off)))).toEqual(['2026-03-04T06:01:00.000Z unlock'])
    }
    const occluded = '03-04 07:01:00.000  1  1 I wm_set_keyguard_occluded: [1,0,0,x]\n'
    expect(linesOf(read(shown('wm_set_keyguard_shown', '0,1,0,0,0,x') + occluded))).toEqual([])
    // Another display is not the phone's lock.
    expect(
      linesOf(
        read(shown('wm_set_keyguard_shown', '0,1,0,0,0,x') + hidden('wm_set_keyguard_shown', '2,0,0,1,0,x')),
      ),
    ).toEqual([])
  })

  test('an app of a work profile is another one than the owner’s', () => {
    const lines = [
      'am_proc_start: [10,5001,1010187,com.example.app,activity,com.example.app/.Main]',
      'am_proc_start: [0,5002,10187,com.example.app,activity,com.example.app/.Main]',
      'am_proc_died: [10,5001,com.example.app,100,2]',
      'am_kill : [0,5002,com.example.app,100,stop]',
    ]
    const { events, repeated } = read(
      lines.map((line) => `03-04 07:42:06.955  1000  1322  1377 I ${line}\n`).join(''),
    )
    expect(repeated).toBe(0)
    expect(events.map(({ kind, note }) => `${kind} ${note}`)).toEqual([
      'process-start com.example.app, user 10 (activity com.example.app/.Main)',
      'process-start com.example.app (activity com.example.app/.Main)',
      'process-stop com.example.app, user 10',
      'process-stop com.example.app',
    ])
  })

  test('two parts of the phone that tell of the lock one after the other tell of one change', () => {
    const line = (time: string, tag: string, values: string): string =>
      `03-04 ${time}  1  1 I ${tag}: [${values}]\n`
    const bar = 'sysui_status_bar_state'
    const keyguard = 'wm_set_keyguard_shown'
    const imported = read(
      [
        line('07:00:00.000', keyguard, '0,1,0,0,0,x'),
        line('07:00:00.100', bar, '1,1,0,0,1,0'),
        line('07:01:00.000', keyguard, '0,0,0,1,0,x'),
        // The bar still has its old state, since it tells of something else.
        line('07:01:00.050', bar, '1,1,0,1,1,0'),
        line('07:01:00.300', bar, '0,0,0,0,1,0'),
        line('07:02:00.000', keyguard, '0,1,0,0,0,x'),
        line('07:02:00.050', bar, '0,0,0,0,1,1'),
        line('07:02:00.300', bar, '1,1,0,0,1,0'),
      ].join(''),
    )
    expect(linesOf(imported)).toEqual(['2026-03-04T06:01:00.000Z unlock', '2026-03-04T06:02:00.000Z lock'])
  })

  test('Android that starts anew while the phone goes on is no boot', () => {
    const imported = read('03-04 07:41:12.508  root  611  611 I boot_progress_start: 190000000\n')
    expect(imported.events).toEqual([])
    expect(codes(imported)).toEqual(['device.events.soft_restart'])
  })

  const told = (...lines: string[]): string[] =>
    read(
      lines
        .map((line, index) => `03-04 07:42:${String(10 + 5 * index)}.000  1000  1322  1322 I ${line}\n`)
        .join(''),
    ).events.map(({ kind, note }) => `${kind} ${note}`)
  const app = 'com.example.app'

  test('an app that comes to the front is started, also one that was in memory; a process alone is none', () => {
    for (const line of [
      ...['wm', 'am'].flatMap((by) => [
        `${by}_set_resumed_activity: [0,${app}/.Home,resumeTopActivityInnerLocked]`,
        `${by}_resume_activity: [0,1234,55,${app}/${app}.Home]`,
        `${by}_restart_activity: [0,1234,55,${app}/.Home]`,
      ]),
      `[30043]: [0,${app}/.Home,x]`,
    ])
      expect(told(line)).toEqual([`app-start ${app}`])
    expect(
      told(
        'wm_set_resumed_activity: [0,,x]',
        `am_proc_start: [0,5002,10187,${app},service,{${app}/${app}.Sync}]`,
        `am_kill : [0,5002,${app},900,remove task,0]`,
      ),
    ).toEqual([`process-start ${app} (service {${app}/${app}.Sync})`, `process-stop ${app}`])
  })

  test('an app that shows one activity after the other is started once, until it leaves the front', () => {
    const shown = (activity: string, of = app): string => `wm_resume_activity: [0,1234,55,${of}/.${activity}]`
    const [start, stop] = [`app-start ${app}`, `app-stop ${app}`]
    expect(told(shown('Home'), shown('Product'), shown('Home'), shown('Cart'))).toEqual([start])
    expect(told(shown('Home'), shown('Home', 'com.example.home'), shown('Home'))).toEqual([
      start,
      stop,
      'app-start com.example.home',
      'app-stop com.example.home',
      start,
    ])
    for (const off of ['screen_toggled: 0', 'power_screen_state: [0,0,0,0,417]'])
      expect(told(shown('Home'), off, shown('Home'))).toEqual([start, 'screen-off ', stop, start])
    expect(told(shown('Home'), `am_proc_died: [0,5002,${app},0,2]`, shown('Home'))).toEqual([
      start,
      stop,
      `process-stop ${app}`,
      start,
    ])
    expect(told(shown('Home'), 'boot_progress_start: 4000', shown('Home'))).toEqual([start, 'boot ', start])
  })

  test('the descriptive form names values, and writes those in milliseconds with their unit', () => {
    const started = (value: string): Imported =>
      read(`03-04 07:41:12.508  root  611  611 I boot_progress_start: ${value}\n`)
    for (const value of ['time=9.184s', '9.184s', 'time=9184'])
      expect(linesOf(started(value))).toEqual(['2026-03-04T06:41:03.324Z boot'])
    expect(linesOf(started('time=508ms'))).toEqual(['2026-03-04T06:41:12.000Z boot'])
    expect(codes(started('time=190000.000s'))).toEqual(['device.events.soft_restart'])
    for (const value of ['', 'time=soon', '9.1h'])
      expect(codes(started(value))).toEqual(['device.events.no_time'])
  })

  test('the phone’s own comparison with a time server is an anchor', () => {
    expect(
      read(
        '03-04 07:00:00.000  1  1 I ntp_success: [time.android.com,40,-68450]\n--------- beginning of events\n',
      ).anchors,
    ).toMatchObject([{ offsetMs: -68_450, uncertaintyMs: 20 }])
  })

  test('tags per API level, 24 (Android 7.0) to 36 (Android 16)', () => {
    for (let level = 24; level <= 36; level++) {
      expect(tagsOfApi(level)).toEqual(
        expect.arrayContaining(['screen_toggled', 'boot_progress_start', 'am_proc_start']),
      )
    }
    expect(tagsOfApi(28)).not.toContain('wm_set_keyguard_shown')
    expect(tagsOfApi(29)).toContain('am_set_keyguard_shown')
    expect(tagsOfApi(30)).toContain('wm_set_keyguard_shown')
    expect(tagsOfApi(36)).not.toContain('sysui_multi_action')
  })

  test('times without a zone, and none was given', () => {
    expect(codes(read(session, { zone: null }))).toContain('device.events.no_zone')
  })
})

const checkin = `9,0,i,vers,36,1,1
9,hsp,0,1000,"android.policy:POWER"
9,hsp,1,1,"CONNECTED"
9,hsp,2,10001,"com.example.updated"
9,h,0:RESET:TIME:1772602800000
9,h,41200,Bl=83,Bs=d,Bp=n,+r,+W
9,h,900,+S,Esw=0
9,h,350,Wsp=compl,Ecn=1
9,h,100000,-S
9,h,1000,Epi=2
9,h,498021:SHUTDOWN
9,h,34:START
9,h,0:TIME:1772603460000
9,h,5000,+BP
`

describe('battery history', () => {
  test('as check-in: deltas, a new anchor of time, the pool of strings', () => {
    const imported = read(checkin)
    expect(imported.format).toBe('batterystats')
    expect(linesOf(imported)).toEqual([
      '2026-03-04T05:40:42.100Z screen-on',
      '2026-03-04T05:40:42.450Z network-up',
      '2026-03-04T05:42:22.450Z screen-off',
      '2026-03-04T05:42:23.450Z update-installed',
      '2026-03-04T05:50:41.471Z power-off',
      '2026-03-04T05:51:00.000Z boot',
      '2026-03-04T05:51:05.000Z charger-on',
    ])
    expect(imported.events[0]?.note).toBe('android.policy:POWER')
  })

  test('lines that say nothing of events are counted, in both forms', () => {
    const lines = [
      '0 (10) RESET:TIME: 2026-03-04-07-40-00',
      '0 (2) 083 status=discharging',
      '+1s (2) 083 +screen',
    ]
    const odd = ['+2s (2) 083 +phone_scanning', '+2s500ms (2) 083 +plugged', '+2s600ms (2) 083 +plugged']
    const text = ['Battery History (2% used):', ...[...lines, ...odd].map((line) => `    ${line}`)].join('\n')
    expect(read(text)).toMatchObject({ records: 6, ignored: 3, repeated: 1 })
    const short = '9,h,0:RESET:TIME:1772606440000\n9,h,0,Bl=83,Bs=d\n9,h,9,+S\n9,h,9,+Psc\n9,h,x\n'
    expect(read(short)).toMatchObject({ records: 5, ignored: 3 })
  })

  test('a flag that is no flag but a name of every object is none', () => {
    const added = (text: string): Imported =>
      read(text.replace('+S,', '+constructor,+toString,-__proto__,+S,'))
    expect(linesOf(added(checkin))).toEqual(linesOf(read(checkin)))
  })

  test('as text, with offsets, and without a date nothing is guessed', () => {
    const text = `Battery History (2% used, 8KB used of 512KB, 8 strings using 600):
                    0 (10) RESET:TIME: 2026-03-04-07-40-00
                    0 (2) 083 status=discharging
              +41s200ms (2) 083 +screen screenwake=1000:"android.policy:POWER"
           +1m2s500ms (1) 083 -screen
             +1h3m0s1ms (1) 083 conn=1:"CONNECTED" +plugged
                  +2h1s (1) 083 wifi_suppl=disconn
                  +2h9s (1) 083 wifi_suppl=completed wifi_signal_strength=4
`
    expect(linesOf(read(text))).toEqual([
      '2026-03-04T06:40:41.200Z screen-on',
      '2026-03-04T06:41:02.500Z screen-off',
      '2026-03-04T07:43:00.001Z network-up',
      '2026-03-04T07:43:00.001Z charger-on',
      '2026-03-04T08:40:01.000Z network-down',
      '2026-03-04T08:40:09.000Z network-up',
    ])
    expect(codes(read(text.replace(/RESET:TIME.*/, '')))).toContain('device.events.relative_time')
    expect(codes(read(checkin.replace(/9,h,0:(RESET:)?TIME.*\n/g, '')))).toContain(
      'device.events.relative_time',
    )
  })
})

describe('a battery history that begins', () => {
  test('with its states as they are: nothing went on there', () => {
    const begun = '9,h,0,Bl=83,Bs=c,Bh=g,Bp=u,+r,+S,+BP,Wsp=compl'
    const text = `9,hsp,1,1,"CONNECTED"\n9,h,0:RESET:TIME:1772602800000\n${begun},Ecn=1\n9,h,60000,-S\n9,h,9000,+S,Bs=d,-BP\n9,h,9000:SHUTDOWN\n9,h,0:START\n${begun}\n9,h,5000,Wsp=dsc\n`
    expect(linesOf(read(text))).toEqual([
      '2026-03-04T05:41:00.000Z screen-off',
      '2026-03-04T05:41:09.000Z screen-on',
      '2026-03-04T05:41:09.000Z charger-off',
      '2026-03-04T05:41:18.000Z power-off',
      '2026-03-04T05:41:18.000Z boot',
      '2026-03-04T05:41:23.000Z network-down',
    ])
    const long = `Battery History (2% used)
        0 (10) RESET:TIME: 2026-03-04-07-40-00-250
        0 (2) 083 status=charging health=good plug=usb +running +screen +plugged wifi_suppl=completed conn=1:"CONNECTED"
     +30s (2) 083 -screen
     +45s (2) *OVERFLOW*
   +1m30s (2) 083 status=discharging +screen
`
    expect(linesOf(read(long))).toEqual([
      '2026-03-04T06:40:30.250Z screen-off',
      '2026-03-04T06:41:30.250Z screen-on',
    ])
    expect(codes(read(long))).toEqual(['device.events.dropped'])
  })

  test('as Android 14 and later print it, with the date in each line and no count, over New Year', () => {
    const text = `Battery History [Format: 2] (102% used, 4208KB used of 4096KB, 151 strings using 7967):
  12-31 23:40:00.000 TIME: 2025-12-31-23-40-00
  12-31 23:40:00.000 093 c4002820 status=discharging health=good plug=none temp=348 volt=4303 +running +screen +wifi
  12-31 23:40:39.332 093 -screen
  01-01 00:10:03.923 092 84002820 +running +screen screenwake=u0a231:"android.policy:POWER"
  01-01 00:10:04.000 SHUTDOWN
  01-01 00:11:00.000 START
  01-01 00:11:01.000 092 status=discharging health=good plug=none +screen
  01-01 00:12:00.000 091 -screen status=charging +plugged
`
    const told = [
      '2025-12-31T22:40:39.332Z screen-off',
      '2025-12-31T23:10:03.923Z screen-on',
      '2025-12-31T23:10:04.000Z power-off',
      '2025-12-31T23:11:00.000Z boot',
      '2025-12-31T23:12:00.000Z screen-off',
      '2025-12-31T23:12:00.000Z charger-on',
    ]
    expect(linesOf(read(text))).toEqual(told)
    // Whatever the date of the file: the year stands in it.
    expect(linesOf(read(text, { near: march - 500 * 86_400 }))).toEqual(told)
    expect(read(text).events[1]?.note).toBe('android.policy:POWER')
    expect(linesOf(read(text.replace(/ {2}12-31 23:40:00.000 TIME.*\n/, '')))).toEqual(told)
  })
})

describe('the clock of a battery history stands still while the phone is off', () => {
  const told = [
    '2026-03-04T05:50:42.121Z power-off',
    '2026-03-04T13:51:00.000Z boot',
    '2026-03-04T13:51:05.000Z screen-on',
  ]

  test.each([
    [
      'check-in',
      '9,h,0:RESET:TIME:1772602800000\n9,h,0,Bl=83,Bs=d\n9,h,642121:SHUTDOWN\n9,h,34:START\n9,h,0:TIME:1772632260000\n9,h,0,Bl=70,Bs=d\n9,h,5000,+S\n',
    ],
    [
      'text',
      `Battery History (2% used):
            0 (15) RESET:TIME: 2026-03-04-06-40-00
            0 (2) 083 status=discharging
 +10m42s121ms (2) 083 SHUTDOWN
 +10m42s155ms (1) START
 +10m42s155ms (10) TIME: 2026-03-04-14-51-00
 +10m42s155ms (2) 070 status=discharging
 +10m47s155ms (3) 070 +screen
`,
    ],
    [
      'text that names the date in each line',
      `Battery History [Format: 2] (2% used):
  03-04 06:40:00.000 RESET:TIME: 2026-03-04-06-40-00-000
  03-04 06:40:00.000 083 80000020 status=discharging
  03-04 06:50:42.121 083 80000020 SHUTDOWN
  03-04 06:50:42.155 START
  03-04 14:51:00.000 TIME: 2026-03-04-14-51-00-000
  03-04 14:51:00.010 070 80000020 status=discharging
  03-04 14:51:05.000 070 c0100020 +screen
`,
    ],
  ])('a start is when the time behind it says: %s', (_, text) => {
    expect(linesOf(read(text))).toEqual(told)
    expect(codes(read(text))).toEqual([])
    const crashed = read(text.replace(/.*SHUTDOWN\n/, ''))
    expect(linesOf(crashed)).toEqual(told.slice(1))
    expect(codes(crashed)).toEqual(['device.events.no_shutdown'])
    // A history that begins with a start: only the time behind it says when that was.
    const begun = read(text.replace(/(?:.*RESET.*\n.*\n)(?:.*SHUTDOWN\n)/, ''))
    expect(linesOf(begun)).toEqual(told.slice(1))
    expect(codes(begun)).toEqual([])
  })

  test('a start that nothing follows keeps the time it has', () => {
    const text = '9,h,0:RESET:TIME:1772602800000\n9,h,1000:SHUTDOWN\n9,h,34:START\n'
    expect(linesOf(read(text))).toEqual([
      '2026-03-04T05:40:01.000Z power-off',
      '2026-03-04T05:40:01.034Z boot',
    ])
    expect(codes(read('9,h,0:START\n'))).toEqual(['device.events.relative_time'])
  })
})

test('a battery history tells which app is in front', () => {
  const told = ['2026-03-04T05:41:00.000Z app-start', '2026-03-04T05:41:10.000Z app-stop']
  for (const text of [
    '9,hsp,0,10187,"com.example.app"\n9,hsp,1,10050,"com.example.home"\n9,h,0:RESET:TIME:1772602800000\n9,h,0,Bl=83,Bs=d\n9,h,0,+Etp=1\n9,h,60000,+Etp=0\n9,h,9000,+Efg=0\n9,h,1000,-Etp=0\n',
    'Battery History (2% used):\n  0 (15) RESET:TIME: 2026-03-04-06-40-00\n  0 (2) 083 status=discharging\n  0 (2) 083 +top=u0a50:"com.example.home"\n  +1m0s (2) 083 +top=u0a187:"com.example.app"\n  +1m9s (2) 083 +fg=u0a187:"com.example.app"\n  +1m10s (2) 083 -top=u0a187:"com.example.app"\n',
  ]) {
    expect(linesOf(read(text))).toEqual(told)
    expect(read(text).events.map(({ note }) => note)).toEqual(['com.example.app', 'com.example.app'])
  }
})

describe('the networks of a battery history', () => {
  const pool =
    '9,hsp,0,0,"CONNECTED"\n9,hsp,1,1,"CONNECTED"\n9,hsp,2,0,"DISCONNECTED"\n9,hsp,3,1,"DISCONNECTED"\n9,hsp,4,17,"DISCONNECTED"\n9,hsp,5,17,"CONNECTED"\n'
  const begun = '9,h,0:RESET:TIME:1772602800000\n9,h,0,Bl=83,Bs=d'

  test('mobile data that end because the phone joined Wi-Fi are no loss of the network', () => {
    const joined = `${pool}${begun},Ecn=0\n9,h,41200,Wsp=compl,Ecn=1\n9,h,31000,Ecn=2\n9,h,1140000,Wsp=dsc,Ecn=3\n9,h,1000,Ecn=0\n`
    const long = `Battery History (2% used):
            0 (15) RESET:TIME: 2026-03-04-06-40-00
            0 (2) 083 status=discharging conn=0:"CONNECTED"
     +41s200ms (3) 083 wifi_suppl=completed conn=1:"CONNECTED"
   +1m12s200ms (2) 083 conn=0:"DISCONNECTED"
  +20m12s200ms (2) 083 wifi_suppl=disconn conn=1:"DISCONNECTED"
  +20m13s200ms (2) 083 conn=0:"CONNECTED"
`
    for (const text of [joined, long])
      expect(linesOf(read(text))).toEqual([
        '2026-03-04T05:40:41.200Z network-up',
        '2026-03-04T06:00:12.200Z network-down',
        '2026-03-04T06:00:13.200Z network-up',
      ])
  })

  test('what the Wi-Fi is at the beginning is known; what it was before a start is not', () => {
    const mobileLost = '9,h,60000,Ecn=2\n'
    expect(linesOf(read(`${pool}${begun},Wsp=compl\n${mobileLost}`))).toEqual([])
    // Roaming is no loss; Wi-Fi that was switched off is gone.
    expect(linesOf(read(`${pool}${begun},Wsp=compl\n9,h,0,Wsp=asced\n${mobileLost}`))).toEqual([])
    const down = ['2026-03-04T05:41:00.000Z network-down']
    expect(linesOf(read(`${pool}${begun},Wsp=compl\n9,h,0,Wsp=uninit\n${mobileLost}`))).toEqual(down)
    expect(linesOf(read(`${pool}${begun}\n${mobileLost}`))).toEqual(down)
    expect(linesOf(read(`${pool}${begun},Wsp=compl\n9,h,0:START\n${mobileLost}`))).toContain(down[0])
  })

  test('a Wi-Fi that is lost counts although mobile data are there, and once', () => {
    expect(linesOf(read(`${pool}${begun},Wsp=compl,Ecn=0\n9,h,60000,Wsp=dsc\n9,h,5000,Ecn=3\n`))).toEqual([
      '2026-03-04T05:41:00.000Z network-down',
    ])
  })

  test('a VPN is no network of its own', () => {
    expect(linesOf(read(`${pool}${begun},Ecn=0\n9,h,60000,Ecn=5\n9,h,60000,Ecn=4\n`))).toEqual([])
  })
})

const usage = `user=0
  Last 24 hour events (timeRange="2026-03-03 08:00:00 - 2026-03-04 08:00:00" )
    time="2026-03-04 07:42:03" type=SCREEN_INTERACTIVE package=android flags=0x0
    time="2026-03-04 07:42:06" type=KEYGUARD_HIDDEN package=android flags=0x0
    time="2026-03-04 07:42:07" type=ACTIVITY_RESUMED package=com.example.app class=com.example.app.Main instanceId=1 taskRootPackage=x flags=0x0
    time="2026-03-04 07:44:00" type=STANDBY_BUCKET_CHANGED package=com.example.app flags=0x0
    time="2026-03-04 07:50:00" type=DEVICE_STARTUP package=android flags=0x0
user=999
    time="2026-03-04 07:52:06" type=KEYGUARD_HIDDEN package=android flags=0x0
`

test('usage statistics of the owner; a second user only repeats', () => {
  const imported = read(usage)
  expect(linesOf(imported)).toEqual([
    '2026-03-04T06:42:03.000Z screen-on',
    '2026-03-04T06:42:06.000Z unlock',
    '2026-03-04T06:42:07.000Z app-start',
  ])
  expect(codes(imported)).toEqual(['device.events.start_unlocked', 'device.events.other_user'])
})

test('of usage statistics, each line is an event, says what another says, or is counted as one that says nothing', () => {
  const lines = [
    ['07:42:00', 'ACTIVITY_RESUMED', 'Main'],
    ['07:42:10', 'ACTIVITY_STOPPED', 'Main'],
    // Another activity of it: neither an end nor a start.
    ['07:42:11', 'ACTIVITY_RESUMED', 'Cart'],
    ['07:42:20', 'ACTIVITY_RESUMED', 'Other'],
    ['07:42:21', 'CONFIGURATION_CHANGE', 'x'],
    ['07:43:00', 'ACTIVITY_STOPPED', 'Other'],
  ].map(
    ([time, type, activity]) => `    time="2026-03-04 ${time}" type=${type} package=a.b class=${activity}\n`,
  )
  const imported = read(`user=0\n  Last 24 hour events\n${lines.join('')}user=10\n${lines[0]}`)
  expect(imported.events.map(({ kind }) => kind)).toEqual(['app-start', 'app-stop'])
  expect(imported).toMatchObject({ records: 7, ignored: 5, repeated: 0 })
})

test('usage statistics of an app that shows one activity after the other tell of one start, and one end', () => {
  const told = (...events: string[]): string[] =>
    read(
      `user=0\n  Last 24 hour events\n${events
        .map((event, index) => {
          const [type = '', app = '', activity = ''] = event.split(' ')
          return `    time="2026-03-04 07:42:${String(10 + 5 * index)}" type=${type} package=${app} class=${activity} flags=0x0\n`
        })
        .join('')}`,
    ).events.map(({ kind, note }) => `${kind} ${note}`)
  const [shown, over] = ['ACTIVITY_RESUMED', 'ACTIVITY_STOPPED']
  const used = [
    `${shown} a.b Home`,
    `${shown} a.b Cart`,
    `${over} a.b Home`,
    `${shown} a.b Home`,
    `${over} a.b Cart`,
  ]
  expect(told(...used)).toEqual(['app-start a.b'])
  expect(told(...used, `${shown} c.d Main`, `${over} a.b Home`)).toEqual([
    'app-start a.b',
    'app-start c.d',
    'app-stop a.b',
  ])
  expect(told(...used, `${over} a.b Home`)).toEqual(['app-start a.b', 'app-stop a.b'])
  expect(told(...used, 'SCREEN_NON_INTERACTIVE android x', `${over} a.b Home`, `${shown} a.b Home`)).toEqual([
    'app-start a.b',
    'screen-off ',
    'app-stop a.b',
    'app-start a.b',
  ])
})

test('usage statistics up to Android 9, where an activity goes before the next one comes, tell of one start, too', () => {
  const told = (...events: string[]): string[] => {
    const lines = events.map((event) => {
      const [time = '', type = '', app = '', activity = ''] = event.split(' ')
      return `    time="2026-03-04 07:${time}" type=${type} package=${app} class=${activity} flags=0x0\n`
    })
    const { events: found } = read(`user=0\n  Last 24 hour events\n${lines.join('')}`)
    return found.map(
      ({ at, kind, note }) => `${new Date(at.sec * 1_000).toISOString().slice(14, 19)} ${kind} ${note}`,
    )
  }
  const [shown, over] = ['MOVE_TO_FOREGROUND', 'MOVE_TO_BACKGROUND']
  const used = [
    `42:00 ${shown} a.b Main`,
    `42:10 ${over} a.b Main`,
    `42:10 ${shown} a.b Cart`,
    `42:29 ${over} a.b Cart`,
    `42:29 CONFIGURATION_CHANGE android x`,
    `42:30 ${shown} a.b Main`,
    `43:00 ${over} a.b Main`,
  ]
  expect(told(...used)).toEqual(['42:00 app-start a.b', '43:00 app-stop a.b'])
  const both = ['42:00 app-start a.b', '43:00 app-stop a.b']
  expect(told(...used, `43:00 ${shown} c.d Main`)).toEqual([...both, '43:00 app-start c.d'])
  expect(told(...used, `43:20 ${shown} a.b Main`)).toEqual([...both, '43:20 app-start a.b'])
  expect(told(...used, '43:00 SCREEN_NON_INTERACTIVE android x', `43:01 ${shown} a.b Main`)).toEqual([
    ...both,
    '43:00 screen-off ',
    '43:01 app-start a.b',
  ])
})

test('usage statistics tell of a start at the first unlock after it: that is no boot', () => {
  for (const [shutdown, startup] of [
    ['DEVICE_SHUTDOWN', 'DEVICE_STARTUP'],
    ['26', '27'],
  ]) {
    const imported = read(
      `user=0\n    time="2026-03-05 03:01:40" type=${shutdown} package=android flags=0x0\n    time="2026-03-05 07:42:06" type=${startup} package=android flags=0x0\n    time="2026-03-05 07:42:06" type=KEYGUARD_HIDDEN package=android flags=0x0\n`,
    )
    expect(linesOf(imported)).toEqual([
      '2026-03-05T02:01:40.000Z power-off',
      '2026-03-05T06:42:06.000Z unlock',
    ])
    expect(imported.events[0]?.note).toBe('when the statistics were last saved')
    expect(codes(imported)).toEqual(['device.events.start_unlocked'])
  }
})

test('usage statistics of a phone that writes digits of its own language', () => {
  const arabic = (text: string): string =>
    text.replaceAll(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)))
  const imported = read(usage.replaceAll(/"[\d: -]+"/g, arabic))
  expect(linesOf(imported)).toEqual(linesOf(read(usage)))
  expect(codes(imported)).toEqual(codes(read(usage)))
})

test.each([
  ['9,h,0:RESET:TIME:1772602800000\n9,h,', ',+S\n9,hsp,1,1,"x"\n'],
  ['Battery History (0% used)\n  0 (9) RESET:TIME: 2026-03-04-06-00-00\n  +', 's0ms (2) 083 +screen\n'],
  ['POWER MANAGER (dumpsys power)\n  mWakefulness=Awake\n  mLastWakeTime=9 (', ' ms ago)\n'],
])('a number of so many digits that it is no time: %j', (before, behind) => {
  expect(linesOf(read(`${before}5500${behind}`))).toHaveLength(1)
  for (const digits of [17, 30, 400]) {
    const imported = read(before + '9'.repeat(digits) + behind)
    expect(linesOf(imported)).toEqual([])
    expect(codes(imported)).toContain('device.events.no_time')
  }
})

describe('the power service says how long ago', () => {
  const dump = (wakefulness: string, ...fields: string[]): string =>
    `POWER MANAGER (dumpsys power)\n\n  mWakefulness=${wakefulness}\n${fields.map((field) => `  ${field}\n`).join('')}`
  const times = ['mLastWakeTime=904321 (5500 ms ago)', 'mLastSleepTime=800000 (109821 ms ago)']
  const woken = '2026-03-04T11:59:54.500Z screen-on'

  test('by a clock that stands still while it sleeps: the sleep before the last wake-up is not when it says', () => {
    const imported = read(dump('Awake', ...times))
    expect(linesOf(imported)).toEqual([woken])
    expect(linesOf(read(dump('Awake', 'mLastWakeTime=909821 (now)')))).toEqual([
      '2026-03-04T12:00:00.000Z screen-on',
    ])
    // A copy of the file may be younger than what stands in it.
    expect(codes(imported)).toEqual(['device.events.suspended', 'device.events.counted_back'])
    for (const wakefulness of ['Asleep', 'Dozing'])
      expect(codes(read(dump(wakefulness, ...times)))).toEqual(['device.events.suspended'])
  })

  test('and by one that goes on, where the dump has it', () => {
    const real = [
      'mLastGlobalWakeTimeRealtime=29604321 (in 28694500 ms)',
      'mLastGlobalSleepTimeRealtime=800000 (in 1 ms)',
    ]
    const imported = read(dump('Awake', ...times, ...real))
    expect(linesOf(imported)).toEqual(['2026-03-04T03:59:50.179Z screen-off', woken])
    expect(codes(imported)).toEqual(['device.events.counted_back'])
    expect(linesOf(read(dump('Asleep', ...times, ...real)))).toEqual([])
  })

  test('what never was is no event', () => {
    const imported = read(
      dump(
        'Awake',
        'mLastWakeTime=0 (415500 ms ago)',
        'mLastSleepTime=0 (415500 ms ago)',
        'mLastGlobalWakeTimeRealtime=0 (415500 ms ago)',
      ),
    )
    expect(imported.events).toEqual([])
    expect(codes(imported)).toEqual([])
  })
})

test('the Intrusion Log: nanoseconds beyond 2^53, repeated lines, unknown keys, gaps', () => {
  const lines = [
    '{"dns_event":{"event_id":16372,"event_time":1781042586821,"package_name":"org.example.app","hostname":"cdn.example.org","ip_addresses":["/192.0.2.5"],"ip_addresses_count":1}}',
    '{"security_event":{"event_id":191,"event_time":1781041621662367888,"keyguard_dismiss_auth_attempt":{"success":true,"method_strength":0}}}',
    '{"security_event":{"event_id":192,"event_time":1781041621671531910,"keyguard_dismissed":{}}}',
    '{"security_event":{"event_id":192,"event_time":1781041621671531910,"keyguard_dismissed":{}}}',
    '{"security_event":{"event_id":0,"event_time":1780955514182275747,"app_process_start":{"process":"com.example.app","uid":10123}}}',
    '{"security_event":{"event_id":1,"event_time":1780955500000000000,"os_startup":{"verified_boot_state":"green"}}}',
    '{"security_event":{"event_id":2,"event_time":1781041700000000000,"something_new":{}}}',
    '{"security_event":{"event_id":3,"event_time":1781041800000000000,"log_buffer_size_critical":{}}}',
    '{"event_time":1781041900000000000,"tag":210008,"data":[]}',
  ]
  const imported = read(lines.join('\n'))
  expect(imported.format).toBe('intrusion-log')
  expect(imported.events.map((event) => `${formatInstant(event.at, 9)} ${event.kind} ${event.note}`)).toEqual(
    [
      '2026-06-08T21:51:40.000000000Z boot ',
      '2026-06-08T21:51:54.182275747Z process-start com.example.app',
      '2026-06-09T21:47:01.671531910Z unlock ',
      '2026-06-09T21:51:40.000000000Z lock ',
    ],
  )
  expect(codes(imported)).toEqual(['device.events.dropped'])
})

test('the Intrusion Log: an attempt to join a network, or one that failed, is no join', () => {
  const wifi = (minute: number, details: string): string =>
    `{"security_event":{"event_id":1,"event_time":${1_781_041_600 + minute * 60}000000000,"wifi_connection":{"bssid":"xx:xx:xx:xx:00:01",${details}}}}`
  const imported = read(
    [
      wifi(0, '"event_type":"ASSOCIATING","reason":""'),
      wifi(1, '"event_type":"ASSOCIATED","reason":""'),
      wifi(2, '"event_type":"CONNECTED","reason":""'),
      wifi(4, '"event_type":"DISCONNECTED","reason":""'),
      wifi(6, '"event_type":"EAP_FAILURE","reason":"x"'),
      wifi(8, '"success":false,"reason":"x"'),
      wifi(10, '"success":0,"reason":"x"'),
      wifi(12, '"success":1,"reason":""'),
    ].join('\n'),
  )
  expect(linesOf(imported)).toEqual([
    '2026-06-09T21:48:40.000Z network-up',
    '2026-06-09T21:50:40.000Z network-down',
    '2026-06-09T21:58:40.000Z network-up',
  ])
})

test('a bug report: year and zone from its head, every section by its own reader', () => {
  const text = `========================================================
== dumpstate: 2026-03-04 08:00:01
========================================================
Build: PPR1.180610.011
------ SYSTEM PROPERTIES (getprop) ------
[persist.sys.timezone]: [Europe/Oslo]
------ 0.010s was the duration of 'SYSTEM PROPERTIES' ------
------ EVENT LOG (logcat -b events -v threadtime -v printable -v uid -d *:v) ------
${session}------ 0.123s was the duration of 'EVENT LOG' ------
------ LAST LOGCAT (logcat -L -b all -v threadtime -v printable -v uid -d *:v) ------
--------- beginning of main
03-04 07:20:00.000  1000  1322  1322 I ActivityManager: screen_toggled: 1
--------- switch to events
03-04 07:20:01.000  1000  1322  1322 I screen_toggled: 1
------ 0.123s was the duration of 'LAST LOGCAT' ------
DUMP OF SERVICE usagestats:
${usage.replaceAll('07:42:0', '07:52:0').split('user=999')[0] ?? ''}--------- 0.05s was the duration of dumpsys usagestats, ending at: 2026-03-04 08:00:09
`
  const imported = read(text, { near: 0, zone: null })
  expect(imported.format).toBe('bugreport')
  expect(linesOf(imported)).toEqual([
    '2026-03-04T06:20:01.000Z screen-on',
    '2026-03-04T06:41:03.324Z boot',
    '2026-03-04T06:42:03.071Z screen-on',
    '2026-03-04T06:42:06.600Z unlock',
    '2026-03-04T06:42:06.955Z process-start',
    '2026-03-04T06:43:10.000Z screen-off',
    '2026-03-04T06:44:00.000Z screen-on',
    '2026-03-04T06:44:40.000Z charger-on',
    '2026-03-04T06:52:03.000Z screen-on',
    '2026-03-04T06:52:06.000Z unlock',
    '2026-03-04T06:52:07.000Z app-start',
  ])
})

test('all that dumpsys prints, however late the sections stand: each by its own reader, counted back from its own end', () => {
  const text = `Currently running services:
  activity
  power
-------------------------------------------------------------------------------
DUMP OF SERVICE activity:
${'  some other line\n'.repeat(9_000)}--------- 0.113s was the duration of dumpsys activity, ending at: 2026-03-04 08:00:08
-------------------------------------------------------------------------------
DUMP OF SERVICE HIGH power:
POWER MANAGER (dumpsys power)
  mWakefulness=Awake
  mLastWakeTime=5000 (60000 ms ago)
--------- 0.05s was the duration of dumpsys power, ending at: 2026-03-04 08:00:09
-------------------------------------------------------------------------------
DUMP OF SERVICE usagestats:
${usage}--------- 0.05s was the duration of dumpsys usagestats, ending at: 2026-03-04 08:00:09
`
  const imported = read(text, { near: 0, writtenAt: 0, zone: fixedZone(60) })
  expect(imported.format).toBe('dumpsys')
  expect(linesOf(imported)).toEqual([...linesOf(read(usage)), '2026-03-04T06:59:09.000Z screen-on'])
  expect(codes(imported)).toEqual(['device.events.start_unlocked', 'device.events.other_user'])
  expect(codes(read(text, { zone: null }))).toContain('device.events.no_zone')
  expect(oddLines(text)).toEqual(oddLines(usage))
  expect(oddLines(usage)[1]).toContain('07:52:06')
})

/** The lines that oddities of usage statistics name, as they stand in the text. */
function oddLines(text: string): string[] {
  const lines = text.split('\n')
  return read(text)
    .oddities.filter(({ code: { code } }) => /start_unlocked|other_user/.test(code))
    .map(({ line }) => lines[line - 1] ?? '')
}

test('several dumps in one file are read each by its own reader, in any order, and each line counts once', () => {
  const one = '03-04 07:45:00.000  1322  1322 I screen_toggled: 1\n'
  const power = 'POWER MANAGER (dumpsys power)\n  mLastSleepTime=5000 (60000 ms ago)\n'
  const dumps = [usage, checkin, one, power]
  const each = dumps.map((dump) => read(dump))
  const all = each.flatMap((imported) => linesOf(imported)).toSorted()
  for (const order of [dumps, dumps.toReversed()]) {
    const imported = read(order.join(''))
    expect(imported.format.split(' + ').toSorted()).toEqual([
      'batterystats',
      'logcat-events',
      'power',
      'usagestats',
    ])
    expect(linesOf(imported).length + imported.repeated).toBe(
      all.length + each.reduce((sum, { repeated }) => sum + repeated, 0),
    )
    expect(imported.records).toBe(each.reduce((sum, { records }) => sum + records, 0))
    expect(oddLines(order.join(''))).toEqual(oddLines(usage))
  }
})

test('a second user’s use that stands behind another dump is still the second user’s', () => {
  const other =
    'user=10\n  Last 24 hour events\n    time="2026-03-04 07:50:07" type=KEYGUARD_HIDDEN package=x\n'
  expect(codes(read(`${session}${other}`))).toContain('device.events.other_user')
})

test('text of other encodings', () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(session, 'utf16le')])
  expect(decodeText(utf16)).toBe(session)
  expect(decodeText(Buffer.from(session, 'utf16le'))).toBe(session)
  expect(decodeText(Buffer.from(session, 'utf16le').swap16())).toBe(session)
  expect(decodeText(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from('x')]))).toBe('x')
})

test('a text of another kind is nobody’s', () => {
  for (const text of ['', 'hello', '{"a":1}', '<html>', 'a,b,c\n1,2,3']) expect(importerOf(text)).toBeNull()
})

test('a table is one with a time and a kind, whatever separates the columns', () => {
  for (const heads of ['at,kind', 'kind;note;TIME', 'event\tat'])
    expect(importerOf(`${heads}\nx`)?.name).toBe('csv')
  for (const heads of ['at,note', 'kind,note', 'attic,kinds']) expect(importerOf(`${heads}\nx`)).toBeNull()
})

test('whatever the bytes are, every importer returns, and cut at every length, too', () => {
  const texts = [session, checkin, usage]
  for (const importer of eventImporters) {
    for (const text of texts)
      for (let cut = 0; cut <= text.length; cut += 7) importer.read(text.slice(0, cut), context)
    fc.assert(
      fc.property(anyText({ maxLength: 400 }), (text) => {
        importer.probe(text)
        const { records, ignored } = importer.read(text, context)
        expect(ignored).toBeLessThanOrEqual(Math.max(records, 2))
      }),
      { numRuns: 60 },
    )
  }
})
