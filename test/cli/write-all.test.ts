import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../../cli/usage'
import { writeAll } from '../../cli/write-all'

let folder: string
const at = (...names: string[]): string => join(folder, ...names)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-all-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('files that belong together', () => {
  it('are written with their folders', () => {
    const files = [at('a', 'b', 'one'), at('a', 'two')].map((path) => ({ path, content: path }))
    expect(writeAll(files)).toEqual(files.map(({ path }) => path))
    for (const { path, content } of files) expect(readFileSync(path, 'utf8')).toBe(content)
  })

  it('leave neither files nor folders if one cannot be written', () => {
    // A content that cannot be written stands for a disk that becomes full.
    const failing = { path: at('a', 'c', 'two'), content: 7 as unknown as string }
    expect(() => writeAll([{ path: at('a', 'b', 'one'), content: '1' }, failing])).toThrow(UsageError)
    expect(readdirSync(folder)).toEqual([])
    mkdirSync(at('taken'))
    expect(() =>
      writeAll([
        { path: at('new', 'one'), content: '1' },
        { path: at('taken'), content: '2' },
      ]),
    ).toThrow(UsageError)
    expect(readdirSync(folder)).toEqual(['taken'])
  })

  it('leave what was there before', () => {
    mkdirSync(at('a'))
    writeFileSync(at('a', 'mine'), 'mine')
    expect(() =>
      writeAll([
        { path: at('a', 'one'), content: '1' },
        { path: at('a', 'two'), content: 7 as unknown as string },
      ]),
    ).toThrow(UsageError)
    expect(readdirSync(at('a'))).toEqual(['mine'])
    expect(existsSync(at('a', 'one'))).toBe(false)
  })
})
