const slash = 47

/** A request or an answer begins so: `GET /`, `POST /`, `HTTP/`. No table begins as the head of a message does. */
export function isMessageHead(buf: Buffer, start: number): boolean {
  return buf[start + 4] === slash || buf[start + 5] === slash
}
