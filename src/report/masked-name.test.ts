import { expect, test } from 'vitest'
import { maskedName } from './masked-name.ts'

test.each([
  ['bugreport-490154203237518.zip', 'bugreport-49•••••••••••18.zip'],
  ['wifi AA:bb:01:02:03:04', 'wifi AA•••••••••••••04'],
  ['capture-20190301-1200.pcapng', 'capture-20190301-1200.pcapng'],
  ['', ''],
])('%j is shown as %j', (name, shown) => {
  expect(maskedName(name)).toBe(shown)
})

test.each([
  ['$["kari@post.example"].phone', '$["ka•••••••••••••le"].phone'],
  ['$.radios["3c5ab410209e"].n', '$.radios["3c••••••••9e"].n'],
  ['of kari@post.example.pcap', 'of ka••••••••••••••••••ap'],
  ['notes@home', 'notes@home'],
])('names of members and addresses of mail are masked: %s', (name, wanted) =>
  expect(maskedName(name)).toBe(wanted),
)
