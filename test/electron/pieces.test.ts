import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Pieces } from '../../electron/pieces'

let folder: string
let pieces: Pieces
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-pieces-'))
  pieces = new Pieces()
})
afterEach(() => {
  pieces.closeAll()
  rmSync(folder, { recursive: true, force: true })
})

it('a file is read in pieces, in order, to its end', async () => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => `${i}\n`).join(''))
  writeFileSync(join(folder, 'a.csv'), content)
  const { file, size } = await pieces.open(join(folder, 'a.csv'))
  expect(size).toBe(content.length)
  const got: Uint8Array[] = []
  for (let piece = await pieces.next(file); piece; piece = await pieces.next(file)) got.push(piece)
  expect(got.length).toBeGreaterThan(2)
  expect(Buffer.concat(got).equals(content)).toBe(true)
  expect(await pieces.next(file)).toBeNull()
})

it('a closed file, or one that was never opened, returns nothing', async () => {
  writeFileSync(join(folder, 'a.csv'), 'a\n1\n')
  const { file } = await pieces.open(join(folder, 'a.csv'))
  pieces.close(file)
  expect(await pieces.next(file)).toBeNull()
  expect(await pieces.next(99)).toBeNull()
})

it('refuses too large files before reading them, folders, and too many files at once', async () => {
  writeFileSync(join(folder, 'big.csv'), '')
  truncateSync(join(folder, 'big.csv'), 513 * 2 ** 20)
  await expect(pieces.open(join(folder, 'big.csv'))).rejects.toThrow('513 MiB')
  await expect(pieces.open(folder)).rejects.toThrow('directory')
  writeFileSync(join(folder, 'a.csv'), 'a\n1\n')
  for (let i = 0; i < 32; i++) await pieces.open(join(folder, 'a.csv'))
  await expect(pieces.open(join(folder, 'a.csv'))).rejects.toThrow('at once')
})

/** The rest of a file. */
async function rest(file: number): Promise<string> {
  let all = ''
  for (let piece = await pieces.next(file); piece; piece = await pieces.next(file)) all += Buffer.from(piece).toString()
  return all
}

it('a file truncated or overwritten while being read is reported, never read as shorter data', async () => {
  const path = join(folder, 'a.csv')
  const content = 'a\n'.repeat(600_000)
  writeFileSync(path, content)
  const { file: cut } = await pieces.open(path)
  await pieces.next(cut)
  truncateSync(path, 1000)
  await expect(rest(cut)).rejects.toThrow('Another program changed')
  expect(await pieces.next(cut), 'closed').toBeNull()

  writeFileSync(path, content)
  const { file: other } = await pieces.open(path)
  await pieces.next(other)
  await new Promise((resolve) => setTimeout(resolve, 20)) // another time of the file
  writeFileSync(path, content.replaceAll('a', 'b'))
  await expect(rest(other)).rejects.toThrow('Another program changed')
})

it('a file that grows while being read is read as it was when opened; its fingerprint is reported at the end', async () => {
  const reported: [string, string][] = []
  pieces = new Pieces((path, print) => void reported.push([path, print]))
  const path = join(folder, 'a.csv')
  writeFileSync(path, 'a\n1\n')
  const { file } = await pieces.open(path)
  appendFileSync(path, '2\n')
  expect(await rest(file)).toBe('a\n1\n')
  expect(reported).toEqual([[path, createHash('sha256').update('a\n1\n').digest('hex')]])
})

it.skipIf(process.platform === 'win32')('pipes and devices are refused at once', async () => {
  for (let i = 0; i < 8; i++) {
    execFileSync('mkfifo', [join(folder, `pipe${i}`)])
    await expect(pieces.open(join(folder, `pipe${i}`))).rejects.toThrow('is not a file but a device')
  }
  symlinkSync('/dev/zero', join(folder, 'zero.csv'))
  await expect(pieces.open(join(folder, 'zero.csv'))).rejects.toThrow('is not a file but a device')
  writeFileSync(join(folder, 'a.csv'), 'a\n1\n')
  expect(await rest((await pieces.open(join(folder, 'a.csv'))).file)).toBe('a\n1\n')
})
