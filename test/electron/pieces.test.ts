import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
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
afterEach(async () => {
  await pieces.closeAll()
  rmSync(folder, { recursive: true, force: true })
})

it('a file comes in pieces, in order, to its end', async () => {
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

it('a file that was closed gives nothing more, and one that was never opened nothing at all', async () => {
  writeFileSync(join(folder, 'a.csv'), 'a\n1\n')
  const { file } = await pieces.open(join(folder, 'a.csv'))
  await pieces.close(file)
  expect(await pieces.next(file)).toBeNull()
  expect(await pieces.next(99)).toBeNull()
})

it('refuses what is too large before reading it, folders, and more files than anybody reads at once', async () => {
  writeFileSync(join(folder, 'big.csv'), '')
  truncateSync(join(folder, 'big.csv'), 513 * 2 ** 20)
  await expect(pieces.open(join(folder, 'big.csv'))).rejects.toThrow('513 MiB')
  await expect(pieces.open(folder)).rejects.toThrow('directory')
  writeFileSync(join(folder, 'a.csv'), 'a\n1\n')
  for (let i = 0; i < 32; i++) await pieces.open(join(folder, 'a.csv'))
  await expect(pieces.open(join(folder, 'a.csv'))).rejects.toThrow('at once')
})
