import { describe, expect, test } from 'vitest'
import { readPair } from './place-pair.ts'

const home = { lat: 59.92511, lon: 10.75934 }
const read = readPair(home)

/** What the pair at the first `59` of the text is read as; null where it is none. */
function valueIn(text: string, first = text.search(/(?<![\d.])5992|(?<![\d.])59[.,]9/)): string | null {
  return read(Buffer.from(text), first)?.value ?? null
}

describe('the other half of a latitude near a known place', () => {
  test.each([
    ['in order', '[59.92511,10.75934]'],
    ['between other numbers', '12.5,59.92511,10.75934,3.2'],
    ['between a time and another number', '1761800000,59.92511,10.75934,12.25'],
    ['between whole numbers', '412000000,599251100,107593400,31000000'],
    ['longitude first', '[10.75934,59.92511]'],
    ['named', '{"lat":59.92511,"lon":10.75934}'],
    ['named, the longitude first', '{"lon":10.75934,"lat":59.92511}'],
    ['with a number between', '{"a":59.92511,"b":12.3456,"c":10.75934}'],
    ['behind a number', '{"acc":12.3456,"lat":59.92511,"lon":10.75934}'],
    ['of the last point of a way', '[[60.1234,10.1234],[59.92511,10.75934]]'],
    ['of the last point of a flat way', '60.1234,10.1234,59.92511,10.75934'],
    ['of the first point of a flat way', '59.92511,10.75934,60.1234,10.1234'],
    ['of a flat way with the longitude first', '10.1234,60.1234,10.75934,59.92511'],
    ['on two lines', '59.92511\n10.75934'],
    ['in objects of their own', '[{"lat":59.92511},{"lon":10.75934}]'],
    ['of whole numbers', '{"latE7":599251100,"lngE7":107593400}'],
    ['in a row of a table', 'lat,lon\n60.1234,10.1234\n59.92511,10.75934\n'],
    ['in elements', '<lat>59.92511</lat><lon>10.75934</lon>'],
    ['in front of a way', '59.92511,10.75934|59.92611,10.76034'],
    ['between blanks, with commas in the numbers', '59,92511;10,75934 59,92611;10,76034'],
    ['behind a time and a comma, with another mark between', '1700000000,59.92511|10.75934'],
    ['between a time and how exact it is, with another mark between', '1700000000,59.92511|10.75934|12'],
    ['between other numbers, with another mark between', '12.5,59.92511;10.75934,7'],
    ['longitude first, with another mark between', '10.75934|59.92511,12.5'],
    ['in a way of which the comma parts the points', '60.1234;10.1234,59.92511;10.75934,60.2234;10.2234'],
    ['of two places in one object', '{"fromLat":60.7954,"fromLon":5.2681,"toLat":59.92511,"toLon":10.75934}'],
  ])('%s', (_, text) => {
    expect(valueIn(text)).toBe('59.92511,10.75934')
  })

  test.each([
    ['behind a way, the longitude first', '10.76034,59.92611;10.75934,59.92511'],
    ['between points that are near, too', '59.92711,10.76134|59.92511,10.75934|59.92611,10.76034'],
    ['in a way of a URL', '59.92711%2C10.76134%7C59.92511%2C10.75934%7C59.92611%2C10.76034'],
    ['in a way of a URL, the longitude first', '10.76134%2C59.92711%3B10.75934%2C59.92511'],
    ['in a way of which the comma parts the points', '59.92711;10.76134,59.92511;10.75934'],
  ])('%s, whose points are all near', (_, text) => {
    expect(valueIn(text, text.indexOf('59.92511'))).toBe('59.92511,10.75934')
  })

  test.each([
    ['objects', '{"cities":[{"lat":60.795401,"lon":10.759112},{"lat":59.925342,"lon":5.268133}]}'],
    ['objects, the longitude first', '[{"lon":5.268133,"lat":59.925342},{"lon":10.759112,"lat":60.795401}]'],
    ['points', '[[60.795401,10.759112],[59.925342,5.268133]]'],
    ['points, the longitude first', '[[5.268133,59.925342],[10.759112,60.795401]]'],
    ['points without zeros', '[[10.759112,60.795401],[10.8,59.925342],[5.268133,59.925342]]'],
    ['rows', 'A,60.795401,10.759112\nB,59.925342,5.268133\n'],
    ['pairs with other marks between', '60.795401,10.759112; 59.925342,5.268133'],
    ['pairs with blanks between', '60.795401 10.759112, 59.925342 5.268133'],
    ['a way', '60.795401,10.759112|59.925342,5.268133'],
    ['a way, the longitude first', '5.268133,59.925342;10.759112,60.795401'],
    ['a flat way', '[60.795401,10.759112,59.925342,5.268133]'],
    ['a flat way, the longitude first', '[5.268133,59.925342,10.759112,60.795401]'],
    ['elements', '<st lat="60.795401" lon="10.759112"/><st lat="59.925342" lon="5.268133"/>'],
    [
      'two places in one object',
      '{"fromLat":60.795401,"fromLon":10.759112,"toLat":59.925342,"toLon":5.268133}',
    ],
    ['whole numbers', '[{"a":607954010,"b":107591120},{"a":599253420,"b":52681330}]'],
  ])('is none of the next or the last of %s', (_, text) => {
    expect(valueIn(text)).toBeNull()
  })
})
