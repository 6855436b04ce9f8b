import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hand } from './hand'
import { expect, test } from './launch'
import { shortLstm } from './lstm'

test('an Elman network shows why it forgets, a remedy is a single edit, and it forecasts', async ({ launch, folder }) => {
  const running = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const { window } = running
  const hand = new Hand(window)
  await hand.play()
  await expect.poll(() => hand.epoch(), { timeout: 40_000 }).toBeGreaterThan(0)
  await window.getByRole('tab', { name: 'Gradients' }).click()
  const words = window.locator('.flow-words')
  await expect(words).toContainText(/×0\.\d+ a step/)
  await hand.press(' ')
  const rows = window.getByRole('group', { name: 'Nodes' }).getByRole('button')
  await expect(rows.first()).toBeVisible()
  await window.locator('.flow-map').click({ position: { x: 40, y: 10 } })
  await expect(window.locator('.node[data-glow]').first(), 'nodes are lit at the chosen lag').toBeVisible()
  await expect(rows.first()).toHaveText(/\d/)
  await running.screenshot('gradients')
  const curves = window.getByRole('region', { name: 'Size of the gradient over lags' })
  const table = join(folder, 'gradients.csv')
  await running.answer({ save: table })
  await curves.getByRole('button', { name: /^Plot:/ }).click()
  await window.getByRole('menuitem', { name: 'Save values as CSV…' }).click()
  await expect.poll(() => existsSync(table)).toBe(true)
  const lines = readFileSync(table, 'utf8').split('\r\n')
  expect(lines[0]).toBe('"lag, in steps",Context,Hidden,Sunspots,Next year')
  expect(lines.slice(1, -1).map((line) => Number(line.split(',')[0]))).toEqual(Array.from({ length: 32 }, (_, lag) => lag))
  await window.mouse.move(10, 10)
  await curves.getByRole('button', { name: 'Enlarge the plot' }).click()
  await expect(curves.locator('.plot-keys')).toContainText('Hidden')
  await hand.press('Escape')
  await words.getByRole('button', { name: 'Start orthogonal' }).click()
  await expect(words.getByRole('button', { name: 'Start orthogonal' })).toHaveCount(0)
  await window.getByRole('tab', { name: 'History' }).click()
  await expect(window.locator('.panel-history')).toContainText('Start orthogonal')
  await hand.press('Control+z')
  await hand.press('Control+z')
  await window.getByRole('tab', { name: 'Gradients' }).click()
  await expect(words.getByRole('button', { name: 'Start orthogonal' }), 'taken back').toBeVisible()

  await window.getByRole('tab', { name: 'Dynamics' }).click()
  await expect(window.getByRole('region', { name: 'Lyapunov exponents' })).toContainText(/−?0\.\d/)
  await expect(window.getByRole('region', { name: 'Singular values' })).toContainText(/σ₁ \d/)
  const path = window.getByRole('img', { name: /^Path of the state/ })
  const height = async (): Promise<number> => (await path.boundingBox())?.height ?? 0
  const small = await height()
  await window.locator('.dynamics-plane').getByRole('button', { name: 'Enlarge the plot' }).click()
  await expect.poll(height).toBeGreaterThan(400)
  await hand.press('Escape')
  await expect.poll(height).toBe(small)
  await window.getByRole('button', { name: 'Find fixed points' }).click()
  await expect(window.getByRole('region', { name: 'Fixed points' })).toContainText(/Found: [1-9]/, { timeout: 30_000 })
  await running.screenshot('dynamics')

  await window.getByRole('tab', { name: 'Run', exact: true }).click()
  await window.getByRole('button', { name: 'Forecast', exact: true }).click()
  const side = window.locator('.forecast-side')
  await expect(side.getByRole('row', { name: /SUNACTIVITY/ }), 'scored beside the last value').toContainText(/\d.*\d/)
  const from = side.getByRole('spinbutton', { name: 'From step' })
  const began = Number(await from.inputValue())
  await window.getByRole('slider', { name: /^Where the forecast begins/ }).press('ArrowLeft')
  await expect(from).toHaveValue(String(began - 1))
  await side.getByRole('button', { name: 'From the end of the data' }).click()
  await expect(side).toContainText('there are no true values to compare with')
  await running.screenshot('forecast')
})

test('three questions about the LSTM example take two or three gestures each', async ({ launch, folder }) => {
  const file = shortLstm(folder, 45, 8)
  const running = await launch({ args: [file] })
  const { window } = running
  const hand = new Hand(window)
  const bar = window.getByRole('region', { name: 'Time' })
  let gestures = 0
  const gesture = async (made: Promise<unknown>): Promise<void> => {
    await made
    gestures++
  }

  // When does the forget gate of unit 3 open?
  await expect(hand.node('f')).toBeVisible()
  await gesture(window.getByRole('tab', { name: 'Signals' }).click())
  await gesture(window.getByRole('button', { name: 'Next opening of unit 3 of Forget gate' }).click())
  await expect(bar.getByRole('button', { name: 'Held' })).toHaveAttribute('aria-pressed', 'true')
  await expect(bar.getByRole('slider', { name: 'Step' })).toHaveAttribute('aria-valuetext', /^Step \d+ of /)
  expect(gestures).toBe(2)

  // Which past input mattered here?
  gestures = 0
  await gesture(window.getByRole('tab', { name: 'Gradients' }).click())
  await gesture(window.getByRole('button', { name: /^Step \d+/ }).click())
  await expect(window.locator('.flow-mattered')).toContainText(/^The input that mattered most for the loss of step \d+ is .+ at step \d+ \(lag \d+\)/)
  expect(gestures).toBeLessThanOrEqual(3)

  // What was this unit doing at epoch 40?
  await hand.play()
  await expect.poll(() => hand.epoch(), { timeout: 40_000 }).toBe(45)
  gestures = 0
  await gesture(hand.node('c').click())
  await gesture(window.getByRole('tab', { name: 'Signals' }).click())
  const course = bar.getByRole('slider', { name: 'Epoch' })
  await gesture(course.fill('40'))
  await expect(course).toHaveAttribute('aria-valuetext', /^Epoch 40 of 45/)
  await expect(window.locator('.signal-row .signal-values').first()).toHaveText(/\d/)
  expect(gestures).toBe(3)
  await running.screenshot('gestures')
})
