import { expect, test, type Running } from './launch'

/** Gives the window another inner size and waits until the page has it. */
async function resize({ resize: set, window }: Running, width: number, height = 800): Promise<void> {
  await set(width, height)
  await expect.poll(() => window.evaluate(() => innerWidth), String(width)).toBe(width)
}

/** Buttons and fields of the bars that cover each other, by their names. */
const covered = ({ window }: Running): Promise<string[]> =>
  window.evaluate(() => {
    const parts = [...document.querySelectorAll('.shell-top button, .shell-top input, .shell-top dl > div, .panels-bar button')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && box.height > 0)
    const name = (e: Element): string => e.getAttribute('aria-label') ?? e.textContent ?? ''
    return parts.flatMap(({ element: a, box: p }, i) =>
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
    )
  })

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
    expect(await covered(running), `at ${width}`).toEqual([])
  }
  // Folded while there is no room for it, it stays folded; unfolded again it has its width.
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
    expect(await covered(running), `scale ${scale}`).toEqual([])
    await running.screenshot(`window-scale-${scale}`)
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
    // the drawing may still be on its way to where it fits
    await window.locator('.react-flow__edge[data-id="W_hy"] .hit').click({ force: true, timeout: 1000 })
    await expect(window.locator('.react-flow__edge[data-id="W_hy"]')).toHaveClass(/selected/, { timeout: 1000 })
  }).toPass()
  await window.locator('[data-panel="weights"]').click()
  await expect(window.locator('.weights-list [aria-selected="true"]')).toContainText('W_hy')
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
