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
  ['HMD Global', ''],
  ['…', '!'],
])('%s is not %s', (name, listed) => {
  expect(isSameName(name, listed)).toBe(false)
})
