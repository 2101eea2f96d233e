import { expect, test } from 'vitest'
import { certificateNameOf } from './certificate-name.ts'

test.each([
  [
    'as Suricata writes it',
    [],
    'C=us, ST=California, O=Cisco Systems, Inc., OU=CSG, CN=*.Webex.com',
    'webex.com',
  ],
  ['as Zeek writes it', [], 'CN=www.example.com,OU=Web,O=Example\\, Inc.,C=NO', 'www.example.com'],
  ['as OpenSSL wrote it', [], '/C=NO/O=Example/CN=a.example.org/emailAddress=x@example.org', 'a.example.org'],
  ['the alternative name says more', ['*.example.net', 'b.example'], 'CN=c.example.com', 'example.net'],
  ['an alternative name that is no host', ['192.0.2.1'], 'CN=c.example.com', 'c.example.com'],
  ['a common name that is no host', [], 'C=NO, CN=Example Root CA', ''],
  ['an address', [], 'CN=192.0.2.1', ''],
  ['no subject', [], '', ''],
  ['a unit that ends in CN', [], 'OU=XCN=a.example.com', ''],
])('%s', (_, alternatives, subject, name) => {
  expect(certificateNameOf(alternatives, subject)).toBe(name)
})
