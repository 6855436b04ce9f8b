import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../renderer/editing/random'
import { Hand } from './hand'
import { expect, root, test } from './launch'

/** Most milliseconds of work that may be lost. */
const LIMIT = 2000

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

const TEXT = JSON.stringify({ format: 'unfold-graph', version: 1, nodes: { h: { type: 'layer', size: 3 } }, edges: {} })
function oneLayer(name: string): string {
  const path = join(folder, name)
  writeFileSync(path, TEXT)
  return path
}

const seed = Number(process.env.SEED ?? 71)

test(`after a kill at any moment, edits older than two seconds are restored, and files are unchanged (seed ${seed})`, async ({ launch }) => {
  const random = createRandom(seed)
  const file = oneLayer('mine.unfold')
  let running = await launch({ args: [file] })
  let hand = new Hand(running.window)
  await expect(hand.node('h')).toBeVisible()
  let before = 1
  for (let round = 0; round < 3; round++) {
    const edits: number[] = []
    const end = Date.now() + LIMIT + random() * 1500
    while (Date.now() < end) {
      await hand.add('layer')
      await expect(running.window.locator('.node')).toHaveCount(before + edits.length + 1)
      edits.push(Date.now())
      await running.window.waitForTimeout(random() * 300)
    }
    await running.kill()
    const killed = Date.now()
    expect(readFileSync(file, 'utf8'), 'the user’s file').toBe(TEXT)
    running = await launch({ userData: running.userData })
    hand = new Hand(running.window)
    const { window } = running
    await expect(window.locator('.tabs-notice')).toContainText('mine was restored')
    const found = await window.locator('.node').count()
    expect(found, `round ${round}`).toBeGreaterThanOrEqual(before + edits.filter((at) => at < killed - LIMIT).length)
    expect(found).toBeLessThanOrEqual(before + edits.length)
    before = found
    await expect(window).toHaveTitle('• mine — Unfold')
  }
  // The history is restored too, back to the state in the file.
  for (let left = before; left > 1; left--) await hand.press('Control+z')
  await expect(running.window.locator('.node')).toHaveCount(1)
  await expect(running.window).toHaveTitle('mine — Unfold')
  await hand.press('Control+y')
  await running.window.getByRole('button', { name: 'Discard the changes' }).click()
  await expect(running.window.locator('.node')).toHaveCount(1)
  await expect(running.window.locator('.tabs-notice')).toHaveCount(0)
  await expect(running.window).toHaveTitle('mine — Unfold')
})

test('a restart restores open documents with their history, except those closed without saving', async ({ launch }) => {
  const one = oneLayer('one.unfold')
  const two = oneLayer('two.unfold')
  const first = await launch({ args: [one] })
  let hand = new Hand(first.window)
  await expect(hand.node('h')).toBeVisible()
  await hand.add('context')
  await hand.press('Control+s')
  await expect(first.window).toHaveTitle('one — Unfold')
  await first.answer({ open: two, message: 1 })
  await hand.press('Control+o')
  await expect(first.window).toHaveTitle('two — Unfold')
  await hand.press('Control+t')
  await hand.add('gate')
  await first.close()

  const second = await launch({ userData: first.userData })
  hand = new Hand(second.window)
  await expect(second.window.locator('.tabs-tab')).toHaveCount(2)
  await expect(second.window.locator('.tabs-notice')).toHaveCount(0)
  await second.window.getByRole('tab', { name: 'one' }).click()
  await expect(second.window).toHaveTitle('one — Unfold')
  await hand.press('Control+z')
  await expect(second.window).toHaveTitle('• one — Unfold')
  await expect(second.window.locator('.node')).toHaveCount(1)
  await hand.press('Control+y')
  await expect(second.window).toHaveTitle('one — Unfold')
  await second.close()

  // A file that another program changed meanwhile is shown with its current content.
  writeFileSync(one, TEXT)
  const third = await launch({ userData: first.userData })
  await third.window.getByRole('tab', { name: 'one' }).click()
  await expect(third.window).toHaveTitle('one — Unfold')
  await expect(third.window.locator('.node')).toHaveCount(1)
  await expect(third.window.getByRole('button', { name: 'Undo', exact: true })).toHaveAttribute('aria-disabled', 'true')
})

/** The files of the journal's entries, by the name of their document. */
function entries(userData: string): Map<string, string> {
  const journal = join(userData, 'journal')
  const files = readdirSync(journal).filter((file) => /^[0-9a-f-]{36}\.json$/.test(file))
  return new Map(files.map((file) => [(JSON.parse(readFileSync(join(journal, file), 'utf8')) as { name: string }).name, join(journal, file)]))
}

/** The epoch of a document's trained state in the journal; 0 if its entry has none. */
function learnedEpoch(userData: string, name: string): number {
  try {
    const entry = entries(userData).get(name)!
    const { parts } = JSON.parse(readFileSync(entry, 'utf8')) as { parts: { learned?: number } }
    const learned = readFileSync(entry.replace(/json$/, `learned-${parts.learned}.json`), 'utf8')
    return (JSON.parse(learned) as { checkpoint: { epoch: number } }).checkpoint.epoch
  } catch {
    return 0 // not there yet, or just replaced by a newer one
  }
}

test('after a kill during training, a document is restored with its weights, and the loss is reported', async ({ launch }) => {
  const file = join(folder, 'mine.unfold')
  copyFileSync(join(root, 'examples', 'elman-sunspots.unfold'), file)
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
  const document = JSON.parse(readFileSync(file, 'utf8')) as { training: { epochs: number } }
  document.training.epochs = 1_000_000
  const text = JSON.stringify(document)
  writeFileSync(file, text)
  const first = await launch({ args: [file] })
  await expect(first.window).toHaveTitle('mine — Unfold')
  await new Hand(first.window).play()
  await first.stands()
  // Within 30 s of training what it has learned is on the disk, and the entry names it: before that, a kill loses it.
  await expect.poll(() => learnedEpoch(first.userData, 'mine'), { timeout: 30_000 }).toBeGreaterThan(0)
  await first.kill()
  expect(readFileSync(file, 'utf8'), 'the user’s file').toBe(text)

  const { window } = await launch({ userData: first.userData })
  const hand = new Hand(window)
  const notice = window.locator('.tabs-notice').filter({ hasText: 'Unfold ended unexpectedly' })
  await expect(notice).toContainText('mine was training. What it had learned by')
  const epoch = Number(/epoch ([\d,]+)/.exec(await notice.innerText())?.[1]?.replaceAll(',', ''))
  expect(epoch).toBeGreaterThan(0)
  await expect.poll(() => hand.epoch()).toBe(epoch)
  await expect(window).toHaveTitle('• mine — Unfold')
  await window.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(notice).toHaveCount(0)
  // It can be undone, to the start of training.
  await hand.press('Control+z')
  await expect.poll(() => hand.epoch()).toBe(0)
})

test('after a kill, a trained document is restored with its weights even if another program changed its file', async ({ launch }) => {
  const file = join(folder, 'mine.unfold')
  copyFileSync(join(root, 'examples', 'elman-sunspots.unfold'), file)
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
  const first = await launch({ args: [file] })
  let hand = new Hand(first.window)
  // The engine has the document and its data.
  await expect(hand.readout('epoch')).toContainText('20,000')
  await hand.play()
  await hand.epochAbove(0)
  await hand.pause()
  await expect(first.window).toHaveTitle('• mine — Unfold')
  const epoch = await hand.epoch()
  const journal = join(first.userData, 'journal')
  // The weights at the pause are on the disk, not only those of an earlier checkpoint.
  await expect
    .poll(() =>
      readdirSync(journal)
        .filter((name) => name.includes('.learned-'))
        .some((name) => readFileSync(join(journal, name), 'utf8').replaceAll('\\', '').includes(`"epoch":${epoch},`)),
    )
    .toBe(true)
  await expect.poll(() => readFileSync(entries(first.userData).get('mine')!, 'utf8')).toContain('\\"unsaved\\":true')
  await first.stands()
  await first.kill()
  const theirs = readFileSync(file, 'utf8').replace('"epochs": 20000', '"epochs": 19999')
  expect(theirs).toContain('19999')
  writeFileSync(file, theirs)

  const { window } = await launch({ userData: first.userData })
  hand = new Hand(window)
  await expect(window.locator('.tabs-notice').filter({ hasText: 'mine was restored' })).toBeVisible()
  await expect.poll(() => hand.epoch()).toBe(epoch)
  await expect(window).toHaveTitle('• mine — Unfold')
  await hand.press('Control+s')
  await expect(window.getByRole('dialog')).toContainText('The file of mine has changed')
  expect(readFileSync(file, 'utf8')).toBe(theirs)
})

test('damaged parts of the journal are reported and set aside, and the rest is restored', async ({ launch }) => {
  const [one, two, three] = ['one', 'two', 'three'].map((name) => oneLayer(`${name}.unfold`))
  const first = await launch({ args: [one!] })
  const hand = new Hand(first.window)
  await expect(hand.node('h')).toBeVisible()
  for (const next of [two!, three!]) {
    await first.answer({ open: next })
    await hand.press('Control+o')
    await expect(hand.node('h')).toBeVisible()
    await expect(first.window).toHaveTitle(new RegExp(`${next.endsWith('two.unfold') ? 'two' : 'three'} — Unfold`))
  }
  await hand.add('context')
  await expect.poll(() => entries(first.userData).size).toBe(3)
  await expect.poll(() => readFileSync(entries(first.userData).get('three')!, 'utf8')).toContain('context')
  await first.stands()
  await first.kill()
  const found = entries(first.userData)
  writeFileSync(found.get('one')!, readFileSync(found.get('one')!, 'utf8').slice(0, 200))
  // More nodes than a document may have, as an older program has written.
  const raw = JSON.parse(readFileSync(found.get('two')!, 'utf8')) as { text: string }
  const kept = JSON.parse(raw.text) as { document: { nodes: Record<string, unknown> } }
  kept.document.nodes = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`n${i}`, { type: 'layer', size: 1 }]))
  writeFileSync(found.get('two')!, JSON.stringify({ ...raw, text: JSON.stringify(kept) }))

  const { window, screenshot } = await launch({ userData: first.userData })
  await expect(window).toHaveTitle('• three — Unfold')
  await expect(window.locator('.node')).toHaveCount(2)
  const alert = window.getByRole('alert').filter({ hasText: 'could not be restored' })
  await expect(alert).toContainText('The record of a document could not be restored: that part of the journal is damaged.')
  await expect(alert).toContainText('The record of two could not be restored: ')
  await expect(alert).toContainText('2001')
  expect(readdirSync(join(first.userData, 'journal', 'aside'))).toHaveLength(2)
  await screenshot('journal-losses')
})

test('after the window crashed, nothing opens without being asked, and the open documents are listed', async ({ launch }) => {
  const file = oneLayer('mine.unfold')
  const first = await launch({ args: [file] })
  const hand = new Hand(first.window)
  await expect(hand.node('h')).toBeVisible()
  await hand.add('context')
  await expect.poll(() => entries(first.userData).get('mine') && readFileSync(entries(first.userData).get('mine')!, 'utf8')).toContain('context')
  await first.answer({ message: 1 }) // close the program
  const ended = new Promise<void>((resolve) => first.app.process().once('exit', () => resolve()))
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
  await ended

  for (const opens of [false, true]) {
    const { window, screenshot, close } = await launch({ userData: first.userData })
    const offered = window.getByRole('region', { name: 'Documents that were open' })
    await expect(offered).toContainText('mine')
    await expect(window.locator('.node')).toHaveCount(0)
    if (opens) {
      await window.getByRole('button', { name: 'Open mine' }).click()
      await expect(window.locator('.node')).toHaveCount(2)
      await expect(window).toHaveTitle('• mine — Unfold')
      await expect(offered).toHaveCount(0)
    } else {
      await screenshot('journal-offered')
      // If it is not opened, the next start offers it again.
      await close()
    }
  }
})
