import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { Hand } from './hand'
import { expect, test } from './launch'

const steps = Array.from({ length: 60 }, (_, t) => [Math.sin(t / 3)])
const learning = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 8 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
  edges: { W_xh: { from: 'x', to: 'h' }, copy: { from: 'h', to: 'c' }, W_ch: { from: 'c', to: 'h' }, W_hy: { from: 'h', to: 'y' } },
  data: { kind: 'inline', sequences: [{ x: steps.slice(0, -1), y: steps.slice(1) }] },
  training: { epochs: 1_000_000, seed: 1 },
}

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

function file(): string {
  const path = join(folder, 'mine.unfold')
  writeFileSync(path, JSON.stringify(learning))
  return path
}

const engines = (window: Page): ReturnType<Page['workers']> => window.workers().filter((worker) => worker.url().includes('engine'))
const weightsIn = (path: string): unknown => (JSON.parse(readFileSync(path, 'utf8')) as { weights?: unknown }).weights

test('an engine that crashes during training is reported and restarted; Play, Save and Close still work', async ({ launch }) => {
  const path = file()
  const running = await launch({ args: [path] })
  const { window } = running
  const hand = new Hand(window)
  const play = window.getByRole('button', { name: 'Play', exact: true })
  const notice = window.locator('.tabs-notice')
  await expect(hand.node('h')).toBeVisible()

  for (const how of ['ends', 'throws'] as const) {
    await play.click()
    await expect(window.getByRole('button', { name: 'Pause', exact: true })).toBeVisible()
    await window.waitForTimeout(500)
    const [worker] = engines(window)
    await worker!
      .evaluate((way) => {
        if (way === 'ends') self.close()
        else
          setTimeout(() => {
            throw new Error('a failure of the test')
          })
      }, how)
      .catch(() => undefined)
    await expect(notice).toContainText(how === 'ends' ? 'mine: The engine ended unexpectedly: its thread was ended' : 'a failure of the test')
    await expect(notice).toContainText('It has restarted')
    await expect(play).toBeVisible()
    if (how === 'ends') await running.screenshot('engine-ended')
    await notice.getByRole('button', { name: 'Close' }).click()
    await expect(notice).toHaveCount(0)
  }
  await play.click()
  await window.waitForTimeout(300)
  await window.getByRole('button', { name: 'Pause', exact: true }).click()
  await hand.press('Control+s')
  await expect.poll(() => weightsIn(path)).toBeTruthy()
  await running.close()
  // The error that the page logged is the failure that this test caused.
  running.errors.length = 0
})

test('while the engine is busy, saving asks before it omits the newest weights, and closing works', async ({ launch }) => {
  const path = file()
  const running = await launch({ args: [path] })
  const { window } = running
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  await window.getByRole('button', { name: 'Play', exact: true }).click()
  await window.waitForTimeout(300)
  await engines(window)[0]!.evaluate(() => {
    setTimeout(() => {
      const end = Date.now() + 60_000
      while (Date.now() < end);
    })
  })
  const before = readFileSync(path, 'utf8')
  await hand.press('Control+s')
  const dialog = window.getByRole('dialog')
  await expect(dialog).toContainText('The newest weights of mine are not available', { timeout: 20_000 })
  await running.screenshot('engine-busy')
  expect(readFileSync(path, 'utf8')).toBe(before)
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toHaveCount(0)
  expect(readFileSync(path, 'utf8')).toBe(before)
  // A dialog of the system asks about the unsaved document: close without saving.
  await running.answer({ message: 1 })
  await running.close()
})
