import { holdsAt } from '../../core/signs/holds-at.ts'
import { wordpressName } from '../account-cookies.ts'
import { netflixSign } from '../identifiers/device-id.ts'
import { fcmSign } from '../identifiers/push-token.ts'
import { isFraction } from '../measured-number.ts'
import type { KeyTable } from '../names/key-name.ts'
import { looseValueMax, mayBeInserted, nameAhead } from '../names/loose-names.ts'
import { endsInClientMac } from '../radios/client-mac.ts'
import { udidChars } from '../spellings/udid.ts'
import { holdsBareNumber, isNetworkName } from './bare-number.ts'
import { alnumBit, classes, hexBit } from './byte-roles.ts'
import { base64CharsMin, hexCharsMin, hexPieceCharsMin } from './encoded-runs.ts'
import type { EncodedRuns } from './encoded-runs.ts'
import { isOwnersNumber } from './owners-number.ts'
import { signs } from './part-signs.ts'
import type { RunJudge } from './run-judge.ts'
import type { Suspicion } from './suspicion.ts'
import type { TokenSigns } from './token-signs.ts'

/** The shortest number that is recognised without a name (an IMEI has 15 digits, a MAC address 17 characters). */
export const longWordMin = 15

const percent = 37
const hyphen = 45

/** What a long word says: numbers that need no name, hex, and what begins as identifiers of some makers do. */
export class WordJudge {
  /** Names of the kinds whose values may follow without an assignment. */
  private readonly loose: KeyTable
  private readonly suspicion: Suspicion
  private readonly runs: EncodedRuns
  private readonly tokens: TokenSigns
  private readonly runJudge: RunJudge

  constructor(
    loose: KeyTable,
    suspicion: Suspicion,
    runs: EncodedRuns,
    tokenSigns: TokenSigns,
    runJudge: RunJudge,
  ) {
    this.loose = loose
    this.suspicion = suspicion
    this.runs = runs
    this.tokens = tokenSigns
    this.runJudge = runJudge
  }

  /** What a word of at least {@link longWordMin} bytes says, one of {@link signs}. */
  judge(buf: Buffer, from: number, start: number, end: number, limit: number, depth: number): number {
    const { suspicion } = this
    const length = end - start
    let sign: number = signs.none
    if (isFraction(buf, start, end)) return sign
    if (holdsBareNumber(buf, start, end) || isOwnersNumber(buf, start, end) || isNetworkName(buf, start, end))
      return signs.found
    if (endsInClientMac(buf, start, end)) return signs.found
    if (length >= hexCharsMin) {
      if (this.runJudge.runCharsMin < base64CharsMin && this.runJudge.isPlaceIn(buf, start, end, false))
        return signs.found
      if (this.runs.hidesInHex(buf, start, end, depth)) return signs.found
      const isLikePiece = this.runs.wasText || length >= hexPieceCharsMin
      if (isLikePiece && this.runJudge.isPiece(buf, from, start, end, limit)) return signs.found
      sign = this.runJudge.tokenSign(this.tokens.hexToken(buf, start, end), buf, from, start, end)
      if (sign === signs.found) return sign
    }
    if (suspicion.isWordOdd(buf, start, end)) return signs.found
    if (length <= looseValueMax && this.isLooselyNamed(buf, from, start, end)) return signs.found
    const isAndroidName =
      length === androidNameChars && buf[start + 7] === hyphen && holdsAt(buf, start, androidName, end)
    const isPushToken = buf[start] === pushToken[0] && holdsAt(buf, start, pushToken, end)
    const isLogin = buf[start] === wordpressName[0] && holdsAt(buf, start, wordpressName, end)
    const isOwn = length === udidChars ? isUdid(buf, start) : isNetflixId(buf, start, end)
    return isAndroidName || isPushToken || isLogin || isOwn ? signs.found : sign
  }

  /** A number or hex behind a name of its kind, whatever stands between. */
  private isLooselyNamed(buf: Buffer, from: number, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      const code = buf[at] as number
      if (((classes[code] as number) & hexBit) === 0 && code !== hyphen) return false
    }
    // The digits of an escape (`IMSI%20…`) are not of the number.
    const first = buf[start - 1] === percent ? start + 2 : start
    if (mayBeInserted(buf, from, start)) return true
    const name = nameAhead(buf, from, first, end - first)
    if (name === null) return false
    if (this.loose.findSpaced(buf, from, name.start, name.end) !== 0) return true
    return this.loose.find(buf, name.start, name.end) !== 0
  }
}

/** The word begins as Netflix's numbers do, maybe behind a letter that is its length in a binary form: `NFANDROID1-…`. */
function isNetflixId(buf: Buffer, start: number, end: number): boolean {
  let at = buf[start] === netflix[0] ? start : start + 1
  if (buf[at] !== netflix[0] || !holdsAt(buf, at, netflix, end)) return false
  at += netflix.length
  const first = at
  while (at < end && ((classes[buf[at] as number] as number) & alnumBit) !== 0) at++
  return at > first + 2 && at < end && buf[at] === hyphen
}

/** The word, which is as long, begins as a UDID does: zeros in front of the type of the chip, and of its number. */
function isUdid(buf: Buffer, start: number): boolean {
  return buf[start] === 48 && buf[start + 8] === hyphen && buf[start + 9] === 48 && buf[start + 10] === 48
}

const netflix: Buffer = Buffer.from(netflixSign)

/** In front of the Android ID in the name of a phone in networks. */
const androidName: Buffer = Buffer.from('android-')
const androidNameChars = 24

/** Behind the colon of a token of FCM. */
const pushToken: Buffer = Buffer.from(fcmSign)
