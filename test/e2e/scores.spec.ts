import { expect, test } from './launch'
import { Hand } from './hand'

test('the scores are those of the task, per column, with a confusion matrix', async ({ launch }) => {
  const { window, errors, screenshot } = await launch({ args: ['--example=lstm-reber.unfold'], size: { width: 1280, height: 800 } })
  const scores = window.getByRole('region', { name: 'Scores' })
  await expect(scores.getByRole('row', { name: /Strings solved/ })).toContainText(/\d+\/256/, { timeout: 60_000 })
  await expect(scores.getByRole('row', { name: /Balanced/ })).toContainText('%')
  const matrix = scores.getByRole('table', { name: 'Confusion matrix' })
  await expect(matrix.locator('tbody tr')).toHaveCount(7)
  await screenshot('scores-classes')
  expect(errors).toEqual([])
})

test('scores of numbers are compared with repeating the last value', async ({ launch }) => {
  const { window, errors, screenshot } = await launch({ args: ['--example=elman-sunspots.unfold'], size: { width: 1100, height: 700 }, colorScheme: 'dark' })
  const hand = new Hand(window)
  // The example trains by itself.
  await hand.epochAbove(5)
  await hand.pause()
  const scores = window.getByRole('region', { name: 'Scores' })
  for (const measure of ['RMSE', 'MAE', 'R²', 'Last value', 'Skill'])
    await expect(scores.getByRole('row', { name: new RegExp(`^${measure} `) })).toContainText(/\d/)
  await screenshot('scores-numbers')
  expect(errors).toEqual([])
})
