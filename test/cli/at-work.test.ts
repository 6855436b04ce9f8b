import { existsSync, mkdtempSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { AtWork } from '../../cli/sweep/at-work'

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  return { ...fs, writeSync: vi.fn(fs.writeSync) }
})

it('a full disk leaves no lock that would keep the run from being trained when it is resumed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unfold-lock-'))
  const path = join(folder, 'at-work')
  vi.mocked(writeSync).mockImplementationOnce(() => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  })
  expect(() => AtWork.take(path)).toThrow('no space')
  expect(existsSync(path)).toBe(false)
  AtWork.take(path)!.leave()
  rmSync(folder, { recursive: true })
})
