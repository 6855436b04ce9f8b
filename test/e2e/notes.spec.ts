import { Hand } from './hand'
import { expect, test } from './launch'

test('a note is written in Markdown with LaTeX, moved, copied, coloured and undone; its HTML is not rendered, and nothing is fetched', async ({ launch }) => {
  const { window } = await launch({ still: 'elman-sunspots.unfold' })
  const hand = new Hand(window)
  await expect(hand.node('h')).toBeVisible()
  await window.locator('.graph').focus()
  await hand.press('c')
  const field = window.locator('.note textarea')
  await expect(field).toBeFocused()
  const requests: string[] = []
  window.on('request', (request) => requests.push(request.url()))
  await field.fill(
    '# Memory\nThe context holds $h(t-1)$.\n\n- one **step**\n- <img src=x onerror="document.title=1"> ![a tree](https://example.org/a.png) $\\href{javascript:alert(1)}{x}$',
  )
  await hand.press('Escape')
  await expect(field).toBeHidden()
  const note = window.locator('[data-note="note"]')
  await expect(note.locator('h4')).toHaveText('Memory')
  await expect(note.locator('.katex').first()).toBeVisible()
  await expect(note.locator('li')).toHaveCount(2)
  await expect(note).toContainText('<img src=x')
  await expect(note).toContainText('a tree')
  await expect(note.locator('img, a, script')).toHaveCount(0)
  expect(requests.filter((url) => url.startsWith('http'))).toEqual([])

  // Selected like a node: keys move, copy and remove it, each as one step.
  const place = async (): Promise<number> => (await note.boundingBox())!.x
  const before = await place()
  await hand.press('Shift+ArrowRight')
  await expect.poll(place).toBeGreaterThan(before)
  await hand.press('Control+d')
  await expect(window.locator('.note')).toHaveCount(2)
  await hand.press('Delete')
  await expect(window.locator('.note')).toHaveCount(1)
  await note.click({ button: 'right' })
  await window.getByRole('menuitemradio', { name: 'Teal' }).click()
  await note.dblclick()
  await expect(field).toBeFocused()
  await window.keyboard.type(' More.')
  await hand.press('Escape')
  await expect(note).toContainText('More.')
  for (const gone of ['More.', 'Memory']) {
    while ((await note.count()) > 0 && (await note.innerText()).includes(gone)) await hand.press('Control+z')
  }
  await expect(window.locator('.note')).toHaveCount(0)
  await hand.press('Control+y')
  await expect(note).toContainText('Memory')

  // A corner changes its size, at once and permanently.
  await hand.press('1')
  await window.waitForTimeout(300)
  await note.click()
  const box = (await note.boundingBox())!
  await window.mouse.move(box.x + box.width, box.y + box.height)
  await window.mouse.down()
  await window.mouse.move(box.x + box.width + 60, box.y + box.height + 40, { steps: 6 })
  await window.mouse.up()
  expect((await note.boundingBox())!.width).toBeGreaterThan(box.width + 30)
  await hand.press('Control+z')
  await expect.poll(async () => Math.round((await note.boundingBox())!.width)).toBe(Math.round(box.width))

  // An empty note is removed.
  await hand.press('Escape')
  await hand.press('t')
  await expect(field).toBeFocused()
  await hand.press('Escape')
  await expect(window.locator('.note')).toHaveCount(1)
})
