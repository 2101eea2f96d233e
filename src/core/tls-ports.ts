/** Ports on which what a proxy is asked to pass on is TLS. */
export const tlsPorts: readonly number[] = [443, 853, 993, 995, 5061, 5223, 5228, 8443]
