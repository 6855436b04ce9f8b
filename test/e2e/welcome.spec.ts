import { Hand } from './hand'
import { expect, test } from './launch'

test('the first start shows three hints that block no input; one key hides them, and Help shows them again', async ({ launch }) => {
  const { window, stands } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  const hints = window.locator('.callout')
  await expect(hints).toHaveCount(3)
  // A press goes through a hint to the element under it.
  const over = await hints.first().locator('p').boundingBox()
  const hit = await window.evaluate(([x, y]) => document.elementFromPoint(x!, y!)?.closest('.callout') === null, [over!.x + 8, over!.y + 8])
  expect(hit).toBe(true)
  await hand.press('Escape')
  await expect(hints).toHaveCount(0)
  await stands()
  await window.reload()
  await expect(hand.node('h')).toBeVisible()
  await expect(hints).toHaveCount(0)
  await window.getByRole('button', { name: 'Help', exact: true }).click()
  await window.getByRole('menuitem', { name: /Show the first hints again/ }).click()
  await expect(hints).toHaveCount(3)
  await hints.first().getByRole('button').click()
  await expect(hints).toHaveCount(0)
})

for (const language of ['en', 'ja'])
  test(`the hints cover no text at 1440 × 900 and at 1100 × 700 in ${language}`, async ({ launch }) => {
    const { window, resize } = await launch({ environment: { LANGUAGE: language } })
    const hints = window.locator('.callout')
    const covered = (): Promise<string[]> =>
      window.evaluate(() => {
        const shapes = [
          ...document.querySelectorAll(
            '.node, .graph-toolbar, .graph-legend, .shell-views-row, .time-bar, .plot-head, .plot, .panel-scores, .panels-bar [data-panel], .shell-gallery li',
          ),
        ]
        const hints = [...document.querySelectorAll('.callout')]
        return hints.flatMap((hint) => {
          const a = hint.getBoundingClientRect()
          const inside = a.left >= 0 && a.right <= innerWidth && a.top >= 0 && a.bottom <= innerHeight
          const hit = [...shapes, ...hints.filter((other) => other !== hint)].filter((shape) => {
            const b = shape.getBoundingClientRect()
            return b.width > 0 && a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top
          })
          return [...(inside ? [] : [`${hint.className} is cut off`]), ...hit.map((shape) => `${hint.className} covers ${shape.className}`)]
        })
      })
    for (const [width, height] of [
      [1440, 900],
      [1100, 700],
    ] as const) {
      await resize(width, height)
      await expect.poll(() => window.evaluate(() => innerWidth)).toBe(width)
      await expect(hints).toHaveCount(3)
      await expect.poll(covered, `${width} × ${height}`).toEqual([])
    }
  })

test('the guide opens from the native menu and from the palette, in the language of the window, with its pictures', async ({ launch }) => {
  const running = await launch({ still: 'elman-sunspots.unfold' })
  const { window } = running
  const hand = new Hand(window)
  const guide = window.locator('.guide')
  await running.menu('guide')
  await expect(guide.getByRole('heading', { level: 3 })).toHaveText('A guide to Unfold')
  const pictures = guide.locator('article img')
  await expect.poll(() => pictures.count()).toBeGreaterThan(5)
  await pictures.nth(1).scrollIntoViewIfNeeded()
  await expect.poll(() => pictures.nth(1).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(500)
  // In the theme of the window.
  for (const colorScheme of ['dark', 'light'] as const) {
    await window.emulateMedia({ colorScheme })
    await expect(pictures.nth(1)).toHaveAttribute('src', new RegExp(`-${colorScheme}`))
  }
  await expect(guide.locator('article table').first()).toContainText('the palette')
  await guide.getByRole('navigation').getByRole('button', { name: 'Export', exact: true }).click()
  await expect(guide.locator('article h4', { hasText: /^Export$/ })).toBeInViewport()
  await guide.locator('article .markdown-follow', { hasText: 'the format of documents' }).click()
  await expect(guide.getByRole('heading', { level: 3 }).first()).toContainText('The graph document')
  await guide.getByRole('navigation').getByRole('button', { name: '← The guide' }).click()
  await expect(guide.getByRole('heading', { level: 3 })).toHaveText('A guide to Unfold')
  await hand.press('Escape')
  await expect(guide).toHaveCount(0)

  await running.menu('language')
  await hand.press('Control+k')
  await window.keyboard.type('ガイド')
  await hand.press('Enter')
  await expect(guide.getByRole('heading', { level: 3 })).toHaveText('Unfold ガイド')
})

test('F1 and the menu of a node explain what it computes', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  const help = window.locator('.node-help')
  await hand.node('c').locator('.head').click()
  await hand.press('F1')
  await expect(help.getByRole('article')).toHaveAccessibleName('Context')
  await expect(help.locator('.help-equation .katex')).toBeVisible()
  await expect(help).toContainText('Elman (1990)')
  await help.locator('[data-help="cell"]').click()
  await expect(help.getByRole('article')).toHaveAccessibleName('Cell')
  await hand.press('Escape')
  await expect(help).toBeHidden()
  await hand.node('h').locator('.head').click({ button: 'right' })
  await window.locator('[data-item="help"]').click()
  await expect(help.getByRole('article')).toHaveAccessibleName('Layer')
})
