import type { FileHandle } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readRegular } from '../../electron/journal-entry'

const disk = vi.hoisted(() => ({ file: undefined as unknown }))
vi.mock('node:fs/promises', () => ({ open: () => Promise.resolve(disk.file) }))

const SIZE = 40 * 2 ** 20
const PATIENCE = 3000
/** A file of many bytes on a disk whose reads take so long. */
const slow = (read: FileHandle['read']) => ({ stat: () => Promise.resolve({ isFile: () => true, size: SIZE }), read, close: () => Promise.resolve() })

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('a large part of the journal on a slow disk', () => {
  it('is read to its end as long as the disk answers', async () => {
    disk.file = slow((async (bytes: Buffer, at: number, length: number) => {
      await vi.advanceTimersByTimeAsync(PATIENCE - 1)
      bytes.fill(0x61, at, at + length)
      return { bytesRead: length, buffer: bytes }
    }) as never)
    expect(await readRegular('part', SIZE, PATIENCE)).toBe('a'.repeat(SIZE))
  })

  it('is given up when it no longer answers', async () => {
    disk.file = slow((() => {
      void vi.advanceTimersByTimeAsync(PATIENCE + 1)
      return new Promise(() => undefined)
    }) as never)
    await expect(readRegular('part', SIZE, PATIENCE)).rejects.toMatchObject({ fault: 'too-slow' })
  })
})
