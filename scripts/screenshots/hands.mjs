/** @typedef {import('@playwright/test').Page} Page */

export const size = /** @type {const} */ ({ width: 1100, height: 700 })

/** @param {Page} window @param {readonly string[]} keys */
export async function press(window, ...keys) {
  for (const key of keys) {
    await window.keyboard.press(key)
    await window.waitForTimeout(200)
  }
}

/** @param {Page} window @param {string} from @param {string} to */
export async function wire(window, from, to) {
  const [a, b] = await Promise.all([
    window.locator(`[data-port="${from}"][data-side="from"]`).boundingBox(),
    window.locator(`[data-port="${to}"][data-side="to"]`).boundingBox(),
  ])
  if (!a || !b) throw new Error(`There is no port ${from} or ${to} on screen.`)
  await window.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
  await window.mouse.down()
  await window.mouse.move(a.x + a.width / 2 + 14, a.y + a.height / 2 + 8, { steps: 3 })
  await window.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 })
  await window.mouse.up()
}

/** @param {Page} window @param {string} panel */
export const panel = (window, panel) => window.locator(`.panels-bar [data-panel="${panel}"]`).click()
/** @param {Page} window @param {string} view */
export const view = (window, view) => window.locator(`[data-view="${view}"]`).click()
/** @param {Page} window @param {string} id */
export const head = (window, id) => window.locator(`.node[data-id="${id}"] .head`)
/** @param {Page} window */
export const nothing = (window) => window.locator('.react-flow__pane').click({ position: { x: 30, y: 100 } })

/** Waits until the window has started and trains. @param {Page} window */
export async function begun(window, milliseconds = 4000) {
  await window.locator('.node').first().waitFor()
  await window.waitForTimeout(1000)
  await press(window, 'Escape') // hints
  await window.waitForTimeout(milliseconds)
}

/** @param {Page} window @param {string} words */
export async function command(window, words) {
  await press(window, 'Control+k')
  await window.keyboard.type(words)
  await window.waitForTimeout(300)
  await press(window, 'Enter')
}

/** A point on a wire, by fraction of its length. @param {Page} window @param {string} id */
export const along = (window, id, share = 0.5) =>
  window.evaluate(
    ([edge, part]) => {
      const line = /** @type {any} */ (globalThis).document.querySelector(`.wire[data-edge="${edge}"] path.line`)
      const place = line?.getScreenCTM()
      if (!place) throw new Error(`There is no wire ${edge} on screen.`)
      const { x, y } = line.getPointAtLength(line.getTotalLength() * Number(part)).matrixTransform(place)
      return { x, y }
    },
    /** @type {const} */ ([id, share]),
  )
