import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { KnownFiles } from '../../electron/known'
import { exportPaths, writeExport, writeFolder } from '../../electron/exports'
import { suggestedName } from '../../electron/places'

vi.mock('electron', () => ({ dialog: {} }))

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unfold-export-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const files = [
  { suffix: '.py', content: 'code' },
  { suffix: '.npz', content: Uint8Array.of(80, 75, 0, 255) },
  { suffix: '_test.py', content: 'test' },
]

const notInput = (): Promise<boolean> => Promise.resolve(false)
const never = (): Promise<boolean> => Promise.reject(new Error('nobody is to be asked'))

describe('an export of several files', () => {
  it('is named after the file that was chosen', async () => {
    expect(exportPaths(at('my.net'), ['.py', '_test.py'])).toEqual([at('my.net'), at('my_test.py')])
    expect(exportPaths(at('net'), ['.py', '.npz'])).toEqual([at('net.py'), at('net.npz')])
    expect(await writeExport(at('net.py'), files, never, notInput)).toEqual({ ok: true, names: ['net.py', 'net.npz', 'net_test.py'] })
    expect(readFileSync(at('net.py'), 'utf8')).toBe('code')
    expect([...readFileSync(at('net.npz'))]).toEqual([80, 75, 0, 255])
  })

  it('asks about every existing file except the one that the dialog asked about', async () => {
    for (const name of ['net.py', 'net.npz', 'net_test.py']) writeFileSync(at(name), 'mine')
    const asked: (readonly string[])[] = []
    expect(await writeExport(at('net.py'), files, (names) => Promise.resolve(asked.push(names) < 0), notInput), 'refused').toBeNull()
    expect(asked).toEqual([['net.npz', 'net_test.py']])
    for (const name of ['net.py', 'net.npz', 'net_test.py']) expect(readFileSync(at(name), 'utf8'), name).toBe('mine')
    expect(await writeExport(at('net.py'), files, () => Promise.resolve(true), notInput)).toMatchObject({ ok: true })
    expect(readFileSync(at('net_test.py'), 'utf8')).toBe('test')
  })

  it('asks about the name with its extension if the user chose one without', async () => {
    writeFileSync(at('net.py'), 'mine')
    const asked: (readonly string[])[] = []
    expect(await writeExport(at('net'), files.slice(0, 1), (names) => Promise.resolve(asked.push(names) < 0), notInput)).toBeNull()
    expect(asked).toEqual([['net.py']])
  })

  it('writes all of them or none, and names the one that cannot be written', async () => {
    writeFileSync(at('net.py'), 'mine')
    mkdirSync(at('net_test.py'))
    const result = await writeExport(at('net.py'), files, () => Promise.resolve(true), notInput)
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('net_test.py') as string })
    expect(readFileSync(at('net.py'), 'utf8')).toBe('mine')
    expect(readdirSync(folder).sort()).toEqual(['net.py', 'net_test.py'])
  })
})

describe('an export that is a folder', () => {
  const project = [
    { suffix: 'model.py', content: 'model' },
    { suffix: 'weights.safetensors', content: Uint8Array.of(1, 2) },
  ]

  it('is made inside the chosen folder, and asks before it replaces anything', async () => {
    expect(await writeFolder(folder, 'net-pytorch', project, never, notInput)).toEqual({
      ok: true,
      names: [join('net-pytorch', 'model.py'), join('net-pytorch', 'weights.safetensors')],
    })
    expect(readdirSync(folder)).toEqual(['net-pytorch'])
    writeFileSync(at('net-pytorch/model.py'), 'mine')
    const asked: (readonly string[])[] = []
    expect(await writeFolder(folder, 'net-pytorch', project, (names) => Promise.resolve(asked.push(names) < 0), notInput)).toBeNull()
    expect(asked[0]).toContain(join('net-pytorch', 'model.py'))
    expect(readFileSync(at('net-pytorch/model.py'), 'utf8')).toBe('mine')
  })

  it('is not left empty if its files cannot be written', async () => {
    // A content that cannot be written stands for a disk that becomes full.
    const failing = [...project, { suffix: 'data.csv', content: null as unknown as string }]
    expect(await writeFolder(folder, 'net-pytorch', failing, never, notInput)).toMatchObject({ ok: false })
    expect(readdirSync(folder)).toEqual([])
    mkdirSync(at('net-pytorch'))
    expect(await writeFolder(folder, 'net-pytorch', failing, never, notInput)).toMatchObject({ ok: false })
    expect(readdirSync(folder), 'a folder that was there').toEqual(['net-pytorch'])
  })
})

describe('an export over a file that has been opened', () => {
  it('is refused, by whatever name, though the dialog has asked', async () => {
    mkdirSync(at('net-pytorch'))
    writeFileSync(at('net.py'), 'data')
    writeFileSync(at('net-pytorch/model.py'), 'data')
    symlinkSync('net.py', at('link.py'))
    const known = new KnownFiles()
    for (const name of ['net.py', 'net-pytorch/model.py']) known.set(at(name), 'print')
    const isInput = (path: string): Promise<boolean> => known.holds(path)
    const always = (): Promise<boolean> => Promise.resolve(true)
    for (const name of ['net.py', 'link.py', 'net'])
      expect(await writeExport(at(name), files, always, isInput), name).toMatchObject({ ok: false, reason: expect.stringContaining('.py”') as string })
    expect(await writeFolder(folder, 'net-pytorch', [{ suffix: 'model.py', content: 'model' }], always, isInput)).toMatchObject({ ok: false })
    for (const name of ['net.py', 'net-pytorch/model.py']) expect(readFileSync(at(name), 'utf8')).toBe('data')
    expect(readdirSync(folder).sort()).toEqual(['link.py', 'net-pytorch', 'net.py'])
  })
})

describe('a name for a file', () => {
  it('has no characters that systems refuse, and room for its extension on every disk', () => {
    expect(suggestedName('a/b: c?')).toBe('a_b_ c_')
    expect(suggestedName('..')).toBe('network')
    expect(suggestedName('  ')).toBe('network')
    for (const long of ['n'.repeat(1100), '系'.repeat(400), '🙂'.repeat(300)]) {
      const name = suggestedName(long)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
      expect(long.startsWith(name), 'whole letters').toBe(true)
      expect(name).not.toContain('\ufffd')
    }
  })
})
