import { expect, test } from './launch'

test('a plot moves to a second window, follows the moment there, and comes back', async ({ launch }) => {
  const { app, window } = await launch({ still: 'lstm-reber.unfold' })
  await window.getByRole('tab', { name: 'Signals' }).click()
  const opened = app.waitForEvent('window')
  await window.getByRole('button', { name: 'Pin Next symbol', exact: true }).click()
  await window.getByRole('menuitem', { name: 'Move to a second window' }).click()
  const second = await opened
  const plot = second.getByRole('img', { name: 'Next symbol' })
  await expect(plot).toBeVisible()
  await expect(second).toHaveTitle(/plot/)
  // It has no bridge to the main process.
  expect(await second.evaluate(() => 'unfold' in window)).toBe(false)

  await window
    .locator('.signal-row canvas')
    .last()
    .click({ position: { x: 300, y: 40 } })
  const step = await window.getByRole('slider', { name: 'Step', exact: true }).inputValue()
  await expect(second.locator('.plot-head')).toContainText(`at${step}`)
  // Dragged there, it moves the moment here.
  await plot.click({ position: { x: 60, y: 100 } })
  await expect(window.getByRole('slider', { name: 'Step', exact: true })).not.toHaveValue(step)

  await second.getByRole('button', { name: 'Plot: Next symbol' }).click()
  await second.getByRole('menuitem', { name: 'Put on the canvas' }).click()
  await expect(window.locator('.pinned-on-canvas').getByRole('img', { name: 'Next symbol' })).toBeVisible()
  await expect.poll(() => app.windows().length).toBe(1)
})
