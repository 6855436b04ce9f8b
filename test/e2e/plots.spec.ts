import type { Page } from '@playwright/test'
import { expect, test } from './launch'

test('a click keeps the values of a node open; a plot moves to a second window, follows the moment there, and comes back', async ({ launch }) => {
  const { app, window, menu } = await launch({ still: 'lstm-reber.unfold' })
  const forget = window.locator('.node[data-id="f"]')
  await forget.hover()
  await expect(window.getByRole('tooltip')).toContainText(/Forget gate.*0\.\d/)
  await forget.click()
  await window.mouse.move(500, 30)
  const tip = window.getByRole('group', { name: 'Forget gate', exact: true })
  const values = () => tip.locator('.tip-values').innerText()
  await expect.poll(values).toMatch(/^0\.\d/)
  const atFirst = await values()
  await window.getByRole('slider', { name: 'Step', exact: true }).press('Home')
  await expect.poll(values, 'it follows the moment').not.toBe(atFirst)
  await window.keyboard.press('Escape')
  await expect(tip).toHaveCount(0)

  await window.getByRole('tab', { name: 'Signals' }).click()
  await window.getByRole('button', { name: 'Pin Next symbol', exact: true }).click()
  await window.getByRole('menuitem', { name: 'Pin in Plots' }).click()
  const drawn = window.locator('.panel-pinned .plot')
  await window.locator('.panel-pinned').getByRole('button', { name: 'Enlarge the plot' }).click()
  await expect.poll(async () => (await drawn.boundingBox())?.height).toBeGreaterThan(500)
  await window.keyboard.press('Escape')
  await expect.poll(async () => Math.min(300, (await drawn.boundingBox())?.height ?? 0), 'drawn in the panel again').toBeLessThan(300)
  await expect(drawn).toBeVisible()

  const opened = app.waitForEvent('window')
  await window.locator('.panel-pinned').getByRole('button', { name: 'Plot: Next symbol' }).click()
  await window.getByRole('menuitem', { name: 'Move to a second window' }).click()
  await window.getByRole('tab', { name: 'Signals' }).click()
  const second = await opened
  const plot = second.getByRole('img', { name: 'Next symbol' })
  await expect(plot).toBeVisible()
  await expect(second).toHaveTitle(/plot/)
  // It has no bridge to the main process.
  expect(await second.evaluate(() => 'unfold' in window)).toBe(false)
  const theme = (page: Page) => page.locator('html').getAttribute('data-theme')
  const before = await theme(window)
  await menu('theme')
  await expect.poll(() => theme(second), 'it follows the theme').not.toBe(before)
  expect(await theme(second)).toBe(await theme(window))

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
