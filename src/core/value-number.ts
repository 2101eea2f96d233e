/**
 * A number made of a name and of all bytes of a value (FNV-1a, 32 bits): what says where a value that comes again may be
 * remembered. Others may have the same one.
 */
export function valueNumber(bytes: Buffer, name: string): number {
  let number = 0x811c9dc5
  for (let index = 0; index < name.length; index++)
    number = Math.imul(number ^ name.charCodeAt(index), 0x01000193)
  for (let index = 0; index < bytes.length; index++)
    number = Math.imul(number ^ (bytes[index] as number), 0x01000193)
  return number
}
