/**
 * The same number, kept as V8 keeps small whole numbers. What is read from a `Float64Array`, and the -0 that a minus makes
 * of 0, are floating-point numbers to V8, however whole: a field that is given one holds such from then on, all that is
 * computed with it does, too, and code that was compiled for small integers is thrown away. To be asked where numbers leave
 * such an array; minus is written `0 -` where 0 may stand behind.
 */
export function smallInteger(value: number): number {
  const small = value | 0
  return small === value ? small : value
}
