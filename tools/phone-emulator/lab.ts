import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { FaultError } from '../../src/core/errors.ts'
import { ROUTER_MAC } from './phones.ts'
import { allHosts, LAN_BITS_V4, LAN_BITS_V6, PHONE_V4, PHONE_V6, ROUTER_V4, ROUTER_V6 } from './world.ts'

/**
 * Two network namespaces joined by a veth pair: the phone with wlan0, the access point and the servers with
 * ap0. Names carry the process id, so that two runs do not meet.
 */
export class Lab {
  readonly phoneSpace: string = `varde-phone-${process.pid}`
  readonly serverSpace: string = `varde-net-${process.pid}`
  private readonly children = new Set<ChildProcess>()

  /** Makes everything, or throws a FaultError and leaves nothing behind. */
  static create(phoneMac: string, registrationName: string): Lab {
    const lab = new Lab()
    try {
      lab.build(phoneMac, registrationName)
    } catch (error) {
      lab.destroy()
      const reason = error instanceof Error ? firstLine(error.message) : String(error)
      throw new FaultError(
        `network namespaces cannot be made here (${reason}): run as root on Linux with iproute2`,
        { cause: error },
      )
    }
    return lab
  }

  private build(phoneMac: string, registrationName: string): void {
    const { phoneSpace, serverSpace } = this
    ip('netns', 'add', phoneSpace)
    ip('netns', 'add', serverSpace)
    const phoneLink = ['wlan0', 'address', phoneMac, 'netns', phoneSpace]
    const serverLink = ['ap0', 'address', ROUTER_MAC, 'netns', serverSpace]
    ip('link', 'add', ...phoneLink, 'type', 'veth', 'peer', 'name', ...serverLink)
    this.batch(phoneSpace, ['link set lo up', 'link set wlan0 gso_max_segs 1', 'link set wlan0 up'])
    const addresses = allHosts(registrationName).flatMap((host) => [
      `addr add ${host.v4}/32 dev lo`,
      ...(host.v6 === null ? [] : [`-6 addr add ${host.v6}/128 dev lo nodad`]),
    ])
    this.sysctl(phoneSpace, [
      // Gratuitous ARP when an address is set, as the phone sends it on joining.
      'net.ipv4.conf.all.arp_notify=1',
      // The values would follow the real clock, not the emulated one.
      'net.ipv4.tcp_timestamps=0',
      'net.ipv6.conf.wlan0.use_tempaddr=0',
    ])
    this.sysctl(serverSpace, ['net.ipv6.conf.all.forwarding=1', 'net.ipv4.tcp_timestamps=0'])
    this.batch(serverSpace, [
      'link set lo up',
      'link set ap0 gso_max_segs 1',
      'link set ap0 up',
      `addr add ${ROUTER_V4}/${LAN_BITS_V4} dev ap0`,
      `-6 addr add ${ROUTER_V6}/${LAN_BITS_V6} dev ap0 nodad`,
      'route add 255.255.255.255/32 dev ap0',
      `route add ${PHONE_V4}/32 dev ap0 quickack 1`,
      `-6 route add ${PHONE_V6}/128 dev ap0 quickack 1`,
      ...addresses,
    ])
  }

  private batch(space: string, commands: readonly string[]): void {
    for (const command of commands) ip('-n', space, ...command.split(' '))
  }

  private sysctl(space: string, settings: readonly string[]): void {
    for (const setting of settings) {
      execFileSync('ip', ['netns', 'exec', space, 'sysctl', '-q', '-w', setting], { stdio: 'pipe' })
    }
  }

  /** Starts a program of ours inside a namespace, with a channel to it. */
  startNode(space: string, script: string): ChildProcess {
    const args = ['netns', 'exec', space, process.execPath, '--disable-warning=ExperimentalWarning', script]
    const child = spawn('ip', args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    return this.keep(child)
  }

  startProgram(space: string, program: string, args: readonly string[]): ChildProcess {
    return this.keep(
      spawn('ip', ['netns', 'exec', space, program, ...args], { stdio: ['ignore', 'ignore', 'pipe'] }),
    )
  }

  private keep(child: ChildProcess): ChildProcess {
    this.children.add(child)
    child.once('exit', () => this.children.delete(child))
    return child
  }

  /** Ends every child of this run and takes the namespaces away. Safe to call twice. */
  destroy(): void {
    for (const child of this.children) child.kill('SIGKILL')
    this.children.clear()
    for (const space of [this.phoneSpace, this.serverSpace]) {
      if (!isNamespace(space)) continue
      try {
        ip('netns', 'del', space)
      } catch (error) {
        process.stderr.write(`emulate: could not delete namespace ${space}: ${String(error)}\n`)
      }
    }
  }
}

function ip(...args: readonly string[]): string {
  return execFileSync('ip', args, { stdio: 'pipe', encoding: 'utf8' })
}

function isNamespace(name: string): boolean {
  try {
    return ip('netns', 'list')
      .split('\n')
      .some((line) => line.split(' ', 1)[0] === name)
  } catch (error) {
    // No `ip` program: then there is no namespace of ours either.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}

function firstLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  return lines.find((line) => !line.startsWith('Command failed')) ?? lines[0] ?? 'unknown reason'
}

/** Can namespaces be made here? The reason when not. For tests that must say why they are skipped. */
export function labObstacle(): string | null {
  if (process.platform !== 'linux') return 'not Linux'
  const probe = `varde-probe-${process.pid}`
  try {
    ip('netns', 'add', probe)
    ip('netns', 'del', probe)
    return null
  } catch (error) {
    return `network namespaces not permitted: ${firstLine(error instanceof Error ? error.message : String(error))}`
  }
}
