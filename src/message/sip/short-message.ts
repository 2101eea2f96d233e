/**
 * Reads the short message that a phone gives its operator, or the operator a phone, in the body of a SIP MESSAGE (3GPP TS 24.341):
 * RP-DATA (TS 24.011, 7.3.1), and SMS-SUBMIT or SMS-DELIVER in it (TS 23.040, 9.2.2). Its text is in seven bits a letter, which no
 * search for text sees. Pure and total.
 */
import type { NamedValues } from '../named-values.ts'

/** The content type that says it. */
export const shortMessageType = 'application/vnd.3gpp.sms'

/** Types of RP-DATA by who says it, and of the message in it (TS 24.011, 8.2.2; TS 23.040, 9.2.3.1). */
const dataFromPhone = 0
const dataToPhone = 1
const submit = 1
const deliver = 0
/** The type of an address that is a name, in seven bits a letter (TS 23.040, 9.1.2.5). */
const named = 5
/** When the centre had the message. */
const stampBytes = 7
const international = 1
const escape = 0x1b
/** Letters of the default alphabet (TS 23.038, 6.2.1), and those behind an escape. */
const letters =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const escaped: ReadonlyMap<number, string> = new Map([
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
])
/** Bytes of the period of validity, by its format in the first byte. */
const validityBytes: readonly number[] = [0, 7, 1, 7]
const alphabets = { seven: 0, eight: 1, two: 2 } as const

/** What a short message is: one that a phone gives its operator, one that it is given; '' for neither. */
export type ShortMessage = 'SMS-SUBMIT' | 'SMS-DELIVER' | ''

/**
 * Reads `buf[start, end)`: adds whose centre takes the message and whom it is for, or by whom it is, and its text; what is sent in
 * bytes is found where it stands. Where it is no such message, nothing is added.
 */
export function readShortMessage(buf: Buffer, start: number, end: number, fields: NamedValues): ShortMessage {
  fields.clear()
  if (end - start < 4) return ''
  const type = (buf[start] as number) & 7
  if (type !== dataFromPhone && type !== dataToPhone) return ''
  // Behind the reference: from which centre, then to which one. Who says it leaves out what is its own.
  const senderAt = start + 2
  const targetAt = senderAt + 1 + (buf[senderAt] as number)
  const messageAt = targetAt + 1 + (buf[targetAt] ?? 0)
  if (messageAt + 1 >= end) return ''
  const stop = Math.min(end, messageAt + 1 + (buf[messageAt] as number))
  const kind = (buf[messageAt + 1] as number) & 3
  if (kind !== (type === dataFromPhone ? submit : deliver)) return ''
  const centreAt = type === dataFromPhone ? targetAt : senderAt
  const centreBytes = buf[centreAt] as number
  const centreEnd = centreAt + 1 + centreBytes
  if (centreBytes > 1)
    addNumber('Message-Centre', buf, centreAt + 1, centreEnd, (centreBytes - 1) * 2, fields)
  if (type === dataFromPhone) readSubmit(buf, messageAt + 1, stop, fields)
  else readDeliver(buf, messageAt + 1, stop, fields)
  if (fields.length === 0) return ''
  return type === dataFromPhone ? 'SMS-SUBMIT' : 'SMS-DELIVER'
}

function readSubmit(buf: Buffer, start: number, end: number, fields: NamedValues): void {
  const first = buf[start] as number
  if (start + 4 >= end) return
  const digits = buf[start + 2] as number
  const numberEnd = start + 4 + Math.ceil(digits / 2)
  const codingAt = numberEnd + 1
  const lengthAt = codingAt + 1 + (validityBytes[(first >> 3) & 3] as number)
  if (lengthAt >= end) return
  addNumber('Recipient', buf, start + 3, numberEnd, digits, fields)
  readText(buf, first, codingAt, lengthAt, end, fields)
}

/** TS 23.040, 9.2.2.1. */
function readDeliver(buf: Buffer, start: number, end: number, fields: NamedValues): void {
  const first = buf[start] as number
  if (start + 3 >= end) return
  const digits = buf[start + 1] as number
  const numberAt = start + 2
  const numberEnd = numberAt + 1 + Math.ceil(digits / 2)
  const codingAt = numberEnd + 1
  const lengthAt = codingAt + 1 + stampBytes
  if (lengthAt >= end) return
  if ((((buf[numberAt] as number) >> 4) & 7) === named) {
    const name = unpacked(buf, numberAt + 1, numberEnd, 0, Math.floor((digits * 4) / 7))
    addLine('Sender', name, numberAt + 1, numberEnd, fields)
  } else addNumber('Sender', buf, numberAt, numberEnd, digits, fields)
  readText(buf, first, codingAt, lengthAt, end, fields)
}

function readText(
  buf: Buffer,
  first: number,
  codingAt: number,
  lengthAt: number,
  end: number,
  fields: NamedValues,
): void {
  const at = lengthAt + 1
  // A header in front of the text, as long as its first byte says.
  const headerBytes = (first & 0x40) === 0 ? 0 : 1 + (buf[at] ?? 0)
  const alphabet = alphabetOf(buf[codingAt] as number)
  const from = Math.min(end, at + headerBytes)
  if (alphabet === alphabets.eight) return
  const text =
    alphabet === alphabets.two
      ? Buffer.from(buf.subarray(from, end - ((end - from) % 2)))
          .swap16()
          .toString('utf16le')
      : unpacked(buf, at, end, Math.ceil((headerBytes * 8) / 7), buf[lengthAt] as number)
  addLine('Text', text, from, end, fields)
}

function addLine(name: string, text: string, start: number, end: number, fields: NamedValues): void {
  const line = text.replace(/[\r\n]/g, ' ').trim()
  if (line !== '') fields.add(name, start, end, Buffer.from(line).toString('latin1'))
}

/** TS 23.038, 4. */
function alphabetOf(coding: number): number {
  const group = coding >> 4
  if (group < 8) return (coding >> 2) & 3
  if (group === 0xf) return (coding & 4) === 0 ? alphabets.seven : alphabets.eight
  return group === 0xe ? alphabets.two : alphabets.seven
}

/** The letters from `first` to `count` that are packed in `buf[start, end)`, seven bits each (TS 23.038, 6.1.2.1). */
function unpacked(buf: Buffer, start: number, end: number, first: number, count: number): string {
  let text = ''
  let isEscaped = false
  for (let index = first; index < count; index++) {
    const bit = index * 7
    const at = start + (bit >> 3)
    if (at + ((bit & 7) > 1 ? 1 : 0) >= end) break
    const letter = (((buf[at] as number) | ((buf[at + 1] ?? 0) << 8)) >> (bit & 7)) & 0x7f
    if (letter === escape && !isEscaped) {
      isEscaped = true
      continue
    }
    text += (isEscaped ? escaped.get(letter) : undefined) ?? letters[letter] ?? ''
    isEscaped = false
  }
  return text
}

/** A type and digits in half bytes, the lower one first (TS 24.011, 8.2.5; TS 23.040, 9.1.2.5). */
function addNumber(
  name: string,
  buf: Buffer,
  start: number,
  end: number,
  count: number,
  fields: NamedValues,
): void {
  const type = ((buf[start] as number) >> 4) & 7
  let digits = ''
  for (let at = start + 1; at < end; at++)
    digits += ((buf[at] as number) & 15).toString(16) + ((buf[at] as number) >> 4).toString(16)
  digits = digits.slice(0, count).replace(/f+$/, '')
  if (/^\d{3,20}$/.test(digits)) fields.add(name, start, end, type === international ? `+${digits}` : digits)
}
