import { expect, test } from 'vitest'
import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { decodeBody, nodeWith } from '../../../test/support/decoded-message.ts'
import { encoding } from './lines.ts'

const wrapped = Buffer.alloc(90, 'imei=490154203237518;')
  .toString('base64')
  .replace(/(.{76})/g, '$1\n')

conformEncoding(
  encoding,
  {
    'a property file': {
      bytes: 'imei=490154203237518\r\nserial = B2NGAA\r\n',
      gives: ['imei = 490154203237518', 'serial = B2NGAA'],
    },
    'server-sent events': {
      bytes: 'event: id\ndata: {"imei":"490154203237518"}\n\n',
      gives: ['event = id', 'data = {"imei":"490154203237518"}'],
    },
    'values that go on in the next line behind a stroke': {
      bytes: 'imei=4901542\\\n   03237518\na: "B2NG\\\r\n  AA"\npath=C:\\x\\\nb=2\ndir=C:\\y\\\n  c=3\n',
      gives: ['imei = 490154203237518', 'a = "B2NGAA"', 'path = C:\\x\\', 'b = 2', 'dir = C:\\y\\', 'c = 3'],
    },
    'names that end like the byte of an address': {
      bytes: 'feed:ac:de:48:12:01:22\nface: e8:fc:af:51:3b:9e\nid b2:ac:de\n',
      gives: ['feed = ac:de:48:12:01:22', 'face = e8:fc:af:51:3b:9e', 'id b2 = ac:de'],
    },
    'addresses of radios between them': {
      bytes: 'mac=a4:50:46:3b:91:7e\nb=2\nwlan1 mac a4:50:46:3b:91:7f\nc=3\n',
      gives: ['mac = a4:50:46:3b:91:7e', 'b = 2', 'wlan1 mac a4:50:46:3b:91:7f\n', 'c = 3'],
    },
    'other lines between them are kept': {
      bytes: '# all of it\nimei=490154203237518\nb=2\nc=3\n',
      gives: ['# all of it\n', 'imei = 490154203237518', 'b = 2', 'c = 3'],
    },
    'a name without a value': {
      bytes: 'serialno: mzru845zw173\r\nphone: \r\n',
      gives: ['serialno = mzru845zw173'],
    },
    'a card, whose names have parameters': {
      bytes:
        'BEGIN:VCARD\r\nitem1.TEL;TYPE=CELL;X="a:b":+4792345678\r\nTEL;HOME:22345678\r\nNOTE;x\r\nEND:VCARD\r\n',
      gives: ['BEGIN = VCARD', 'item1.TEL = +4792345678', 'TEL = 22345678', 'NOTE;x\r\n', 'END = VCARD'],
    },
    'a card whose lines are folded, between the bytes of a letter, too': {
      bytes: Buffer.from(
        'BEGIN:VCARD\r\nFN:Bj\xc3\r\n \xb8rn\r\nEMAIL;TYPE=HOME;X=\r\n\t1:ada@fjord\r\n  mail.no\r\nEND:VCARD\r\n',
        'latin1',
      ),
      gives: ['BEGIN = VCARD', 'FN = Bjørn', 'EMAIL = ada@fjord mail.no', 'END = VCARD'],
    },
    'a directory': {
      bytes: 'dn: cn=x\nmail: ada@f\n jordmail.no\njpegPhoto:: aGVs\n bG8=\n',
      gives: ['dn = cn=x', 'mail = ada@fjordmail.no', 'jpegPhoto = aGVsbG8='],
    },
    'a directory behind its version': {
      bytes: 'version: 1\n# all\n of them\n\ndn: cn=x\nmail: ada@f\n jordmail.no\n',
      gives: ['version = 1', '# all…', 'dn = cn=x', 'mail = ada@fjordmail.no'],
    },
    'no folds behind the version of something else': {
      bytes: 'version: 1\ndevice:\n  serial: R58M40XQZ7T\n  id: 7f3ac91b\n',
      gives: ['version = 1', 'serial = R58M40XQZ7T', 'id = 7f3ac91b'],
    },
    'no folds in a name that nothing stands under': {
      bytes: 'dn: x=1\n serial: R58M40XQZ7T\n',
      gives: ['dn = x=1', 'serial = R58M40XQZ7T'],
    },
    'no folds behind a version that no directory has': {
      bytes: 'version: 2.14.3\ndn: cn=x\n a=1\n b=2\n',
      gives: ['version = 2.14.3', 'dn = cn=x', 'a = 1', 'b = 2'],
    },
    'no folds in other files': { bytes: 'a=1\n b=2\n', gives: ['a = 1', 'b = 2'] },
    'values in single quotes': {
      bytes: "imei = '490154203237518'\nname='it's'\nnone=''\n",
      gives: ['imei = 490154203237518', "name = it's", "none = ''"],
    },
    'an old property list': {
      bytes:
        'imei = "490154203237518";\n"name" = x;\nmcc = 242;\nnote = a; b;\nname = "a" "b";\nserial = "B2";\n',
      gives: [
        'imei = 490154203237518',
        '"name" = x;\n',
        'mcc = 242',
        'note = a; b;',
        'name = "a" "b"',
        'serial = B2',
      ],
    },
    'values in double quotes': {
      bytes: 'imei="490154203237518"\nnote="a\\"b"\nname="a" or "b"\n',
      gives: ['imei = 490154203237518', 'note = "a\\"b"', 'name = "a" or "b"'],
    },
    'a form among them': {
      bytes: 'Host: a.example\nlat=59.9&lng=10.7\nq=a & b=c\nnote=a&b\n',
      gives: ['Host = a.example', 'lat=59.9&lng=10.7', 'q = a & b=c', 'note = a&b'],
    },
    'signs that Java escapes': {
      bytes: 'mac=94\\:65\\:2d\\:7a\\:31\\:c8\npath=C\\x\nlast=a\\\n',
      gives: ['mac = 94:65:2d:7a:31:c8', 'path = C\\x', 'last = a\\'],
    },
    'wrapped base64 is one value': { bytes: `v=${wrapped}\nb=2`, gives: [`v = ${wrapped}`, 'b = 2'] },
    'one line, as a body': { bytes: 'IMEI:490154203237518', role: 'body', gives: ['IMEI = 490154203237518'] },
  },
  {
    prose: 'It was late.\nNote: nobody was there.\nThey went home.\nThe end.',
    'names alone': 'imei:\nserial:\n',
    'addresses of radios': 'e8:fc:af:51:3b:9e\ta\na4:91:b1:02:77:1d\tb\n',
    'a URN': { bytes: 'urn:gsma:imei:35209900-176148-0', gives: [], role: 'body' },
    'addresses of radios behind a word': 'wlan0 mac a4:50:46:3b:91:7e\nwlan1 mac a4:50:46:3b:91:7f up\n',
    'an address alone behind its name': 'mac a4:50:46:3b:91:7e at 101530',
    times: '10:20:30\n10:20:31\n',
    'rows with a number and members':
      '_id:21 name:android_id pkg:android value:9f3a1c7be2d44058\n_id:22 name:x value:1\n',
    URLs: 'http://a.example/\nhttp://b.example/',
    'a single line in a value': 'imei=490154203237518',
  },
)

test('the padding of base64 inside a line is no sign between name and value', () => {
  const run = Buffer.from('{"id":"490154203237518"} ').toString('base64')
  expect(nodeWith(decodeBody(`sent ${run}, ok`), '490154203237518')).toBeDefined()
})
