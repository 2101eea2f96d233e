import { conformEncoding } from '../../../test/support/conform-encoding.ts'
import { encoding } from './xor.ts'

const json = JSON.stringify({
  app: 'screen of a page',
  imei: '490154203237518',
  list: ['one', 'two', 'two', 'two'],
  more: 'the rest of it, as text',
})
const form = 'app=screen of a page&imei=490154203237518&model=TA-1046&language=nb-NO&screen=main'

const few = JSON.stringify({ a: 1, latlng: '59.9139,10.7522', b: 'x' })
const lines = JSON.stringify({ a: 1, latlng: '59.9139,10.7522', b: 'x' }, null, 2)
const wide = JSON.stringify({
  app: 'vær og føre',
  navn: 'Åse Bjørkhøy',
  nett: 'Bjørns nett på hytta',
  more: 'the rest of it, as text',
})

function under(text: string, ...key: readonly number[]): Buffer {
  return Buffer.from(Buffer.from(text).map((byte, at) => byte ^ (key[at % key.length] as number)))
}

conformEncoding(
  encoding,
  {
    'one byte': { bytes: under(json, 0xa5), gives: [`key a5 = ${json}`] },
    'one byte that leaves text': { bytes: under(json, 0x11), gives: [`key 11 = ${json}`] },
    'three bytes': { bytes: under(json + json, 0x81, 0x17, 0xc3), gives: [`key 8117c3 = ${json}${json}`] },
    'a short document': { bytes: under(few, 0xa7), gives: [`key a7 = ${few}`] },
    'a short document on lines': { bytes: under(lines, 0x13), gives: [`key 13 = ${lines}`] },
    'letters beyond ASCII under one byte': { bytes: under(wide, 0xa5), gives: [`key a5 = ${wide}`] },
    'letters beyond ASCII under three bytes': {
      bytes: under(wide + wide, 0x81, 0x17, 0xc3),
      gives: [`key 8117c3 = ${wide}${wide}`],
    },
    'one byte, behind a head': {
      bytes: Buffer.concat([Buffer.from('4fd12c9a77', 'hex'), under(json, 0xa5)]),
      gives: [`key a5, behind 5 bytes = ${json}`],
    },
    'three bytes, behind a head': {
      bytes: Buffer.concat([Buffer.from('v1.0'), under(json + json, 0x81, 0x17, 0xc3)]),
      gives: [`key 8117c3, behind 4 bytes = ${json}${json}`],
    },
    'a form': { bytes: under(form, 0x90), gives: [`key 90 = ${form}`] },
  },
  {
    'the document itself': { bytes: json, role: 'body', gives: [] },
    'random bytes': Buffer.from(Array.from({ length: 200 }, (_, at) => (at * at * 97 + at * 31) & 255)),
    'a document behind a head, which a key of zeros would make text': Buffer.concat([
      Buffer.from([0, 0, 1, 10]),
      Buffer.from(json),
    ]),
    short: under('{"a":"490154"}', 0xa5),
  },
)
