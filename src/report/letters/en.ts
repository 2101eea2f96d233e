import type { LetterTexts } from './texts.ts'

/** The letters in English. */
export const en: LetterTexts = {
  titles: {
    summary: 'What this phone told strangers',
    complaint: 'Complaint to the data protection authority',
    'access-request': 'Request for access to personal data[[ (Article 15 GDPR)]]',
    'right-of-reply': 'Questions before publication',
    'controller-notice': 'Notice of traffic from your device',
    'breach-memo': 'Memo: assessment of a possible personal data breach',
  },
  writer: '[your name, address, e-mail]',
  onBehalf:
    '[if you write for somebody else (a child, an employee, a member): for whom, and by which right[[ or mandate (Article 80 GDPR)]]]',
  device: '[device]',
  phone: 'the phone',
  controllerUnknown: '[the maker or operator]',
  operatorUnknown: '[the operator of {host}]',
  authorityOfPart: '[data protection authority of the competent federal state]',
  to: 'To',
  from: 'From',
  about: 'About',
  day: 'Date',
  headings: {
    facts: 'What was seen',
    table: 'Transmissions',
    provisions: 'Provisions under which this raises questions',
    procedure: 'Rights and procedure',
    requests: 'What I ask for',
    method: 'How it was found',
    limits: 'What this does not show',
    questions: 'Questions',
    against: 'What speaks against it',
  },
  columns: {
    time: 'Time ({zone})',
    host: 'Recipient',
    field: 'What',
    value: 'Value (masked)',
    valueShown: 'Value',
    protection: 'On the way',
    finding: 'Finding',
  },
  protection: { plaintext: 'not encrypted', encrypted: 'encrypted', untold: 'not known' },
  sent: 'Between {first} and {last} ({zone}) {device} sent {count} messages to {host}. They held: {identifiers}. ({finding})',
  sentAtOnce:
    'On {first} ({zone}) {device} sent {count} messages to {host}. They held: {identifiers}. ({finding})',
  sentOnce: 'On {first} ({zone}) {device} sent one message to {host}. It held: {identifiers}. ({finding})',
  sentUndated:
    'At a time that is not known {device} sent {count} messages to {host}. They held: {identifiers}. ({finding})',
  sentOnceUndated:
    'At a time that is not known {device} sent one message to {host}. It held: {identifiers}. ({finding})',
  perhapsSent:
    '{device} was to send {count} messages to {host}, which hold: {identifiers}. They were given up, and nothing shows that they were sent. ({finding})',
  perhapsSentOnce:
    '{device} was to send one message to {host}, which holds: {identifiers}. It was given up, and nothing shows that it was sent. ({finding})',
  perhapsSentSome:
    'In {perhaps} of {all} cases the message was given up, and may never have been sent. ({finding})',
  nameSeen: 'The name of {host} was seen; what was sent there, if anything, is not known. ({finding})',
  local:
    '{host} was met at no address on the Internet, but in the network that the phone used, or in that of its operator. ({finding})',
  onDevice: '{host} is another program on the phone itself. ({finding})',
  localHost: '{host} (met at no address on the Internet)',
  recipient:
    'Public information names {organisation} as the operator of this host ({source}){seat}. ({finding})',
  recipientPlain: 'Public information names {organisation} as the operator of this host{seat}. ({finding})',
  recipientUnsure:
    'It may be that {organisation} operates this host{seat}. No source for that has been read: to be confirmed before it is cited. ({finding})',
  parentSeat: '; the seat of its parent{asOf}: {country}',
  asOf: ' (as of {day})',
  ownSeat: '; its seat: {country}',
  firstRows: 'the first {shown} of {all}',
  more: '{named}, and {count} more',
  someValues: '{kind} ({some} of {all} values)',
  clear: 'The messages were not encrypted: anyone on the way could read them. ({finding})',
  clearSome:
    '{open} of {all} messages were not encrypted: anyone on the way could read these. The rest were encrypted. ({finding})',
  clearLocal: 'The messages were not encrypted. ({finding})',
  clearLocalOnce: 'The message was not encrypted. ({finding})',
  clearSomeLocal: '{open} of {all} messages were not encrypted; the rest were encrypted. ({finding})',
  encrypted: 'The messages were encrypted: nobody on the way could read them without the keys. ({finding})',
  encryptedOnce: 'The message was encrypted: nobody on the way could read it without the keys. ({finding})',
  sealedByProgram:
    'The program encrypted what it sent itself; for this report it was opened with a key that was given. ({finding})',
  sealedPublicly:
    'The program encrypted what it sent itself, under a key that is the same in all copies of it and published: anyone on the way can open it. ({finding})',
  untold: 'What was recorded does not say whether they were encrypted. ({finding})',
  untoldOnce: 'What was recorded does not say whether it was encrypted. ({finding})',
  untoldSome:
    'Of {untold} of the {all} messages, what was recorded does not say whether they were encrypted. ({finding})',
  refusedSome:
    'The server refused the data in {refused} of {all} cases; it had received it by then. ({finding})',
  when: {
    followed: 'Of {exposures} {events}, {hits} were followed by a message to {host} within {until}{numbers}.',
    followedLate:
      'Of {exposures} {events}, {hits} were followed by a message to {host} {from} to {until} later{numbers}.',
    followedAt:
      'Of {exposures} {events}, {hits} were followed by a message to {host} {until} later{numbers}.',
    beside: 'Of {exposures} {events}, {hits} came together with a message to {host}{numbers}.',
    numbers: ' (median {median}; chance alone gives {expected}; {chance})',
    numbersBeside: ' (chance alone gives {expected}; {chance})',
    derived: '{events} (seen in the traffic)',
    regular: 'Messages to {host} came at a regular interval of {interval} ({count} intervals).',
    bursts:
      'Several messages at a time came to {host}, at a regular interval of {interval} from one such time to the next ({count} intervals).',
    again: 'Where nothing else made it send, messages to {host} came {interval} apart ({count} intervals).',
    ladder:
      'After a message to {host} {retries} more followed, {interval} apart, and then none (such series: {ladders}).',
    returned: 'Sending began again within five minutes after events of one kind: {events}.',
    backOff:
      'Messages to {host} came at growing intervals: first about {interval}, then each time about {factor} times as long, up to {retries} in a row (such series: {ladders}).',
    calendar: 'Messages to {host} came {rhythm} {time} ({count} intervals).',
    daily: 'On {count} of {days} days a message came to {host} {time}.',
    everyDay: 'each day',
    everyWeek: 'each week',
    everyDays: 'every {days} days',
    times: {
      at: 'at about {at} UTC',
      between: 'between {from} and {to} UTC',
      mostly: 'mostly between {from} and {to} UTC',
      changed: 'at about {at} UTC until {until}, at about {later} UTC from {from} on',
    },
    doubts: {
      use: 'They may also be of apps that send only while the phone is used.',
      timetables:
        'At the same times of other days there are nearly as many: both may keep to a time of day of their own.',
      uneven: 'Not all along: {hits} of {events} until {until}, {laterHits} of {laterEvents} from {from} on.',
      cut: '{count} more were so near the end of a recording that it was not seen what followed.',
      cutOne: '1 more was so near the end of a recording that it was not seen what followed.',
      moved:
        'This holds if the clocks of the phone and the recording differ by {seconds}, which only the messages themselves suggest.',
      order: 'The clocks are compared to {seconds} only: which came first is not sure.',
      together: 'These events come together with {kinds}: which of them is the cause, they cannot tell.',
    },
    events: {
      boot: 'boots',
      'power-off': 'power-offs',
      'screen-on': 'screen-ons',
      'screen-off': 'screen-offs',
      unlock: 'unlocks',
      lock: 'locks',
      'sim-change': 'changes of the SIM card',
      'network-up': 'joins of a network',
      'network-down': 'losses of the network',
      'location-move': 'moves of place',
      'app-start': 'starts of an app',
      'app-stop': 'ends of an app',
      'process-start': 'starts of a process',
      'process-stop': 'ends of a process',
      'charger-on': 'connections of the charger',
      'charger-off': 'disconnections of the charger',
      'update-installed': 'updates',
      'airplane-on': 'activations of airplane mode',
      'airplane-off': 'deactivations of airplane mode',
    },
  },
  possible: '{title} (possible)',
  asDigest: '{title} as a digest (hash)',
  clearOnce: 'The message was not encrypted: anyone on the way could read it. ({finding})',
  refused: 'The server refused the data; it had received it by then. ({finding})',
  masked: 'Values are masked here. They can be shown in full to whoever needs to check them.',
  maskedRequest:
    '[Values are masked here: enclose them in full, or write this letter with --reveal. Without them your data cannot be found.]',
  nothingFound:
    'Nothing that identifies the phone or its owner was found in what could be read of what the phone sent.',
  littleRead:
    'That says little: next to nothing of the traffic could be read, and what could not be read may hold anything.',
  littleSearched:
    'That says little: most of what the phone sent could not be searched, and may hold anything.',
  onlyAnswers: 'That says nothing of what the phone sent: the recording holds only what it was answered.',
  nothingRead: 'Nothing of what the phone sent could be read, so nothing can be said of it.',
  summaryWhat: '{host} got {count} messages with identifiers of this phone. ({finding})',
  summaryWhatOnce: '{host} got one message with identifiers of this phone. ({finding})',
  summaryMore: '{count} further findings stand in the technical report. ({findings})',
  summaryMoreOnce: 'One further finding stands in the technical report. ({findings})',
  summaryDo:
    'You can ask the recipient what it holds about you, ask the maker for an explanation, and complain to your authority.',
  summaryNot: 'What the recipient did with the data, and whether it was intended, cannot be seen in traffic.',
  notVerified: '[not verified]',
  competent: 'competent: {authority}',
  pointerOnly: 'product law, named for reference only',
  gdpr: 'GDPR',
  speaksAgainst: {
    refused: 'the server refused {refused} of {all} transmissions (it had received them by then)',
    refusedOnce: 'the server refused the transmission (it had received it by then)',
    unanswered: 'no answer was seen to {unanswered} of {all} transmissions',
    unansweredAll: 'no answer was seen',
    interim:
      'the server answered {interim} of {all} transmissions only that it may go on: whether they were received is not shown',
    interimAll: 'the server answered only that it may go on: whether it was received is not shown',
    early:
      'the server answered {early} of {all} transmissions before all was sent, or that they did not come whole: whether they were received is not shown',
    earlyAll:
      'the server answered before all was sent, or that it did not come whole: whether it was received is not shown',
    unsent:
      'of {all} requests, {givenUp} were given up before they had a server: they may never have been sent',
    unsentOnce: 'the request was given up before it had a server: it may never have been sent',
    notListed: 'it is not certain who the recipient is: the list of organisations does not have {name}',
    notListedHosted:
      'it is not certain who the recipient is: the list of organisations does not have {name}, which {owner} hosts',
    noName: 'it is not certain who the recipient is: no name of the server is known',
    othersThere:
      'it is not certain who the recipient is: what was sent names no server, and may have been for others at the same address ({names})',
    tenant: 'it is not certain who the recipient is: an unknown customer of {owner}',
    tenantNamed:
      'it is not certain who the recipient is: a customer of {owner} by the name of “{tenant}”, who is not in the list of organisations',
    alias:
      'it is not certain who the recipient is: {name} is another name of {alias}, which {owner} hosts and the list of organisations does not have',
    aliasOwner:
      'it is not certain who the recipient is: {name} is another name of {alias}; the owner of {name} receives it as well, and is not in the list of organisations',
    formOnly:
      'only its form, or only its name, says what the value is: it may be something else of the same shape',
    noKey: 'no name of a field says what the value is',
    nameOnly: 'no content was readable: what was sent, if anything, is not known',
    thisSide:
      'it was seen as far as {addresses} only, a proxy or a redirect: whether it was handed on is not known',
    copies:
      'what was observed stands in bytes of which the capture holds different copies: which one was received is not known',
    atLeast:
      'more was sent there than there is room for: how often, and until when, is the least that is known',
    contactedAtLeast:
      'it was contacted more often than there is room for: how often, and until when, is the least that is known',
    phones:
      '{imeis} IMEIs were sent, and a phone has two at most: they are of several phones, or not all are the sender’s',
    senders:
      'it was sent from {senders} addresses of one network ({addresses}), which no value joins: by several devices, or by one whose address changed',
    otherSender:
      'of these transmissions, {others} of {all} came from a sender that sent other numbers of a device than those of the profile, and none of these: it may be another device',
    quietSender:
      'it was sent from {address}; of the connections in its network that address opened {flows}, and {busiest} opened {most}: it may be another device than the phone',
    copiesSome:
      '{part} of {all} observations stand in bytes of which the capture holds different copies: which one was received is not known',
    wayAnswered:
      'the network on the way answered, as one does that asks to log in: whether it was handed on is not known',
    coreUnnamed: 'no name shows whose telephony core it is',
    coreUsual:
      'a phone registers with its operator in this way to be called: the operator knows IMSI, IMEI and cell from the radio network, too',
    coreOfOther: 'an IMSI of another operator was sent there: the recipient is not the phone’s own operator',
    coreAbroad:
      'only the message names the operator: its address {address} is in {countries}, so that it may be somebody else’s',
    coreNowhere:
      'only the message names the operator: its address {address} is in no known country, so that it may be somebody else’s',
    otherFamilies: 'other product families use other servers; what is sent is encrypted',
    sealedBody:
      'the body is encrypted (AES, with a key that only the server can open): what it says is not seen',
    otherServices:
      '{domain} has many names of other services: this one is not known as a registration server',
    otherServer: 'its server is not known as a registration server',
    needsNoNumber:
      'fetching the file needs no identifier: the contact alone shows the address of the phone, no number of it',
  },
  quotedEnglish: '{evidence}',
  citationWords: {},
  authority: '{authority} ({country}): {reason}.',
  roles: {
    lead: 'presumed to lead, if the maker has its main establishment there[[ (Article 56 GDPR)]]',
    concerned: 'concerned, since the user is there[[ (Article 4(22) GDPR)]]',
    complaint: 'takes the complaint of a user who lives there',
  },
  controller:
    'I take it that {maker} decides on this processing. If another body decides, my complaint is against that body.',
  concern:
    'I consider that this processing concerns me and may raise questions under the provisions below. I ask you to examine it.',
  concernAlone:
    'I consider that this processing concerns me and may raise questions of data protection. I ask you to examine it.',
  complaintAsk: [
    'Please examine the processing and tell me of progress and outcome[[ (Article 77(2) GDPR)]].',
    'Please use your powers to obtain information[[ (Article 58(1))]] on who decided on it, why, since when, and for how many devices.',
    'If it is found not to comply, please use your corrective powers[[ (Article 58(2))]].',
  ],
  lead: 'If another authority leads, please pass the complaint on and keep me informed.',
  passOn:
    'Where another authority is competent for a provision, please pass the matter on to it and tell me.',
  share: 'You may share my identity with the controller where that is needed: [yes / no].',
  accessAsk: [
    'Please confirm whether you hold data that is linked to the identifiers below, pseudonymised data included, and send me a copy.',
    'Please state the purposes, the categories of data, the period of storage and the source.',
    'Please name every recipient since {since}, and every [[country outside the EEA|other country]] to which the data went, with the safeguards used[[ (Article 15(2))]].',
  ],
  accessUnseen:
    'My data can be found by: [your account, e-mail address and numbers of the phone, as the recording shows none of them].',
  accessLaw: 'Legal basis of this request: {law}.',
  accessTerm: 'I expect your answer within [[one month (Article 12(3))|the time that the law sets]].',
  accessIdentity:
    'If you say that you cannot identify me, please explain why the identifiers below are not enough[[ (Articles 11 and 12(2))]].',
  replyIntro:
    'We plan to publish on what follows. Please answer by {deadline}; we will print your answer in substance.',
  replyAsk: [
    'Which of the facts above are wrong?',
    'What was the purpose of the transmissions, and who decided on them?',
    'When did they start and end, and which devices and builds are concerned?',
    'Who received the data, in which countries, and is it still stored?',
    'On which legal basis was it sent, and how were users informed?',
    'Was an authority notified[[ under Article 33 GDPR]]?',
  ],
  replyPromise:
    'The evidence can be inspected: what stands under “{heading}”, and the program that reads it.',
  noticeIntro:
    'You may not know of this traffic. Please tell me by {deadline} whether it is intended, and when it will stop if it is not.',
  noticeAsk: [
    'Which software on the device sends it, and since which build?',
    'Which devices and markets are concerned?',
    'Whom can I reach for questions of security?',
  ],
  breachClock:
    'The controller became aware on {aware}. If this is a notifiable breach, the notification is due by {until} (72 hours[[ from the end of the hour in which it became aware: Article 33(1) GDPR, Article 3(1) of Regulation (EEC, Euratom) No 1182/71]]).',
  breachOver:
    'Counted in hours, through weekends and holidays, that time is over[[: Article 33(1) asks for the reasons of the delay]].',
  breachAware:
    'The controller became aware on {aware}. Whether a breach must be notified, and by when, follows from the law that applies.',
  breachUnknown:
    'The time at which the controller became aware was not given: [[the 72 hours of Article 33(1) GDPR count|the time for a notification counts]] from there.',
  breachItems: [
    'Nature of the breach: was the recipient intended? If not, it is a possible breach of confidentiality[[ (Article 4(12))]]. [to be decided]',
    'Categories and number of people and records: [to be counted; see the scope of affected units]',
    'Likely consequences: identifiers can be linked with other data for as long as they are in use. [to be assessed]',
    'Measures taken or proposed: [update, deletion at the recipient, proof of the fix]',
    'Communication to the people concerned[[ (Article 34)]]: [decision and reasons]',
    'Documentation[[ (Article 33(5))]]: this memo and the evidence, whatever is decided.',
  ],
  method:
    'The traffic of the device was recorded and read with varde {version}. Captures: {captures}. SHA-256: {hash}.',
  recording:
    'The recording {capture} lies in these files, which were read in this order; the SHA-256 above is that of their bytes in this order.',
  recordingFile: '{file}, SHA-256: {hash}, {bytes} bytes',
  derived: 'What was seen can be derived again from {evidence}.',
  evidence: {
    capture: 'the capture',
    events: 'the events of the phone that were given with it',
    profile: 'the profile of the phone',
    keys: 'the keys to its encryption',
  },
  findingIds:
    'The numbers in brackets, such as {finding}, are those of the findings in the technical report.',
  missing: 'Parts of the traffic are missing from the recording ({size}).',
  lostFrames: 'Frames that the recording program lost before they were recorded: {count}.',
  notUnderstood: 'Parts of the recording could not be read at all ({size}).',
  notRecorded: 'Contents that the recorder left out were never seen: {count}.',
  smallShare: 'Less than 1 %',
  largeShare: 'More than 99 %',
  shareRead: '{share} of the traffic could be read; the rest could not be searched.',
  readAll: 'All of the recorded content could be read.',
  sealed: 'What was read holds values that look encrypted, and may tell more: {count}.',
  tokens: 'Values that look random and count as tokens or keys can hold anything: {count}.',
  limits: [
    'A capture shows one device for a limited time.',
    'Purpose, consent, contracts and what happened after receipt are not visible in it.',
  ],
  unsearchedContent: 'What the messages held beside identifiers, such as health, was not looked for.',
  wrongClock:
    'The recording is dated {day}, which cannot be right: when something was sent is not known, and the law of another day may apply.',
  cellIsArea: 'A cell identity is an area, not a position.',
  notAdvice: 'This text was made from findings by a program. It is no legal advice and decides nothing.',
  greetings: 'Yours sincerely',
  sources: {},
  identifiers: {},
}
