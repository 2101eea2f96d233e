import { readBsdIpsec, readFirewallLog } from './bsd-firewall.ts'
import { readBsdLoopback } from './bsd-loopback.ts'
import { readMplsPacket, readPppoe } from './ether-type.ts'
import { readEthernet, readPrependedTag } from './ethernet.ts'
import { readCiscoHdlc, readPppd, readPppWithDirection } from './hdlc.ts'
import { readLinuxCooked, readLinuxCooked2 } from './linux-cooked.ts'
import { readNflog } from './nflog.ts'
import { readPpp } from './ppp.ts'
import { readAvs, readPpi, readPrism, readRadiotap } from './radio.ts'
import { readRawIp, readRawIpv4, readRawIpv6 } from './raw-ip.ts'
import { readUsbLinux, readUsbLinuxMapped, readUsbPcap } from './usb.ts'
import { readWlan } from './wlan.ts'
import type { LinkLayer } from './link-view.ts'

/** The link layers that are read, by link type (draft-ietf-opsawg-pcaplinktype). */
export const linkLayers: ReadonlyMap<number, LinkLayer> = new Map<number, LinkLayer>([
  [0, readBsdLoopback],
  [1, readEthernet],
  [9, readPpp],
  [12, readRawIp],
  [14, readRawIp],
  [50, readPpp],
  [51, readPppoe],
  [101, readRawIp],
  [104, readCiscoHdlc],
  [105, readWlan],
  [108, readBsdLoopback],
  [109, readBsdIpsec],
  [113, readLinuxCooked],
  [117, readFirewallLog],
  [119, readPrism],
  [127, readRadiotap],
  [163, readAvs],
  [166, readPppd],
  [189, readUsbLinux],
  [192, readPpi],
  [204, readPppWithDirection],
  [219, readMplsPacket],
  [220, readUsbLinuxMapped],
  [228, readRawIpv4],
  [229, readRawIpv6],
  [239, readNflog],
  [249, readUsbPcap],
  [276, readLinuxCooked2],
  // Ethernet with the tag of a switch: of Broadcom, the same before the frame, two of Marvell.
  [281, readEthernet],
  [282, readPrependedTag],
  [284, readEthernet],
  [285, readEthernet],
])
