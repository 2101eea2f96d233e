/**
 * Hellos with another one sealed in them (ECH, RFC 9849), as Go's crypto/tls sent them to a server that asked for a second
 * hello (HelloRetryRequest); and what a key log has of them (RFC 9850). The shared secret is that of the server's key.
 */
import { clientHello } from './tls-hello.ts'

const hex = (text: string): Buffer => Buffer.from(text, 'hex')

export const sealedHellos: Readonly<
  Record<'first' | 'second' | 'secret' | 'config' | 'innerRandom', Buffer>
> &
  Readonly<Record<'outerName' | 'innerName', string>> = {
  /** Handshake messages with their headers. */
  first: hex(
    [
      '010001920303680e021c0623480a01a9dde7fdcce6759082df1ca6eb92a453b20ba42e6988ef20b4f83690442f5f55f0',
      '3b5360734e42df42eab656aeb479ab18092d1d4ddac69e0006130113021303010001430000001700150000127075626c',
      '69632e6578616d706c652e6f726700120000fe0d00ac00000100010700206df1a568ff802d32dc2cca0e8dc8b1ca1b71',
      'db94005bf148a101e99bd93434250082f1c8024f013b903e2ccd3c6b142aa3b73fce3c36685ac6216da5989856e8e943',
      '852d0d9903d7f814cd70652ee80e9f6f0c4384513ea63c232f1b9b7c4283ae71e8e4ff0c92e9855c5fd38687578ceb35',
      '1a9cf3b58b578ee26b0443da3228d2f040bd40f500493a4d9e5646ffb3018681d0dd2f512be0f5f7286a5a195123edbc',
      '5d5c000500050100000000000a00060004001d0017000d001a0018080404030807080508060401050106010503060302',
      '0102030010000e000c02683208687474702f312e31002b0003020304003300260024001d00205d69e3858731bc406a9c',
      '21a746f6c4731a2c6c25f66a0fe3b4a8f7fb7b3bca32',
    ].join(''),
  ),
  second: hex(
    [
      '010001930303680e021c0623480a01a9dde7fdcce6759082df1ca6eb92a453b20ba42e6988ef20b4f83690442f5f55f0',
      '3b5360734e42df42eab656aeb479ab18092d1d4ddac69e0006130113021303010001440000001700150000127075626c',
      '69632e6578616d706c652e6f726700120000fe0d008c00000100010700000082d6172339162c775ccc99b22c97ba1b5d',
      '8ee0c9ba77cb87af5f591995eea4051e0742ac837df2ccdf089c070a7711533ded786a3ac8933f99b4d9b421d2a637fe',
      '3a6329eed17131dbd2c80354cc07a4b08c34b77c0c089f95efbfca148513200cb768dfbde5544d969eb2dc69e6496ef0',
      '166148ebe3b3d547dcf697bbc4987071cf6b000500050100000000000a00060004001d0017000d001a00180804040308',
      '070805080604010501060105030603020102030010000e000c02683208687474702f312e31002b000302030400330047',
      '0045001700410401bf4fb1bf84691e47f7bb040ad600a3b5b90fef51bc7764fdf59ef92c2f82693cc401b8bac7f93b38',
      '2f2ea1a35162da3d702de9eacc2b886826e94b695ef9b2',
    ].join(''),
  ),
  secret: hex('b10accd8f7d061630ebca417c22b8a1258df6a00e7547e50300b8ae4d0d771a8'),
  config: hex(
    [
      'fe0d0045070020002059c15ab185ecbe1dc524e395b822c125497b2f1f21a8b470efc966c886bc6a2700080001000100',
      '01000320127075626c69632e6578616d706c652e6f72670000',
    ].join(''),
  ),
  outerName: 'public.example.org',
  innerName: 'secret.example.com',
  innerRandom: hex('212a5ab9a0be9e92ee463b4997279605fae294f98729dedf5e90b63202d8a928'),
}

export function outerRandom(hello: Buffer): Buffer {
  return hello.subarray(6, 38)
}

/** The lines of the key log with which the first hello and the second are opened. */
export const echLines: string = [
  ['ECH_SECRET', sealedHellos.secret],
  ['ECH_CONFIG', sealedHellos.config],
]
  .map(
    ([label, value]) =>
      `${label as string} ${outerRandom(sealedHellos.first).toString('hex')} ${(value as Buffer).toString('hex')}\n`,
  )
  .join('')

/** A hello that offers ECH, and whose random no log has: what it seals cannot be opened. */
export function frontHello(alpn: string[] = ['h2'], random: Buffer = Buffer.alloc(32, 0x5a)): Buffer {
  // Kind, algorithms, number of the configuration, key, what is sealed (RFC 9849, 5).
  const sealed = Buffer.concat([
    hex('0000010001070020'),
    Buffer.alloc(32, 0xb7),
    hex('0080'),
    Buffer.alloc(128, 0xd2),
  ])
  const hello = clientHello({
    sni: sealedHellos.outerName,
    alpn,
    versions: [0x0304],
    extensions: [[0xfe0d, sealed]],
  })
  random.copy(hello, 6)
  return hello
}
