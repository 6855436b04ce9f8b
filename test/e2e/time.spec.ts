import { Hand } from './hand'
import { expect, test } from './launch'
import { shortLstm } from './lstm'

test('a moment is held and moved, an earlier epoch is shown, and training from it reaches the same loss', async ({ launch, folder }) => {
  const file = shortLstm(folder, 5, 64)
  const running = await launch({ args: [file] })
  const { window } = running
  const hand = new Hand(window)
  const bar = window.getByRole('region', { name: 'Time' })
  const loss = () => window.locator('[data-readout="loss"]').innerText()
  await hand.play()
  await expect.poll(() => hand.epoch()).toBe(5)
  const first = await loss()

  // The moment: a sequence, a step with its symbol, moved by keys and in the plot of signals.
  const step = bar.getByRole('slider', { name: 'Step' })
  await step.focus()
  await hand.press('Home')
  await expect(bar.getByRole('button', { name: 'Held' })).toHaveAttribute('aria-pressed', 'true')
  await expect(bar.locator('.time-symbol')).toHaveText('B')
  await hand.press('ArrowRight')
  await expect(bar.locator('.time-symbol')).toHaveText(/^[TP]$/)
  await bar.getByLabel('Part', { exact: true }).selectOption('test')
  const sequence = bar.getByRole('combobox', { name: 'Sequence' })
  await sequence.fill('7')
  await hand.press('Enter')
  await expect(step).toHaveAttribute('aria-valuetext', /^Step 0 of /)
  await expect(bar.locator('.time-loss')).toHaveText(/loss\s+\d/)
  await bar.getByRole('button', { name: 'Worst' }).click()
  await expect(bar.getByRole('button', { name: 'Worst' })).toHaveAttribute('aria-pressed', 'true')
  await window.getByRole('tab', { name: 'Signals' }).click()
  const row = window.locator('.signal-row canvas').first()
  const box = (await row.boundingBox())!
  await window.mouse.click(box.x + box.width - 10, box.y + box.height / 2)
  await expect(step).not.toHaveAttribute('aria-valuetext', /^Step 0 of /)
  await running.screenshot('time-held')

  // The past: the weights of an earlier epoch in every view, and the newest again by one key.
  await window.getByRole('tab', { name: 'Weights' }).click()
  const norm = () => window.locator('.panel-weights').innerText()
  await expect.poll(norm, 'with the last that it shows').toContain('Weights over epochs')
  const newest = await norm()
  const course = bar.getByRole('slider', { name: 'Epoch' })
  const leftOfCourse = async () => (await course.boundingBox())!.x
  const before = await leftOfCourse()
  await course.focus()
  for (let i = 0; i < 3; i++) await hand.press('ArrowLeft')
  await expect(course).toHaveAttribute('aria-valuetext', 'Epoch 2 of 5')
  await expect(bar).toContainText('The weights of epoch 2 are shown.')
  expect(await leftOfCourse(), 'the slider stays under the pointer that drags it').toBeCloseTo(before, 0)
  await expect.poll(norm).not.toBe(newest)
  await running.screenshot('time-back')
  await hand.press('n')
  await expect(course).toHaveAttribute('aria-valuetext', 'Epoch 5 of 5')
  await expect.poll(norm).toBe(newest)

  for (let i = 0; i < 3; i++) await hand.press('ArrowLeft')
  await bar.getByRole('button', { name: 'Go on from here' }).click()
  await window.getByRole('tab', { name: 'Runs' }).click()
  await expect(window.locator('[data-run="2"]')).toBeVisible()
  await expect.poll(() => hand.epoch()).toBe(5)
  await expect.poll(loss).toBe(first)
})
