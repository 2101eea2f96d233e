const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EIO: 'the disk fails',
  // Who writes a file or makes a folder misses no file, but the folder that it is to lie in.
  ENOENT: 'there is no such folder',
  ENOTDIR: 'there is no such folder',
  ELOOP: 'its symbolic links lead back to themselves',
  ENAMETOOLONG: 'the name is too long',
}

/** Why something could not be written, by the system's code (`ENOSPC`), in words where there are some. */
export function writeReason(code: string): string {
  return reasons[code] ?? code
}
