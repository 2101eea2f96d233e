/** The code of an error that says that bytes do not unpack; any other is thrown on, since it is no fault of the bytes. */
export function inflateErrorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/^(Z_|ERR_BUFFER_TOO_LARGE$|ERR__|ERR_BROTLI|ERR_ZSTD|ZSTD_|ERR_ZLIB)/.test(code)) return code
  throw error
}
