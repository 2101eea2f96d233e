import { describe, expect, test } from 'vitest'
import { detect, foundIn, isWorthDecoding, request, summary } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const detector = new Detector(null)
const imsi = '242017234567890'
const androidId = '9f2c4b7d1e6a8035'
const gaid = '3f8c2a91-7d4e-4b60-9c15-e2a7b6d08f43'

const long = 'Telephony service was started, and the radio is on; nothing else to say about it for now. '

describe('a name without an assignment is that of the number behind it', () => {
  test.each([
    `IMSI ${imsi}`,
    `D/Tel( 123): IMSI ${imsi}, SIM ok`,
    `${long.repeat(900)}IMSI ${imsi} ${long}`,
    `the imsi is ${imsi} of the card`,
    `IMSI(${imsi}) MAC()`,
    `SIM[IMSI[${imsi}]]`,
    `imsi{${imsi}}`,
    `((imsi)(${imsi}))`,
    `[('imsi'), ('${imsi}')]`,
    `Phone imsi: Some("${imsi}")`,
    `Phone { imsi: Some("${imsi}"), os: 13 }`,
    `Phone(os: 13, imsi: Optional("${imsi}"))`,
    `os|13|imsi|${imsi}|n|1`,
    `os,13,imsi,${imsi},n,1`,
    `os;13;imsi;${imsi};n;1`,
    `imsi$${imsi}$os$13`,
    `imsi^${imsi}~os^13`,
    `x/imsi/${imsi}/os/13`,
    `[('imsi', '${imsi}'), ('os', '13')]`,
    new URLSearchParams({ log: `IMSI ${imsi}` }).toString(),
    `log=${encodeURIComponent(`IMSI ${imsi}`)}`,
    `IMSI \u27a1 ${imsi}`,
    `\u8bbe\u5907IMSI\uff1a${imsi}\uff0cOS`,
    JSON.stringify({ text: `imsi\n${imsi}\nos\n13` }),
    `[IMSI] ${imsi}\n[OS] 13\n`,
    `\u201cIMSI\u201d: \u201c${imsi}\u201d`,
    `IMSI........: ${imsi}`,
    `imsi <- ${imsi}; imsi ==> x`,
    `(imsi . "${imsi}") (os . "13")`,
    `*4\r\n$4\r\nimsi\r\n$15\r\n${imsi}\r\n$2\r\nos\r\n$2\r\n13\r\n`,
    `4:imsi,15:${imsi},2:os,2:13,`,
    `<p>new</p><table><tr><td>IMSI</td><td>${imsi}</td></tr><tr><td>OS</td><td>13</td></tr></table>`,
    `<dl><dt>IMSI</dt><dd>${imsi}</dd><dt>OS</dt><dd>13</dd></dl>`,
    `note <b>IMSI</b> <i>${imsi}</i> <p>`,
    `os|imsi|n\n13|${imsi}|1\n`,
    `INSERT INTO phones (os, imsi) VALUES ('13', '${imsi}');`,
    `INSERT INTO phones (os, imsi) VALUES ('1', 'none'), ('2', '${imsi}');`,
    `INSERT INTO phones (at, imsi) VALUES (NOW(), '${imsi}');`,
    `INSERT INTO phones (note, imsi) VALUES ('it''s', '${imsi}');`,
    `dev.imsi.${imsi}.os.13 1 1700000000`,
  ])('%s', (body) => expect(foundIn(body)).toEqual([`imsi=${imsi} (probable)`]))

  test.each([
    [`Android ID ${androidId}`, `android-id=${androidId} (probable)`],
    [`the android id is ${androidId}`, `android-id=${androidId} (probable)`],
    [`gaid|${gaid}|os|13`, `advertising-id=${gaid} (probable)`],
  ])('%s', (body, expected) => expect(foundIn(body)).toContain(expected))
})

test.each(['%2C', '%2c', '%3B', '%7C', '%5E', '%24', '%20', '%3A', '%7E'])(
  'names and values with %s between them in a URL',
  (mark) => {
    for (const [name, value, kind] of [
      ['gaid', gaid, 'advertising-id'],
      ['android_id', androidId, 'android-id'],
      ['imsi', imsi, 'imsi'],
    ] as const) {
      const list = ['os', 'A', name, value, 'v', '13'].join(mark)
      const input = request(`/x?d=${list}`)
      expect(isWorthDecoding(detector, input)).toBe(true)
      expect(summary(detect(detector, input))).toContain(`${kind}=${value} (probable)`)
      expect(foundIn(`d=${list}`)).toContain(`${kind}=${value} (probable)`)
    }
    // A value alone in a list, and one behind the name of something else, are not told.
    for (const list of [
      ['os', 'A', gaid, 'v'],
      ['os', 'A', 'order', gaid, 'v'],
    ])
      expect(foundIn(`d=${list.join(mark)}`)).toEqual([])
  },
)

test.each([
  ['the next column', `os,imsi\n${imsi.replace('2', '9')},13\n${imsi},14\n`],
  [
    'a table of another head',
    `<table><tr><th>OS</th><th>IMSI</th></tr><tr><td>${imsi}</td><td>13</td></tr></table>`,
  ],
  ['a row below', `note <p><table><tr><td>OS</td><td>IMSI</td></tr><tr><td>${imsi}</td><td>13</td></tr>`],
  ['a row of a page', `<table><tr><td>OS</td><td>IMSI</td></tr><tr><td>${imsi}</td><td>13</td></tr></table>`],
  ['a line of a page', `note <b> os,imsi<br>${imsi},13<br> <p>`],
  ['the next list', `[('id', 'gaid'), ('${gaid}', 'x')], (os, imsi), (${imsi}, 13)`],
  ['a later row of SQL', `INSERT INTO t (imsi, os) VALUES (NULL, '1'), (COALESCE(a, b), '${imsi}')`],
  ['a row of SQL', `INSERT INTO t (a, os) VALUES ('${imsi}', '13')`],
  ['a call', `values('${imsi}')`],
  ['a table with a head', `imsi,os\n${imsi.slice(0, 9)},13\n`],
  ['prose', `imsi is not known, session ${androidId}, request id ${androidId}, order 2420172345678901`],
  ['a longer word', `imsi ${imsi}x, imsi ${imsi}_1, notimsi ${imsi}, imsi ${imsi}00`],
  ['a number of no country', 'IMSI 199017234567890'],
  ['something between', `imsi and the number ${imsi}`],
  ['a hash of a commit', `android id 9f2c4b7d1e6a80359f2c4b7d1e6a8035aabbccdd`],
  ['a moment', 'imsi 20261128054451'],
])('nothing is told of %s', (_, body) => expect(foundIn(body)).toEqual([]))
