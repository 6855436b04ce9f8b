import { execFileSync } from 'node:child_process'
import { expect, test, type Running } from './launch'

// Keys go through the keyboard map of the screen, like real ones.
test.skip(process.platform !== 'linux', 'setxkbmap and xdotool belong to X')

const run = (program: string, ...words: string[]): string => execFileSync(program, words, { encoding: 'utf8' })
test.afterEach(() => {
  run('setxkbmap', 'us')
})

/** Keycodes of the keys that a US keyboard names so. */
const PLACES = { q: 24, y: 29, s: 39, g: 42, k: 45, z: 52, m: 58 } as const

/** Presses the key at a position, with or without Ctrl. */
function press(place: keyof typeof PLACES, ctrl = false): void {
  run('xdotool', ...(ctrl ? ['keydown', 'ctrl'] : []), 'key', String(PLACES[place]), ...(ctrl ? ['keyup', 'ctrl'] : []))
}

async function start(launch: () => Promise<Running>): Promise<Running> {
  const running = await launch()
  await expect(running.window.locator('.react-flow__node').first()).toBeVisible()
  const id = await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNativeWindowHandle().readUInt32LE(0))
  run('xdotool', 'windowfocus', '--sync', String(id))
  return running
}

for (const layout of ['ru', 'gr'])
  test(`letter keys and Ctrl with letters work on the layout ${layout}`, async ({ launch }) => {
    const { window } = await start(() => launch({ still: 'jordan-sunspots.unfold' }))
    run('setxkbmap', layout)
    const nodes = window.locator('.react-flow__node-unfold')
    const count = await nodes.count()
    await window.locator('.react-flow__node[data-id="h"]').click()
    // A letter with Ctrl reveals the layout; then a sign on a letter key counts by its position.
    press('g', true)
    await expect(window.locator('.react-flow__node-frame')).toHaveCount(1)
    // A new group asks for its name.
    await expect(window.locator('input:focus')).toHaveCount(1)
    await window.keyboard.press('Escape')
    press('z', true)
    await expect(window.locator('.react-flow__node-frame')).toHaveCount(0)
    press('y', true)
    await expect(window.locator('.react-flow__node-frame')).toHaveCount(1)
    press('z', true)
    await expect(nodes).toHaveCount(count)
    press('m')
    await expect(window.locator('.node.muted')).toHaveCount(1)
    press('q')
    await expect(window.locator('.graph-marked')).toBeVisible()
    press('k', true)
    await expect(window.locator('dialog.shell-commands')).toBeVisible()
  })

test('Escape cancels a Japanese composition and keeps the text before it', async ({ launch }) => {
  const { window } = await start(() => launch({ still: 'jordan-sunspots.unfold' }))
  const search = window.locator('.shell-left input[type="search"]')
  await search.fill('層')
  await search.focus()
  const session = await window.context().newCDPSession(window)
  await session.send('Input.imeSetComposition', { text: 'かな', selectionStart: 2, selectionEnd: 2 })
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Escape', code: 'Escape', windowsVirtualKeyCode: 229, nativeVirtualKeyCode: 229 })
  await session.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 })
  await expect(search).toHaveValue('層')
  await session.send('Input.insertText', { text: '文脈' })
  await expect(search).toHaveValue('層文脈')
})
