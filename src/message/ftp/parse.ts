/** Recognises the control connection of FTP (RFC 959). */
import { firstLine, mayBegin, mayStart } from '../dialogue.ts'

const ftpPort = 21
const greeting = '220'
/** With what a client begins. `AUTH` names TLS only here; POP3 and SMTP name other mechanisms. */
const commands = ['USER ', 'AUTH TLS', 'AUTH SSL', 'FEAT\r\n', 'HOST ']

/** A server's greeting that says what it is, or stands on FTP's port; a client's first command. */
export function probeStart(
  buf: Buffer,
  start: number,
  end: number,
  direction: 0 | 1,
  serverPort: number,
): 'yes' | 'no' | 'more' {
  if (!mayStart(buf, start, end, direction === 1 ? '2' : 'UAFH')) return 'no'
  const { text, isWhole } = firstLine(buf, start, end)
  if (direction === 1) {
    if (!mayBegin(text, [greeting])) return 'no'
    if (text.length < greeting.length + 1) return isWhole ? 'no' : 'more'
    if (text[3] !== ' ' && text[3] !== '-') return 'no'
    if (/smtp/i.test(text)) return 'no'
    if (serverPort === ftpPort || /ftp/i.test(text)) return 'yes'
    return isWhole ? 'no' : 'more'
  }
  const line = isWhole ? `${text}\r\n` : text
  if (!mayBegin(line, commands)) return 'no'
  const command = commands.find((word) => line.toUpperCase().startsWith(word))
  if (command === undefined) return 'more'
  if (command !== 'USER ') return 'yes'
  // POP3 has the same command: without a greeting only the port tells them apart. IRC has it, too, with more names.
  if (serverPort !== ftpPort) return 'no'
  if (!/^USER [!-~]*$/i.test(text)) return 'no'
  return isWhole ? 'yes' : 'more'
}
