import { TcpConversation } from './capture.ts'

/** Frames in which a phone hands a mail to a server by SMTP (RFC 5321): the mail's head and body, each line with its end. */
export function mailFrames(mail: string): Buffer[] {
  return new TcpConversation({ targetPort: 25 })
    .open()
    .reply('220 mx.example.net ESMTP\r\n')
    .send('EHLO x\r\n')
    .reply('250 ok\r\n')
    .send('MAIL FROM:<a@b.example>\r\n')
    .reply('250 ok\r\n')
    .send('RCPT TO:<c@d.example>\r\n')
    .reply('250 ok\r\n')
    .send('DATA\r\n')
    .reply('354 go\r\n')
    .send(`${mail}.\r\n`)
    .reply('250 ok\r\n')
    .close().frames
}
