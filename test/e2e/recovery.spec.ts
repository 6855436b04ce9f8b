import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom } from '../renderer/document/random'
import { Hand } from './hand'
import { expect, test } from './launch'

/** What may be lost at most, in milliseconds. */
const LIMIT = 2000

let folder: string
test.beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'unfold-recovery-')) })
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

const TEXT = JSON.stringify({ format: 'unfold-graph', version: 1, nodes: { h: { type: 'layer', size: 3 } }, edges: {} })
function oneLayer(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, TEXT)
  return path
}

const seed = Number(process.env.SEED ?? 71)

test(`killed at any moment, edits older than two seconds are there again, and files are as they were (seed ${seed})`, async ({ launch }) => {
  const random = createRandom(seed)
  const file = oneLayer('mine.unfold')
  let running = await launch({ args: [file] })
  let hand = new Hand(running.window)
  await expect(hand.node('h')).toBeVisible()
  let before = 1
  for (let round = 0; round < 3; round++) {
    const edits: number[] = []
    const end = Date.now() + LIMIT + random() * 1500
    while (Date.now() < end) {
      await hand.add('layer')
      await expect(running.window.locator('.node')).toHaveCount(before + edits.length + 1)
      edits.push(Date.now())
      await running.window.waitForTimeout(random() * 300)
    }
    await running.kill()
    const killed = Date.now()
    expect(readFileSync(file, 'utf8'), 'the person’s file').toBe(TEXT)
    running = await launch({ userData: running.userData })
    hand = new Hand(running.window)
    const { window } = running
    await expect(window.locator('.tabs-notice')).toContainText('mine was brought back')
    const found = await window.locator('.node').count()
    expect(found, `round ${round}`).toBeGreaterThanOrEqual(before + edits.filter((at) => at < killed - LIMIT).length)
    expect(found).toBeLessThanOrEqual(before + edits.length)
    before = found
    await expect(window).toHaveTitle('• mine — Unfold')
  }
  // The history came back too, down to what the file holds.
  for (let left = before; left > 1; left--) await hand.press('Control+z')
  await expect(running.window.locator('.node')).toHaveCount(1)
  await expect(running.window).toHaveTitle('mine — Unfold')
  await hand.press('Control+y')
  await running.window.getByRole('button', { name: 'Discard the changes' }).click()
  await expect(running.window.locator('.node')).toHaveCount(1)
  await expect(running.window.locator('.tabs-notice')).toHaveCount(0)
  await expect(running.window).toHaveTitle('mine — Unfold')
})

test('what was open comes back with its history after a restart; what was not to be saved does not', async ({ launch }) => {
  const one = oneLayer('one.unfold')
  const two = oneLayer('two.unfold')
  const first = await launch({ args: [one] })
  let hand = new Hand(first.window)
  await expect(hand.node('h')).toBeVisible()
  await hand.add('context')
  await hand.press('Control+s')
  await expect(first.window).toHaveTitle('one — Unfold')
  await first.answer({ open: two, message: 1 })
  await hand.press('Control+o')
  await expect(first.window).toHaveTitle('two — Unfold')
  await hand.press('Control+t')
  await hand.add('gate')
  await first.close()

  const second = await launch({ userData: first.userData })
  hand = new Hand(second.window)
  await expect(second.window.locator('.tabs-tab')).toHaveCount(2)
  await expect(second.window.locator('.tabs-notice')).toHaveCount(0)
  await second.window.getByRole('tab', { name: 'one' }).click()
  await expect(second.window).toHaveTitle('one — Unfold')
  await hand.press('Control+z')
  await expect(second.window).toHaveTitle('• one — Unfold')
  await expect(second.window.locator('.node')).toHaveCount(1)
  await hand.press('Control+y')
  await expect(second.window).toHaveTitle('one — Unfold')
  await second.close()

  // Changed by another program meanwhile, a file is shown as it is now.
  writeFileSync(one, TEXT)
  const third = await launch({ userData: first.userData })
  await third.window.getByRole('tab', { name: 'one' }).click()
  await expect(third.window).toHaveTitle('one — Unfold')
  await expect(third.window.locator('.node')).toHaveCount(1)
  await expect(third.window.getByRole('button', { name: 'Undo', exact: true })).toHaveAttribute('aria-disabled', 'true')
})
