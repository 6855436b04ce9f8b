import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRandom } from '../renderer/editing/random'
import { expect, root, test, type Running } from './launch'
import { drawing } from './walk/drawing'
import { fields, learning } from './walk/fields'
import { keys } from './walk/keys'
import { Walker, type Move } from './walk/walker'

// The test prints its actions instead of tracing: a trace would take longer than the actions.
test.use({ trace: 'off' })

const seed = Number(process.env.SEED ?? 2026)
const MOVES = Number(process.env.MOVES ?? 300)

/** Actions after which the network can still train. */
const gentle = [
  'nudge',
  'drag a node',
  'rename',
  'align',
  'tidy',
  'write a note',
  'size a note',
  'group',
  'fold a group',
  'hide a wire',
  'show wires',
  'bend a wire',
  'take a bend away',
  'describe',
  'give up what was typed',
  'set a node',
  'reorder in the list',
  'undo and redo',
  'go back in the list of steps',
]

let folder: string
test.beforeEach(({ folder: own }) => {
  folder = own
})

/** The document as saved to a new file: its values in order, without the file's line layout. */
async function saved({ answer, window }: Running, name: string): Promise<string> {
  const path = join(folder, `${name}.unfold`)
  await answer({ save: path })
  await window.keyboard.press('Control+Shift+s')
  await expect.poll(() => existsSync(path), name).toBe(true)
  await expect(window).toHaveTitle(`${name} — Unfold`)
  return JSON.stringify(JSON.parse(readFileSync(path, 'utf8')), null, 1)
}

/** A document without its trained state. */
function drawn(text: string): string {
  const { weights: _weights, fitted: _fitted, extensions, ...rest } = JSON.parse(text) as Record<string, unknown>
  const { learned: _learned, ...others } = (extensions ?? {}) as Record<string, unknown>
  return JSON.stringify({ ...rest, extensions: others })
}

test(`${MOVES} random actions by mouse and keys are undone and redone byte for byte (seed ${seed})`, async ({ launch }) => {
  // Set for machines where everything is slow.
  test.setTimeout(900_000)
  const file = join(folder, 'start.unfold')
  copyFileSync(join(root, 'examples', 'elman-sunspots.unfold'), file)
  copyFileSync(join(root, 'examples', 'sunspots.csv'), join(folder, 'sunspots.csv'))
  const running = await launch({ args: [file], reducedMotion: 'reduce', size: { width: 1220, height: 800 } })
  const { window } = running
  const walker = new Walker(running, createRandom(seed), join(root, 'examples', 'waveform.csv'))
  const undo = window.locator('.shell-top .start > button').nth(-2)
  const redo = window.locator('.shell-top .start > button').nth(-1)

  // A file with weights, opened again: its history is empty.
  await expect(walker.hand.node('h')).toBeVisible()
  await expect(window.locator('.shell-transport .play')).not.toHaveAttribute('data-status', /empty|blocked/)
  await window.locator('.graph').focus()
  for (let i = 0; i < 3; i++) await walker.press('s')
  await expect(undo).not.toHaveAttribute('aria-disabled', 'true')
  await saved(running, 'original')
  await running.answer({ open: join(folder, 'original.unfold'), message: 1 })
  await walker.press('Control+w')
  await walker.press('Control+o')
  await expect(walker.hand.node('h')).toBeVisible()
  await expect(undo).toHaveAttribute('aria-disabled', 'true')
  await window.locator('[data-panel="history"]').click()
  const original = await saved(running, 'before')

  const all: Readonly<Record<string, Move>> = { ...drawing, ...keys, ...fields, ...learning }
  // Every kind occurs once, the rest at random; first those after which the network can still train, with training in
  // between: later, many of the random drawings do not run.
  const shuffled = (names: readonly string[]): string[] =>
    names
      .map((name) => [walker.random(), name] as const)
      .sort(([a], [b]) => a - b)
      .map(([, name]) => name)
  const learn = Object.keys(learning)
  const first = shuffled([...gentle, ...learn, ...learn, ...learn, ...learn])
  const queue = [...first, ...shuffled(Object.keys(all).filter((name) => !first.includes(name)))]
  const done: string[] = []
  const changed = new Set<string>()
  let changes = 0
  await walker.settle()
  while (done.length < MOVES) {
    if (walker.scene.nodes.length < 3) await walker.press('1')
    const name = queue.shift() ?? walker.pick(walker.scene.runs && walker.chance(0.3) ? learn : Object.keys(all))!
    const before = walker.scene.steps
    const acted = await all[name]!(walker).catch((error: unknown) => {
      throw new Error(`move ${done.length}, ${name}: ${String(error).split('[pid=')[0]}\n${done.slice(-12).join('\n')}`)
    })
    await walker.settle()
    if (acted === false) continue
    done.push(name)
    if (walker.scene.steps !== before) {
      changes++
      changed.add(name)
    }
  }
  // Saving waits for the engine's answers: a step of history that it still owed is counted too.
  const last = await saved(running, 'last')
  const { steps, runs } = await walker.look()
  console.log(
    `seed ${seed}: ${changes} of ${MOVES} moves changed something; ${steps} steps; never: ${Object.keys(all)
      .filter((name) => !changed.has(name))
      .join(', ')}`,
  )
  expect(changes, done.join('\n')).toBeGreaterThanOrEqual((MOVES * 2) / 3)

  const travel = async (key: string, button: typeof undo): Promise<void> => {
    await window.locator('.graph').focus()
    for (let i = 0; i < steps; i++) await walker.press(key)
    await expect(button).toHaveAttribute('aria-disabled', 'true')
  }
  await travel('Control+z', undo)
  expect(await saved(running, 'undone')).toBe(original)
  await travel('Control+y', redo)
  const again = await saved(running, 'redone')
  // If the random drawing does not run, a file contains the weights that were stored last, which are not a step of history.
  expect(runs ? again : drawn(again)).toBe(runs ? last : drawn(last))
})
