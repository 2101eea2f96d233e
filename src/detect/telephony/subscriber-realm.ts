/**
 * Domains of an operator's services for subscribers, of which a number is the user: voice mail (OMTP Visual Voicemail), picture
 * messages (OMA MMS), Wi-Fi, telephony and packet core (3GPP TS 23.003, 13, 14 and 19), below a domain of its
 * own: names below 3gppnetwork.org are told apart by their codes. The source of a part of a pattern.
 */
export const subscriberRealm =
  '@(?![0-9a-z.-]{1,200}\\.3gppnetwork\\.org)(?:vvm|mms|wlan|ims|nai|epc|gan)\\.(?:[a-z0-9-]{1,63}\\.){1,4}[a-z]{2,24}(?![0-9a-z-])'
