import { mac } from './mac.ts'
import type { Node } from '../../decode/types.ts'

/**
 * Addresses of Bluetooth in logs and in what services print of themselves, which call them no more than an address: the line speaks of
 * Bluetooth (`BluetoothDevice{address=…}`, `D BondStateMachine: Bond State Change Intent:…`), or the line above that has less in front
 * of it does (`Bluetooth Status`, `Bonded devices:`), or the section of a settings file (`[Adapter]` of bt_config.conf).
 */

/** Words of Bluetooth: its own, its profiles, and of Android's program for it (`bt_`, `btif`, `bta`, `BondStateMachine`);
 * not `smp` and `bt` alone, as kernels for several processors, batteries and a telephone company are called. */
const ofBluetooth =
  /bluetooth|(?<![a-z])(?:bdaddr|bd_addr|ble|bond(?:ed|ing|_state\w*)?(?= (?:state|devices)|edDevice|StateMachine)|bonded|bt(?:if|a|m|hf|snoop|gatt\w*|opp\w*|_\w+|(?=[ ._:=-]{1,3}(?:mac|addr|[0-9a-f]{2}:)))|a2dp\w*|avrcp\w*|hfp\w*|hid(?:host|device)|l2cap|gatt\w*|AdapterProperties|AdapterService)(?![a-z])/i
/** A word of Wi-Fi on the line says more. */
const ofWifi = /(?<![a-z])(?:wi-?fi\w*|wlan\d?|bssid|ssid)(?![a-z])/i
/** How much of the line is looked at in front of an address and behind it. */
const besideCharsMax = 160
/** How far above a line the one that it belongs to is looked for, and how many lines. */
const aboveCharsMax = 2_048
const aboveLinesMax = 40
/** Of the settings that Android's Bluetooth keeps: its own section, and those of the devices that it is bonded with. */
const sections = /^\[(?:Adapter|[0-9a-f]{2}(?::[0-9a-f]{2}){5})\]/i

/** Whether what stands at `at` in a text is an address of Bluetooth, as its line or the one above says. */
function isOfBluetooth(text: string, at: number): boolean {
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - besideCharsMax)
  const feed = text.indexOf('\n', at)
  const lineEnd = Math.min(feed < 0 ? text.length : feed, at + besideCharsMax)
  const line = text.slice(lineStart, lineEnd)
  if (ofBluetooth.test(line)) return !ofWifi.test(line)
  return lineStart > 0 && text[lineStart - 1] === '\n' && isUnderBluetooth(text, lineStart)
}

/** Whether what the line that begins at `lineStart` belongs to speaks of Bluetooth. */
function isUnderBluetooth(text: string, lineStart: number): boolean {
  let depth = indentAt(text, lineStart)
  const isFlat = depth === 0
  let end = lineStart - 1
  const stop = Math.max(0, lineStart - aboveCharsMax)
  if (isFlat && sections.test(text.slice(lineStart, lineStart + 20))) return true
  for (let lines = 0; lines < aboveLinesMax && end > stop; lines++) {
    const start = text.lastIndexOf('\n', end - 1) + 1
    const indent = indentAt(text, start)
    const line = text.slice(start, Math.min(end, start + besideCharsMax))
    end = start - 1
    if (line.trim() === '') {
      if (isFlat) return false
    } else if (isFlat) {
      // Of a settings file: the section.
      if (line.startsWith('[')) return sections.test(line)
      if (!/^[\w.]{1,40} ?=/.test(line)) return false
    } else if (indent < depth) {
      if (ofBluetooth.test(line)) return !ofWifi.test(line)
      depth = indent
      if (depth === 0) return false
    }
  }
  return false
}

/** Blanks in front of a line. */
function indentAt(text: string, start: number): number {
  let at = start
  while (text[at] === ' ' || text[at] === '\t') at++
  return at - start
}

/** The largest text whose lines were taken out of it that is looked at again, since each address in it asks. */
const parentBytesMax = 65_536

/** The same of what stands at `at` in a node, whose line may have been taken out of the text above. */
export function isInTextOfBluetooth({ bytes, parent, step }: Node, text: string, at: number): boolean {
  if (isOfBluetooth(text, at)) return true
  if (parent === null || step.step !== 'lines' || parent.bytes.length > parentBytesMax) return false
  const start = startIn(parent.bytes, bytes)
  if (start < 0) return false
  const from = Math.max(0, start + at - aboveCharsMax)
  const around = parent.bytes.toString('latin1', from, start + at + besideCharsMax)
  return isOfBluetooth(around, start + at - from)
}

/** Where `bytes` begin in those that they were taken out of: what was not taken as it stands there is looked for. */
function startIn(whole: Buffer, bytes: Buffer): number {
  const start = bytes.byteOffset - whole.byteOffset
  const isTaken = bytes.buffer === whole.buffer && start >= 0 && start + bytes.length <= whole.length
  return isTaken ? start : whole.indexOf(bytes)
}

/** The same of an address that is all of the value of its line. */
export function isOnLineOfBluetooth(node: Node): boolean {
  if (node.step.step !== 'lines' || node.bytes.length > macCharsMax) return false
  const value = node.bytes.toString('latin1')
  return mac(value) !== '' && isInTextOfBluetooth(node, value, 0)
}

/** An address with a quote on either side. */
const macCharsMax = 19
