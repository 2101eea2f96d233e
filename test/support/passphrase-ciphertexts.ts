/** What `openssl enc` and CryptoJS made of one document under one passphrase: made by the programs themselves. */

export const passphrasePlain = '{"imei":"352099001761481","sn":"NX7PLUS12345","os":"14"}'
export const passphrase = 'k3y-f0r-app'

/** By whom, the hash of the derivation, and what came out in base64. */
export const passphraseCiphertexts = [
  [
    'openssl enc -md md5',
    'MD5',
    'U2FsdGVkX1+DsvMRSqKYBgXgeLudIRYdCdE2PL3yADwDxpuTlcxHyQSeqkUjWkTLbQbO7LhD3AX1W++dWTCCELzvMWEeX5MbSxGg2sojp/I=',
  ],
  [
    'openssl enc -md sha256',
    'SHA-256',
    'U2FsdGVkX19UNMKizQPmYkgCXjaLX8xtpEiO3wdCO9zanz7VDBLtx5h9zYd3LTl8Rt2uuByqZxYgzY8XidbjSHozMicbEp5G/ngbeVs6RhQ=',
  ],
  [
    'openssl enc -pbkdf2',
    'PBKDF2',
    'U2FsdGVkX1+YvL1ExuAPw+o9Db8GaoRJC3mLXb7MirEQtS6JkODCuTscsb+7wJUwT9FTNzkbap4cq0Y0F9S2BoMt/jHQuK8JDIvuOhsUijM=',
  ],
  [
    'CryptoJS.AES.encrypt',
    'MD5',
    'U2FsdGVkX1+Lws1NyC+FHmfzaex0dwMND+jCHX7wIZIwxK6uPDCzihWewhNX9Tex7qnbUbxXV36HMSmGWdIRz/L74kRdl2tKRFNLxTbfJ74=',
  ],
] as const
