import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { detect, profileOf, request } from '../../../test/support/decoded-tree.ts'
import { Detector } from '../detector.ts'

const imei = '864125039172648'
const mac = '3c:5a:b4:7e:91:d2'
const mail = 'Kari.Nordmann82@fjordpost.no'
const detector = new Detector(profileOf({ imei: [imei], 'wifi-mac': [mac], email: [mail] }))

/** How the digest of `hashed` is told, as one of which values. */
const told = (hashed: string | Buffer): string[] => {
  const digest = createHash('md5').update(hashed).digest('hex')
  const found = detect(detector, request('/x', [], JSON.stringify({ h: digest }))).detections
  return found.map(({ identifier, writtenAs }) => `${identifier}: ${writtenAs}`)
}

describe('of what a digest is made is told, so that others can make it anew', () => {
  test.each<[hashed: string | Buffer, told: string]>([
    [imei, 'imei: MD5 in hex'],
    [imei.slice(0, 14), 'imei: MD5 of the first 14 digits in hex'],
    [`${imei}\n`, 'imei: MD5 of the text with a line end in hex'],
    [Buffer.from(imei, 'utf16le'), 'imei: MD5 of the text in UTF-16 in hex'],
    [imei.split('').reverse().join(''), 'imei: MD5 of the text, reversed in hex'],
    [`imei=${imei}`, 'imei: MD5 of the text behind "imei=" in hex'],
    [imei + mac, 'imei: MD5 of the texts of imei and wifi-mac, one behind the other in hex'],
    [`${mac}|${imei}`, 'wifi-mac: MD5 of the texts of wifi-mac | imei, one behind the other in hex'],
    [mac, 'wifi-mac: MD5 in hex'],
    [mac.toUpperCase(), 'wifi-mac: MD5 of the value in capitals in hex'],
    [mac.replaceAll(':', ''), 'wifi-mac: MD5 of the value written xxxxxxxxxxxx in hex'],
    [mac.toUpperCase().replaceAll(':', '-'), 'wifi-mac: MD5 of the value written XX-XX-XX-XX-XX-XX in hex'],
    [Buffer.from(mac.replaceAll(':', ''), 'hex'), 'wifi-mac: MD5 of the 6 raw bytes in hex'],
    [mail, 'email: MD5 in hex'],
    [mail.toLowerCase(), 'email: MD5 of the value in small letters in hex'],
  ])('%s', (hashed, expected) => expect(told(hashed)).toEqual([expected]))
})
