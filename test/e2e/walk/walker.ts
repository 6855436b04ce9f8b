import type { Page } from '@playwright/test'
import { Hand } from '../hand'
import type { Running } from '../launch'
import { look, type Point, type Scene } from './scene'

/** One action; false if there was nothing to do it with. */
export type Move = (walker: Walker) => Promise<boolean | void>

/** A user who acts at random, with mouse and keys. */
export class Walker {
  readonly hand: Hand
  readonly window: Page
  scene!: Scene

  /** @param table a file that may be chosen as the data. */
  constructor(
    readonly running: Running,
    readonly random: () => number,
    readonly table: string,
  ) {
    this.window = running.window
    this.hand = new Hand(running.window)
    // Elements that do not exist at once count as missing.
    this.window.setDefaultTimeout(5000)
  }

  async look(): Promise<Scene> {
    this.scene = await look(this.window)
    return this.scene
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)]
  }

  some<T>(list: readonly T[], most: number): T[] {
    const left = [...list]
    const count = 1 + Math.floor(this.random() * most)
    return Array.from({ length: Math.min(count, left.length) }, () => left.splice(Math.floor(this.random() * left.length), 1)[0]!)
  }

  chance = (share: number): boolean => this.random() < share
  whole = (from: number, to: number): number => from + Math.floor(this.random() * (to - from + 1))

  press = (keys: string): Promise<void> => this.window.keyboard.press(keys)
  type = (text: string): Promise<void> => this.window.keyboard.type(text)

  /** Runs an action with keys held. */
  async holding(keys: readonly string[], act: () => Promise<void>): Promise<void> {
    for (const key of keys) await this.window.keyboard.down(key)
    await act()
    for (const key of [...keys].reverse()) await this.window.keyboard.up(key)
  }

  click = ({ x, y }: Point, options: { readonly button?: 'right'; readonly clickCount?: number } = {}): Promise<void> => this.window.mouse.click(x, y, options)

  async drag(from: Point, to: Point): Promise<void> {
    const { mouse } = this.window
    await mouse.move(from.x, from.y)
    await mouse.down()
    await mouse.move(from.x + Math.sign(to.x - from.x) * 8, from.y + Math.sign(to.y - from.y) * 8)
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2)
    await mouse.move(to.x, to.y, { steps: 2 })
    await mouse.up()
  }

  /** Selects nodes and collapsed groups, up to `most`, by pressing on them; false if there are none. */
  async selectNodes(most = 3): Promise<boolean> {
    const chosen = this.some([...this.scene.nodes, ...(this.chance(0.3) ? this.scene.groups : [])], most)
    for (const [i, { at }] of chosen.entries()) {
      if (i === 0) await this.click(at)
      else await this.holding(['Shift'], () => this.click(at))
    }
    return chosen.length > 0
  }

  /** Selects a group, a note or a wire; creates a group or note if there is none. */
  async selectOne(what: 'groups' | 'notes' | 'wires'): Promise<boolean> {
    if (this.scene[what].length === 0) {
      if (what === 'notes') {
        await this.press('c')
        await this.type('A note')
        await this.press('Escape')
      } else if (what === 'groups' && (await this.selectNodes(3))) {
        await this.press('Control+g')
        await this.press('Enter')
      }
      await this.look()
    }
    const chosen = this.pick<{ readonly at: Point }>(this.scene[what])
    if (!chosen) return false
    await this.click(chosen.at)
    return true
  }

  /** Types a word into the open search and chooses the first entry. */
  async answer(word: string): Promise<void> {
    await this.type(word)
    await this.press('Enter')
  }

  /** Calls a command by its name in the palette. */
  async command(words: string): Promise<void> {
    await this.press('Control+k')
    await this.answer(words)
  }

  /** Documents stay small enough to read. */
  get crowded(): boolean {
    return this.scene.drawn > 16
  }

  /** Leaves menus, dialogs and fields, and puts the keys back to the canvas. */
  async settle(): Promise<void> {
    // A refused Play shows the Problems panel in place of the history, whose steps are counted here.
    await this.window.evaluate(() => document.querySelector<HTMLElement>('[data-panel="history"][aria-selected="false"]')?.click())
    for (let tries = 0; tries < 4; tries++) {
      await this.look()
      if (this.scene.over === undefined) return
      await this.press('Escape')
    }
    await this.window.locator('.graph').focus()
    await this.look()
  }
}

/** A move that adds to the drawing, unless it is crowded already. */
export const growing =
  (move: Move): Move =>
  (walker) =>
    walker.crowded ? Promise.resolve(false) : move(walker)
