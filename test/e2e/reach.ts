import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect } from './launch'

/** Serious findings of axe-core in the window or a part of it, as text. */
export async function findings(page: Page, part?: string): Promise<string[]> {
  // Axe-core is half a megabyte, so it is added to a page only once. Passed checks need no description.
  const loaded = await page.evaluate(() => 'axe' in window)
  const builder = new AxeBuilder({ page, ...(loaded ? { axeSource: 'true' } : {}) }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  const { violations } = await (part === undefined ? builder : builder.include(part)).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.all[0]?.message ?? ''}`))
}

/** A fault of the focus for keyboard users: there is no focus, it is not visible, or not marked. */
const unseenFocus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body) return 'nothing has the focus'
    const words = `${element.tagName.toLowerCase()}.${[...element.classList].join('.')} “${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)}”`
    const box = element.getBoundingClientRect()
    if (box.width === 0 || box.height === 0 || box.right < 0 || box.bottom < 0 || box.left > innerWidth || box.top > innerHeight)
      return `${words} is out of sight`
    if (!element.matches(':focus-visible')) return `${words} does not show that it has the focus`
    // The mark may be drawn on an element around the control, or over it.
    const around = [element, element.parentElement, element.parentElement?.parentElement].filter((one) => one !== null && one !== undefined)
    const styles = around.flatMap((one) => [getComputedStyle(one), getComputedStyle(one, '::after')])
    const marked =
      styles.some((style) => (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none')
      || getComputedStyle(element, '::after').borderStyle === 'solid'
      || getComputedStyle(element, '::after').opacity === '1'
      || element.matches('input, textarea') // whose caret is the mark
      || getComputedStyle(element).backgroundColor !== 'rgba(0, 0, 0, 0)'
    return marked ? '' : `${words} is not marked`
  })

/** A user without a mouse, who moves the focus forward and back. */
export class Reach {
  /** The places reached so far. */
  readonly places: string[] = []

  constructor(readonly window: Page) {}

  press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await this.window.keyboard.press(key)
  }

  /** Calls a command by its id in the palette. */
  command = async (id: string): Promise<void> => {
    await this.press('Control+k')
    await this.window.keyboard.type(id)
    await expect(this.window.locator('.shell-commands [role="option"]').first()).toBeVisible()
    const at = await this.window
      .locator('.shell-commands [role="option"]')
      .evaluateAll((all, name) => all.findIndex((entry) => (entry as HTMLElement).dataset.command === name), id)
    if (at < 0) throw new Error(`The palette has no command ${id}.`)
    for (let i = 0; i < at; i++) await this.press('ArrowDown')
    await this.press('Enter')
  }

  /** Goes through the parts of the window to the one that contains `part`. */
  region = async (part: string): Promise<void> => {
    for (let tries = 0; tries < 8; tries++) {
      if (await this.window.evaluate((selector) => document.activeElement?.closest(selector) != null, part)) return
      await this.press('F6')
    }
    throw new Error(`F6 does not reach ${part}.`)
  }

  /**
   * Opens a place with the keys and asserts that it is visible, has the focus, marks it, and that axe-core finds nothing
   * serious in it. When left with the keys, it must return the focus to where it was.
   */
  async visit(name: string, part: string, open: () => Promise<void>, leave: readonly string[] = ['Escape'], focus = part): Promise<void> {
    const before = await this.window.evaluateHandle(() => document.activeElement)
    await open()
    await this.see(name, part, focus)
    await this.press(...leave)
    await expect(this.window.locator(part), `${name} is left`).toHaveCount(0)
    await expect
      .poll(
        () => before.evaluate((element) => element === document.activeElement || document.activeElement?.outerHTML.slice(0, 200)),
        `the focus after ${name}`,
      )
      .toBe(true)
  }

  /** Goes round in a dialog that has the focus, forward and back: the focus does not leave it. */
  async goRound(part: string, steps: number): Promise<void> {
    const places = new Set<string>()
    for (const key of ['Tab', 'Shift+Tab'])
      for (let i = 0; i < steps; i++) {
        await this.press(key)
        const [at, text] = await this.window.evaluate((selector) => {
          const { activeElement: element } = document
          return [element?.closest(selector) != null, element?.outerHTML.slice(0, 200) ?? ''] as const
        }, part)
        expect(at, `${key} in ${part} reaches ${text}`).toBe(true)
        places.add(text)
      }
    expect(places.size, `Tab goes round in ${part}`).toBeGreaterThan(1)
  }

  /** Checks an open place, which must have the focus unless that stays elsewhere. */
  async see(name: string, part: string, focus = part): Promise<void> {
    await expect(this.window.locator(part).first(), name).toBeVisible()
    await expect.poll(() => this.window.evaluate((selector) => document.activeElement?.closest(selector) != null, focus), `${name} has the focus`).toBe(true)
    await expect.poll(() => unseenFocus(this.window), name).toBe('')
    expect.soft(await findings(this.window, part), name).toEqual([])
    this.places.push(name)
  }
}
