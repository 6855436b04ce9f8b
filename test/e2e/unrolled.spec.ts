import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compact } from '../../renderer/languages/numbers'
import { expect, root, test } from './launch'

test('the unrolled view shows the errors that unfold analyze prints, and where the horizon cuts', async ({ launch, folder }) => {
  const file = join(folder, 'lstm.unfold')
  const document = JSON.parse(readFileSync(join(root, 'examples', 'lstm-reber.unfold'), 'utf8'))
  const one = (k: number): number[] => Array.from({ length: 7 }, (_, i) => Number(i === k))
  // The loss of the last step alone, so that the flow is that of this step.
  document.data = { kind: 'inline', sequences: [{ x: [0, 1, 2, 3, 4, 5].map(one), y: [null, null, null, null, null, one(6)] }] }
  document.training = { ...document.training, algorithm: { kind: 'bptt', horizon: 3, every: 3 } }
  writeFileSync(file, JSON.stringify(document))
  const analysis = spawnSync(process.execPath, ['scripts/unfold.mjs', 'analyze', file, '--json'], { cwd: root, encoding: 'utf8' })
  const { flow } = (JSON.parse(analysis.stdout) as { sequences: { flow: Record<string, number[]> }[] }).sequences[0]!

  const { window } = await launch({ args: [file] })
  const step = window.getByRole('slider', { name: 'Step', exact: true })
  await step.focus()
  await step.press('End')
  const node = window.locator('.graph .node').first()
  await expect(node).toBeVisible()
  await window.getByRole('tab', { name: 'Unrolled' }).click()
  // The covered canvas is not painted, and its tools cannot be reached.
  await expect(node).toBeHidden()
  await expect(window.locator('.shell-network')).toHaveAttribute('inert')
  const readout = window.locator('.unrolled-readout')
  const { x, y, width, height } = (await window.locator('.unrolled canvas').boundingBox())!
  // Along a column until the row of the output gate, then along that row.
  const seen = new Map<number, string>()
  const point = async (px: number, py: number): Promise<boolean> => {
    await window.mouse.move(px, py)
    const text = await readout.innerText()
    const found = /^Output gate \((\d)\)[^]*∂out\(\d\)‖ = (\S+)( [^\n]*)?/.exec(text)
    if (found) seen.set(Number(found[1]), `${found[2]}${found[3] ? ' cut' : ''}`)
    return found !== null
  }
  await expect.poll(() => readout.innerText()).not.toBe('')
  let row: number | undefined
  for (let px = x + width / 2; row === undefined && px < x + width / 2 + 60; px += 15)
    for (let py = y; row === undefined && py < y + height; py += 8) if (await point(px, py)) row = py
  expect(row, 'the row of the output gate').toBeDefined()
  for (let px = x; px < x + width; px += 12) await point(px, row!)
  expect(Object.fromEntries(seen)).toEqual(
    Object.fromEntries([5, 4, 3, 2, 1, 0].map((t) => [t, `${compact(flow['o.out'] ? flow['o.out'][5 - t]! : flow.o![5 - t]!)}${t < 3 ? ' cut' : ''}`])),
  )
  await window.getByRole('tab', { name: 'Network' }).click()
  await expect(node).toBeVisible()
  await expect(node.locator('.units')).not.toHaveClass(/silent/)
})
