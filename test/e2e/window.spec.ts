import { expect, test, type Running } from './launch'

/** Gives the window another inner size and waits until the page has it. */
async function resize({ resize: set, window }: Running, width: number, height = 800): Promise<void> {
  await set(width, height)
  await expect.poll(() => window.evaluate(() => innerWidth), String(width)).toBe(width)
}

/** Buttons and fields of the bars that cover each other or lie outside the page, by their names. */
const covered = ({ window }: Running): Promise<string[]> =>
  window.evaluate(() => {
    const bar = document.querySelector('.panels-bar')!.getBoundingClientRect()
    const bars = '.shell-top button, .shell-top input, .shell-top dl > div, .panels-head button, .graph-toolbar, .graph-legend, .shell-views-row > *'
    const parts = [...document.querySelectorAll(bars)]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      // Tabs that are scrolled away are in the menu beside them.
      .filter(({ element, box }) => box.width > 0 && box.height > 0 && !(element.closest('.panels-bar') && box.right > bar.right + 1))
    const name = (e: Element): string => e.getAttribute('aria-label') ?? e.textContent ?? ''
    const outside = parts.filter(({ element, box }) => element.closest('.shell-top, .panels-head') && (box.left < -1 || box.right > innerWidth + 1))
    const cut = bar.right < document.querySelector('.panels-bar > :last-child')!.getBoundingClientRect().right - 1
    const menu = document.querySelector('.panels-head > button') !== null
    const beyond = (parts: string, around: (e: Element) => DOMRect): string[] =>
      [...document.querySelectorAll(parts)]
        .filter((e) => {
          const [box, room] = [e.getBoundingClientRect(), around(e)]
          return box.width > 0 && (box.left < room.left - 1 || box.right > room.right + 1)
        })
        .map((e) => `beyond its room: ${name(e)}`)
    const heads = beyond('.plot-head button:not(.plot-switch)', (e) => e.closest('.plot-head')!.getBoundingClientRect())
    const hints = beyond('.callout', () => new DOMRect(0, 0, innerWidth, innerHeight))
    return [...heads, ...hints, ...outside.map(({ element }) => `outside: ${name(element)}`), ...(cut && !menu ? ['tabs without a menu'] : [])].concat(
      parts.flatMap(({ element: a, box: p }, i) =>
        parts
          .slice(i + 1)
          .filter(
            ({ element: b, box: q }) =>
              !a.contains(b)
              && !b.contains(a)
              && Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1
              && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1,
          )
          .map(({ element: b }) => `${name(a)} | ${name(b)}`),
      ),
    )
  })

/** Buttons of the panel that cannot be scrolled into sight with their middle, by their names. Entries of legends may be left out. */
const unreachable = ({ window }: Running): Promise<string[]> =>
  window.evaluate(() =>
    [...document.querySelectorAll('.panels-body :is(button, input, select):not(.plot-switch)')].flatMap((element) => {
      if (!element.checkVisibility() || element.getBoundingClientRect().width < 2) return []
      element.scrollIntoView({ block: 'center', inline: 'center' })
      const { left, top, width, height } = element.getBoundingClientRect()
      const hit = document.elementFromPoint(left + width / 2, top + height / 2)
      return hit && (element.contains(hit) || hit.contains(element)) ? [] : [element.getAttribute('aria-label') ?? element.textContent ?? '']
    }),
  )

test('panels stay intact when the window is resized and zoomed', async ({ launch }) => {
  const running = await launch({ still: 'lstm-reber.unfold', size: { width: 1440, height: 800 } })
  const { window, app, errors } = running
  await expect(window.locator('.react-flow__node').first()).toBeVisible()
  const inspector = window.locator('.shell-side.right .inspector, .shell-side.right > *').first()
  const widths = [1440, 1150, 1440, 900, 1199, 1200, 2560, 1700, 1280, 1100, 1320, 1000, 1920]
  for (const width of widths) {
    await resize(running, width)
    if (width >= 1200) await expect(inspector, String(width)).toBeVisible()
    else await expect(inspector, String(width)).toBeHidden()
    await expect(window.locator('.graph')).toBeVisible()
    await expect.poll(() => covered(running), `at ${width}`).toEqual([])
  }
  // Folded for lack of space, it stays folded; unfolded again, it has its former width.
  await resize(running, 1440)
  await expect(inspector).toBeVisible()
  const before = await window.locator('.shell-side.right').evaluate((e) => e.getBoundingClientRect().width)
  await window.keyboard.press('Control+3')
  await expect.poll(() => window.locator('.shell-side.right').evaluate((e) => e.getBoundingClientRect().width)).toBe(0)
  await resize(running, 1000)
  await resize(running, 1440)
  await window.keyboard.press('Control+3')
  await expect.poll(() => window.locator('.shell-side.right').evaluate((e) => Math.round(e.getBoundingClientRect().width))).toBe(Math.round(before))
  for (const scale of [0.5, 0.8, 1.25, 1.5, 2, 1]) {
    await app.evaluate(({ BrowserWindow }, factor) => BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(factor), scale)
    await expect.poll(() => window.evaluate(() => Math.round(innerWidth)), `scale ${scale}`).toBe(Math.round(1440 / scale))
    await expect(window.locator('.graph')).toBeVisible()
    await expect.poll(() => covered(running), `scale ${scale}`).toEqual([])
    await running.screenshot(`window-scale-${scale}`)
  }
  // The smallest page: elements that do not fit are in a menu, and return when there is space.
  const zoomTo = (factor: number): Promise<void> =>
    app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(to), factor)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setMinimumSize(1, 1))
  await running.resize(640, 400)
  await zoomTo(2)
  await expect.poll(() => window.evaluate(() => innerWidth)).toBe(320)
  await expect.poll(() => covered(running)).toEqual([])
  await window.locator('.shell-top .document').click()
  await expect(window.getByRole('menuitem', { name: /^Undo/ })).toBeVisible()
  await window.keyboard.press('Escape')
  await window.locator('.panels-head > button').click()
  await window.getByRole('menuitemradio', { name: 'History' }).click()
  await expect(window.locator('[data-panel="history"]')).toBeInViewport()
  for (const panel of ['forecast', 'data', 'weights', 'flow', 'dynamics']) {
    // Hidden overflow can be scrolled by a script, but not by a user.
    await window.locator(`.panels-bar [data-panel='${panel}']`).evaluate((tab: HTMLElement) => tab.click())
    await expect.poll(() => window.locator('.panels-body').evaluate((body) => body.clientHeight > 80 && getComputedStyle(body).overflowY === 'auto')).toBe(true)
    await expect.poll(() => unreachable(running), panel).toEqual([])
  }
  await zoomTo(1)
  for (const width of [900, 1440]) {
    await resize(running, width)
    await expect.poll(() => window.locator('.shell-side.left').evaluate((e) => e.getBoundingClientRect().width), `left at ${width}`).toBeGreaterThan(160)
    await expect.poll(() => window.locator('.shell-side.right').evaluate((e) => e.getBoundingClientRect().width > 1), `right at ${width}`).toBe(width >= 1200)
    await expect.poll(() => window.locator('.shell-side.bottom').evaluate((e) => e.getBoundingClientRect().height), `bottom at ${width}`).toBeGreaterThan(130)
  }
  expect(errors).toEqual([])
})

test('one key hides all panels and restores them', async ({ launch }) => {
  const running = await launch({ still: 'lstm-reber.unfold', size: { width: 1280, height: 800 } })
  const { window } = running
  const widths = (): Promise<number[]> =>
    window.evaluate(() => ['.shell-side.left', '.shell-side.right', '.graph'].map((s) => Math.round(document.querySelector(s)!.getBoundingClientRect().width)))
  const height = (): Promise<number> => window.locator('.shell-side.bottom').evaluate((e) => Math.round(e.getBoundingClientRect().height))
  await expect(window.locator('.react-flow__node').first()).toBeVisible()
  // A fitted LSTM shows its units at this size.
  await expect(window.locator('.graph')).toHaveAttribute('data-detail', '0')
  const before = [await widths(), await height()]
  await window.locator('.graph').focus()
  await window.keyboard.press('Control+.')
  await expect.poll(async () => (await widths())[2]).toBeGreaterThan(1270)
  await expect.poll(height).toBe(0)
  await window.keyboard.press('Control+.')
  await expect.poll(async () => [await widths(), await height()]).toEqual(before)
})

test('a node from the palette gets the focus at once, and the canvas says why a gesture did nothing', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold', size: { width: 1280, height: 800 } })
  const nodes = window.locator('.react-flow__node-unfold')
  await expect(nodes).toHaveCount(4)
  await window.locator('[data-palette="layer"]').click()
  await expect(nodes).toHaveCount(5)
  await window.keyboard.press('Control+d')
  await expect(nodes).toHaveCount(6)
  await window.keyboard.press('Delete')
  await expect(nodes).toHaveCount(5)
  await window.keyboard.press('Control+z')
  await window.keyboard.press('Control+z')
  await window.keyboard.press('Control+z')
  await expect(nodes).toHaveCount(4)
  await window.keyboard.press('Alt+t')
  await window.keyboard.press('Alt+t')
  await expect(window.locator('.shell-notice p')).toHaveText('The network is already tidy: nothing moved.')
  // The weights of the selected wire are shown, not those of the first parameter.
  await expect(async () => {
    // the drawing may still be moving to its fitted place
    await window.locator('.react-flow__edge[data-id="W_hy"] .hit').click({ force: true, timeout: 1000 })
    await expect(window.locator('.react-flow__edge[data-id="W_hy"]')).toHaveClass(/selected/, { timeout: 1000 })
  }).toPass()
  await window.locator('[data-panel="weights"]').click()
  await expect(window.locator('.weights-list [aria-selected="true"]')).toContainText('W_hy')
})

test('a new node is not placed below the controls of the canvas', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold', size: { width: 900, height: 700 } })
  const nodes = window.locator('.react-flow__node-unfold')
  await expect(nodes).toHaveCount(4)
  const hidden = (): Promise<string[]> =>
    window.evaluate(() => {
      const graph = document.querySelector('.graph')!.getBoundingClientRect()
      const controls = [...document.querySelectorAll('.graph-toolbar, .graph-legend, .shell-views')].map((e) => ({
        name: e.className,
        box: e.getBoundingClientRect(),
      }))
      return [...document.querySelectorAll('.react-flow__node.selected')].flatMap((node) => {
        const { left, right, top, bottom } = node.getBoundingClientRect()
        const outside = left < graph.left || right > graph.right || top < graph.top || bottom > graph.bottom
        const over = controls.filter(({ box }) => box.left < right && left < box.right && box.top < bottom && top < box.bottom)
        return [...over.map(({ name }) => name), ...(outside ? ['outside'] : [])]
      })
    })
  for (let i = 1; i <= 8; i++) {
    if (i % 4 === 0) await window.keyboard.press('Control+d')
    else await window.locator('[data-palette="layer"]').click()
    await expect(nodes).toHaveCount(4 + i)
    await expect.poll(hidden, `node ${i}`).toEqual([])
  }
})

test('the palette of commands finds settings, nodes and the gallery', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold', size: { width: 1280, height: 800 } })
  await expect(window.locator('.react-flow__node').first()).toBeVisible()
  await window.keyboard.press('Control+k')
  const field = window.locator('.shell-commands input')
  await field.fill('learning ra')
  await window.keyboard.press('Enter')
  await expect(window.locator('.inspector input:focus')).toHaveValue('0.0002')
  await window.keyboard.press('Control+k')
  await field.fill('context')
  await window.locator('.shell-commands [data-command="node c"]').click()
  await expect(window.locator('.react-flow__node.selected[data-id="c"]')).toBeVisible()
  await window.keyboard.press('Control+k')
  await field.fill('clockwork')
  // The gallery is read from the disk.
  await expect(window.locator('.shell-commands [role="option"]').first()).toContainText('Clockwork')
  await window.keyboard.press('Enter')
  await expect(window).toHaveTitle(/Clockwork/)
})
