import { describe, expect, test } from 'vitest'
import { foundIn, profileOf } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const imsi = '242017123456780'
const imei = '356938035643809'
const iccid = '8947080012345678900'

describe('what a modem answers is what the command asks for', () => {
  test.for<[string, string, string[]]>([
    ['the subscriber, behind an echo', `AT+CIMI\r\r\n${imsi}\r\n\r\nOK\r\n`, [`imsi=${imsi} (probable)`]],
    ['with its name', `+CIMI: ${imsi}\r\n`, [`imsi=${imsi} (probable)`]],
    ['in a log', `AT> AT+CIMI\nAT< ${imsi}\nAT< OK\n`, [`imsi=${imsi} (probable)`]],
    ['the phone', `AT+CGSN\r\r\n${imei}\r\n\r\nOK\r\n`, [`imei=${imei} (probable)`]],
    ['the phone, by a parameter', `AT+CGSN=1\r\n+CGSN: "${imei}"\r\nOK`, [`imei=${imei} (probable)`]],
    ['the card', `AT+CCID\r\n${iccid}\r\nOK`, [`iccid=${iccid} (probable)`]],
    ['the card, by Quectel', `+QCCID: ${iccid}`, [`iccid=${iccid} (probable)`]],
    ['a cell', '+CREG: 2,1,"1A2B","00C3E7E5",7', ['cell-id=12838885 (probable)']],
    ['a cell, unasked', '09-01 10:00 D/AT: +CEREG: 1,"1a2b","00c3e7e5",7', ['cell-id=12838885 (probable)']],
    ['a cell of GSM', '+CGREG: 2,5,"1A2B","3C4D",0', ['cell-id=15437 (probable)']],
    ['a cell without quotes', '+CREG: 1,1A2B,3C4D\r\n', ['cell-id=15437 (probable)']],
    ['a cell of digits alone', '+CREG: 2,1,"1020","00102030",7', ['cell-id=1056816 (probable)']],
    ['a cell of NR', '+C5GREG: 2,1,"00A2B4","0C3E7E501",11', ['cell-id=3286754561 (probable)']],
  ])('%s', ([, text, expected]) => {
    expect(foundIn(text)).toEqual(expected)
    expect(foundIn({ log: text })).toEqual(expected)
    expect(foundIn(new URLSearchParams({ log: text }).toString())).toEqual(expected)
  })

  test('a cell of the profile, however many zeros stand in front', () => {
    const detector = new Detector(profileOf({ 'cell-id': ['12838885'] }))
    for (const cell of ['00C3E7E5', 'C3E7E5', 'c3e7e5'])
      expect(foundIn(`+CREG: 2,1,"1A2B","${cell}",7`, detector)).toEqual(['cell-id=12838885 (certain)'])
  })
})

describe('no answer is', () => {
  test.for([
    ['a state without a cell', '+CREG: 0,1\r\n\r\nOK'],
    ['a cell that is not known', '+CREG: 2,0,"FFFE","FFFFFFFF",7'],
    ['a cell of no number', '+CREG: 2,1,"0000","00000000",7'],
    ['what the card waits for', '+CPIN: READY'],
    ['digits of no country', 'AT+CIMI\r\n999991234567890\r\nOK'],
    ['an error', 'AT+CIMI\r\n+CME ERROR: 10'],
    ['the digits of another command', `AT+CIMI\r\nERROR\r\nAT+CCLK?\r\n${imsi}`],
    ['another word', `+ACIMI: ${imsi}`],
    ['a serial number', 'AT+CGSN=0\r\n12345678901234'],
    ['versions', 'AT+CGSN=3\r\n+CGSN: "01"'],
  ])('%s', ([, text]) => {
    expect(foundIn(text as string)).toEqual([])
  })
})
