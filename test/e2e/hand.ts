import type { Locator, Page } from '@playwright/test'
import { expect } from './launch'

/** The user's hand on the window: everything is done with mouse and keys. */
export class Hand {
  constructor(readonly window: Page) {}

  node = (id: string): Locator => this.window.locator(`.node[data-id="${id}"]`)
  wire = (id: string): Locator => this.window.locator(`.wire[data-edge="${id}"]`)
  port = (name: string, side: 'from' | 'to'): Locator => this.window.locator(`[data-port="${name}"][data-side="${side}"]`)

  /** A figure of the top bar: `epoch`, `loss`, `validation`. */
  readout = (name: string): Locator => this.window.locator(`[data-readout="${name}"]`)

  async add(type: string): Promise<void> {
    await this.window.locator(`[data-palette="${type}"]`).click()
    // One frame later, the camera starts to move if the node is not visible.
    await this.window.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
  }

  /** The position of an element on screen once it and the camera stand still. */
  private async place(what: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
    let last = ''
    await expect
      .poll(async () => {
        const before = last
        last = JSON.stringify(await what.boundingBox())
        return last === before && last !== 'null'
      }, 'it is on screen and stands still')
      .toBe(true)
    return JSON.parse(last) as { x: number; y: number; width: number; height: number }
  }

  async drag(from: Locator, to: Locator): Promise<void> {
    const end = await this.place(to)
    const start = await this.place(from)
    await this.window.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
    await this.window.mouse.down()
    await this.window.mouse.move(start.x + start.width / 2 + 12, start.y + start.height / 2 + 6, { steps: 3 })
    await this.window.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 })
    await this.window.mouse.up()
  }

  connect = (from: string, to: string): Promise<void> => this.drag(this.port(from, 'from'), this.port(to, 'to'))

  /** Clicks on the canvas where nothing is drawn. */
  clickCanvas = (): Promise<void> => this.window.locator('.react-flow__pane').click({ position: { x: 24, y: 360 } })

  press = (keys: string): Promise<void> => this.window.keyboard.press(keys)

  play = (): Promise<void> => this.window.getByRole('button', { name: 'Play', exact: true }).click()

  /** Stops training, unless it has ended meanwhile: the button is then Play, which a click would press. */
  async pause(): Promise<void> {
    await this.window
      .getByRole('button', { name: 'Pause', exact: true })
      .evaluateAll((buttons) => buttons.filter(({ ariaLabel }) => ariaLabel === 'Pause').forEach((button) => (button as HTMLElement).click()))
    await expect(this.window.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  }

  /** The table of scores, cell by cell. */
  scores = async (): Promise<string[]> => this.window.locator('.panel-scores td').allInnerTexts()

  /** The table of scores once it has not changed for `rest` milliseconds. */
  async restingScores(rest = 1000): Promise<string[]> {
    let last: string[] = []
    let since = Date.now()
    await expect
      .poll(async () => {
        const now = await this.scores()
        if (now.length === 0 || now.join() !== last.join()) since = Date.now()
        last = now
        return Date.now() - since
      }, 'the scores are there and rest')
      .toBeGreaterThan(rest)
    return last
  }

  async epochAbove(epoch: number): Promise<void> {
    // Set for machines where everything is slow.
    await expect
      .poll(() => this.epoch(), { timeout: 60_000 })
      .toBeGreaterThan(epoch)
      .catch(async (error: unknown) => {
        // The window's reason why it does not train.
        throw new Error(`${String(error)}\nOn screen: ${(await this.window.locator('body').innerText()).slice(0, 4000)}`)
      })
  }

  epoch = async (): Promise<number> => Number((await this.readout('epoch').innerText()).split('/')[0]?.replace(/\D/g, ''))
}
