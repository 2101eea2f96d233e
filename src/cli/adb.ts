import { execFile } from 'node:child_process'
import type { ExecFileException } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { codeOf } from '../case/folder/durable.ts'
import { FaultError, InputError } from '../core/errors.ts'

const commandMs = 20_000
const bootMs = 300_000
const anchorTries = 10
/** Seconds that two readings of the time since the start may differ by, beside the time between them. */
const uptimeSlack = 5

/** How far the phone's clock is from this machine's: add to the phone's to get this one's. */
export interface PhoneClock {
  readonly offsetMs: number
  readonly uncertaintyMs: number
}

/** Times that a phone is looked at until it shows what it was told to do, and the longest time between two of them. */
const lookTries = 10
const lookMs = 500

/** An adb before Android 7 hands on no exit code, and some makers' refusals have none: then only the text tells. */
const refusal = /^(?:Error: |Exception |[\w$.]*(?:Exception|Error)\b).*/m

/** Whether the screen is on, by `dumpsys power`; null where that does not tell. */
export function isAwake(power: string): boolean | null {
  const state = /^[ \t]*mWakefulness=(\w+)/m.exec(power)?.[1]
  return state === undefined ? null : state === 'Awake'
}

/** Whether a lock is before the screen, by `dumpsys window policy` and `dumpsys trust`; null where they do not tell. */
export function isLocked(policy: string, trust: string): boolean | null {
  const current = trust.split('\n').find((line) => line.includes('(current)')) ?? trust
  const told = [
    /\bKeyguardServiceDelegate\s+showing=(true|false)/.exec(policy)?.[1],
    /\b(?:isStatusBarKeyguard|mShowingLockscreen)=(true|false)/.exec(policy)?.[1],
    /\bdeviceLocked=([01])/.exec(current)?.[1],
  ].filter((value) => value !== undefined)
  if (told.some((value) => value === 'true' || value === '1')) return true
  return told.length === 0 ? null : false
}

/** Something that a phone was told to do. */
export interface Done {
  /** When it was asked for, in milliseconds since 1970. */
  readonly asked: number
  /** Whether the phone shows that it did; one that shows the contrary is a FaultError. */
  readonly isSeen: boolean
}

/** A phone that is attached, driven by the `adb` program of the Android platform tools. */
export class Adb {
  readonly serial: string
  private readonly pollMs: number

  constructor(serial: string, pollMs: number) {
    this.serial = serial
    this.pollMs = pollMs
  }

  shell(...command: string[]): Promise<string> {
    return run(['-s', this.serial, 'shell', ...command])
  }

  /** Key codes 223 (sleep) and 224 (wake up): they do not toggle, so a repeated one does no harm. */
  async screenOff(): Promise<Done> {
    const asked = await this.does('input', 'keyevent', '223')
    const isSeen = await this.shows(async () => not(await this.isAwake()), 'its screen did not go off')
    return { asked, isSeen }
  }

  async screenOn(): Promise<Done> {
    const asked = await this.does('input', 'keyevent', '224')
    return { asked, isSeen: await this.shows(() => this.isAwake(), 'its screen did not go on') }
  }

  async unlock(pin: string | null): Promise<Done> {
    let asked = await this.does('wm', 'dismiss-keyguard')
    if (pin !== null) {
      await this.does('input', 'text', pin)
      asked = await this.does('input', 'keyevent', '66')
    }
    const failure = `it is still locked: ${pin === null ? 'give its PIN with --pin' : 'its PIN is another than that of --pin'}, or take off its lock`
    return { asked, isSeen: await this.shows(async () => not(await this.isLocked()), failure) }
  }

  private async isAwake(): Promise<boolean | null> {
    return isAwake(await this.shell('dumpsys', 'power'))
  }

  private async isLocked(): Promise<boolean | null> {
    return isLocked(await this.shell('dumpsys', 'window', 'policy'), await this.shell('dumpsys', 'trust'))
  }

  /** Waits until the phone shows that it did what it was told; false where it does not tell, a FaultError where it did not. */
  private async shows(look: () => Promise<boolean | null>, failure: string): Promise<boolean> {
    for (let round = 0; round < lookTries; round++) {
      const seen = await look()
      if (seen !== false) return seen !== null
      await wait(Math.min(this.pollMs, lookMs))
    }
    throw new FaultError(`the phone ${this.serial} was told, but ${failure}.`)
  }

  /**
   * Has something done, and says when it was asked for, in milliseconds since 1970. The answer comes some tenths of a second
   * after the phone did it: by then it may have sent already, and nothing is sent before its cause.
   */
  private async does(...command: string[]): Promise<number> {
    const asked = Date.now()
    const refused = refusal.exec(await this.shell(...command))?.[0]
    if (refused !== undefined)
      throw new FaultError(
        `${shownCommand(['shell', ...command])} was refused by the phone ${this.serial}: ${refused.trim().slice(0, shownCharsMax)}`,
      )
    return asked
  }

  /** Seconds since the phone's kernel started; NaN where it does not say. */
  async uptime(): Promise<number> {
    const text = (await this.shell('cat', '/proc/uptime')).trim().split(' ')[0] ?? ''
    return text === '' ? Number.NaN : Number(text)
  }

  /** Restarts the phone and waits until it says that it has started. */
  async reboot(): Promise<void> {
    const before = await this.uptime()
    const asked = Date.now()
    await run(['-s', this.serial, 'reboot'])
    const until = Date.now() + bootMs
    await wait(this.pollMs)
    for (;;) {
      try {
        if ((await this.shell('getprop', 'sys.boot_completed')).trim() === '1') {
          // For some seconds the phone that is asked to go down still answers, as one that has started.
          const goesOn = before + (Date.now() - asked) / 1_000
          if (!((await this.uptime()) >= goesOn - Math.min(uptimeSlack, before / 2))) return
        }
      } catch (error) {
        // While it restarts there is no phone to answer.
        if (!(error instanceof FaultError)) throw error
      }
      if (Date.now() > until)
        throw new FaultError(`the phone ${this.serial} did not come back within five minutes.`)
      await wait(this.pollMs)
    }
  }

  /** Compares the clocks: of ten answers the one that took the least time. Null where the phone tells no time. */
  async clock(): Promise<PhoneClock | null> {
    let best: PhoneClock | null = null
    for (let round = 0; round < anchorTries; round++) {
      const before = Date.now()
      const answer = (await this.shell('date', '+%s%N')).trim()
      const after = Date.now()
      // Old toyboxes print the N as it is: then the time is good to a second only.
      const match = /^(\d{9,11})(\d{9}|N)?$/.exec(answer)
      if (match === null) return null
      const isWhole = match[2] === undefined || match[2] === 'N'
      const phone = Number(match[1]) * 1_000 + (isWhole ? 500 : Number(match[2]) / 1e6)
      const uncertaintyMs = (after - before) / 2 + (isWhole ? 500 : 0) + 1
      if (best === null || uncertaintyMs < best.uncertaintyMs)
        best = { offsetMs: Math.round((before + after) / 2 - phone), uncertaintyMs: Math.ceil(uncertaintyMs) }
    }
    return best
  }
}

/** The phone to work with, or why there is none. */
export type FoundPhone = { readonly phone: Adb } | { readonly phone: null; readonly why: string }

/** Looks for a phone; none where none is attached or there is no `adb`. One that can not be driven, and an `adb` that fails, are told. */
export async function findPhone(serial: string | null, pollMs: number): Promise<FoundPhone> {
  let listed: string
  try {
    listed = await run(['devices'])
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    const isMissing = codeOf(error.cause) === 'ENOENT'
    if (isMissing && serial === null) return { phone: null, why: 'the program adb is not here' }
    throw new FaultError(
      `${error.message.replace(/[.]$/, '')}. Mend that, or give --by-hand to go on without it.`,
      { cause: error },
    )
  }
  const ready = [...listed.matchAll(/^(\S+)\tdevice$/gm)].map((match) => match[1] as string)
  const others = [...listed.matchAll(/^(\S+)\t(?!device$)(\S.*)$/gm)].map(([, name = '', state = '']) => ({
    name,
    state,
  }))
  if (serial !== null) {
    const other = others.find(({ name }) => name === serial)
    if (other !== undefined) throw unready(other)
    if (!ready.includes(serial)) throw new InputError(`no phone ${serial} is attached (adb devices).`)
    return { phone: new Adb(serial, pollMs) }
  }
  if (ready.length > 1)
    throw new InputError(`several phones are attached (${ready.join(', ')}): name one with --serial.`)
  if (ready[0] !== undefined) return { phone: new Adb(ready[0], pollMs) }
  if (others[0] !== undefined) throw unready(others[0])
  return { phone: null, why: 'adb knows of no phone that is attached' }
}

/** What to do about a phone in a state in which nothing can be asked of it, by how adb begins to tell that. */
const remedies: readonly (readonly [state: string, remedy: string])[] = [
  ['unauthorized', 'Allow USB debugging on its screen'],
  ['authorizing', 'Allow USB debugging on its screen'],
  ['offline', 'Plug it in again, or restart adb (adb kill-server)'],
  ['no permissions', 'Let this user open it (udev rules of Android, the group plugdev)'],
]

function unready({ name, state }: { readonly name: string; readonly state: string }): InputError {
  const remedy = remedies.find(([beginning]) => state.startsWith(beginning))?.[1]
  // Behind it stands the address of a help page.
  const told = state.split(';')[0]?.slice(0, shownCharsMax) ?? ''
  return new InputError(
    `the phone ${name} is attached, but adb says: ${told}. ${remedy ?? 'Make it ready for adb'}, or give --by-hand.`,
  )
}

/** So much of what adb or the phone says stands in messages. */
const shownCharsMax = 300

function not(seen: boolean | null): boolean | null {
  return seen === null ? null : !seen
}

/** A command for messages: what is typed into the phone is its PIN. */
function shownCommand(parameters: readonly string[]): string {
  const at = parameters.indexOf('text')
  return ['adb', ...(at < 0 ? parameters : [...parameters.slice(0, at + 1), '…'])].join(' ')
}

type Ending = Pick<ExecFileException, 'killed' | 'code' | 'signal'>

/** Node itself ends a program only where it takes too long, or says too much, which has a code. */
function isLate({ killed, code }: Ending): boolean {
  return killed === true && typeof code !== 'string'
}

/** How a program ended that says nothing of it itself. */
export function endingText(error: Ending): string {
  return isLate(error)
    ? `it gave no answer within ${commandMs / 1_000} seconds`
    : `it ended with ${error.code ?? error.signal ?? 'an error'}`
}

function run(parameters: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'adb',
      [...parameters],
      { timeout: commandMs, maxBuffer: 1_048_576 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout.replaceAll('\r', ''))
        else
          reject(
            new FaultError(
              error.code === 'ENOENT'
                ? 'the program adb is not here.'
                : `${shownCommand(parameters)} failed: ${(stderr === '' || isLate(error) ? endingText(error) : stderr).trim().slice(0, shownCharsMax)}`,
              { cause: error },
            ),
          )
      },
    )
  })
}
