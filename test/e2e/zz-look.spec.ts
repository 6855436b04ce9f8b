import { expect, test } from './launch'
test('look', async ({ launch }) => {
  const running = await launch({ args: ['--example=lstm-reber.unfold'], size: { width: 1280, height: 800 } })
  const { window } = running
  await expect(window.locator('.react-flow__node').first()).toBeVisible()
  await window.waitForTimeout(6000)
  await running.screenshot('look-lstm-1280')
})
