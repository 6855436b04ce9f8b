import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Hand } from './hand'
import { expect, test } from './launch'

/** Serious findings of axe-core in the window as it is, or in a part of it, in words. */
async function findings(page: Page, part?: string): Promise<string[]> {
  const builder = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (part === undefined ? builder : builder.include(part)).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`))
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe-core finds nothing serious in hints, list, tour, notes and help, ${colorScheme}`, async ({ launch }) => {
    const { window } = await launch({ args: ['--example=elman-sunspots.unfold'], colorScheme, reducedMotion: 'reduce' })
    const hand = new Hand(window)
    await hand.epochAbove(0)
    await hand.pause()
    const check = async (part: string): Promise<void> => {
      await expect(window.locator(part).first()).toBeVisible()
      expect.soft(await findings(window, part), part).toEqual([])
    }
    await check('.callout')
    await window.locator('[data-view="list"]').click()
    await hand.press('End')
    await check('.outline')
    await hand.press('w')
    await check('.outline-wire')
    await hand.press('Escape')
    await window.locator('.tour-offer').click()
    await check('.tour-card')
    await window.locator('.tour-card').getByRole('button', { name: 'Write the tour' }).click()
    await check('.tour-card.writing')
    await window.locator('.tour-card').getByRole('button', { name: 'End the tour' }).click()
    await window.locator('[data-view="network"]').click()
    await window.locator('.graph').focus()
    await hand.press('c')
    await check('.note.writing')
    await window.keyboard.type('# Note\n- $h(t)$ > `code`')
    await hand.press('Escape')
    await check('.note')
    await hand.press('F1')
    await check('.node-help')
  })

for (const colorScheme of ['light', 'dark'] as const)
  test(`axe-core finds nothing serious in any view, ${colorScheme}`, async ({ launch }) => {
    const { window } = await launch({ args: ['--example=elman-sunspots.unfold'], colorScheme, reducedMotion: 'reduce' })
    const hand = new Hand(window)
    await hand.epochAbove(0)
    await hand.pause()
    const check = async (view: string): Promise<void> => expect.soft(await findings(window), view).toEqual([])
    await check('network')
    const panels = await window.locator('.panels-bar [data-panel]').evaluateAll((all) => all.map((tab) => (tab as HTMLElement).dataset.panel ?? ''))
    for (const panel of panels) {
      await window.locator(`.panels-bar [data-panel="${panel}"]`).click()
      await check(`panel ${panel}`)
    }
    const views = await window.locator('[data-view]').evaluateAll((all) => all.map((tab) => (tab as HTMLElement).dataset.view ?? ''))
    for (const view of views.slice(1)) {
      await window.locator(`[data-view="${view}"]`).click()
      await check(`view ${view}`)
    }
    await window.locator('[data-view="network"]').click()
    await hand.node('h').locator('.head').click()
    await check('inspector of a node')
    await hand.node('h').locator('.head').click({ button: 'right' })
    await check('menu of a node')
    await hand.press('Escape')
    await window.locator('.graph').focus()
    await hand.press('Tab')
    await check('search for a node to add')
    await hand.press('Escape')
    await hand.press('Control+k')
    await check('commands')
    await hand.press('Escape')
    await hand.press('Shift+?')
    await check('keys')
    await hand.press('Escape')
    await hand.press('Control+k')
    await window.keyboard.type('check the gradients')
    await hand.press('Enter')
    await expect(window.getByText(/^All gradients agree: BPTT, RTRL and central differences/)).toBeVisible()
    await expect(window.getByRole('row', { name: /^W_ch/ })).toContainText('agrees')
    await check('gradient check')
    await hand.press('Escape')
    await window.getByRole('button', { name: 'Help', exact: true }).click()
    await check('menu')
  })
