import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAtomically, pathOf, removeLeftovers, writeAllAtomically, writeAtomically } from '../../electron/atomic'

vi.mock('node:fs/promises', async (original) => ({ ...(await original<typeof fs>()) }))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-atomic-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('writeAtomically', () => {
  it('creates and replaces, and leaves no temporary file', async () => {
    const file = join(folder, 'a.unfold')
    await writeAtomically(file, 'one')
    await writeAtomically(file, 'two')
    expect(readFileSync(file, 'utf8')).toBe('two')
    expect(readdirSync(folder)).toEqual(['a.unfold'])
  })

  it('keeps the mode of a replaced file', async () => {
    const file = join(folder, 'a.unfold')
    writeFileSync(file, 'one')
    chmodSync(file, 0o664)
    await writeAtomically(file, 'two')
    expect(statSync(file).mode & 0o777).toBe(0o664)
  })

  it('writes through a symbolic link, which is kept', async () => {
    const real = join(folder, 'real.unfold')
    const link = join(folder, 'link.unfold')
    writeFileSync(real, 'one')
    symlinkSync(real, link)
    await writeAtomically(link, 'two')
    expect(readFileSync(real, 'utf8')).toBe('two')
    expect(lstatSync(link).isSymbolicLink()).toBe(true)
  })

  it('keeps the old content if the rename fails', async () => {
    const file = join(folder, 'a.unfold')
    writeFileSync(file, 'one')
    const rename = vi.spyOn(fs, 'rename').mockRejectedValue(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
    await expect(writeAtomically(file, 'two')).rejects.toMatchObject({ code: 'ENOSPC' })
    rename.mockRestore()
    expect(readFileSync(file, 'utf8')).toBe('one')
    expect(readdirSync(folder)).toEqual(['a.unfold'])
  })

  it('does not replace a read-only file, not even as root', async () => {
    const file = join(folder, 'a.unfold')
    writeFileSync(file, 'one')
    chmodSync(file, 0o444)
    await expect(writeAtomically(file, 'two')).rejects.toMatchObject({ code: 'EREADONLY' })
    symlinkSync(file, join(folder, 'link'))
    await expect(writeAtomically(join(folder, 'link'), 'two')).rejects.toMatchObject({ code: 'EREADONLY' })
    expect(readFileSync(file, 'utf8')).toBe('one')
    expect(readdirSync(folder).sort()).toEqual(['a.unfold', 'link'])
  })

  it('creates the missing target of a link, and refuses links in a circle', async () => {
    symlinkSync('real.unfold', join(folder, 'link.unfold'))
    await writeAtomically(join(folder, 'link.unfold'), 'two')
    expect(lstatSync(join(folder, 'link.unfold')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'real.unfold'), 'utf8')).toBe('two')
    symlinkSync('b', join(folder, 'a'))
    symlinkSync('a', join(folder, 'b'))
    await expect(writeAtomically(join(folder, 'a'), 'x')).rejects.toMatchObject({ code: 'ELOOP' })
  })

  it.skipIf(process.platform === 'win32')('does not replace a pipe or a device', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    symlinkSync('/dev/null', join(folder, 'null'))
    for (const name of ['pipe', 'null']) await expect(writeAtomically(join(folder, name), 'x')).rejects.toMatchObject({ code: 'ENOTFILE' })
    expect(lstatSync(join(folder, 'pipe')).isFIFO()).toBe(true)
  })

  it('writes under every name that the disk allows', async () => {
    for (const name of ['n'.repeat(255), '系'.repeat(85), 'a\nb 🙂']) {
      await writeAtomically(join(folder, name), 'one')
      await writeAtomically(join(folder, name), 'two')
      expect(readFileSync(join(folder, name), 'utf8')).toBe('two')
    }
  })

  it('of several files writes all or none, and says which could not be written', async () => {
    writeFileSync(join(folder, 'a'), 'old')
    mkdirSync(join(folder, 'b'))
    const error: unknown = await writeAllAtomically([
      { path: join(folder, 'a'), content: 'new' },
      { path: join(folder, 'b'), content: 'new' },
    ]).catch((e: unknown) => e)
    expect(pathOf(error)).toBe(join(folder, 'b'))
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('old')
    expect(readdirSync(folder).sort()).toEqual(['a', 'b'])
  })

  it('refuses a folder, and a missing folder', async () => {
    mkdirSync(join(folder, 'sub'))
    await expect(writeAtomically(join(folder, 'sub'), 'x')).rejects.toMatchObject({ code: 'EISDIR' })
    await expect(writeAtomically(join(folder, 'none', 'a'), 'x')).rejects.toMatchObject({ code: 'ENOENT' })
    expect(existsSync(join(folder, 'none'))).toBe(false)
  })
})

describe('createAtomically', () => {
  it('creates a complete file, and never overwrites one', async () => {
    await createAtomically(join(folder, 'a.csv'), (handle) => handle.writeFile('x\n1\n'))
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('x\n1\n')
    await expect(createAtomically(join(folder, 'a.csv'), (handle) => handle.writeFile('other'))).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(createAtomically(join(folder, 'b.csv'), () => Promise.reject(new Error('cut')))).rejects.toThrow('cut')
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('x\n1\n')
    expect(readdirSync(folder)).toEqual(['a.csv'])
  })
})

describe('removeLeftovers', () => {
  it('removes temporary files of killed programs, but none in use or of others', async () => {
    const content = 'x'.repeat(2 ** 20)
    const program = join(folder, 'program.mjs')
    const contents = `import { createAtomically } from ${JSON.stringify(join(import.meta.dirname, '..', '..', 'electron', 'atomic.ts'))}
      await createAtomically(process.argv[2], async (handle) => { await handle.writeFile('half'); process.kill(process.pid, 'SIGKILL'); await new Promise(() => setInterval(() => 0, 1000)) })`
    await build({ stdin: { contents, resolveDir: folder }, outfile: program, bundle: true, platform: 'node', format: 'esm', target: 'node20' })
    expect(() => execFileSync(process.execPath, [program, join(folder, 'a')], { stdio: 'ignore' })).toThrow()
    rmSync(program)
    const [left] = readdirSync(folder)
    expect(left).toMatch(/^\.unfold-.*\.tmp$/)
    const others = ['.unfold-00000000-1-0123456789ab.tmp', 'notes.tmp', '.other.tmp']
    for (const name of others) writeFileSync(join(folder, name), content)
    await createAtomically(join(folder, 'b'), async (handle) => {
      await handle.writeFile('whole')
      await removeLeftovers(folder)
    })
    expect(readdirSync(folder).sort()).toEqual([...others, 'b'].sort())
  })
})
