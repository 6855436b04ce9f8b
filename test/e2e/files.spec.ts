import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Hand } from './hand'
import { expect, test } from './launch'
import { findings } from './reach'

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

const at = (name: string): string => join(folder, name)
const textOf = (size: number, more: object = {}): string =>
  JSON.stringify({ format: 'unfold-graph', version: 1, ...more, nodes: { h: { type: 'layer', size } }, edges: {} })
const nodesOf = (name: string): readonly string[] => Object.keys((JSON.parse(readFileSync(at(name), 'utf8')) as { nodes: object }).nodes)
const dialog = (page: Page) => page.locator('dialog[open]')
const notice = (page: Page) => page.locator('.tabs-notice')

test('saving over a file that another program changed asks first: compare, reload, overwrite or save elsewhere', async ({ launch }) => {
  writeFileSync(at('mine.unfold'), textOf(3))
  symlinkSync(at('mine.unfold'), at('link.unfold'))
  const { window, answer, screenshot } = await launch({ args: [at('mine.unfold')], size: { width: 1280, height: 800 } })
  const hand = new Hand(window)
  const press = (name: string): Promise<void> => dialog(window).getByRole('button', { name, exact: true }).click()
  await expect(window).toHaveTitle('mine — Unfold')
  await answer({ open: at('link.unfold') })
  await hand.press('Control+o')
  await expect(window.locator('.node'), 'through a link it is the same file, in the same tab').toHaveCount(1)
  await expect(window.locator('.tabs-tab')).toHaveCount(0)

  await hand.add('layer')
  writeFileSync(at('mine.unfold'), textOf(5))
  await expect(notice(window)).toContainText('Another program has changed the file of mine')
  await screenshot('files-notice')
  await hand.press('Control+s')
  await expect(dialog(window)).toContainText('mine.unfold')
  await press('Compare')
  await expect(dialog(window).getByRole('listitem')).toHaveText(['node “h” (layer): size: 5 → 3', 'node “h2” (layer): only in the second'])
  expect(await findings(window, '.files-changed')).toEqual([])
  await screenshot('files-changed')
  await press('Cancel')
  expect(readFileSync(at('mine.unfold'), 'utf8'), 'theirs').toBe(textOf(5))
  await hand.press('Control+s')
  await press('Overwrite')
  await expect.poll(() => nodesOf('mine.unfold')).toHaveLength(2)
  await expect(notice(window)).toHaveCount(0)

  await hand.add('layer')
  writeFileSync(at('mine.unfold'), textOf(7))
  await answer({ save: at('other.unfold') })
  await hand.press('Control+s')
  await press('Save as…')
  await expect.poll(() => existsSync(at('other.unfold')) && nodesOf('other.unfold').length).toBe(3)
  expect(readFileSync(at('mine.unfold'), 'utf8')).toBe(textOf(7))

  writeFileSync(at('other.unfold'), textOf(9))
  await notice(window).getByRole('button', { name: 'Look…' }).click()
  await press('Reload')
  await expect(hand.node('h').locator('.size')).toHaveText('9')
  await expect(window).toHaveTitle('other — Unfold')
  rmSync(at('other.unfold'))
  await hand.add('layer')
  await hand.press('Control+s')
  await expect(dialog(window)).toContainText('was moved, renamed or deleted')
  await press('Write it again')
  await expect.poll(() => existsSync(at('other.unfold')) && nodesOf('other.unfold').length).toBe(2)

  // A document of a newer version: what is understood can be edited, the rest is kept, and its file is not overwritten.
  const later = `{"format": "unfold-graph", "version": 3,
  "units": {"time": "s"},
  "nodes": {
    "h": {"type": "layer", "size": 3, "activation": "swiglu"},
    "a": {"type": "attention", "heads": 2.50},
    "y": {"type": "output", "size": 1}
  },
  "edges": {
    "W_ha": {"from": "h", "to": "a", "gain": [1, 2]}
  },
  "view": {"nodes": {"h": {"x": 0, "y": 0}, "a": {"x": 240, "y": 0}, "y": {"x": 480, "y": 0}}}}`
  writeFileSync(at('later.unfold'), later)
  await answer({ open: at('later.unfold'), save: null })
  await hand.press('Control+o')
  await expect(notice(window)).toContainText('version 3')
  await expect(hand.node('a')).toContainText('attention')
  await expect(hand.node('h')).toContainText('not known: activation')
  await screenshot('files-newer')
  await hand.connect('a.', 'y.in')
  await expect(window.locator('.wire')).toHaveCount(2)
  await hand.press('Control+s')
  await expect(notice(window)).toContainText('version 3')
  expect(readFileSync(at('later.unfold'), 'utf8'), 'not without asking where').toBe(later)
  await answer({ save: at('copy.unfold') })
  await notice(window).getByRole('button', { name: 'Save a copy…' }).click()
  await expect(window).toHaveTitle('copy — Unfold')
  const drawn = ',\n    "W_ay": {"from": "a", "to": "y", "kind": "dense"}'
  expect(readFileSync(at('copy.unfold'), 'utf8')).toBe(later.replace('"gain": [1, 2]}', `$&${drawn}`))
  expect(readFileSync(at('later.unfold'), 'utf8')).toBe(later)
})

test('a read-only file is not overwritten; a changed data file is read again; copying one is reported', async ({ launch }) => {
  const data = { kind: 'file', path: 'd.csv', split: [1, 0, 0] }
  const network = JSON.stringify({
    format: 'unfold-graph',
    version: 1,
    nodes: { x: { type: 'input', columns: ['a'] }, y: { type: 'output', columns: ['b'] } },
    edges: { w: { from: 'x', to: 'y' } },
    data,
  })
  writeFileSync(at('mine.unfold'), network)
  writeFileSync(at('d.csv'), 'a,b\n1,2\n3,4\n5,6\n')
  chmodSync(at('mine.unfold'), 0o444)
  const { window, answer, questions } = await launch({ args: [at('mine.unfold')] })
  const hand = new Hand(window)
  await expect(hand.node('y')).toBeVisible()
  await hand.add('layer')
  await hand.press('Control+s')
  await expect(dialog(window)).toContainText('is write-protected')
  expect(readFileSync(at('mine.unfold'), 'utf8')).toBe(network)
  const elsewhere = mkdtempSync(join(folder, 'else-'))
  writeFileSync(join(elsewhere, 'copy.unfold'), 'somebody’s')
  await answer({ save: join(elsewhere, 'copy'), message: 1 })
  await dialog(window).getByRole('button', { name: 'Save as…' }).click()
  await expect.poll(questions).toBe(1)
  await expect(dialog(window)).toHaveCount(0)
  await expect(window, 'asked about the name with its extension, and kept').toHaveTitle('• mine — Unfold')
  expect(readFileSync(join(elsewhere, 'copy.unfold'), 'utf8')).toBe('somebody’s')
  await answer({ message: 0 })
  await hand.press('Control+Shift+s')
  await expect(window.locator('.shell-notice')).toContainText('d.csv was copied beside it')
  await expect(window).toHaveTitle('copy — Unfold')

  writeFileSync(join(elsewhere, 'd.csv'), 'a,b\n1,2\n3,4\n')
  await expect(notice(window)).toContainText('d.csv has changed since it was read')
  await notice(window).getByRole('button', { name: 'Read it again' }).click()
  await expect(notice(window)).toHaveCount(0)
  await window.waitForTimeout(3500)
  await expect(notice(window), 'it has been read').toHaveCount(0)
  rmSync(join(elsewhere, 'd.csv'))
  await expect(notice(window)).toContainText('d.csv is missing')
  await expect(notice(window).getByRole('button', { name: 'Choose a data file…' })).toBeVisible()
  writeFileSync(join(elsewhere, 'd.csv'), 'a,b\n1,2\n3,4\n')
  await expect(notice(window), 'it is there again').toHaveCount(0)
  rmSync(join(elsewhere, 'copy.unfold'))
  mkdirSync(join(elsewhere, 'copy.unfold'))
  await expect(notice(window), 'a folder in its place').toContainText('The file of copy is missing')
})

test('errors of the main process are shown, and Save and Close still work; long names are saved; no argument keeps the window from opening', async ({
  launch,
}) => {
  const running = await launch({ args: ['file:///there/caf%E9.unfold'] })
  const { window, app, answer } = running
  const hand = new Hand(window)
  await expect(dialog(window)).toContainText('does not name a file on this computer')
  await hand.press('Escape')
  for (const name of ['n'.repeat(1100), '系'.repeat(1100), '系'.repeat(990)]) {
    await app.evaluate(({ clipboard }, text) => clipboard.writeText(text), textOf(3, { name }))
    await hand.clickCanvas()
    await hand.press('Control+v')
    if (name.length > 1000) {
      await expect(dialog(window), 'longer than a name may be').toBeVisible()
      await hand.press('Escape')
    }
  }
  await expect(window).toHaveTitle(/^• 系{100}/)
  // Unknown messages are refused without a dialog.
  await window.evaluate(() => {
    const said = window as unknown as { unfold: Record<string, (message: unknown) => unknown> }
    for (const method of ['setDocumentState', 'setTabs', 'setLanguage', 'setTheme', 'setKeys', 'editText', 'closing']) said.unfold[method]!({ edited: 1 })
  })
  const refused = await window.evaluate(() => (window as unknown as { unfold: { save(request: unknown): Promise<unknown> } }).unfold.save({ path: 7 }))
  expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining('exceeds a limit') })
  await app.evaluate(({ dialog: native }, path) => {
    native.showSaveDialog = async (...asked: unknown[]) => {
      ;(globalThis as { suggested?: unknown }).suggested = asked.at(-1)
      return { canceled: false, filePath: path }
    }
  }, at('long.unfold'))
  await hand.press('Control+s')
  await expect.poll(() => existsSync(at('long.unfold'))).toBe(true)
  const { defaultPath } = await app.evaluate(() => (globalThis as unknown as { suggested: { defaultPath: string } }).suggested)
  expect(Buffer.byteLength(defaultPath.slice(defaultPath.lastIndexOf('/') + 1))).toBeLessThan(255)
  await hand.add('layer')
  await answer({ message: 1 })
  await running.close()
})

test('an export asks about each file that already exists', async ({ launch }) => {
  writeFileSync(at('net_test.py'), 'mine')
  const { window, answer, menu, app } = await launch({ args: ['--example=jordan-sunspots.unfold'] })
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await hand.pause()
  await menu('export')
  await answer({ save: at('net') })
  await app.evaluate(({ dialog: native }) => {
    native.showMessageBox = async (...asked: unknown[]) => {
      ;(globalThis as { question?: unknown }).question = asked.at(-1)
      return { response: 1, checkboxChecked: false }
    }
  })
  const format = window.locator('.export-dialog [data-format="pytorch"]')
  await format.click()
  await expect.poll(() => app.evaluate(() => (globalThis as { question?: { message: string } }).question?.message)).toContain('net_test.py')
  await expect(format).toHaveAttribute('aria-busy', 'false')
  expect(existsSync(at('net.py'))).toBe(false)
  expect(readFileSync(at('net_test.py'), 'utf8')).toBe('mine')
  await answer({ message: 0 })
  await format.click()
  await expect(window.locator('.export-dialog .saved')).toContainText('net.py')
  expect(readFileSync(at('net_test.py'), 'utf8')).not.toBe('mine')
})
