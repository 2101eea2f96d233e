import { createInterface } from 'node:readline'
import type { Interface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { planProtocol } from '../correlate/protocol.ts'
import type { Step } from '../correlate/protocol.ts'
import { count, secondsText } from '../correlate/words.ts'
import { duration } from '../report/phrases.ts'
import { FaultError, InputError } from '../core/errors.ts'
import { formatInstant } from '../core/time.ts'
import { shifted } from '../device/events/time-text.ts'
import type { DeviceEventKind } from '../device/events/types.ts'
import { printable } from '../report/writing/printable.ts'
import { findPhone } from './adb.ts'
import type { Adb, Done, PhoneClock } from './adb.ts'
import { appendLine, marked, momentOf, now } from './events-mark.ts'
import { eventLine } from './events.ts'
import { keepFiles } from './kept-files.ts'
import { writeOut } from './output.ts'
import { countOption, numberOption } from './sides.ts'

/** Seconds that the screen stays on after a stimulus; shorter than the gap. */
const holdSecondsMax = 8

const prompts: Readonly<Record<Step['stimulus'], string>> = {
  boot: 'Restart the phone now. Press Enter at the moment when it starts again',
  'screen-on':
    'Switch the screen on now, without unlocking, and off again after some seconds. Press Enter at the moment when it goes on',
  unlock:
    'Switch the screen on and unlock the phone now; lock it after some seconds. Press Enter at the moment when it unlocks',
  quiet: 'Do not touch the phone. Press Enter to go on',
}

/** Of a stimulus whose effect could not be looked at. */
const unseen = 'asked for; the phone does not tell whether it did'

/** Options about the phone and what it does, which a plan does not need. */
const ofRun = [
  { option: '-o', flag: 'out' },
  { option: '--pin', flag: 'pin' },
  { option: '--serial', flag: 'serial' },
  { option: '--by-hand', flag: 'byHand' },
] as const

/**
 * `varde experiment`: leads through a protocol of stimuli and writes what was done, when. With a phone at hand by ADB, the
 * events are on the phone's clock, and comparisons of the clocks are written beside them; by hand they are on this
 * machine's.
 */
export async function runExperiment(flags: Readonly<Record<string, string | boolean>>): Promise<number> {
  const number = (name: string, key: string, most: number): number =>
    countOption(name, String(flags[key]), 0, most)
  const options = {
    boots: number('boots', 'boots', 1_000),
    screenOns: number('screen-ons', 'screenOns', 10_000),
    unlocks: number('unlocks', 'unlocks', 10_000),
    quiet: number('quiet', 'quiet', 1_000),
    gapS: numberOption('gap', String(flags['gap']), 0.001, 86_400),
    seed: number('seed', 'seed', 4_294_967_295),
  }
  const pin = typeof flags['pin'] === 'string' ? flags['pin'] : null
  if (pin !== null && !/^\d+$/.test(pin)) throw new InputError('--pin: give the digits of the PIN.')
  const vain = ofRun.find(({ flag }) => flags[flag] !== undefined)
  if (flags['plan'] === true && vain !== undefined)
    throw new InputError(`--plan only prints the protocol: ${vain.option} has no effect on it.`)
  const ofAdb = ofRun.find(({ flag }) => (flag === 'pin' || flag === 'serial') && flags[flag] !== undefined)
  if (flags['byHand'] === true && ofAdb !== undefined)
    throw new InputError(`--by-hand asks no phone: ${ofAdb.option} has no effect on it.`)
  const steps = planProtocol(options)
  if (steps.length === 0)
    throw new InputError(
      'the protocol has no step: give at least one of --boots, --screen-ons, --unlocks, --quiet.',
    )
  const seconds = steps.reduce((sum, step) => sum + step.waitS, 0)
  const plan = { schema: 'varde/experiment@1', ...options, steps }
  if (flags['plan'] === true) {
    await writeOut(`${JSON.stringify(plan, null, 2)}\n`)
    return 0
  }
  const out = flags['out']
  if (typeof out !== 'string')
    throw new InputError('say with -o FILE where the events are written, or --plan to see the protocol only.')
  keepFiles([{ option: '-o', path: out, earlier: marked }], [])
  const serial = typeof flags['serial'] === 'string' ? flags['serial'] : null
  const pollMs = Math.min(1_000, options.gapS * 500)
  const found =
    flags['byHand'] === true ? { phone: null, why: 'as asked for' } : await findPhone(serial, pollMs)
  const { phone } = found
  appendLine(
    out,
    JSON.stringify({ ...plan, startedAt: formatInstant(now(), 3), by: phone === null ? 'hand' : 'adb' }),
  )
  process.stderr.write(
    `${count(steps.length, 'step')}, about ${duration(seconds)}, ${found.phone === null ? `by hand (${found.why})` : `by ADB on ${printable(found.phone.serial)}`}; events go to ${printable(out)}.\n`,
  )
  if (phone === null) await runByHand(steps, out)
  else await runByAdb(steps, out, phone, Math.min(holdSecondsMax, options.gapS / 3), pin)
  process.stderr.write(`Done. Scan the capture with --events ${printable(out)}\n`)
  return 0
}

async function runByAdb(
  steps: readonly Step[],
  out: string,
  phone: Adb,
  holdS: number,
  pin: string | null,
): Promise<void> {
  let clock: PhoneClock | null = null
  const compare = async (): Promise<void> => {
    clock = await phone.clock()
    if (clock === null) return
    const at = shifted(now(), -clock.offsetMs)
    appendLine(
      out,
      JSON.stringify({ at: formatInstant(at, 3), kind: 'clock-anchor', source: 'adb', ...clock }),
    )
  }
  const mark = (kind: DeviceEventKind, asked: number, note = ''): void => {
    const at = shifted(momentOf(asked), -(clock?.offsetMs ?? 0))
    appendLine(out, eventLine({ at, kind, source: 'experiment: adb', note }))
    process.stderr.write(`  ${kind}\n`)
  }
  const markDone = (kind: DeviceEventKind, { asked, isSeen }: Done, note = ''): void =>
    mark(kind, asked, [note, ...(isSeen ? [] : [unseen])].filter((part) => part !== '').join('; '))
  let done = 0
  try {
    await phone.screenOff()
    await compare()
    for (const [index, step] of steps.entries()) {
      done = index
      process.stderr.write(
        `${index + 1} of ${steps.length}: ${step.stimulus} in ${secondsText(step.waitS)}\n`,
      )
      await wait(step.waitS * 1_000)
      if (step.stimulus === 'quiet') continue
      if (step.stimulus === 'boot') {
        mark('power-off', Date.now())
        // The time of the start itself is the phone's to tell: what it took until it was up is known afterwards.
        await phone.reboot()
        await compare()
        const uptime = await phone.uptime()
        const at = shifted(
          now(),
          -((clock as PhoneClock | null) ?? { offsetMs: 0 }).offsetMs -
            (Number.isFinite(uptime) ? uptime * 1_000 : 0),
        )
        appendLine(out, eventLine({ at, kind: 'boot', source: 'experiment: adb', note: '' }))
        markDone('screen-off', await phone.screenOff(), 'after the start')
        continue
      }
      markDone('screen-on', await phone.screenOn())
      if (step.stimulus === 'unlock') markDone('unlock', await phone.unlock(pin))
      await wait(holdS * 1_000)
      markDone('screen-off', await phone.screenOff())
    }
    done = steps.length
    await compare()
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    throw new FaultError(
      `the experiment ended after ${count(done, 'step')} of ${steps.length}: ${error.message}`,
      { cause: error },
    )
  }
}

async function runByHand(steps: readonly Step[], out: string): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  const answers = new Answers(lines)
  try {
    for (const [index, step] of steps.entries()) {
      process.stderr.write(`${index + 1} of ${steps.length}: wait ${secondsText(step.waitS)}\n`)
      await wait(step.waitS * 1_000)
      const early = process.stdin.isTTY ? answers.forget() : 0
      if (early > 0) process.stderr.write('(Enter was pressed while waiting: that counts as nothing.)\n')
      process.stderr.write(`\u0007${prompts[step.stimulus]}: `)
      if (!(await answers.next())) {
        process.stderr.write('\n')
        throw new FaultError(
          `the experiment ended after ${count(index, 'step')} of ${steps.length}: nobody pressed Enter.`,
        )
      }
      if (step.stimulus === 'quiet') continue
      if (step.stimulus === 'unlock')
        appendLine(
          out,
          eventLine({
            at: shifted(now(), -1_500),
            kind: 'screen-on',
            source: 'experiment: by hand',
            note: 'before the unlock, about',
          }),
        )
      appendLine(out, eventLine({ at: now(), kind: step.stimulus, source: 'experiment: by hand', note: '' }))
    }
  } finally {
    lines.close()
  }
}

/** Lines that a person gives, one at a time; also none any more, when the person goes away. */
class Answers {
  private waiting = 0
  private isClosed = false
  private wake: () => void = () => undefined

  constructor(lines: Interface) {
    lines.on('line', () => {
      this.waiting++
      this.wake()
    })
    lines.once('close', () => {
      this.isClosed = true
      this.wake()
    })
  }

  /** Leaves out what came before it was asked for, and says how much that was. */
  forget(): number {
    const early = this.waiting
    this.waiting = 0
    return early
  }

  /** True when the next line is here; false where none comes any more. */
  async next(): Promise<boolean> {
    while (this.waiting === 0) {
      if (this.isClosed) return false
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
    this.waiting--
    return true
  }
}
