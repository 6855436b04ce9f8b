import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { registry } from '../../../nodes'
import type { Tab } from '../../../renderer/workspace/tabs'
import { keepText } from '../../../renderer/workspace/texts'
import { withPlaces } from '../../../renderer/drawing/layout/arrange'
import { placeOfFile } from '../../cli/terminal'
import { draw, elman } from '../../documents'
import { Desk, settle, withData } from './desk'

const desk = new Desk()
const here = placeOfFile()
const { tabs, files, screen } = await desk.start()
screen.scores.subscribe(() => undefined)

const reservoir = (training: object): GraphDocument =>
  withData(
    draw(
      { x: { type: 'input', size: 2 }, r: { type: 'reservoir', size: 5, density: 0.5 }, y: { type: 'output', size: 1 } },
      { W_in: 'x → r', W_out: 'r → y' },
      { training },
    ),
  )

const kinds: Readonly<Record<string, GraphDocument>> = {
  adam: withData(elman({ epochs: 4, shuffle: true, schedule: { kind: 'exponential' } }, 2)),
  'stochastic gradient descent in float32': withData(elman({ epochs: 4, optimizer: { kind: 'sgd', learningRate: 0.1 }, precision: 'float32' }, 2)),
  ridge: reservoir({ algorithm: { kind: 'readout', ridge: 1e-3 } }),
  'recursive least squares': reservoir({ algorithm: { kind: 'readout', method: 'recursive-least-squares' }, epochs: 3 }),
}

const read = (name: string): string => readFileSync(join(here.folder, name), 'utf8')

/** Opens a file as the window does. */
async function open(name: string): Promise<Tab> {
  const text = read(name)
  const { document, errors } = parseDocument(text, registry)
  if (!document) throw new Error(JSON.stringify(errors))
  desk.disk.set(`/${name}`, text)
  const tab = tabs.openTab(document, { path: `/${name}`, name })
  keepText(tab.documents, text)
  await settle()
  return tab
}

describe('a file that the terminal has trained', () => {
  it.each(Object.entries(kinds))('shows its scores in the window, stores what the window stores, and continues in both alike: %s', async (_kind, document) => {
    writeFileSync(join(here.folder, 'a.unfold'), serializeDocument(withPlaces(document)).replaceAll('\n', '\r\n'))
    const first = await here.unfold('train', 'a.unfold', '--out', 'b.unfold', '--json')
    expect(first.status).toBe(0)
    const tab = await open('b.unfold')
    const { engine, documents } = tab
    const { state } = engine.store.getState()
    const scores = screen.scores.getState()
    const { done, epochs, ...scored } = JSON.parse(first.out.trim().split('\n').at(-1)!) as Record<string, unknown>
    expect({ ...scored, epochs }).toMatchObject({ train: { loss: expect.any(Number) as number }, epochs: state.epoch })
    expect(done).toBe(true)
    const shown = JSON.parse(JSON.stringify(scores?.parts)) as Record<string, unknown>
    for (const [part, score] of Object.entries(scored)) expect(shown[part] ?? null, part).toEqual(score)
    expect(documents.store.getState().unsaved).toBe(false)

    // A readout that is solved for is the same again, and nothing is there to be saved.
    engine.play()
    await settle(400)
    expect(engine.store.getState().state.status).toBe('done')
    const saving = files.save(false, tab)
    await settle()
    expect(await saving).toBe(true)
    const again = await here.unfold('train', 'b.unfold', '--out', 'c.unfold')
    expect(again.err).toContain(`continues from epoch ${String(epochs)}`)
    expect(desk.disk.get('/b.unfold')).toBe(read('c.unfold'))
    tabs.removeTab(tab)
  })
})
