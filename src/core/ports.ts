/** Ports of servers at which what is sent is TLS, by registration or by custom. */
export const tlsPorts: readonly number[] = [443, 465, 636, 853, 990, 993, 995, 5061, 5223, 5228, 8443, 8883]

/** Ports below this one serve (RFC 6335, system ports). */
export const systemPorts = 1_024

/** Ports from here on are given out to clients (Linux, ip_local_port_range; Apple's and IANA's begin higher). */
export const ephemeralPort = 32_768

/** The port of IPsec behind a NAT (RFC 3948). */
export const natPort = 4_500
