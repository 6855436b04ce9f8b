import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeAtomically } from '../../electron/atomic'

vi.mock('node:fs/promises', async (original) => ({ ...await original<typeof fs>() }))

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'unfold-atomic-')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('writeAtomically', () => {
  it('creates and replaces, and leaves nothing beside', async () => {
    const file = join(folder, 'a.unfold')
    await writeAtomically(file, 'one')
    await writeAtomically(file, 'two')
    expect(readFileSync(file, 'utf8')).toBe('two')
    expect(readdirSync(folder)).toEqual(['a.unfold'])
  })

  it('keeps the mode of the file that it replaces', async () => {
    const file = join(folder, 'a.unfold')
    writeFileSync(file, 'one')
    chmodSync(file, 0o664)
    await writeAtomically(file, 'two')
    expect(statSync(file).mode & 0o777).toBe(0o664)
  })

  it('writes through a symbolic link, which stays one', async () => {
    const real = join(folder, 'real.unfold')
    const link = join(folder, 'link.unfold')
    writeFileSync(real, 'one')
    symlinkSync(real, link)
    await writeAtomically(link, 'two')
    expect(readFileSync(real, 'utf8')).toBe('two')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
  })

  it('leaves the old content when the rename fails', async () => {
    const file = join(folder, 'a.unfold')
    writeFileSync(file, 'one')
    const rename = vi.spyOn(fs, 'rename').mockRejectedValue(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
    await expect(writeAtomically(file, 'two')).rejects.toMatchObject({ code: 'ENOSPC' })
    rename.mockRestore()
    expect(readFileSync(file, 'utf8')).toBe('one')
    expect(readdirSync(folder)).toEqual(['a.unfold'])
  })

  it('refuses a folder, and a folder that is not there', async () => {
    mkdirSync(join(folder, 'sub'))
    await expect(writeAtomically(join(folder, 'sub'), 'x')).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(writeAtomically(join(folder, 'none', 'a'), 'x')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})
