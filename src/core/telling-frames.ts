/**
 * What frames are counted as that no transport carries, and that say who a device or its user is: of these that is read, and
 * nothing else.
 */
export const tellingFrames = {
  eapIdentity: 'eap identity',
  pppLogin: 'ppp login',
  probeRequest: '802.11 probe request with a name',
} as const
