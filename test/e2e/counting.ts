import type { Locator, Page } from '@playwright/test'
import { Hand } from './hand'

/** A hand that counts what it does: each click, each drag and each key pressed, chords as one. */
export class CountingHand extends Hand {
  readonly done: string[] = []

  constructor(window: Page) {
    super(window)
  }

  get count(): number {
    return this.done.length
  }

  async click(target: Locator, what: string): Promise<void> {
    this.done.push(`click ${what}`)
    await target.click()
  }

  override press = async (keys: string): Promise<void> => {
    this.done.push(keys)
    await this.window.keyboard.press(keys)
  }

  async type(text: string): Promise<void> {
    for (const letter of text) await this.press(letter === ' ' ? 'Space' : letter)
  }

  override async drag(from: Locator, to: Locator): Promise<void> {
    this.done.push('drag')
    await super.drag(from, to)
  }

  /** Clicks and keys inside a dialog of the system, which no test can reach. */
  outside(count: number, what: string): void {
    for (let i = 0; i < count; i++) this.done.push(`${what} (${i + 1})`)
  }
}
