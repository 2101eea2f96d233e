import type { Node } from '../../decode/types.ts'
import { builtIn } from './members-beside.ts'
import { membersAround, typeKeys } from './owner-beside.ts'
import type { Beside } from './owner-beside.ts'
import { happenings, otherDevices, otherRadios, wordsOf } from './owner-words.ts'
import { othersInList } from './rows-beside.ts'

/**
 * Whose the number of a device is, by the names around it: what people have beside the phone has numbers, too. It may still be
 * the device that is looked at, so it speaks against a value and dismisses none.
 */

/** The address of a radio goes by one of these; `machine_id` is the number of what has it. */
const radioKey = /mac(?!hine|os|ro)|addr/i
/** What each machine of a network has beside its address. */
const ipNames = /^(?:ip|ipv4|ip(?:v4)?addr(?:ess)?|inet)$/
/** As systems name what is built into them. */
const interfaceName =
  /^(?:wlan|wlp|wlx|swlan|ap|p2p|eth|enp|en|rmnet|ccmni|rndis|usb|bt-pan|dummy|tun)[\w-]*\d/

/** What speaks against a value of a device; '' for nothing. `key`: what it goes by. `above`: the name of what it stands in. */
export function otherDeviceObjection(node: Node, key: string, above: string): string {
  const isRadio = radioKey.test(key)
  const others = isRadio ? otherRadios : otherDevices
  for (const name of [key, above]) {
    const words = wordsOf(name)
    for (const word of [words.join(''), ...words]) {
      const objection = others.get(word)
      if (objection !== undefined) return objection
    }
  }
  return isRadio ? besideObjection(node, above) : ''
}

/** What stands beside it. */
function besideObjection(node: Node, above: string): string {
  const members = membersAround(node)
  for (const { name, value } of members) {
    const objection = kindsIn(name, value)
      .map((kind) => otherRadios.get(kind))
      .find((one) => one !== undefined)
    if (objection !== undefined) return objection.replace('by its name', 'by its type')
  }
  return isOfNetwork(node, members, above)
    ? 'it is one of several in a list of a network, each with its own address'
    : ''
}

/** What a member may say that its object is. Only the type of a device says it in part of its words: that of an event (`screen_lock`, `remote_config`) has them by chance. */
function kindsIn(name: string, value: string): readonly string[] {
  const isOfDevice = name === 'devicetype'
  if (!isOfDevice && !typeKeys.has(name)) return []
  const words = wordsOf(value)
  const whole = words.join('')
  if (isOfDevice) return [whole, ...words]
  return happenings.has(whole) ? [] : [whole.replace(/^smart/, '')]
}

/** Rows of a table of a network, and no interfaces of the phone itself. */
function isOfNetwork(node: Node, members: readonly Beside[], above: string): boolean {
  return (
    members.some(({ name }) => ipNames.test(name)) &&
    !members.some(({ value }) => interfaceName.test(value)) &&
    !wordsOf(above).some((word) => builtIn.has(word)) &&
    othersInList(node).length > 0
  )
}
