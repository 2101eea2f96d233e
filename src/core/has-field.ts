/** Whether `value` is an object with this member. */
export function hasField<Name extends string>(
  value: unknown,
  name: Name,
): value is { [key in Name]: unknown } {
  return typeof value === 'object' && value !== null && name in value
}
