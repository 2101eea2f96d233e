/** Protocols, by their names, of servers that operators have in private networks, for phones with addresses of the Internet as well. */
export const operatorProtocols: ReadonlySet<string> = new Set(['sip', 'dns', 'ntp', 'supl'])
