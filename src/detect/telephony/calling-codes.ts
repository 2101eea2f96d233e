/**
 * Country calling codes (ITU-T E.164), as they follow the major industry identifier 89 in an ICCID (ITU-T E.118)
 * and lead an international number. Ranges are inclusive; unassigned codes inside a range are few and tolerated.
 */
const oneDigit = '17'
const twoDigits: readonly (readonly [number, number])[] = [
  [20, 20],
  [27, 27],
  [30, 34],
  [36, 36],
  [39, 41],
  [43, 49],
  [51, 58],
  [60, 66],
  [81, 82],
  [84, 84],
  [86, 86],
  [90, 95],
  [98, 98],
]
const threeDigits: readonly (readonly [number, number])[] = [
  [211, 213],
  [216, 216],
  [218, 218],
  [220, 269],
  [290, 291],
  [297, 299],
  [350, 359],
  [370, 389],
  [420, 421],
  [423, 423],
  [500, 509],
  [590, 599],
  [670, 692],
  [850, 850],
  [852, 853],
  [855, 856],
  [870, 870],
  [878, 878],
  [880, 883],
  [886, 886],
  [888, 888],
  [960, 968],
  [970, 977],
  [979, 979],
  [992, 996],
  [998, 998],
]

function isIn(ranges: readonly (readonly [number, number])[], code: number): boolean {
  return ranges.some(([from, to]) => code >= from && code <= to)
}

/** The calling code that `digits` begins with, '' where there is none. */
export function callingCode(digits: string): string {
  if (oneDigit.includes(digits.charAt(0)) && digits !== '') return digits.charAt(0)
  if (isIn(twoDigits, Number(digits.slice(0, 2)))) return digits.slice(0, 2)
  if (isIn(threeDigits, Number(digits.slice(0, 3)))) return digits.slice(0, 3)
  return ''
}
