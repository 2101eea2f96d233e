/** How a recipient is called: by its host, else by its first address, else `unknown`. */
export function recipientName(
  recipient: { readonly host: string; readonly addresses: readonly { readonly address: string }[] },
  unknown = '?',
): string {
  return recipient.host === '' ? (recipient.addresses[0]?.address ?? unknown) : recipient.host
}
