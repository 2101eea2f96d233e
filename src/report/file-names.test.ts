import { expect, test } from 'vitest'
import { fileNames } from './file-names.ts'

const names = (...paths: string[]): string[] => fileNames(paths.map((path) => ({ path })))

test('folders do not stand in what is sent away', () => {
  expect(names('/home/ada/captures/day.pcap', '../night.pcap', './-x.pcap', '-')).toEqual([
    'day.pcap',
    'night.pcap',
    '-x.pcap',
    'standard input',
  ])
})

test('of files with one name as many folders stay as tell them apart', () => {
  expect(names('/home/ada/one/a/day.pcap', '/home/ada/two/a/day.pcap', '/srv/night.pcap')).toEqual([
    'one/a/day.pcap',
    'two/a/day.pcap',
    'night.pcap',
  ])
  expect(names('day.pcap', 'b/day.pcap')).toEqual(['day.pcap', 'b/day.pcap'])
  expect(names('/a/day.pcap', '/a/day.pcap')).toEqual(['a/day.pcap', 'a/day.pcap'])
})

test('evidence is named as it lies in its case, and an address as it was given', () => {
  expect(fileNames([{ path: '/home/ada/nokia/evidence/6de0.pcapng', name: 'day.pcapng' }])).toEqual([
    'evidence/6de0.pcapng',
  ])
  expect(names('tcp://127.0.0.1:4444')).toEqual(['tcp://127.0.0.1:4444'])
})
