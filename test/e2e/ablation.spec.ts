import { Hand } from './hand'
import { expect, test } from './launch'

test('keys mute, bypass and restore a node, and the drawing shows its state', async ({ launch }) => {
  const { window } = await launch({ args: ['--example=elman-sunspots.unfold'] })
  const hand = new Hand(window)
  // An example starts training by itself a moment after it is shown.
  await hand.epochAbove(0)
  await hand.pause()
  await hand.node('c').locator('.head').click()
  await hand.press('m')
  await expect(window.locator('.node.muted[data-id="c"]')).toContainText('muted')
  // Its wires carry nothing.
  await expect(window.locator('.wire.nothing')).toHaveCount(2)
  await expect(window.locator('.inspector-equation')).toContainText('=0')
  await window.getByRole('tab', { name: 'List' }).click()
  await expect(window.locator('.outline-row.node').filter({ hasText: 'muted' })).toHaveCount(1)
  await window.getByRole('tab', { name: 'Network' }).click()

  // The network trains without it, and its weights still exist afterwards.
  await hand.play()
  await hand.epochAbove(0)
  await hand.pause()
  await hand.node('c').locator('.head').click()
  await hand.press('m')
  await expect(window.locator('.node.muted')).toHaveCount(0)
  await expect(window.locator('.wire.nothing')).toHaveCount(0)

  // A bypassed context no longer breaks its loop; the problem is reported with its place.
  await hand.press('Control+b')
  await expect(window.locator('.node.bypassed[data-id="c"]')).toBeVisible()
  await expect(window.locator('.node.error').first()).toBeVisible()
  await hand.press('Control+z')
  await expect(window.locator('.node.bypassed')).toHaveCount(0)
  await expect(window.locator('.node.error')).toHaveCount(0)
})
