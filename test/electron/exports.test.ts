import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { exportPaths, writeExport } from '../../electron/exports'

vi.mock('electron', () => ({ dialog: {} }))

let folder: string
const at = (name: string) => join(folder, name)
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'unfold-export-')) })
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const files = [{ suffix: '.py', content: 'code' }, { suffix: '.npz', content: Uint8Array.of(80, 75, 0, 255) }, { suffix: '_test.py', content: 'test' }]

describe('an export of several files', () => {
  it('is named after the file that was chosen', async () => {
    expect(exportPaths(at('my.net'), ['.py', '_test.py'])).toEqual([at('my.net'), at('my_test.py')])
    expect(exportPaths(at('net'), ['.py', '.npz'])).toEqual([at('net.py'), at('net.npz')])
    expect(await writeExport(at('net.py'), files)).toEqual({ ok: true, names: ['net.py', 'net.npz', 'net_test.py'] })
    expect(readFileSync(at('net.py'), 'utf8')).toBe('code')
    expect([...readFileSync(at('net.npz'))]).toEqual([80, 75, 0, 255])
  })

  it('replaces an earlier export of the same name', async () => {
    await writeExport(at('net.py'), files)
    const again = [{ suffix: '.py', content: 'new' }, ...files.slice(1)]
    expect((await writeExport(at('net.py'), again)).ok).toBe(true)
    expect(readFileSync(at('net.py'), 'utf8')).toBe('new')
  })

  it('leaves a file beside it that nobody was asked about, and says so', async () => {
    writeFileSync(at('net_test.py'), 'mine')
    const result = await writeExport(at('net.py'), files)
    expect(result).toMatchObject({ ok: false, reason: expect.stringContaining('net_test.py') as string })
    expect(readdirSync(folder)).toEqual(['net_test.py'])
    expect(readFileSync(at('net_test.py'), 'utf8')).toBe('mine')
  })
})
