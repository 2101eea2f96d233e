import { client, server } from '../playbook.ts'
import type { ProtocolSample } from '../protocol-samples.ts'

export const samples: readonly ProtocolSample[] = [
  {
    name: 'smtp',
    transport: 'tcp',
    port: 587,
    steps: [
      server('220 mail.example.com ESMTP ready\r\n'),
      client('EHLO phone.example.com\r\n'),
      server('250-mail.example.com\r\n250 AUTH PLAIN LOGIN\r\n'),
      client('AUTH LOGIN\r\n'),
      server('334 VXNlcm5hbWU6\r\n'),
      client('YWxpY2U=\r\n'),
      server('334 UGFzc3dvcmQ6\r\n'),
      client('aHVudGVyMg==\r\n'),
      server('235 ok\r\n'),
      client('MAIL FROM:<alice@example.com>\r\nDATA\r\n'),
      server('250 ok\r\n354 go\r\n'),
      client('Subject: hi\r\nContent-Type: text/plain\r\n\r\nimei=356938035643809\r\n.\r\nQUIT\r\n'),
    ],
  },
]
