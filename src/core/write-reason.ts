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
  EISDIR: 'it is a folder',
  EFBIG: 'the file would be larger than its disk (FAT32: 4 GB) or a limit of the system (ulimit -f) allows',
  EBADF: 'it is closed, or open for reading only',
  ENXIO: 'nobody reads what it takes',
  ENODEV: 'the device is not there',
  ELOOP: 'its symbolic links lead back to themselves',
  ENAMETOOLONG: 'the name is too long',
}

/** Why something could not be written, by the system's code (`ENOSPC`), in words where there are some. */
export function writeReason(code: string): string {
  return reasons[code] ?? code
}
