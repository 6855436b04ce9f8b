import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, test } from './launch'
import { sines } from './networks'

const NETWORK = sines('Runs', 1, 30, { optimizer: { kind: 'adam', learningRate: 0.01 }, epochs: 40 })

test('runs are listed with their seeds, compared, and repeated to the same loss', async ({ launch, folder }) => {
  const file = join(folder, 'runs.unfold')
  writeFileSync(file, JSON.stringify(NETWORK))
  const running = await launch({ args: [file] })
  const { window } = running
  const hand = new Hand(window)
  await expect(window.locator('.node')).toHaveCount(4)
  const run = (number: number) => window.locator(`[data-run="${number}"]`)
  const loss = (number: number) => run(number).locator('td').nth(3).innerText()
  await window.getByRole('tab', { name: 'Runs' }).click()
  await expect(window.getByText('Each training run is listed here')).toBeVisible()
  await hand.play()
  await expect.poll(() => hand.epoch()).toBe(40)
  await expect(run(1).locator('td').nth(6), 'the seed').toHaveText('3')
  await expect(run(1).locator('.runs-score')).toHaveText(/^RMSE \d/)
  const first = await loss(1)

  await window.getByLabel('Seed', { exact: true }).fill('4')
  await hand.press('Enter')
  await window.getByRole('button', { name: 'Reset weights and start over', exact: true }).click()
  await hand.play()
  await expect.poll(() => hand.epoch()).toBe(40)
  await expect(run(2).locator('td').nth(6)).toHaveText('4')
  expect(await loss(2)).not.toBe(first)
  await expect(window.getByRole('region', { name: 'Differences' })).toContainText('training: seed: 3 → 4')

  await run(1).getByRole('button', { name: 'Run again exactly' }).click()
  await expect(run(3)).toBeVisible()
  await expect.poll(() => hand.epoch()).toBe(40)
  await expect.poll(() => loss(3)).toBe(first)
  await expect(window.getByLabel('Seed', { exact: true })).toHaveValue('3')
  await running.screenshot('runs')
  const scores = window.getByRole('region', { name: 'Scores' })
  await expect(scores.getByRole('columnheader', { name: /^Run/ })).toHaveText(['Run 2', 'Run 3'])
  await expect(scores.getByRole('row', { name: /^R²/ }).locator('td')).toHaveText([/\d/, /\d/])
  const main = await run(3).locator('.runs-score').innerText()
  await window.getByRole('tab', { name: 'History' }).click()
  await expect(window.locator('.panel-history [aria-current="step"]'), 'what the last training came to').toContainText(main)

  // A bundle contains the document and its runs.
  await running.answer({ save: join(folder, 'share.unfoldz') })
  await running.menu('save-bundle')
  await expect(window).toHaveTitle('share — Unfold')
  mkdirSync(join(folder, 'far'))
  copyFileSync(join(folder, 'share.unfoldz'), join(folder, 'far', 'got.unfoldz'))
  await running.answer({ open: join(folder, 'far', 'got.unfoldz') })
  await hand.press('Control+o')
  await expect(window).toHaveTitle('got — Unfold')
  await window.getByRole('tab', { name: 'Runs' }).click()
  await expect(window.locator('[data-run]')).toHaveCount(3)
  expect(await loss(1)).toBe(first)
})
