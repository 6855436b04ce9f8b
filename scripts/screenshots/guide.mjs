/** @typedef {import('../screenshots.mjs').Scene} Scene */
/** @typedef {import('@playwright/test').Page} Page */

const size = /** @type {const} */ ({ width: 1100, height: 700 })

/** @param {Page} window @param {readonly string[]} keys */
async function press(window, ...keys) {
  for (const key of keys) {
    await window.keyboard.press(key)
    await window.waitForTimeout(150)
  }
}

/** @param {Page} window @param {string} from @param {string} to */
async function wire(window, from, to) {
  const [a, b] = await Promise.all([window.locator(`[data-port="${from}"][data-side="from"]`).boundingBox(), window.locator(`[data-port="${to}"][data-side="to"]`).boundingBox()])
  if (!a || !b) throw new Error(`There is no port ${from} or ${to} on screen.`)
  await window.mouse.move(a.x + a.width / 2, a.y + a.height / 2)
  await window.mouse.down()
  await window.mouse.move(a.x + a.width / 2 + 14, a.y + a.height / 2 + 8, { steps: 3 })
  await window.mouse.move(b.x + b.width / 2, b.y + b.height / 2, { steps: 8 })
  await window.mouse.up()
}

/** @param {Page} window @param {string} panel */
const panel = (window, panel) => window.locator(`.panels-bar [data-panel="${panel}"]`).click()
/** @param {Page} window @param {string} view */
const view = (window, view) => window.locator(`[data-view="${view}"]`).click()

/**
 * The pictures of the guide, in its language.
 * @param {'en' | 'ja'} language
 * @returns {readonly Scene[]}
 */
export const guide = (language) => [
  {
    example: 'elman-sunspots.unfold', scheme: 'light', language, ...size,
    async play(window, take) {
      await window.waitForTimeout(6000)
      await take(`guide-start-${language}`)
      for (const name of ['signals', 'data']) {
        await panel(window, name)
        await window.waitForTimeout(1000)
        await take(`guide-${name}-${language}`)
      }
      await panel(window, 'run')
      for (const name of ['equations', 'list']) {
        await view(window, name)
        await take(`guide-${name}-${language}`)
      }
      await view(window, 'network')
      await press(window, 'Control+e')
      await take(`guide-export-${language}`)
      await press(window, 'Escape')
      await wire(window, 'h.out', 'h.in')
      // What is wrong is told beside it without being asked for.
      await window.waitForTimeout(1500)
      await take(`guide-problem-${language}`)
      await press(window, 'Control+n')
      await window.waitForTimeout(600)
      await press(window, 'Tab', 'l', 's', 't', 'm')
      await take(`guide-add-${language}`)
    },
  },
  {
    example: 'elman-sunspots.unfold', scheme: 'dark', language, ...size,
    async play(window, take) {
      await window.waitForTimeout(4000)
      await press(window, 'Control+k')
      await window.keyboard.type(language === 'ja' ? 'ツアー' : 'tour')
      await press(window, 'Enter')
      await window.waitForTimeout(1200)
      await take(`guide-tour-${language}`)
      await press(window, 'Escape', 'Control+k')
      await window.keyboard.type(language === 'ja' ? '勾配' : 'gradients')
      await press(window, 'Enter')
      await window.waitForTimeout(4000)
      await take(`guide-gradients-${language}`)
    },
  },
  {
    example: 'echo-state-narma.unfold', scheme: 'dark', language, ...size,
    async play(window, take) {
      await window.waitForTimeout(4000)
      await panel(window, 'weights')
      await window.waitForTimeout(1500)
      await take(`guide-weights-${language}`)
    },
  },
  {
    example: 'lstm-peephole.unfold', scheme: 'light', language, ...size,
    async play(window, take) {
      await window.waitForTimeout(3000)
      await window.locator('.react-flow__pane').click({ position: { x: 30, y: 200 } })
      await press(window, 'Control+a')
      for (const id of ['x', 'y']) await window.locator(`.node[data-id="${id}"] .head`).click({ modifiers: ['Control'] })
      await press(window, 'Control+g', 'L', 'S', 'T', 'M', 'Enter')
      await window.waitForTimeout(500)
      await take(`guide-groups-${language}`)
      await press(window, 'h', '1')
      await window.waitForTimeout(1000)
      await take(`guide-tile-${language}`)
    },
  },
]
