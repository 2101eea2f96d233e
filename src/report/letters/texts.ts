import type { DeviceEventKind } from '../../device/events/types.ts'

/** The letters that can be written from findings. */
export const letterKinds = [
  'summary',
  'complaint',
  'access-request',
  'right-of-reply',
  'controller-notice',
  'breach-memo',
] as const
/** Name of a letter: one of {@link letterKinds}. */
export type LetterKind = (typeof letterKinds)[number]

/** Languages of letters (ISO 639-1). */
export const letterLanguages = ['en', 'nb', 'fi', 'de'] as const
/** One of {@link letterLanguages}. */
export type LetterLanguage = (typeof letterLanguages)[number]

/**
 * The sentences of all letters in one language. `{word}` stands for data: every language has the same ones (a test
 * compares). `[[so|else]]` is for the law: `so` where the GDPR applies, `else` (or nothing) where another law does. Nothing
 * in them decides: they tell what was seen, ask, and say what is not known.
 */
export interface LetterTexts {
  readonly titles: Readonly<Record<LetterKind, string>>
  /** Places that the writer fills in by hand, in square brackets. */
  readonly writer: string
  /** For whom a complaint or a request is, where that is not the writer. */
  readonly onBehalf: string
  /** The device where its model is not known: a place to fill in, and a word for it. */
  readonly device: string
  readonly phone: string
  readonly controllerUnknown: string
  /** A recipient of which no organisation is known: {host} */
  readonly operatorUnknown: string
  /** The authority of a country in which each part has one. */
  readonly authorityOfPart: string
  readonly to: string
  readonly from: string
  readonly about: string
  readonly day: string
  readonly headings: {
    readonly facts: string
    readonly table: string
    readonly provisions: string
    readonly procedure: string
    readonly requests: string
    readonly method: string
    readonly limits: string
    readonly questions: string
    readonly against: string
  }
  readonly columns: {
    /** {zone} */
    readonly time: string
    readonly host: string
    readonly field: string
    readonly value: string
    readonly valueShown: string
    readonly protection: string
    readonly finding: string
  }
  readonly protection: { readonly plaintext: string; readonly encrypted: string; readonly untold: string }
  /** {finding} {first} {last} {zone} {count} {device} {host} {identifiers} */
  readonly sent: string
  /** As `sent`, all within one second: {finding} {first} {zone} {count} {device} {host} {identifiers} */
  readonly sentAtOnce: string
  /** {finding} {first} {zone} {device} {host} {identifiers} */
  readonly sentOnce: string
  /** As `sent` and `sentOnce`, where it is not known when: {finding} {count} {device} {host} {identifiers} */
  readonly sentUndated: string
  readonly sentOnceUndated: string
  /** The same, where nothing shows that any of it was sent. */
  readonly perhapsSent: string
  readonly perhapsSentOnce: string
  /** Where only some of the messages may never have been sent: {finding} {perhaps} {all} */
  readonly perhapsSentSome: string
  /** Where the name of a recipient is all that was seen: {finding} {host} */
  readonly nameSeen: string
  /** A recipient that has no address of the Internet: {finding} {host} */
  readonly local: string
  /** A recipient that is another program on the device: {finding} {host} */
  readonly onDevice: string
  /** `local` behind its name, where there is no room for a sentence: {host} */
  readonly localHost: string
  /** {finding} {organisation} {seat} {source} */
  readonly recipient: string
  /** As `recipient`, for readers who do not look sources up: {finding} {organisation} {seat} */
  readonly recipientPlain: string
  /** Where no source says that the host is the organisation's: {finding} {organisation} {seat} */
  readonly recipientUnsure: string
  /** What stands for {seat}: the seat of its parent, behind its own where that is known: {asOf} {country} */
  readonly parentSeat: string
  /** What stands for {asOf}: {day} */
  readonly asOf: string
  readonly ownSeat: string
  /** Of a table that was cut: {shown} {all} */
  readonly firstRows: string
  /** {named} {count}: a list that was cut */
  readonly more: string
  /** Of a kind that some of its values are meant: {kind} {some} {all} */
  readonly someValues: string
  /** {finding} */
  readonly clear: string
  readonly clearOnce: string
  /** Of several messages some, and that the rest were: {open} {all} {finding} */
  readonly clearSome: string
  /** The same three, of a recipient that has no address of the Internet: who was on the way is not known. */
  readonly clearLocal: string
  readonly clearLocalOnce: string
  readonly clearSomeLocal: string
  /** {finding} */
  readonly encrypted: string
  readonly encryptedOnce: string
  /** What the program encrypted itself, opened with a key that was given, or with one that is published: {finding} */
  readonly sealedByProgram: string
  readonly sealedPublicly: string
  /** Of messages whose record does not say how they travelled (a log of the device, an export): {finding} */
  readonly untold: string
  readonly untoldOnce: string
  /** Of several messages some: {untold} {all} {finding} */
  readonly untoldSome: string
  readonly refused: string
  /** {refused} {all} {finding} */
  readonly refusedSome: string
  /** When and why messages were sent. */
  readonly when: {
    /** {exposures} {events} {hits} {host} {until} {numbers} */
    readonly followed: string
    /** As `followed`, at a delay: {from}, too */
    readonly followedLate: string
    /** As `followed`, all at one delay */
    readonly followedAt: string
    /** Where it is not sure what came first: {exposures} {events} {hits} {host} {numbers} */
    readonly beside: string
    /** What stands for {numbers}, where a page is no matter: {median} {expected} {chance} */
    readonly numbers: string
    /** The same in `beside`: {expected} {chance} */
    readonly numbersBeside: string
    /** Events that the traffic itself shows: {events} */
    readonly derived: string
    /** {host} {interval} {count} */
    readonly regular: string
    /** As `regular`, where several messages came each time: {host} {interval} {count} */
    readonly bursts: string
    /** As `regular`, where other sends come between: {host} {interval} {count} */
    readonly again: string
    /** As many messages behind one, then silence: {host} {interval} {retries} {ladders} */
    readonly ladder: string
    /** Behind `ladder`, where one kind of event came before sending began again: {events} */
    readonly returned: string
    /** Intervals that grow: {host} {interval} {factor} {retries} {ladders} */
    readonly backOff: string
    /** {host} {rhythm} {time} {count} */
    readonly calendar: string
    /** Of days that could have a message those that have: {host} {time} {count} {days} */
    readonly daily: string
    /** What stands for {rhythm}; of more days than one: {days} */
    readonly everyDay: string
    readonly everyWeek: string
    readonly everyDays: string
    /** What stands for {time}. */
    readonly times: {
      /** {at} */
      readonly at: string
      /** {from} {to} */
      readonly between: string
      /** {from} {to} */
      readonly mostly: string
      /** {at} {until} {later} {from} */
      readonly changed: string
    }
    /** What may be said against it. */
    readonly doubts: {
      readonly use: string
      readonly timetables: string
      /** {hits} {events} {until} {laterHits} {laterEvents} {from} */
      readonly uneven: string
      /** {count} */
      readonly cut: string
      /** As `cut`, of one */
      readonly cutOne: string
      /** {seconds} */
      readonly moved: string
      /** {seconds} */
      readonly order: string
      /** {kinds} */
      readonly together: string
    }
    /** What the events of each kind are called, in the plural. */
    readonly events: Readonly<Record<DeviceEventKind, string>>
  }
  /** An identifier of which no observation is more than possible: {title} */
  readonly possible: string
  /** An identifier of which no more than a digest was sent: {title} */
  readonly asDigest: string
  readonly masked: string
  /** The same in a request that can be answered by the values only: a place to be filled in. */
  readonly maskedRequest: string
  readonly nothingFound: string
  /** Where nothing was found in so little of the traffic that it says nothing of the rest, or of what was sent alone. */
  readonly littleRead: string
  readonly littleSearched: string
  readonly onlyAnswers: string
  /** In place of `nothingFound` where nothing could be read at all. */
  readonly nothingRead: string
  /** {finding} {host} {count} */
  readonly summaryWhat: string
  /** {finding} {host} */
  readonly summaryWhatOnce: string
  /** {count} {findings} */
  readonly summaryMore: string
  /** {findings} */
  readonly summaryMoreOnce: string
  readonly summaryDo: string
  readonly summaryNot: string
  /** Behind a provision whose text nobody has held against its source. */
  readonly notVerified: string
  /** Behind a provision that another than data protection authorities supervise: {authority} */
  readonly competent: string
  /** Behind a provision of product law. */
  readonly pointerOnly: string
  readonly gdpr: string
  /** What speaks against a finding. */
  readonly speaksAgainst: {
    /** {refused} {all} */
    readonly refused: string
    readonly refusedOnce: string
    /** {unanswered} {all} */
    readonly unanswered: string
    readonly unansweredAll: string
    /** {interim} {all} */
    readonly interim: string
    readonly interimAll: string
    /** {early} {all} */
    readonly early: string
    readonly earlyAll: string
    /** {givenUp} {all} */
    readonly unsent: string
    readonly unsentOnce: string
    /** {name} */
    readonly notListed: string
    /** {name} {owner} */
    readonly notListedHosted: string
    readonly noName: string
    /** {names} */
    readonly othersThere: string
    /** {owner} */
    readonly tenant: string
    /** {tenant} {owner} */
    readonly tenantNamed: string
    /** {name} {alias} {owner} */
    readonly alias: string
    /** {name} {alias} */
    readonly aliasOwner: string
    readonly formOnly: string
    readonly noKey: string
    readonly nameOnly: string
    /** {addresses} */
    readonly thisSide: string
    readonly copies: string
    /** {part} {all} */
    readonly copiesSome: string
    readonly wayAnswered: string
    readonly atLeast: string
    readonly contactedAtLeast: string
    /** {imeis} */
    readonly phones: string
    /** {senders} {addresses} */
    readonly senders: string
    /** {others} {all} */
    readonly otherSender: string
    /** {address} {flows} {busiest} {most} */
    readonly quietSender: string
    /** What known senders of their own say. */
    readonly coreUnnamed: string
    readonly coreUsual: string
    readonly coreOfOther: string
    /** {address} {countries} */
    readonly coreAbroad: string
    /** {address} */
    readonly coreNowhere: string
    readonly otherFamilies: string
    readonly sealedBody: string
    /** {domain} */
    readonly otherServices: string
    readonly otherServer: string
    readonly needsNoNumber: string
  }
  /** A sentence against a finding that there is in English only: {evidence} */
  readonly quotedEnglish: string
  /** Words of citations as this language has them. */
  readonly citationWords: Readonly<Record<string, string>>
  /** {authority} {country} {reason} */
  readonly authority: string
  readonly roles: { readonly lead: string; readonly concerned: string; readonly complaint: string }
  /** {maker} */
  readonly controller: string
  readonly concern: string
  /** The same where no provision is listed. */
  readonly concernAlone: string
  readonly complaintAsk: readonly string[]
  readonly lead: string
  /** Where a provision is listed that another authority may supervise. */
  readonly passOn: string
  readonly share: string
  /** {since} */
  readonly accessAsk: readonly string[]
  /** Where only a name was seen: a place for what the data can be found by. */
  readonly accessUnseen: string
  /** Where it is no article of the GDPR: by which {law} the user asks */
  readonly accessLaw: string
  readonly accessTerm: string
  readonly accessIdentity: string
  /** {deadline} */
  readonly replyIntro: string
  readonly replyAsk: readonly string[]
  /** {heading}: that of what it was found from */
  readonly replyPromise: string
  /** {deadline} */
  readonly noticeIntro: string
  readonly noticeAsk: readonly string[]
  /** {aware} {until} */
  readonly breachClock: string
  /** Behind it, where that time is over on the day of the memo. */
  readonly breachOver: string
  /** Where no time is known within which to notify: {aware} */
  readonly breachAware: string
  readonly breachUnknown: string
  readonly breachItems: readonly string[]
  /** {captures} {version} {hash} */
  readonly method: string
  /** Behind `method`, of a capture that is a recording in files, which are listed below it: {capture} */
  readonly recording: string
  /** A file of a recording: {file} {hash} {bytes} */
  readonly recordingFile: string
  /** What all of it that was seen rests on: {evidence} */
  readonly derived: string
  /** What there was, as it stands for {evidence}. */
  readonly evidence: Readonly<Record<'capture' | 'events' | 'profile' | 'keys', string>>
  /** What the ids behind the facts are: {finding} */
  readonly findingIds: string
  /** What a recording lost: {size} */
  readonly missing: string
  /** Frames that the capturing program says it lost: {count} */
  readonly lostFrames: string
  /** What of a recording was not understood: {size} */
  readonly notUnderstood: string
  /** Contents of messages that the recorder left out, or of which it keeps the heads only: {count} */
  readonly notRecorded: string
  /** What stands for {share} in `shareRead` where that is neither none nor a whole percent, and where it is not all. */
  readonly smallShare: string
  readonly largeShare: string
  /** {share} */
  readonly shareRead: string
  /** Where nothing was left unread. */
  readonly readAll: string
  /** {count} */
  readonly sealed: string
  /** {count} */
  readonly tokens: string
  readonly limits: readonly string[]
  /** One more of them, where a page is no matter. */
  readonly unsearchedContent: string
  /** Where a recording is dated to a day on which it can not have been made: {day} */
  readonly wrongClock: string
  /** Where a cell was found. */
  readonly cellIsArea: string
  readonly notAdvice: string
  readonly greetings: string
  /** Sources that are no proper names, by their English words. */
  readonly sources: Readonly<Record<string, string>>
  readonly identifiers: Readonly<Record<string, string>>
}

/** The texts as one law has them: its articles are cited where it is the GDPR, and those of no other law are made up. */
export function underLaw<Texts>(texts: Texts, isGdpr: boolean): Texts {
  const of = (value: unknown): unknown => {
    if (typeof value === 'string')
      return value.replaceAll(/\[\[(.*?)(?:\|(.*?))?\]\]/g, (_, so: string, other = '') =>
        isGdpr ? so : other,
      )
    if (Array.isArray(value)) return value.map(of)
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, own]) => [name, of(own)]))
      : value
  }
  return of(texts) as Texts
}

/** `text` with its placeholders filled. Throws an Error for one that has no value: a fault of ours. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`a letter has no value for {${name}}`)
    return String(value)
  })
}
