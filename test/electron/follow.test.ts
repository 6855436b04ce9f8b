import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FollowedFiles } from '../../electron/follow'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'unfold-follow-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('returns the new bytes of a file, and reports if it was truncated or replaced', async () => {
  const path = join(folder, 'log.csv')
  writeFileSync(path, 'a\n1\n')
  const files = new FollowedFiles()
  const { file, name } = await files.open(path)
  expect(name).toBe('log.csv')
  const next = async (): Promise<[string, boolean]> => {
    const { bytes, anew } = (await files.next(file))!
    return [new TextDecoder().decode(bytes), anew]
  }
  expect(await next()).toEqual(['a\n1\n', false])
  expect(await next()).toEqual(['', false])
  appendFileSync(path, '2\n')
  expect(await next()).toEqual(['2\n', false])
  truncateSync(path, 2)
  expect(await next()).toEqual(['a\n', true])
  // After rotation, the old file is read to its end, then the new one.
  appendFileSync(path, '3\n')
  renameSync(path, join(folder, 'log.1.csv'))
  expect(await next()).toEqual(['3\n', false])
  expect(await next()).toEqual(['', false])
  writeFileSync(path, 'b\n9\n')
  expect(await next()).toEqual(['b\n9\n', true])
  files.close(file)
  expect(await files.next(file)).toBeNull()
})

it('follows only regular files that were opened', async () => {
  const files = new FollowedFiles()
  await expect(files.open(folder)).rejects.toThrow()
  await expect(files.open('/dev/zero')).rejects.toThrow()
  expect(await files.next(1)).toBeNull()
})
