import { expect, test } from 'vitest'
import { isSameName } from './is-same-name.ts'

test.each([
  ['HMD Global', 'HMD Global Oy'],
  ['HMD Global Oy', 'HMD Global'],
  ['One Plus', 'OnePlus'],
  ['小米科技', '小米科技'],
  ['ＯＰＰＯ Mobile', 'OPPO (with HeyTap)'],
  ['nubia', 'ZTE, nubia, Red Magic'],
  ['itel', 'Transsion (Tecno, Infinix, itel)'],
  ['TECNO Mobile Limited', 'Transsion (Tecno, Infinix, itel)'],
  ['ZTE Corporation', 'ZTE, nubia, Red Magic'],
  ['X Corp.', 'X (Twitter)'],
  ['China Telecom', 'China Telecom Group'],
  ['!', '!'],
])('%s is %s', (name, listed) => {
  expect(isSameName(name, listed)).toBe(true)
})

test.each([
  ['小米科技', 'China Telecom Group'],
  ['Ξιαόμι', '小米科技'],
  ['TCL', 'Tencent Cloud'],
  ['Acer', 'Placer.ai'],
  ['itel', 'Oukitel'],
  ['Global', 'HMD Global'],
  ['', 'HMD Global'],
  ['', ''],
  ['HMD Global', ''],
  ['…', '!'],
  ['China Mobile', 'China (central SASAC)'],
  ['China Wireless Technologies', 'China (central state)'],
  ['China', 'China Telecom Group'],
  ['Near Field Systems', 'Near (Azira)'],
  ['Free Phone Makers', 'Iliad (Free)'],
])('%s is not %s', (name, listed) => {
  expect(isSameName(name, listed)).toBe(false)
})
