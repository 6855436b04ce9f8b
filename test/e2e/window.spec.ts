import { expect, test, type Running } from './launch'

/** Gives the window another inner size and waits until the page has it. */
async function resize({ app, window }: Running, width: number, height = 800): Promise<void> {
  await app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]!.setContentSize(w, h), [width, height] as const)
  await expect.poll(() => window.evaluate(() => innerWidth), String(width)).toBe(width)
}

/** Buttons and fields of the bars that cover each other, by their names. */
const covered = ({ window }: Running): Promise<string[]> => window.evaluate(() => {
  const parts = [...document.querySelectorAll('.shell-top button, .shell-top input, .shell-top dl > div, .panels-bar button')]
    .map((element) => ({ element, box: element.getBoundingClientRect() })).filter(({ box }) => box.width > 0 && box.height > 0)
  const name = (e: Element): string => e.getAttribute('aria-label') ?? e.textContent ?? ''
  return parts.flatMap(({ element: a, box: p }, i) => parts.slice(i + 1)
    .filter(({ element: b, box: q }) => !a.contains(b) && !b.contains(a) && Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1)
    .map(({ element: b }) => `${name(a)} | ${name(b)}`))
})

test('the window is widened, narrowed and zoomed through all sizes with its panels whole', async ({ launch }) => {
  const running = await launch({ args: ['--example=lstm-reber.unfold'], size: { width: 1440, height: 800 } })
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
