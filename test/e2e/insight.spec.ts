import { Hand } from './hand'
import { expect, test } from './launch'

test('an Elman network shows why it forgets, and a remedy is one edit', async ({ launch }) => {
  const running = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const { window } = running
  const hand = new Hand(window)
  await hand.play()
  await expect.poll(() => hand.epoch()).toBeGreaterThan(2)
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
  await words.getByRole('button', { name: 'Start orthogonal' }).click()
  await expect(words.getByRole('button', { name: 'Start orthogonal' })).toHaveCount(0)
  await window.getByRole('tab', { name: 'History' }).click()
  await expect(window.locator('.panel-history')).toContainText('Start orthogonal')
  await hand.press('Control+z')
  await hand.press('Control+z')
  await window.getByRole('tab', { name: 'Gradients' }).click()
  await expect(words.getByRole('button', { name: 'Start orthogonal' }), 'taken back').toBeVisible()
})
