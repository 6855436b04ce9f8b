import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, test } from './launch'
import { sines } from './networks'

const NETWORK = sines('Training', 20, 50, {
  algorithm: { kind: 'bptt', horizon: 6, every: 2 },
  optimizer: { kind: 'adam', learningRate: 0.001 },
  shuffle: true,
  epochs: 150,
})

let folder: string
let file: string
test.beforeEach(({ folder: own }) => {
  folder = own
  file = join(folder, 'training.unfold')
  writeFileSync(file, JSON.stringify(NETWORK))
})

test('undone training leaves no trace: the next training ends in the same loss', async ({ launch }) => {
  const { window } = await launch({ args: [file] })
  const hand = new Hand(window)
  await expect(window.locator('.node')).toHaveCount(4)
  const finish = async (): Promise<void> => {
    await hand.play()
    await expect.poll(() => hand.epoch()).toBe(150)
    await expect(window.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
    // The run is a step of the history, and complete in the list of runs, a moment after it has ended.
    await expect(window.getByRole('button', { name: 'Undo: Train' })).toBeEnabled()
  }
  const result = async (): Promise<string> => {
    await window.getByRole('tab', { name: 'Runs' }).click()
    const loss = await window.locator('[data-run]').first().locator('td').nth(3).innerText()
    await window.getByRole('tab', { name: 'Run', exact: true }).click()
    return `${loss} ${(await hand.restingScores()).join(' ')}`
  }
  await finish()
  const whole = await result()
  await window.getByRole('button', { name: 'Reset weights and start over', exact: true }).click()
  await expect.poll(() => hand.epoch()).toBe(0)

  await hand.play()
  await hand.epochAbove(10)
  await hand.pause()
  const paused = await hand.epoch()
  expect(paused).toBeLessThan(150)
  await hand.play()
  await hand.epochAbove(paused + 10)
  await hand.pause()
  await hand.clickCanvas()
  await hand.press('Control+Z')
  await expect.poll(() => hand.epoch()).toBe(paused)
  await finish()
  await expect.poll(result).toBe(whole)
})

test('fast math is a user setting: shown beside the run, recorded with it, and kept', async ({ launch }) => {
  const first = await launch({ args: [file] })
  const hand = new Hand(first.window)
  await expect(first.window.locator('.node')).toHaveCount(4)
  await expect(hand.readout('fast-math')).toHaveCount(0)
  await expect(first.window.getByRole('switch', { name: 'Fast math' })).not.toBeChecked()
  await first.window.getByRole('switch', { name: 'Fast math' }).check()
  await expect(hand.readout('fast-math')).toHaveText('fast')
  await hand.play()
  await expect.poll(() => hand.epoch()).toBe(150)
  await first.window.getByRole('tab', { name: 'Runs' }).click()
  const run = first.window.locator('[data-run="1"]')
  await expect(run).toContainText('fast')
  await expect(run.getByRole('button', { name: 'Run again exactly' })).toBeEnabled()
  await first.window.getByRole('switch', { name: 'Fast math' }).uncheck()
  await expect(hand.readout('fast-math')).toHaveCount(0)
  await expect(run.getByRole('button', { name: 'Run again exactly' })).toBeDisabled()
  await first.window.getByRole('switch', { name: 'Fast math' }).check()
  // It is not part of the document, which is not saved, and the next start keeps it.
  const { userData } = first
  await first.answer({ message: 1 })
  await first.close()
  const again = await launch({ userData, args: [file] })
  await expect(again.window.getByRole('switch', { name: 'Fast math' })).toBeChecked()
  await expect(new Hand(again.window).readout('fast-math')).toHaveText('fast')
  expect(first.errors).toEqual([])
})
