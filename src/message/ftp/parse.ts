/** Recognises the control connection of FTP (RFC 959). */
import { formatAddress, parseAddress } from '../../core/address.ts'
import { firstLine, mayBegin, mayStart } from '../dialogue.ts'

const ftpPort = 21
const greeting = '220'
/** With what a client begins. `AUTH` names TLS only here; POP3 and SMTP name other mechanisms. */
const commands = ['USER ', 'AUTH TLS', 'AUTH SSL', 'FEAT\r\n', 'HOST ']
/** The login, which POP3 has, too, and what a client says behind it here alone. */
const loginForm = /^(?:USER [!-~]*|PASS .*|ACCT .*)$/i
const ownForm =
  /^(?:SYST|FEAT|PASV|EPSV|X?PWD|CLNT|TYPE [AEIL]|(?:EPRT|PORT|CWD|STOR|MKD|SIZE|MDTM|OPTS|PBSZ|PROT) .*)\b/i
const loginStart = /(?:^|\n)USER [!-~]+\r?\n/i
/** That a name needs a password (RFC 959, 4.2): IRC, which has the number, begins its lines with who says it. */
const passwordForm = /^331[ -][\t -~\x80-\xff]*$/

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
  // IRC has it, too, with more names.
  if (!/^USER [!-~]*$/i.test(text)) return 'no'
  if (!isWhole) return 'more'
  return serverPort === ftpPort ? 'yes' : behindLogin(buf.toString('latin1', start, end))
}

/** POP3 has the same login: what follows it tells them apart, where neither greeting nor port does. */
function behindLogin(text: string): 'yes' | 'no' | 'more' {
  const lines = text.split(/\r?\n/)
  // Of the last one there may be more.
  const next = lines.slice(0, -1).find((line) => !loginForm.test(line))
  if (next === undefined) return 'more'
  return ownForm.test(next) ? 'yes' : 'no'
}

/** A server that asks who has named itself (`heard`) for a password in the words of FTP, whatever it greeted with. */
export function asksPassword(buf: Buffer, start: number, end: number, heard: Buffer): boolean {
  if (buf[start] !== 0x33 || !loginStart.test(heard.toString('latin1'))) return false
  const { text, isWhole } = firstLine(buf, start, end)
  return isWhole && passwordForm.test(text)
}

/** `h1,h2,h3,h4,p1,p2` (RFC 959, 5.3.2). */
const portForm = /^(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),\d{1,3},\d{1,3}\s*$/
/** `|1|192.0.2.10|6275|` (RFC 2428, 2): the sign between them may be any. */
const extendedForm = /^([!-~])([12])\1([0-9A-Fa-f.:]{2,45})\1\d{1,5}\1\s*$/

/** The address at which a client waits for files, as PORT or EPRT says it, as it is compared; null where it says none. */
export function announcedAddress(verb: string, argument: string): string | null {
  if (verb === 'PORT') {
    const parts = portForm.exec(argument)?.slice(1).map(Number)
    return parts === undefined || parts.some((part) => part > 255) ? null : parts.join('.')
  }
  const text = verb === 'EPRT' ? extendedForm.exec(argument)?.[3] : undefined
  const words = text === undefined ? null : parseAddress(text)
  return words === null ? null : formatAddress(...words)
}
