/** Ports of servers at which what is sent is TLS, by registration or by custom. */
export const tlsPorts: readonly number[] = [443, 465, 636, 853, 990, 993, 995, 5061, 5223, 5228, 8443, 8883]
