import { expect, test } from 'vitest'
import { limits } from '../../core/limits.ts'
import { SessionSecrets } from './session-secrets.ts'

test('keeps master secrets by session id, and by the beginning of a ticket', () => {
  const sessions = new SessionSecrets()
  const master = Buffer.alloc(48, 1)
  sessions.learn(Buffer.alloc(32, 0xab), Buffer.alloc(48, 0xcd))
  expect(sessions.masterOf(Buffer.alloc(32, 0xab))).toEqual(Buffer.alloc(48, 0xcd))
  expect(sessions.masterOf(Buffer.alloc(31, 0xab))).toBeNull()
  const ticket = Buffer.alloc(180, 3)
  sessions.learn(ticket, master)
  sessions.learn(Buffer.alloc(0), Buffer.alloc(48, 2))
  expect(sessions.masterOf(ticket)).toEqual(master)
  expect(sessions.masterOf(ticket.subarray(0, 64))).toEqual(master)
  expect(sessions.masterOf(ticket.subarray(0, 63))).toBeNull()
  expect(sessions.masterOf(Buffer.alloc(0))).toBeNull()
  expect(sessions.size).toBe(2)
})

test('of more than are kept, the one that was learned longest ago is forgotten', () => {
  const sessions = new SessionSecrets()
  const id = (index: number): Buffer => {
    const bytes = Buffer.alloc(32)
    bytes.writeUInt32BE(index)
    return bytes
  }
  const most = limits.message.tlsSessionsMax
  for (let index = 0; index < most; index++) sessions.learn(id(index), id(index))
  sessions.learn(id(0), id(7))
  sessions.learn(id(most), id(most))
  expect(sessions.size).toBe(most)
  expect(sessions.masterOf(id(0))).toEqual(id(7))
  expect(sessions.masterOf(id(1))).toBeNull()
  expect(sessions.masterOf(id(most))).toEqual(id(most))
})
