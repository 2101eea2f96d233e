import { expect, test, vi } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import {
  detect,
  foundIn,
  isWorthDecoding,
  profileOf,
  request,
  summary,
} from '../../../test/support/decoded-tree.ts'
import { Detector } from '../../detect/detector.ts'
import { Budget } from '../budget.ts'
import { mayHide } from '../hiding.ts'
import { Shape } from '../shape.ts'
import { encoding } from './xml.ts'

/** A number of an archive that refers to an object. */
function refer(number: number): string {
  return `<dict><key>CF$UID</key><integer>${number}</integer></dict>`
}

/** An archive of these objects as an XML property list, the first of them on top. */
function archive(...objects: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>$archiver</key>
\t<string>NSKeyedArchiver</string>
\t<key>$objects</key>
\t<array>
\t\t<string>$null</string>
\t\t${objects.join('\n\t\t')}
\t</array>
\t<key>$top</key>
\t<dict><key>root</key>${refer(1)}</dict>
</dict>
</plist>`
}

const listed = (...numbers: readonly number[]): string => `<array>${numbers.map(refer).join('')}</array>`
const archiver = '$.$archiver = NSKeyedArchiver'

conformEncoding(
  encoding,
  {
    'an archive of a dictionary, whose names and values are in two lists': {
      bytes: archive(
        `<dict><key>NS.keys</key>${listed(2, 3)}<key>NS.objects</key>${listed(4, 5)}<key>$class</key>${refer(6)}</dict>`,
        '<string>imei</string>',
        '<string>tags</string>',
        '<string>490154203237518</string>',
        `<dict><key>NS.objects</key>${listed(7)}</dict>`,
        '<dict><key>$classname</key><string>NSDictionary</string></dict>',
        '<string>one</string>',
      ),
      gives: [
        archiver,
        '$.$top.root.imei = 490154203237518',
        '$.$top.root.tags[0] = one',
        '$.$objects[6].$classname = NSDictionary',
      ],
    },
    'an archive of an object of a program, with a UUID, that holds itself': {
      bytes: archive(
        `<dict><key>imei</key>${refer(2)}<key>idfv</key>${refer(3)}<key>owner</key>${refer(1)}<key>at</key><real>59.91</real><key>none</key><true/></dict>`,
        '<string>490154203237518</string>',
        `<dict><key>NS.uuidbytes</key><data>\n\t${Buffer.from('7c9e6679742540de944be07fc1f90ae7', 'hex').toString('base64')}\n\t</data></dict>`,
        '<string>left over</string>',
      ),
      gives: [
        archiver,
        '$.$top.root.imei = 490154203237518',
        '$.$top.root.idfv = 7C9E6679-7425-40DE-944B-E07FC1F90AE7',
        '$.$top.root.at = 59.91',
        '$.$objects[4] = left over',
      ],
    },
    'an archive in which something else stands is read as XML': {
      bytes: archive('<string>490154203237518</string><!-- x -->').replaceAll(/<\?.*\n|<!D.*\n|[\t\n]/g, ''),
      gives: [
        'plist/@version = 1.0',
        'plist/dict/key = $archiver',
        'plist/dict/string = NSKeyedArchiver',
        'plist/dict/key = $objects',
        'plist/dict/array/string = $null',
        'plist/dict/array/string = 490154203237518',
        'plist/dict/array = x',
        'plist/dict/key = $top',
        'plist/dict/dict/key = root',
        'plist/dict/dict/dict/key = CF$UID',
        'plist/dict/dict/dict/integer = 1',
      ],
    },
    'elements and attributes': {
      bytes:
        '<?xml version="1.0"?><device model=\'TA-1046\'>\n <imei sim="1">490154203237518</imei><none/></device>',
      gives: [
        'xml/@version = 1.0',
        'device/@model = TA-1046',
        'device/imei/@sim = 1',
        'device/imei = 490154203237518',
      ],
    },
    'CDATA and comments': {
      bytes: '<a><![CDATA[<imei>490154203237518]]><!-- serial: 8473920561 --></a>',
      gives: ['a = <imei>490154203237518', 'a = serial: 8473920561'],
    },
    'a text that a comment cuts, and one that CDATA goes on with': {
      bytes: '<a><b>4901542<!-- x -->03237518</b><c><![CDATA[49015]]>4203<?p?>237518 \n</c></a>',
      gives: ['a/b = 490154203237518', 'a/b = x', 'a/c = 490154203237518'],
    },
    'a comment between words': {
      bytes: '<a>one <!-- x -->two</a>',
      gives: ['a = one', 'a = x', 'a = two'],
    },
    'names that the document says the meaning of': {
      bytes: `<!DOCTYPE r [<!ENTITY a "4901542">\n<!ENTITY b '&a;&a;'>]><r x="&a;1"><i>&a;03237518</i>&b;&c;</r>`,
      gives: [']>', 'r/@x = 49015421', 'r/i = 490154203237518', 'r = &a;&a;&c;'],
    },
    'a name that is declared twice': {
      bytes: '<!DOCTYPE r [<!ENTITY a "490154203237518">\n<!ENTITY a "none">]><r><i>&a;</i></r>',
      gives: [']>', 'r/i = 490154203237518'],
    },
    'HTML as people write it': {
      bytes: '<p class=x>one<br>two</p>',
      gives: ['p/@class = x', 'p = one', 'p/br = two'],
    },
    'a sign that is no end of a tag': { bytes: '<a b="x>y">z</a>', gives: ['a/@b = x>y', 'a = z'] },
    'not closed': {
      bytes: '<a><b>490154203237518</a><c d="e>',
      gives: ['a/b = 490154203237518', 'a/c/@d = e>'],
    },
  },
  {
    'a comparison': '< 490154203237518 >',
    ASCII85: '<~9jqo^BlbD-BleB1DJ+*+F(f,q~>',
    'empty elements': '<a><b/></a>',
  },
)

test('tags without attributes are not each looked through to the end of the text', () => {
  const looked = { bytes: 0 }
  const text = Buffer.from('<a>'.repeat(2_000))
  const search = text.indexOf.bind(text)
  text.indexOf = (value: string | number | Uint8Array, from = 0) => {
    const at = search(value, from as number)
    looked.bytes += (at < 0 ? text.length : at) - (from as number)
    return at
  }
  const shape = new Shape()
  shape.scan(text)
  encoding.decode(text, { shape, role: 'value', key: '', contentType: '', coding: '' }, new Budget())
  expect(looked.bytes).toBeLessThan(4 * text.length)
})

test.each([
  '<r><b>4901542<!-- x -->03237518</b></r>',
  '<r><b>4901542<![CDATA[03237518]]></b></r>',
  '<!DOCTYPE r [<!ENTITY a "4901542">]><r><b>&a;03237518</b></r>',
])('a value that is cut is suspected and found: %s', (text) => {
  const detector = new Detector(profileOf({ imei: ['490154203237518'] }), undefined, mayHide)
  const input = request('/t', [], text)
  expect(isWorthDecoding(detector, input)).toBe(true)
  expect(summary(detect(detector, input)).join()).toContain('imei=490154203237518')
})

test('parts of a text are put together once, however many', () => {
  const text = Buffer.from(`<a>${'b<!---->'.repeat(20_000)}</a>`)
  const shape = new Shape()
  shape.scan(text)
  const budget = new Budget()
  encoding.decode(text, { shape, role: 'value', key: '', contentType: '', coding: '' }, budget)
  expect(budget.expandedBytes).toBe(20_000)
})

test('what names stand for is counted before it is built, and told where it is too much', () => {
  const text = Buffer.from(`<!DOCTYPE r [<!ENTITY a "${'x'.repeat(256)}">]><r>${'&a;'.repeat(100)}</r>`)
  const shape = new Shape()
  shape.scan(text)
  const budget = new Budget(1_000)
  const replace = vi.spyOn(String.prototype, 'replace')
  encoding.decode(text, { shape, role: 'value', key: '', contentType: '', coding: '' }, budget)
  const built = replace.mock.results.map(({ value }) => String(value).length)
  replace.mockRestore()
  expect(Math.max(0, ...built)).toBeLessThan(1_000)
  expect(budget.limits).toEqual(['captureExpandedBytesMax'])
})

test('names and values of an archive are found side by side, and make a message worth a look', () => {
  const detector = new Detector(null, undefined, mayHide)
  const found = (body: string): string[] => {
    const input = request('/x', ['Content-Type: text/xml'], body)
    return isWorthDecoding(detector, input) ? summary(detect(detector, input)) : []
  }
  // Without the blanks that it is laid out with.
  const flat = (text: string): string => text.replaceAll(/[\t\n]/g, '')
  const names = `<dict><key>NS.keys</key>${listed(2)}<key>NS.objects</key>${listed(3)}</dict>`
  expect(found(archive(names, '<string>imsi</string>', '<string>242017234567890</string>'))).toEqual([
    'imsi=242017234567890 (probable)',
  ])
  expect(found(flat(archive(names, '<string>imsi</string>', '<string>242017234567890</string>')))).toEqual([
    'imsi=242017234567890 (probable)',
  ])
  expect(found(archive(names, '<string>size</string>', '<string>242017234567890</string>'))).toEqual([])
  // What a dictionary is by: an IMEI.
  expect(found(archive(names, '<string>352099001761481</string>', '<string>yes</string>'))).toEqual([
    'imei=352099001761481 (possible)',
  ])
})

test.each([
  ['a list behind the archive', (plain: string) => archive() + `<plist><dict>${plain}</dict></plist>`],
  ['a value beside it', (plain: string) => archive().replace('</plist>', `<dict>${plain}</dict></plist>`)],
  ['an archive behind an archive', (plain: string) => archive() + archive(`<dict>${plain}</dict>`)],
  ['an attribute', () => archive().replace('<plist', '<plist imei="352099001761481"')],
])('nothing beside an archive is passed over: %s', (_, write) => {
  const found = foundIn(write('<key>imei</key><string>352099001761481</string>')).join()
  expect(found).toContain('imei=352099001761481')
})

test('a name without a value is read', () => {
  const odd = archive('<dict><key>352099001761481</key><key>imei</key><string>none</string></dict>')
  expect(foundIn(odd).join()).toContain('imei=352099001761481')
})
