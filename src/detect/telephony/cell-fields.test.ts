import { describe, expect, test } from 'vitest'
import { foundIn } from '../../../test/support/decoded-tree.ts'
import { decodeBody } from '../../../test/support/decoded-message.ts'
import { Detector } from '../detector.ts'

const stranger = new Detector(null)
const context = { host: 'h.example', protocol: 'http', port: 80, direction: 0 } as const

/** Cells that the body shows, and those that are placeholders. */
function cells(body: string): string[] {
  const { detections, dismissals } = stranger.detect(decodeBody(body).root, context)
  return [
    ...detections
      .filter(({ identifier }) => identifier === 'cell-id')
      .map(({ value, confidence }) => `${value} ${confidence}`),
    ...dismissals.filter(({ identifier }) => identifier === 'cell-id').map(({ value }) => `not ${value}`),
  ]
}

test.each([
  ['{"mcc":242,"mnc":1,"ci":21004290}', ['21004290 probable']],
  ['{"ci":"21004290","mnc":"01","mcc":"242"}', ['21004290 probable']],
  ['mcc=242&mnc=01&ci=21004290', ['21004290 probable']],
  // Country and network in one.
  ['{"tac":33410,"ci":27447298,"rat":"LTE","plmn":"24201"}', ['27447298 probable']],
  ['{"mccmnc":"242-01","cid":27447298}', ['27447298 probable']],
  ['{"plmn":"99901","ci":27447298}', []],
  // In one text.
  ['{"bs":"MCC:242;MNC:1;LAC:1234;CID:21004290"}', ['21004290 probable']],
  ['bs=mcc:242,mnc:01,ci:21004290', ['21004290 probable']],
  ['{"bs":"MCC:999;MNC:1;LAC:1234;CID:21004290"}', []],
  ['{"bs":"MCC:242;MNC:1;LAC:1234;CID:268435455"}', ['not 268435455']],
  ['{"bs":"MCC:242;MNC:1;video;CID:21004290"}', []],
  // As Android's radio answers, and among what else is logged.
  [
    '{"a":".cellIdentityLte = [{.mcc = \\"242\\", .mnc = \\"01\\", .ci = 21004290, .pci = 123, .tac = 10412}]"}',
    ['21004290 probable'],
  ],
  ['{"a":"CellIdentityNr{mcc: 242, mnc: 01, nci: 5377098240, pci: 123}"}', ['5377098240 probable']],
  [
    `{"a":"${'05:06 boot: on\\n'.repeat(90)}nas: mcc=242 mnc=01 lac=0x28ac cid=21004290"}`,
    ['21004290 probable'],
  ],
  ['{"a":"#cell,serving: MCC,242,MNC,1,TAC,10412,CI,21004290,PID,123"}', ['21004290 probable']],
  ['{"a":"cid: 37211, lac: 4301, mcc: 242, mnc: 1"}', ['37211 probable']],
  ['{"a":"mcc: 242, mnc: 1, cid: 2147483647"}', ['not 2147483647']],
  ['{"a":"mcc: 242, mnc: 1, version: 21004290"}', []],
  // Station and cell of LTE.
  ['enb=82048&cell=66', ['21004354 probable']],
  ['{"eNodeB":"82048","sector":2}', ['21004290 probable']],
  ['{"gnb":82048,"cell":66}', []],
  ['{"enb":82048,"cell":258}', ['258 possible']],
  ['{"enb":12,"cell":2}', []],
  ['{"enb":82048,"cell":2,"sector":3}', []],
  ['<cell><mcc>242</mcc><mnc>1</mnc><ci>21004290</ci></cell>', ['21004290 probable']],
  [
    '{"a":[{"mcc":242,"mnc":1,"ci":21004290},{"mcc":242,"mnc":1,"ci":21004291}]}',
    ['21004290 probable', '21004291 probable'],
  ],
  // One network for a list of cells.
  [
    '{"mcc":242,"mnc":1,"cells":[{"lac":4567,"cid":21004290},{"lac":4567,"cid":21004291}]}',
    ['21004290 probable', '21004291 probable'],
  ],
  ['{"radio":{"mcc":242,"mnc":1,"servingCell":{"ci":21004290}}}', ['21004290 probable']],
  ['{"cell":{"id":21004290,"mcc":242,"mnc":1}}', ['21004290 probable']],
  ['{"cells":[{"id":21004290,"mcc":242,"mnc":1}]}', ['21004290 probable']],
  ['{"sim":{"id":21004290,"mcc":242,"mnc":1}}', []],
  ['{"mcc":242,"mnc":1,"videos":[{"cid":21004290},{"cid":21004291}]}', []],
  ['{"sim":{"mcc":242,"mnc":1},"cells":[{"cid":21004290}]}', []],
  // The area alone, where the operator is one number.
  ['{"operator":"24201","lac":4567,"cid":21004290}', ['21004290 probable']],
  ['{"gsm":{"cid":21004290,"lac":"4567"}}', ['21004290 probable']],
  ['plmn=24201&lac=4567&ci=21004290', ['21004290 probable']],
  // A base station of CDMA.
  ['{"cdma":{"sid":13824,"nid":1,"bid":28413}}', ['28413 probable']],
  ['{"mcc":460,"sid":13824,"nid":1,"bid":28413}', ['28413 probable']],
  ['mcc=460&mnc=03&sid=13824&nid=1&bid=28413', ['28413 probable']],
  ['{"cell":{"type":"cdma","sid":"13824","nid":"1","bid":"28413"}}', ['28413 probable']],
  ['cdma_sid=13824&cdma_nid=1&cdma_bid=28413', ['28413 probable']],
  ['<cdma><sid>13824</sid><nid>1</nid><bid>28413</bid></cdma>', ['28413 probable']],
  [
    '{"cdma":[{"sid":13824,"nid":1,"bid":28413},{"sid":13824,"nid":1,"bid":28414}]}',
    ['28413 probable', '28414 probable'],
  ],
  ['{"cdma":{"sid":13824,"nid":1,"bid":65535}}', ['not 65535']],
  ['{"sid":13824,"nid":1,"bid":28413}', []],
  ['{"mcc":460,"mnc":3,"sid":13824,"bid":28413}', []],
  ['{"mcc":460,"mnc":3,"sid":40000,"nid":1,"bid":28413}', []],
  ['{"mcc":460,"ad":{"sid":13824,"nid":1,"bid":28413}}', []],
  ['{"network":"WCDMA","sid":13824,"nid":1,"bid":28413}', []],
  // Of LTE and NR, beside what the phone measured.
  ['{"ci":21004290,"tac":2104,"pci":211}', ['21004290 probable']],
  ['eci=21004290&tac=2104&rsrp=-97', ['21004290 probable']],
  ['{"ci":21004290,"tac":35209900,"pci":211}', []],
  ['{"ci":21004290,"tac":2104,"x":211}', []],
  ['{"ci":21004290,"x":{"tac":2104,"pci":211}}', []],
  ['{"lac":5,"cid":21004290}', []],
  ['{"lac":65533,"cid":21004290}', ['21004290 probable']],
  ['{"lac":65534,"cid":21004290}', []],
  ['{"lac":65535,"cid":21004290}', []],
  ['{"lac":4567,"cid":12}', []],
  ['{"lac":4567,"cid":-1}', []],
  ['{"lac":4567,"video":{"cid":21004290}}', []],
  ['{"lac":"silk","cid":21004290}', []],
  ['{"lac":4567,"cid":"728394615.1764316351"}', []],
  // Codes that are none, that are missing, and that stand in another object.
  ['{"mcc":999,"mnc":1,"ci":21004290}', []],
  ['{"mcc":242,"mnc":1000,"ci":21004290}', []],
  ['{"mcc":242,"ci":21004290,"x":1}', []],
  ['{"mnc":1,"ci":21004290,"x":1}', []],
  ['{"mnc":1,"ci":21004290}', []],
  ['{"net":{"mcc":242,"mnc":1},"x":{"ci":21004290}}', []],
])('%s', (body, found) => {
  expect(cells(body)).toEqual(found)
})

test('the name of a location area alone makes a message worth a look, where a number follows', () => {
  const isWorth = (body: string): boolean => stranger.probe.isWorthDecoding(Buffer.from(body), 0, body.length)
  expect(isWorth('{"lac":4567,"cid":21004290}')).toBe(true)
  expect(isWorth('{"place":4567,"cid":21004290}')).toBe(false)
})

test('a placeholder is dismissed', () => {
  expect(cells('{"mcc":242,"mnc":1,"ci":268435455}')).toEqual(['not 268435455'])
})

describe('in the rows of a table', () => {
  test.each<[string, readonly string[]]>([
    [
      'mcc,mnc,lac,cid\n242,1,6699,21004290\n242,1,6699,21004291\n',
      ['21004290 probable', '21004291 probable'],
    ],
    ['time;mcc;mnc;tac;ci;pci\r\n1;242;01;6699;21004290;200\r\n', ['21004290 probable']],
    ['radio,mcc,net,area,cell,unit,lon,lat\nLTE,242,1,6699,21004290,12,,\n', ['21004290 probable']],
    ['"MCC"\t"MNC"\t"Cell ID"\n"242"\t"1"\t"21004290"\n', ['21004290 probable']],
    ['plmn,ci\n24201,21004290\n', ['21004290 probable']],
    ['lac,cid\n6699,21004290\n', ['21004290 probable']],
    ['tac,ci,rsrp\n6699,21004290,-97\n', ['21004290 probable']],
    // One row has what the other lacks.
    ['mcc,mnc,cid\n242,1,21004290\n,,21004291\n', ['21004290 probable']],
    ['mcc,mnc,cid\n999,1,21004290\n', []],
    ['tac,ci\n6699,21004290\n', []],
    ['net,area,cell\n1,6699,21004290\n', []],
    ['country_code,net,name\n242,1,21004290\n', []],
    ['lac,video\n6699,21004290\n', []],
    ['lac,cid\n3,21004290\n', []],
    ['mcc,mnc,lac,cid\n', []],
  ])('%s', (body, found) => {
    expect(cells(body)).toEqual(found)
    expect(cells(JSON.stringify({ log: body }))).toEqual(found)
  })
})

test('the head of a table with cells makes a message worth a look', () => {
  for (const head of ['mcc,mnc,lac,cid', 'radio,mcc,net,area,cell', 'tac,ci,pci', 'plmn,ci', 'lac,cid']) {
    const body = Buffer.from(`${head}\n242,1,6699,21004290,12\n`)
    expect(stranger.probe.isWorthDecoding(body, 0, body.length)).toBe(true)
  }
})

test('the first look stops at a base station of CDMA', () => {
  for (const station of [
    { cdma: { sid: 13_824, nid: 1, bid: 28_413 } },
    { mcc: 460, sid: 13_824, nid: 1, bid: 28_413 },
  ])
    expect(foundIn(station)).toEqual(['cell-id=28413 (probable)'])
})
