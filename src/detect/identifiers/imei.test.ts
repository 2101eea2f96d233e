import { expect, test } from 'vitest'
import {
  detect,
  foundIn,
  isWorthDecoding,
  profileOf,
  request,
  summary,
} from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const blind = new Detector(null)
const imei = '354128117823451'
const iccid = '8947010058203719463'

function found(target: string, fields: readonly string[] = []): string[] {
  const input = request(target, fields)
  return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
}

/** In a header, and in a parameter. */
function ofAgent(agent: string): string[][] {
  return [found('/x', [`User-Agent: ${agent}`]), found(`/x?ua=${encodeURIComponent(agent)}`)]
}

test.each([
  `LG-L39C/V10c Android [TF${imei}]`,
  `Nokia6300/2.0 (07.21) Profile/MIDP-2.0 Configuration/CLDC-1.1/SN${imei}`,
  `SonyEricssonK800i/R1JG/SN${imei} Browser/NetFront`,
  `Vodafone/1.0/V904SH/SHJ001/SN${imei} Browser/VF-NetFront`,
])('%s tells the IMEI', (agent) => {
  const told = [`imei=${imei} (possible)`]
  expect(ofAgent(agent)).toEqual([told, told])
})

test('i-mode tells IMEI and ICCID', () => {
  const told = [`imei=${imei} (possible)`, `iccid=${iccid} (possible)`]
  for (const one of ofAgent(`DoCoMo/2.0 N905i(c100;TB;W24H16;ser${imei};icc${iccid})`))
    expect(one.toSorted()).toEqual(told.toSorted())
})

test.each([
  `x/SN${imei.slice(0, 14)}2 y`,
  `x/SN${imei}7 y`,
  `x/ISN${imei} y`,
  `x [TF${imei}x]`,
  `x [PDF${imei}]`,
  `x(a;user${imei};dicc${iccid})`,
  `order SN${imei}`,
])('%s tells none', (agent) => expect(ofAgent(agent)).toEqual([[], []]))

/** As the text of a log. */
function inText(text: string): string[] {
  const input = request('/x', ['Content-Type: text/plain'], text)
  return isWorthDecoding(blind, input) ? summary(detect(blind, input)) : []
}

test.each(['rx_bytes', 'counter', 'the total', 'boot', 'tx'])('what "%s" counts in a log is none', (name) => {
  expect(inText(`${name} ${imei} done`)).toEqual([])
  expect(inText(`${name}   ${imei}`)).toEqual([])
})

test.each(['phone', 'imei', 'got', 'for device'])('behind "%s" it may be one', (name) =>
  expect(inText(`${name} ${imei} done`)).toEqual([expect.stringMatching(`^imei=${imei}`)]),
)

test('one of India is found with a name and without', () => {
  const indian = '910746281937463'
  expect(found(`/x?imei=${indian}`)).toEqual([`imei=${indian} (probable)`])
  expect(found(`/x?phone=${indian}`)).toEqual([`imei=${indian} (possible)`])
  expect(inText(`phone ${indian} done`)).toEqual([`imei=${indian} (possible)`])
  expect(found('/x?imeisv=9107462819374605')).toEqual(['imeisv=9107462819374605 (probable)'])
})

test('with a digest glued behind it, under its name', () => {
  const digest = '8F3B1C6A9D2E4F7081A2B3C4D5E6F708'
  const told = [`imei=${imei} (probable)`]
  expect(found(`/x?imei=${imei}${digest}`)).toEqual(told)
  expect(found(`/x?imei=${imei}${digest.toLowerCase()}`)).toEqual(told)
  // Of another number, of another length, and under a name that does not say it.
  expect(found(`/x?imei=${imei.slice(0, 14)}2${digest}`)).toEqual([])
  expect(found(`/x?imei=1${imei.slice(1)}${digest}`)).toEqual([])
  expect(found(`/x?imei=${imei}${digest.slice(1)}`)).toEqual([])
  expect(found(`/x?sign=${imei}${digest}`)).toEqual([])
})

test('of the profile, the ten digits by which a watch for children goes', () => {
  const watch = (id: string): string[] =>
    foundIn(`[3G*${id}*000D*LK,50,100,100]`, new Detector(profileOf({ imei: [imei] })))
  expect(watch(imei.slice(4, 14))).toEqual([`imei=${imei} (certain)`])
  expect(watch(imei.slice(5))).toEqual([`imei=${imei} (certain)`])
  expect(watch(imei.slice(3, 13))).toEqual([])
  expect(watch(`${imei.slice(4, 13)}0`)).toEqual([])
  expect(watch(`7${imei.slice(4, 14)}`)).toEqual([])
})
