import type { FactName } from './facts.ts'

/** A day, `YYYY-MM-DD`; days compare as texts. */
export type Day = string

/** From one day to another, both of them included. */
export interface Days {
  readonly first: Day
  readonly last: Day
}

/** A time that runs from when the controller became aware: hours, and what is due. */
export interface BreachClock {
  readonly hours: number
  readonly what: string
  /** The hour of the event is not counted (Regulation 1182/71, Article 3(1)). */
  readonly wholeHours: boolean
}

/** A provision that facts can engage. See data/law/provisions.yaml for what each field means. */
export interface Provision {
  readonly id: string
  /** Short name of the law, as cited. */
  readonly law: string
  readonly lawTitle: string
  readonly citation: string
  /** Law and citation as letters in a language name them, where they have a name of their own there. */
  readonly citedIn: Readonly<Record<string, string>>
  readonly title: string
  /** ISO 3166-1 alpha-2 codes of the places where it applies to a user. */
  readonly places: readonly string[]
  readonly from: Day
  /** First days of places that have one of their own. */
  readonly fromIn: Readonly<Record<string, Day>>
  /** Last day, null while in force. */
  readonly to: Day | null
  /** Last days of places that have one of their own. */
  readonly toIn: Readonly<Record<string, Day>>
  /** Times that run from when the controller became aware. */
  readonly clocks: readonly BreachClock[]
  /** Address of the official text. */
  readonly source: string
  /** False: the entry, or a day in it, was not checked against an official text. Reports print that. */
  readonly isVerified: boolean
  /** Of the general data protection law of its places. */
  readonly isDataProtection: boolean
  /** Product law that is only pointed at. */
  readonly isPointer: boolean
  /** Rights and procedure: what was sent raises no question under it, but it is part of what follows. */
  readonly isProcedure: boolean
  /** Of these, what the user does on the day of a letter (asks, objects, complains): the law of that day counts. */
  readonly isRight: boolean
  /** It is about processing across borders: engaged unless user and maker are both said to be in one country. */
  readonly isCrossBorder: boolean
  readonly needs: readonly FactName[]
  readonly anyOf: readonly FactName[]
  readonly because: string
  readonly asks: readonly string[]
  readonly onlyController: string
  readonly missing: readonly string[]
  readonly against: readonly FactName[]
  readonly authority: 'lead' | 'user' | 'other'
  /** Which authority, where `authority` is `other`. */
  readonly competent: string
  /** The same in the languages of letters, where it is not a name alone. */
  readonly competentIn: Readonly<Record<string, string>>
}

/** A decision that a country protects personal data adequately (for the EEA: GDPR Article 45). */
export interface AdequacyDecision {
  readonly country: string
  /** Countries for whose users it counts. */
  readonly places: readonly string[]
  readonly number: string
  readonly from: Day
  readonly to: Day | null
  readonly limit: string
  /** It covers some recipients of the country only, such as those on a list: for the others there is none. */
  readonly isPartial: boolean
  /** Countries for whose users it is not known on which day it came to count. */
  readonly doubtfulFor: readonly string[]
  readonly isVerified: boolean
}

/** An agreement by which what is sent to a country counted as sent to no third country. */
export interface Bridge {
  readonly country: string
  /** Countries for whose users it counted, and for whose users it is not known whether it did. */
  readonly places: readonly string[]
  readonly doubtfulFor: readonly string[]
  readonly name: string
  readonly from: Day
  readonly to: Day
  /** On what condition. */
  readonly limit: string
  readonly isVerified: boolean
}

/** A data protection authority. */
export interface Authority {
  readonly country: string
  /** In its own language. */
  readonly name: string
  readonly english: string
  /** Web host, as of the data's day; '' where each part of the country has an authority of its own: which one is not known. */
  readonly host: string
  /** Languages in which complaints are taken (ISO 639-1). */
  readonly languages: readonly string[]
  readonly isVerified: boolean
}

/** All of the law that varde knows: data, with the day it was put together. */
export interface LawData {
  readonly asOf: Day
  readonly authoritiesAsOf: Day
  readonly adequacyAsOf: Day
  /** Countries of the European Economic Area: among them there is no transfer, and one authority leads. */
  readonly eea: readonly string[]
  /** Countries that were treated as its members, with the last day. */
  readonly formerEea: Readonly<Record<string, Day>>
  /** Codes of parts of a country that have its law in all that counts here, with the code of the country. */
  readonly partOf: Readonly<Record<string, string>>
  readonly provisions: readonly Provision[]
  readonly adequacy: readonly AdequacyDecision[]
  readonly bridges: readonly Bridge[]
  readonly authorities: readonly Authority[]
}

/** What the user says of the case: the law depends on it. */
export interface LegalSetting {
  /** Country where the phone was used, ISO 3166-1 alpha-2. */
  readonly userCountry: string
  /** Country of the maker's main establishment in the EEA as far as known; '' where it is not. */
  readonly makerCountry: string
  readonly maker: string
  /** When the controller became aware (ISO 8601 with a zone), '' where it was not said. */
  readonly awareAt: string
  /** Today, given by the shell: what applies now beside what applied then. */
  readonly today: Day
  /** Time zone in which it is that day; absent where only the day was given. */
  readonly timeZone?: string
  /** Time zone of the people concerned, by whose days the law counts; UTC where it is absent. */
  readonly dayZone?: string
  /** Its last day that may have begun while it is `today`; the same day where it is absent. */
  readonly latestDay?: Day
}

/** A fact that engages or weakens a provision, in a sentence that a person can check. */
export interface LegalFact {
  readonly name: FactName
  readonly sentence: string
}

/** A provision that a finding raises questions under. That it is engaged says nothing about whether it is infringed. */
export interface EngagedProvision {
  readonly provision: Provision
  /** The facts because of which it is engaged, and those that speak against. */
  readonly facts: readonly LegalFact[]
  readonly against: readonly LegalFact[]
  /** In force then, and no longer today: what came after stands in `sinceThen`, or beside it for later transmissions. */
  readonly isReplaced: boolean
  /** In force on the day of the capture, which is said to be after today, and not on any day that has begun while it is today. */
  readonly isAhead: boolean
  /** What of the finding it is about, where that is not all: its days, and how many transmissions. */
  readonly part?: Days & { readonly transmissions: number }
}

/** A place that a recipient is tied to, kept apart by how. */
export interface RecipientPlace {
  readonly role: 'server' | 'operator' | 'parent'
  readonly country: string
  readonly source: string
  /** False where where an operator is established was read of no register, filing or the operator itself. */
  readonly isVerified: boolean
  /** Whether the country is outside the EEA (for Switzerland and the United Kingdom: outside of them), and what covers it. */
  readonly isThirdCountry: boolean
  /** The decision in force then, null where there was none. */
  readonly adequacy: AdequacyDecision | null
  /** There was one, of which it is not known whether it covers this recipient: what counts without one is asked, too. */
  readonly isAdequacyUnsure: boolean
  /** False where the list of decisions of the user's country is not in the data: then nothing is said of what covers it. */
  readonly hasAdequacyList: boolean
  /**
   * The agreement by which it was no third country then; of a third country, the one of which it is not known whether it
   * counted for the user's. Null where there is none.
   */
  readonly bridge: Bridge | null
  /** For which days of the finding this holds, where something else does for others. */
  readonly days?: Days
}

/**
 * The law's view of one finding, by its id: the facts, the places that the recipient is tied to, and the provisions in
 * force on the days of its transmissions, each engaged by what was sent while it was in force.
 */
export interface FindingAssessment {
  readonly finding: string
  readonly title: string
  readonly recipient: string
  readonly facts: readonly LegalFact[]
  readonly places: readonly RecipientPlace[]
  /** Short names of the laws that were in force there on a day of it, whatever of them is engaged. */
  readonly laws: readonly string[]
  readonly engaged: readonly EngagedProvision[]
  /** Engaged by the same facts today, but not yet in force when they happened. */
  readonly sinceThen: readonly EngagedProvision[]
}

/**
 * An authority with its part: it leads (GDPR, Article 56), is concerned (Article 4 (22)), or takes the complaint
 * (Article 77).
 */
export interface AuthorityRole {
  readonly role: 'lead' | 'concerned' | 'complaint'
  readonly authority: Authority
  readonly reason: string
}

/** Something that is due a number of hours after the controller became aware, if it is due at all. */
export interface DueClock {
  readonly law: string
  readonly citation: string
  readonly what: string
  readonly hours: number
  /** Whether they are counted from the end of the hour in which the controller became aware. */
  readonly wholeHours: boolean
  /** ISO 8601 to the minute, in the offset of `awareAt`. Hours run through nights, weekends and holidays. */
  readonly due: string
  /** Whether `today` is a later day, wherever it may be that day. */
  readonly isOver: boolean
}

/** What law the findings raise questions under. Never a verdict. */
export interface LegalAssessment {
  readonly setting: LegalSetting
  /** Day of the first transmission that findings are about; null where there is none. */
  readonly captureDay: Day | null
  /** Day of the last one. */
  readonly lastDay: Day | null
  readonly asOf: Day
  readonly authoritiesAsOf: Day
  readonly adequacyAsOf: Day
  readonly findings: readonly FindingAssessment[]
  /** What the user can do today, whenever it was sent: provisions of the place that are in force on the day that is today. */
  readonly rightsToday: readonly Provision[]
  readonly authorities: readonly AuthorityRole[]
  /** What is due when, where it was said when the controller became aware. */
  readonly clocks: readonly DueClock[]
  /** What a reader has to know before relying on it. */
  readonly reservations: readonly string[]
}
