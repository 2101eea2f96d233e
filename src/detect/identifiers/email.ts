import { endsAsFile } from '../names/file-endings.ts'
import { defineIdentifier } from '../identifier-type.ts'
import type { EdgedForm, IdentifierType } from '../identifier-type.ts'
import { subscriberRealm } from '../telephony/subscriber-realm.ts'
import { identifier as imsi } from './imsi.ts'
import { identifier as msisdn } from './msisdn.ts'
import { edges } from '../spellings/matcher.ts'
import { cases } from '../spellings/written.ts'
import { signs } from '../text-shape.ts'
import type { TextShape } from '../text-shape.ts'

/** Offices of firms and networks (RFC 2142, 3 to 5), and what else firms call those that answer customers. */
const offices =
  /^(?:info|marketing|sales|support|noc|security|news|usenet|uucp|ftp|www|contact|kontakt|customer[._-]?(?:service|care|support)|kundeservice|kundenservice|help|helpdesk|feedback|privacy|press)@/

/** Made when it is needed: each start would take the classes of all letters apart. */
let address: RegExp | null = null

function isAddress(text: string): boolean {
  address ??=
    /^[0-9A-Za-z][0-9A-Za-z._%+-]{0,63}@(?:[\p{L}\p{N}][\p{L}\p{M}\p{N}-]{0,62}\.)+(?:[\p{L}\p{M}]{2,24}|xn--[0-9a-z-]{1,57}[0-9a-z])$/iu
  return address.test(text)
}

/** Message-IDs stand in lists and logs without their name, too, and programs begin them with random digits. 32 are a key (see `placeholder-values.ts`). */
const randomName = /^(?!.{32}@)(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{16,}@/

/** Numbers of events and messages begin with a moment (RFC 5545, 3.8.4.7; RFC 5322, 3.6.4). */
const datedName = /^(?:19|20)\d{6}(?:t\d{6}z?|\d{6})[-._]/

/**
 * Chats number accounts by their telephone numbers (see `msisdn.ts`); the names under 3gppnetwork.org are of telephony and
 * receive no mail (3GPP TS 23.003, 13). An app writes to its maker's server by the number of its project, the same on all
 * phones (`SENDER_ID@fcm.googleapis.com`, Firebase's guide to upstream messages; before it `gcm`).
 */
const noMailbox = /@(?:s\.whatsapp\.net|c\.us|g\.us|[fg]cm\.googleapis\.com)$|\.3gppnetwork\.org$/i

/** The user of an operator's service for subscribers, unless a name says that it is a mailbox: hosts of others have these names, too. */
const subscriber = new RegExp(`^\\d{10,16}${subscriberRealm}`, 'i')
const subscriberKinds = [msisdn, imsi] as const

/** Whether it is not found as a telephone number or an IMSI in the place of an address. */
function isNoSubscriber(value: string): boolean {
  const text = value.trim()
  return (
    !subscriber.test(text) ||
    !subscriberKinds.some((kind) => {
      const { pattern } = kind
      if (pattern !== null) pattern.lastIndex = 0
      const normal = kind.normalise(pattern?.exec(text)?.[0] ?? '')
      return normal !== '' && kind.fault(normal) === ''
    })
  )
}

/**
 * `icon@2x.png`, `icon@1.5x.ios` are pictures, `lodash@4.17.21.tgz` is a version of a package: behind the @ stands how many
 * times as large, or a number of two parts and more.
 */
const fileName = /@\d(?:\.\d{1,2})?x\.|@v?\d{1,4}\.\d{1,4}\.(?:\d{1,9}[.-])?/i

/**
 * An address of RFC 5322, in its usual form: quoted local parts and comments are not read. A domain of another script as it
 * is registered (RFC 5890, `xn--…`), and under a name as people write it.
 */
export const identifier: IdentifierType = defineIdentifier({
  name: 'email',
  title: 'e-mail address',
  subject: 'person',
  stability: 'for years',
  whyPersonal: 'An e-mail address reaches one person and often contains the name.',
  names: [
    'email',
    'mail',
    'useremail',
    'emailaddress',
    'mailaddress',
    'accountemail',
    'googleaccount',
    'emails',
    'emailid',
    'mailid',
    'appleid',
    'epost',
    'epostadresse',
    // Columns of the tables that Google's address book gives.
    'mail1value',
    'mail2value',
  ],
  hints: ['userid', 'username', 'user', 'account', 'login', 'loginname', 'accountname'],
  // Numbers of messages and calls, and hosts of URLs with an account, have the form of an address (RFC 5322, 3.6.4; RFC 2392; RFC 3261, 8.1.1.4).
  foreignNames: new Set(['messageid', 'msgid', 'inreplyto', 'references', 'contentid', 'callid', 'host']),
  proof: 'it has the form of a mail address',
  confidence: { alone: 'possible' },
  isLikely: isNoSubscriber,
  isLone: isNoSubscriber,
  fault: (normal: string): string =>
    offices.test(normal)
      ? 'its name is that of an office (RFC 2142), of no person'
      : randomName.test(normal)
        ? 'its name is random digits, as the number of a message has them'
        : datedName.test(normal)
          ? 'its name begins with a moment, as the number of an event or message does'
          : '',
  // A host of one letter, or an end in both cases, is what random bytes look like now and then.
  // A dot behind it ends a sentence, where no name goes on behind the dot.
  // Behind stars, or dots that stand for letters, is the end of an address that was masked (`s***g@…`).
  // Behind another @ stands a name in a network of servers (`@max@social.example`). Behind `sip:` stands an account
  // of telephony (see `user-id.ts`). Nor has the account that answers a challenge of SIP (RFC 3261, 22.4). Who stands in front of the host of a URL (RFC 3986, 3.2.1) has an account there, and no mailbox.
  pattern:
    /(?<![0-9A-Za-z._%+@-]|[0-9A-Za-z]\*{2,20}|\*{3,20}|\xe2\x80[\xa2\xa6]|(?<![0-9A-Za-z])(?:sips?|xmpp|acct):|\buri="sips?:[^\r\n]{0,400}\busername=")[0-9A-Za-z][0-9A-Za-z._%+-]{0,63}@(?<!:\/\/[^\s/]{0,130})[0-9A-Za-z][0-9A-Za-z.-]{1,251}\.(?:[a-z]{2,24}|[A-Z]{2,24}|xn--[0-9a-z-]{1,57}[0-9a-z])(?!\.*[0-9A-Za-z@-])(?!"[^\r\n]{0,400}\buri="sips?:)/g,
  mayMatch: ({ signs: found }: TextShape): boolean => (found & signs.at) !== 0,
  lengthMin: 6,
  sign: '@',
  normalise(value: string): string {
    const text = value.trim()
    if (text.length > 254 || !isAddress(text)) return ''
    return noMailbox.test(text) || fileName.test(text) || endsAsFile(text) ? '' : text.toLowerCase()
  },
  /** Also without what stands behind a plus: the same mailbox at most providers (RFC 5233). */
  alike: (text: string): readonly string[] => [...new Set([text, text.replace(/\+[^@]*(?=@)/, '')])],
  spellings: (text: string): readonly string[] => [...cases(text), ...asGoogleTakesIt(text), ...hidden(text)],
  derived: asKeys,
})

/** Whose dots say nothing. */
const googleMail = /^([^@+]+)(\+[^@]*)?@(?:gmail|googlemail)\.com$/i

/** What Google, and those that match with it, make of an address before they hash it: without dots, and what stands behind a plus. */
function asGoogleTakesIt(text: string): string[] {
  const name = googleMail.exec(text.toLowerCase())?.[1]
  if (name === undefined) return []
  const bare = name.replaceAll('.', '')
  return [`${bare}@gmail.com`, `${name}@gmail.com`, `${name}@googlemail.com`].filter((one) => one !== text)
}

/**
 * As programs write it where its signs are not allowed: keys of Firebase have no dots, topics and names of files neither dots
 * nor an @, and senders of mail have its @ for themselves (VERP: `bounces+kari=post.no@list.example`).
 */
function* asKeys(text: string): Generator<EdgedForm> {
  const small = text.toLowerCase()
  const keys = [small.replaceAll('.', ','), small.replace('@', '='), small.replace(/[^0-9a-z]+/g, '_')]
  for (const key of keys)
    if (key !== small && key.length >= keyCharsMin)
      yield { form: 'text with other signs', bytes: Buffer.from(key), edge: edges.word }
}

/** Shorter ones are words of everyday, one behind the other. */
const keyCharsMin = 12

/** As people write an address that machines shall not find. */
function hidden(text: string): string[] {
  const [name = '', domain = ''] = text.toLowerCase().split('@')
  return [' at ', '[at]', ' [at] ', '(at)', ' (at) '].flatMap((at) => [
    `${name}${at}${domain}`,
    ...(at === ' at ' || !domain.includes('.')
      ? []
      : [`${name}${at}${domain.replaceAll('.', at.replace('at', 'dot'))}`]),
  ])
}
