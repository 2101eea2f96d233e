import { expect, test } from 'vitest'
import { givenHost, givenHosts } from './given-host.ts'

test.each([
  ['canary.example', 'canary.example'],
  [' Canary.Example. ', 'canary.example'],
  ['192.0.2.7', '192.0.2.7'],
  ['2001:DB8::7', '2001:db8::7'],
  ['some-family', 'some-family'],
  ['Bücher.example', 'xn--bcher-kva.example'],
  ['b%C3%BCcher.example', 'xn--bcher-kva.example'],
  ['%61PI.example.com', 'api.example.com'],
  ['api.example.com%2E', 'api.example.com'],
  ['a%2Fb.example', 'a%2fb.example'],
])('a host is written as captures write it: %s', (text, host) => {
  expect(givenHost(text)).toBe(host)
})

test.each([
  '',
  '.',
  'http://canary.example/c',
  'canary.example/c',
  'canary.example:443',
  'a b',
  'me@a.example',
])('it is none: %s', (text) => {
  expect(givenHost(text)).toBeNull()
})

test.each([
  ['*.Example.com.', '*.example.com'],
  [' *.bücher.example ', '*.xn--bcher-kva.example'],
  ['a.example', 'a.example'],
  ['*', null],
  ['a.*.example', null],
  ['*.', null],
  ['*.a.example/x', null],
])('hosts are a host or a domain with all below it: %s', (text, hosts) => {
  expect(givenHosts(text)).toBe(hosts)
})
