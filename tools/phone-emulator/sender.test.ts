import { describe, expect, it } from 'vitest'
import { RegistrationSender, SENDER_RULES } from './sender.ts'
import type { Cause, SenderHost } from './sender.ts'

const MINUTE = 60_000
const HOUR = 3_600_000

/** A phone without sockets: time passes when told to, and answers come at once. */
class FakePhone implements SenderHost {
  time = 0
  sent: { at: number; kind: string }[] = []
  isAccepting = false
  way: 'wifi' | 'mobile' | 'none' = 'wifi'
  hasChinaTelecomSim = false
  isRoaming = false
  iccid = 'first'
  /** Holds answers back while set. */
  held: ((isAccepted: boolean) => void)[] | null = null
  private alarms: { at: number; act: () => void }[] = []

  nowMs(): number {
    return this.time
  }

  after(ms: number, act: () => void): () => void {
    const alarm = { at: this.time + ms, act }
    this.alarms.push(alarm)
    return () => {
      this.alarms = this.alarms.filter((each) => each !== alarm)
    }
  }

  random(): number {
    return 0.5
  }

  network(): 'wifi' | 'mobile' | 'none' {
    return this.way
  }

  send(cause: Cause): Promise<boolean> {
    this.sent.push({ at: this.time, kind: cause.kind })
    const { held } = this
    if (held === null) return Promise.resolve(this.isAccepting)
    return new Promise((resolve) => held.push(resolve))
  }

  async pass(ms: number): Promise<void> {
    const end = this.time + ms
    for (;;) {
      const next = this.alarms.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.alarms = this.alarms.filter((each) => each !== next)
      this.time = next.at
      next.act()
      await Promise.resolve()
      await Promise.resolve()
    }
    this.time = end
  }

  cause(kind: string): Cause {
    return { kind, atMs: this.time }
  }
}

function started(
  variant: keyof typeof SENDER_RULES,
  change: (phone: FakePhone) => void = () => {},
): {
  phone: FakePhone
  sender: RegistrationSender
} {
  const phone = new FakePhone()
  change(phone)
  const sender = new RegistrationSender(SENDER_RULES[variant], phone)
  sender.signal('boot-completed', phone.cause('boot-completed'))
  sender.signal('in-service', phone.cause('boot-completed'))
  sender.signal('connectivity', phone.cause('boot-completed'))
  return { phone, sender }
}

describe('the Qualcomm sender of the incident', () => {
  it('sends first 60 s after boot', async () => {
    const { phone } = started('Q')
    await phone.pass(59_999)
    expect(phone.sent).toEqual([])
    await phone.pass(1)
    expect(phone.sent).toEqual([{ at: MINUTE, kind: 'boot-completed' }])
  })

  it('tries again within a second of every connectivity change and return to service', async () => {
    const { phone, sender } = started('Q')
    await phone.pass(2 * MINUTE)
    sender.signal('connectivity', phone.cause('screen-on'))
    await phone.pass(2000)
    sender.signal('in-service', phone.cause('unlock'))
    await phone.pass(2000)
    expect(phone.sent.slice(1)).toEqual([
      { at: 2 * MINUTE + 500, kind: 'screen-on' },
      { at: 2 * MINUTE + 2500, kind: 'unlock' },
    ])
  })

  it('ignores signals while a request runs', async () => {
    const { phone, sender } = started('Q')
    phone.held = []
    await phone.pass(MINUTE)
    sender.signal('connectivity', phone.cause('screen-on'))
    await phone.pass(10_000)
    expect(phone.sent).toHaveLength(1)
    phone.held[0]?.(false)
    await phone.pass(1)
    sender.signal('in-service', phone.cause('unlock'))
    await phone.pass(1000)
    expect(phone.sent).toHaveLength(2)
  })

  it('retries hourly ten times after a refusal and then stops', async () => {
    const { phone } = started('Q')
    await phone.pass(30 * HOUR)
    const retries = phone.sent.filter((each) => each.kind === 'hourly-retry')
    expect(retries.map((each) => each.at)).toEqual(
      Array.from({ length: 10 }, (_, index) => MINUTE + (index + 1) * HOUR),
    )
  })

  it('counts retries anew after a reboot', async () => {
    const { phone, sender } = started('Q')
    await phone.pass(20 * HOUR)
    sender.stop()
    sender.signal('boot-completed', phone.cause('boot-completed'))
    await phone.pass(20 * HOUR)
    expect(phone.sent).toHaveLength(22)
  })

  it('never stores a refusal, and stops at the first success for good', async () => {
    const { phone, sender } = started('Q', (each) => {
      each.isAccepting = true
    })
    await phone.pass(2 * MINUTE)
    expect(sender.isRegistered).toBe(true)
    sender.stop()
    sender.signal('boot-completed', phone.cause('boot-completed'))
    sender.signal('connectivity', phone.cause('screen-on'))
    await phone.pass(20 * HOUR)
    expect(phone.sent).toHaveLength(1)
  })

  it('registers again when another SIM is put in', async () => {
    const { phone, sender } = started('Q', (each) => {
      each.isAccepting = true
    })
    await phone.pass(2 * MINUTE)
    phone.iccid = 'second'
    sender.signal('connectivity', phone.cause('screen-on'))
    await phone.pass(2000)
    expect(phone.sent).toHaveLength(2)
  })

  it('does not send while roaming, nor over mobile data with a foreign SIM', async () => {
    const roaming = started('Q', (each) => {
      each.isRoaming = true
    })
    await roaming.phone.pass(5 * HOUR)
    expect(roaming.phone.sent).toEqual([])
    const mobile = started('Q', (each) => {
      each.way = 'mobile'
    })
    await mobile.phone.pass(5 * HOUR)
    expect(mobile.phone.sent).toEqual([])
  })

  it('forgets a request of before the reboot', async () => {
    const { phone, sender } = started('Q')
    phone.held = []
    await phone.pass(MINUTE)
    sender.stop()
    phone.held[0]?.(true)
    await phone.pass(1)
    expect(sender.isRegistered).toBe(false)
  })
})

describe('the other senders', () => {
  it('M sends 60 s after service and listens to nothing else', async () => {
    const { phone, sender } = started('M')
    await phone.pass(MINUTE)
    sender.signal('connectivity', phone.cause('screen-on'))
    sender.signal('in-service', phone.cause('unlock'))
    await phone.pass(MINUTE)
    expect(phone.sent).toEqual([{ at: MINUTE, kind: 'boot-completed' }])
  })

  it('M repeats after 30.5 days', async () => {
    const { phone } = started('M', (each) => {
      each.isAccepting = true
    })
    await phone.pass(31 * 24 * HOUR)
    expect(phone.sent.map((each) => each.kind)).toEqual(['boot-completed', 'periodic-repeat'])
  })

  it('K needs a China Telecom SIM', async () => {
    const foreign = started('K')
    await foreign.phone.pass(24 * HOUR)
    expect(foreign.phone.sent).toEqual([])
    const home = started('K', (each) => {
      each.hasChinaTelecomSim = true
    })
    await home.phone.pass(24 * HOUR)
    expect(home.phone.sent).toHaveLength(11)
  })

  it('R repeats every twelve hours after success', async () => {
    const { phone } = started('R', (each) => {
      each.isAccepting = true
    })
    await phone.pass(25 * HOUR)
    expect(phone.sent.map((each) => each.at)).toEqual([0, 12 * HOUR, 24 * HOUR])
  })

  it('N2 gives up after three retries', async () => {
    const { phone } = started('N2')
    await phone.pass(24 * HOUR)
    expect(phone.sent).toHaveLength(4)
  })
})
