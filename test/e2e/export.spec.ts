import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, test } from './launch'

let folder: string
test.beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'unfold-export-')) })
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a network is exported as code and as a picture, and the picture opens as the network in a tab of its own', async ({ launch }) => {
  const running = await launch({ args: ['--example=jordan-sunspots.unfold'] })
  const { window } = running
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await hand.pause()
  const dialog = window.locator('.export-dialog')
  const exported = async (format: string, file: string): Promise<void> => {
    await running.answer({ save: join(folder, file) })
    await dialog.locator(`[data-format="${format}"]`).click()
    await expect(dialog.locator('.saved')).toContainText(file)
  }
  await running.menu('export')
  await exported('pytorch', 'net.py')
  for (const file of ['net.npz', 'net_test.py', 'net_expected.npz']) expect(existsSync(join(folder, file)), file).toBe(true)
  expect(readFileSync(join(folder, 'net.py'), 'utf8')).toContain('W_xh')
  await exported('svg', 'net.svg')
  await exported('png', 'net.png')
  const png = readFileSync(join(folder, 'net.png'))
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  // Two pixels to a unit of the SVG.
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(readFileSync(join(folder, 'net.svg'), 'utf8'))![1])
  expect(png.readUInt32BE(16)).toBe(2 * width)
  await hand.press('Escape')
  await expect(dialog).toHaveCount(0)

  await running.answer({ open: join(folder, 'net.svg') })
  await hand.press('Control+o')
  await expect(window.locator('.tabs-row [role="tab"]')).toHaveCount(2)
  await expect(window.locator('.node')).toHaveCount(4)
  await expect(window.locator('.wire')).toHaveCount(4)
  const picture = readFileSync(join(folder, 'net.svg'), 'utf8')
  const saved = join(folder, 'again.unfold')
  await running.answer({ save: saved })
  await hand.press('Control+s')
  await expect.poll(() => existsSync(saved), 'it asks where, and leaves the picture as it is').toBe(true)
  expect(readFileSync(join(folder, 'net.svg'), 'utf8')).toBe(picture)
  expect(Object.keys((JSON.parse(readFileSync(saved, 'utf8')) as { nodes: object }).nodes)).toEqual(['x', 'h', 'y', 'c'])
})
