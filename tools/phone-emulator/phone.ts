/** The near side: the phone, in the first network namespace. Started by the conductor. */
import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { promisify } from 'node:util'
import { Apps } from './apps.ts'
import { encodeCoapPost, parseCoap } from './coap-message.ts'
import type { Stimulus } from './day.ts'
import { DHCP_KIND, encodeDhcpRequest, parseDhcp } from './dhcp-message.ts'
import { NetworkClient } from './network-client.ts'
import { PHONES, PLACES } from './phones.ts'
import type { Phone as PhoneIdentity } from './phones.ts'
import { realNowMs, tell } from './protocol.ts'
import type { DeviceEvent, PhoneConfig, SentRegistration, ToChild } from './protocol.ts'
import { Random } from './random.ts'
import { carriedIdentifiers, registrationBody, registrationFields, registrationRequest } from './request.ts'
import type { Variant } from './request.ts'
import { RegistrationSender, SENDER_RULES } from './sender.ts'
import type { Cause, SenderHost } from './sender.ts'
import { VirtualClock } from './virtual-clock.ts'
import type { Jump } from './virtual-clock.ts'
import { HOSTS, LAN_BITS_V4, LAN_BITS_V6, PHONE_V4, PHONE_V6, ROUTER_V4, ROUTER_V6 } from './world.ts'

const run = promisify(execFile)

/** On battery, Wi-Fi is switched off this long after the screen. */
const WIFI_SLEEP_MS = 25_000
const PUSH_HEARTBEAT_MS = 14 * 60_000
const BOOT_TO_WIFI_MS = 21_000
const BOOT_COMPLETED_AFTER_MS = 3000
const INTERFACE = 'wlan0'

class Phone {
  private readonly config: PhoneConfig
  private readonly identity: PhoneIdentity
  private readonly clock: VirtualClock
  private readonly random: Random
  private readonly client: NetworkClient
  private readonly apps: Apps
  private readonly sender: RegistrationSender | null
  private readonly events: DeviceEvent[] = []
  private readonly registrations: SentRegistration[] = []
  private readonly failures: string[] = []
  private isOn = false
  private isScreenOn = false
  private isPlugged = false
  private isWifiUp = false
  private isConnecting = false
  private place = 'home'
  private moves = 0
  private push: Socket | null = null
  private cancelWifiSleep: (() => void) | null = null
  private lastCause: Cause = { kind: 'boot', atMs: 0 }
  private coapId = 0x3a51

  constructor(config: PhoneConfig) {
    this.config = config
    this.identity = { ...PHONES[config.phone], sim: config.sim }
    this.clock = new VirtualClock(config.startMs, realNowMs, announceJump)
    const random = new Random(config.seed)
    this.random = random.fork('radio')
    this.client = new NetworkClient(this.clock, random.fork('client'))
    this.apps = new Apps(this.client, this.clock, random.fork('apps'), this.identity, config.hasDecoy)
    const rules = config.variant === null ? null : SENDER_RULES[config.variant]
    this.sender =
      rules === null ? null : new RegistrationSender(rules, this.senderHost(random.fork('sender')))
  }

  async live(): Promise<void> {
    for (const stimulus of this.config.stimuli) {
      this.clock.at(this.config.startMs + stimulus.atMs, () => this.feel(stimulus))
    }
    this.planHeartbeat()
    this.planSync()
    await this.clock.runUntil(this.config.startMs + this.config.lengthMs)
    this.push?.destroy()
    tell({
      kind: 'done',
      report: {
        events: this.events,
        registrations: this.registrations,
        jumps: this.clock.jumps,
        counts: this.client.counts,
        failures: this.failures,
        senderNote: this.senderNote(),
      },
    })
  }

  private senderNote(): string {
    const { variant } = this.config
    if (variant === null) return 'no sender on this phone'
    if (SENDER_RULES[variant].needs === 'china-telecom-sim' && this.config.sim.operator !== 'china-telecom') {
      return `variant ${variant} sends with a China Telecom SIM only: nothing was sent`
    }
    return this.sender?.isRegistered === true ? 'registered: the server accepted' : 'never registered'
  }

  // -- what happens to the phone ------------------------------------------------------------------------

  private feel(stimulus: Stimulus): void {
    if (
      !this.isOn &&
      (stimulus.kind === 'screen-on' || stimulus.kind === 'unlock' || stimulus.kind === 'screen-off')
    ) {
      return
    }
    switch (stimulus.kind) {
      case 'boot':
        this.boot()
        return
      case 'shutdown':
        this.shutDown()
        return
      case 'screen-on':
        this.isScreenOn = true
        this.cancelWifiSleep?.()
        this.note('screen-on', '')
        if (!this.isWifiUp) this.planConnect(this.random.between(350, 1500))
        return
      case 'unlock':
        this.note('unlock', '')
        this.unlocked()
        return
      case 'screen-off':
        this.isScreenOn = false
        this.note('screen-off', '')
        this.planWifiSleep()
        return
      case 'power-connected':
        this.isPlugged = true
        this.cancelWifiSleep?.()
        this.note('power-connected', '')
        if (this.isOn && !this.isWifiUp) this.planConnect(this.random.between(350, 1500))
        return
      case 'power-disconnected':
        this.isPlugged = false
        this.note('power-disconnected', '')
        this.planWifiSleep()
        return
      case 'moved':
        this.place = stimulus.place ?? this.place
        this.moves++
        this.note('moved', `${this.place}, cell ${this.cell()}`)
        return
    }
  }

  private cell(): string {
    const cells = PLACES.find((place) => place.name === this.place)?.cells ?? []
    // A place covered by two cells: the second one every other time.
    return cells[this.moves % Math.max(1, cells.length)] ?? ''
  }

  private note(kind: string, note: string): void {
    const event = { emulatedMs: this.clock.nowMs(), kind, note }
    this.events.push(event)
    this.lastCause = { kind, atMs: event.emulatedMs }
  }

  private boot(): void {
    this.isOn = true
    this.isScreenOn = true
    this.note('boot', `software ${this.identity.software}`)
    const bootCause = this.lastCause
    this.client.forgetNames()
    this.clock.after(BOOT_TO_WIFI_MS, () => this.attempt('wifi', this.connect(bootCause, true)))
    this.clock.after(BOOT_TO_WIFI_MS + BOOT_COMPLETED_AFTER_MS, () => {
      this.note('boot-completed', '')
      const cause = this.lastCause
      this.sender?.signal('boot-completed', cause)
      this.sender?.signal('in-service', cause)
    })
    this.clock.after(BOOT_TO_WIFI_MS + 40_000, () => {
      this.isScreenOn = false
      this.note('screen-off', 'time-out after boot')
      this.planWifiSleep()
    })
  }

  private shutDown(): void {
    this.note('shutdown', '')
    this.isOn = false
    this.isScreenOn = false
    this.sender?.stop()
    this.dropWifi()
  }

  private unlocked(): void {
    const cause = this.lastCause
    // Coming out of its idle state, the modem reports that it is in service again.
    this.clock.after(this.random.between(500, 1600), () => this.sender?.signal('in-service', cause))
    this.attempt(
      'apps',
      this.apps.opened(() => this.isWifiUp),
    )
  }

  // -- Wi-Fi --------------------------------------------------------------------------------------------

  private planWifiSleep(): void {
    this.cancelWifiSleep?.()
    this.cancelWifiSleep = this.clock.after(WIFI_SLEEP_MS, () => {
      if (!this.isScreenOn && !this.isPlugged) this.dropWifi()
    })
  }

  private dropWifi(): void {
    if (!this.isWifiUp) return
    this.isWifiUp = false
    this.push?.destroy()
    this.push = null
    this.client.forgetNames()
    this.note('wifi-down', '')
  }

  private planConnect(ms: number): void {
    if (this.isConnecting) return
    const cause = this.lastCause
    this.clock.after(ms, () => this.attempt('wifi', this.connect(cause, false)))
  }

  /** Joins: addresses by DHCP, then the portal check, then everybody is told of the connection. */
  private async connect(cause: Cause, isAfterBoot: boolean): Promise<void> {
    if (!this.isOn || this.isWifiUp || this.isConnecting) return
    this.isConnecting = true
    try {
      await this.clock.track(this.address(isAfterBoot))
    } finally {
      this.isConnecting = false
    }
    this.isWifiUp = true
    this.note('wifi-up', PHONE_V4)
    this.lastCause = cause
    await this.apps.checkPortal()
    this.sender?.signal('connectivity', cause)
    this.attempt('push', this.openPush())
    if (isAfterBoot) this.attempt('boot traffic', this.apps.booted())
    else this.attempt('reconnect traffic', this.apps.reconnected())
  }

  private async openPush(): Promise<void> {
    await this.clock.sleep(this.random.between(200, 900))
    if (!this.isWifiUp || this.push !== null) return
    this.push = await this.client.openPush(HOSTS.push.name)
  }

  private async address(isAfterBoot: boolean): Promise<void> {
    if (isAfterBoot) {
      await ip(`link set ${INTERFACE} down`)
      await ip(`link set ${INTERFACE} up`)
      await ip(`-6 addr replace ${PHONE_V6}/${LAN_BITS_V6} dev ${INTERFACE} nodad`)
      await ip(`-6 route replace default via ${ROUTER_V6} dev ${INTERFACE} quickack 1`)
    } else {
      await ip(`addr flush dev ${INTERFACE} scope global`, '-4')
    }
    await ip(`route replace 255.255.255.255/32 dev ${INTERFACE}`)
    await this.lease(isAfterBoot)
    await ip(`addr replace ${PHONE_V4}/${LAN_BITS_V4} dev ${INTERFACE}`)
    await ip(`route replace default via ${ROUTER_V4} dev ${INTERFACE} quickack 1`)
  }

  /** Discover, offer, request, acknowledge; a phone that knows the network starts with the request. */
  private async lease(isNew: boolean): Promise<void> {
    const transaction = this.random.whole(0, 0xffff_ffff)
    const socket = createSocket('udp4')
    const message = { kind: DHCP_KIND.request, transaction, mac: this.identity.wifiMac, address: PHONE_V4 }
    const send = (bytes: Buffer): void => {
      this.client.count('dhcp-messages-sent')
      socket.send(bytes, 67, '255.255.255.255')
    }
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no lease')), 5000)
      socket.once('error', reject)
      socket.on('message', (bytes) => {
        const answer = parseDhcp(bytes)
        if (answer === null || answer.transaction !== transaction) return
        if (answer.kind === DHCP_KIND.offer) send(encodeDhcpRequest(message, ROUTER_V4))
        if (answer.kind !== DHCP_KIND.ack) return
        clearTimeout(timer)
        resolve()
      })
      socket.bind(68, () => {
        socket.setBroadcast(true)
        send(encodeDhcpRequest(isNew ? { ...message, kind: DHCP_KIND.discover } : message, null))
      })
    })
    socket.close()
  }

  // -- background ---------------------------------------------------------------------------------------

  private planHeartbeat(): void {
    this.clock.after(PUSH_HEARTBEAT_MS, () => {
      this.planHeartbeat()
      const { push } = this
      if (push === null || !this.isWifiUp) return
      this.client.count('push-heartbeats')
      const answered = new Promise<void>((resolve) => {
        const answeredOrClosed = (): void => {
          push.off('data', answeredOrClosed)
          push.off('close', answeredOrClosed)
          resolve()
        }
        push.on('data', answeredOrClosed)
        push.on('close', answeredOrClosed)
      })
      push.write(this.random.bytes(29))
      this.attempt('heartbeat', this.clock.track(answered))
    })
  }

  private planSync(): void {
    this.clock.after(this.random.between(28, 52) * 60_000, () => {
      this.planSync()
      if (this.isWifiUp) this.attempt('sync', this.apps.synced())
    })
  }

  /** A failure of one task is written down; the day goes on. */
  private attempt(what: string, task: Promise<void>): void {
    task.catch((error: unknown) => {
      this.failures.push(`${new Date(this.clock.nowMs()).toISOString()} ${what}: ${String(error)}`)
    })
  }

  // -- the sender ---------------------------------------------------------------------------------------

  private senderHost(random: Random): SenderHost {
    return {
      nowMs: () => this.clock.nowMs(),
      after: (ms, act) => this.clock.after(ms, act),
      random: () => random.next(),
      network: () => (this.isOn && this.isWifiUp ? 'wifi' : 'none'),
      hasChinaTelecomSim: this.config.sim.operator === 'china-telecom',
      isRoaming: false,
      iccid: this.config.sim.iccid,
      send: (cause) => this.register(cause),
    }
  }

  private async register(cause: Cause): Promise<boolean> {
    const { variant } = this.config
    if (variant === null) return false
    try {
      const sent = await this.sendRegistration(variant, cause)
      this.registrations.push(sent)
      return sent.answer?.isAccepted === true
    } catch (error) {
      this.failures.push(`${new Date(this.clock.nowMs()).toISOString()} registration: ${String(error)}`)
      return false
    }
  }

  private async sendRegistration(variant: Variant, cause: Cause): Promise<SentRegistration> {
    const { registrationName: name, registrationPort: port, zoneMinutes } = this.config
    const body = registrationFields(variant, {
      phone: this.identity,
      sim: this.identity.sim,
      cell: this.cell(),
      access: '2',
      nowMs: this.clock.nowMs(),
      zoneMinutes,
    })
    const payload = registrationBody(variant, body)
    const common = { cause, variant, host: name, port, identifiers: carriedIdentifiers(body), body }
    const address = await this.client.resolve(name, true)
    if (variant === 'N2') {
      this.coapId++
      const request = encodeCoapPost(name, port, this.coapId, this.random.bytes(4), payload)
      let localPort = 0
      const sentRealMs = realNowMs()
      this.client.count('coap-requests')
      const bytes = await this.client.datagram(address, port, [request], 5000, (used) => {
        localPort = used
      })
      const message = bytes === null ? null : parseCoap(bytes)
      const answer = message === null ? null : judged(variant, '2.04', message.payload.toString('utf8'))
      const answeredRealMs = answer === null ? null : realNowMs()
      return { ...common, address, localPort, transport: 'coap', sentRealMs, answeredRealMs, answer }
    }
    const http = await this.client.http(
      name,
      port,
      registrationRequest(variant, this.identity, name, port, payload),
      true,
    )
    return {
      ...common,
      address,
      localPort: http.localPort,
      transport: 'http',
      sentRealMs: http.sentRealMs,
      answeredRealMs: http.answeredRealMs,
      answer: judged(variant, String(http.status), http.body),
    }
  }
}

/** How each variant reads the server's answer. */
function judged(variant: Variant, status: string, body: string): NonNullable<SentRegistration['answer']> {
  const isCodeZero = /"resultCode"\s*:\s*"?0"?\s*[,}]/.test(body)
  const isSuccess = body.includes('Success')
  const isAccepted =
    variant === 'Q' || variant === 'M' ? isCodeZero : variant === 'N1' ? isSuccess : isCodeZero && isSuccess
  return { status, body, isAccepted }
}

async function ip(command: string, family?: string): Promise<void> {
  await run('ip', [...(family === undefined ? [] : [family]), ...command.split(' ')])
}

let clockSet: (() => void) | null = null

/** The servers' clock follows before the phone goes on. */
function announceJump(jump: Jump): Promise<void> {
  return new Promise((resolve) => {
    clockSet = resolve
    tell({ kind: 'jump', jump })
  })
}

process.on('message', (message: ToChild) => {
  if (message.kind === 'clock') {
    clockSet?.()
    return
  }
  if (message.kind !== 'start-phone') return
  new Phone(message.config).live().catch((error: unknown) => {
    tell({
      kind: 'failed',
      message: `phone: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    })
  })
})
process.on('disconnect', () => process.exit(0))
tell({ kind: 'booted' })
