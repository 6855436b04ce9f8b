import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { png, text } from '../png'
import { Hand } from './hand'
import { expect, root, test } from './launch'

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

test('a network is exported as code and as a picture, and the picture opens as the network in a new tab', async ({ launch }) => {
  const running = await launch({ args: ['--example=jordan-sunspots.unfold'] })
  const { window } = running
  const hand = new Hand(window)
  await hand.epochAbove(0)
  await hand.pause()
  const dialog = window.locator('.export-dialog')
  const exported = async (format: string, file: string): Promise<void> => {
    await running.answer({ save: join(folder, file) })
    await dialog.locator(`[data-format="${format}"]`).click()
    await expect(dialog.locator('.saved')).toContainText(file)
  }
  await running.menu('export')
  await exported('pytorch', 'net.py')
  for (const file of ['net.npz', 'net_test.py', 'net_expected.npz']) expect(existsSync(join(folder, file)), file).toBe(true)
  expect(readFileSync(join(folder, 'net.py'), 'utf8')).toContain('W_xh')
  await exported('onnx', 'net.onnx')
  await dialog.getByRole('switch', { name: 'ONNX: states have to be given' }).click()
  await exported('onnx', 'given.onnx')
  // If states have no defaults, their initial values are in the metadata.
  const starts = (file: string): boolean => readFileSync(join(folder, file), 'latin1').includes('{"shape":')
  expect([starts('net.onnx'), starts('given.onnx')]).toEqual([false, true])
  await running.screenshot('export-dialog')
  await exported('svg', 'net.svg')
  await exported('png', 'net.png')
  const png = readFileSync(join(folder, 'net.png'))
  expect(png.subarray(1, 4).toString('latin1')).toBe('PNG')
  // Two pixels to a unit of the SVG.
  const width = Number(/<svg[^>]* width="(\d+)"/.exec(readFileSync(join(folder, 'net.svg'), 'utf8'))![1])
  expect(png.readUInt32BE(16)).toBe(2 * width)
  await exported('html', 'net.html')
  expect(readFileSync(join(folder, 'net.html'), 'utf8')).toContain('sunspots.csv')
  await hand.press('Escape')
  await expect(dialog).toHaveCount(0)

  await running.answer({ open: join(folder, 'net.svg') })
  await hand.press('Control+o')
  await expect(window.locator('.tabs-row [role="tab"]')).toHaveCount(2)
  await expect(window.locator('.node')).toHaveCount(4)
  await expect(window.locator('.wire')).toHaveCount(4)
  const picture = readFileSync(join(folder, 'net.svg'), 'utf8')
  const saved = join(folder, 'again.unfold')
  await running.answer({ save: saved })
  await hand.press('Control+s')
  await expect.poll(() => existsSync(saved), 'it asks where, and leaves the picture as it is').toBe(true)
  expect(readFileSync(join(folder, 'net.svg'), 'utf8')).toBe(picture)
  expect(Object.keys((JSON.parse(readFileSync(saved, 'utf8')) as { nodes: object }).nodes)).toEqual(['x', 'h', 'y', 'c'])
})

test('a PNG picture opens as its network, with weights and the data beside it, and is never overwritten', async ({ launch }) => {
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
  const file = join(folder, 'net.png')
  const first = await launch({ args: ['--example=jordan-sunspots.unfold'] })
  const hand = new Hand(first.window)
  await hand.epochAbove(0)
  await hand.pause()
  await first.menu('export')
  await first.answer({ save: file })
  await first.window.locator('.export-dialog [data-format="png"]').click()
  await expect(first.window.locator('.export-dialog .saved')).toContainText('net.png')
  await first.close()
  const picture = readFileSync(file)

  // From the command line, as a file manager opens it; the data can only be found beside the picture.
  const running = await launch({ args: [file] })
  const { window } = running
  await expect(window.locator('.node')).toHaveCount(4)
  await expect(window.locator('.wire')).toHaveCount(4)
  const again = new Hand(window)
  await expect(window.getByRole('button', { name: 'Play', exact: true })).not.toHaveAttribute('data-status', /empty|blocked/)
  await again.play()
  await again.epochAbove(0)
  await again.pause()
  await running.answer({ save: file })
  await again.press('Control+s')
  await expect(window.getByRole('dialog')).toContainText('.unfold')
  await again.press('Escape')
  expect(readFileSync(file).equals(picture), 'the picture is as it was').toBe(true)
  const saved = join(folder, 'again.unfold')
  await running.answer({ save: saved })
  await again.press('Control+s')
  await expect.poll(() => existsSync(saved)).toBe(true)
  expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({ format: 'unfold-graph', weights: { W_xh: {} } })
})

test('a picture dropped on the window opens in a new tab; one without a network is reported', async ({ launch }) => {
  const { window } = await launch({ still: 'jordan-sunspots.unfold' })
  await expect(window.locator('.node')).toHaveCount(4)
  const source = readFileSync(join(root, 'examples', 'lstm-peephole.unfold'), 'utf8')
  const files = { 'lstm.png': png(text(deflateSync(source))), 'photo.png': png() }
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
  const drop = async (name: string): Promise<void> => {
    // A file that Playwright sets in an input has a path on disk, like a dropped one.
    await window.evaluate(() => document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'dropped' })))
    await window.locator('#dropped').setInputFiles(join(folder, name))
    await window.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('#dropped')!
      const data = new DataTransfer()
      data.items.add(field.files![0]!)
      field.remove()
      document.querySelector('.graph')!.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    })
  }
  await drop('lstm.png')
  await expect(window.locator('.tabs-row [role="tab"]')).toHaveCount(2)
  await expect(window.locator('.node')).toHaveCount(Object.keys((JSON.parse(source) as { nodes: object }).nodes).length)
  await drop('photo.png')
  await expect(window.getByRole('dialog')).toContainText('without a document')
  await expect(window.locator('.tabs-row [role="tab"]')).toHaveCount(2)
})
