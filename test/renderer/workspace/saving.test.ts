import { of } from 'rxjs'
import { describe, expect, it, vi } from 'vitest'
import { LEARNED } from '../../../engine/document/learned'
import { limits } from '../../../engine/document/limits'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import type { Message } from '../../../engine/run/protocol'
import { Session } from '../../../engine/run/session'
import { keyOf, type Seen } from '../../../engine/run/streams'
import { registry } from '../../../nodes'
import { dismiss, useDialogs } from '../../../renderer/workspace/dialogStore'
import type { Tab } from '../../../renderer/workspace/tabs'
import { follow, toEpoch } from '../../../renderer/workspace/moment'
import { withPoke } from '../../../renderer/workspace/poke'
import { keepText } from '../../../renderer/workspace/texts'
import * as commands from '../../../renderer/editing/commands'
import { restoreComputation } from '../../../renderer/editing/restoreComputation'
import { withPlaces } from '../../../renderer/drawing/layout/arrange'
import { answered } from '../../../renderer/worker/failure'
import { ask } from '../../run/ask'
import { createRandom } from '../editing/random'
import { Desk, settle } from './desk'
import { edits, furtherEdits, pick, type Step } from './savedEdits'
import { firstKinds, kinds } from './savedKinds'

const SEED = Number(process.env.SEED ?? 4100)
/** Sequences of this many steps; more of them where the environment says so. */
const SEQUENCES = Number(process.env.SEQUENCES ?? 500)
const STEPS = 30

const desk = new Desk()
const { tabs, files, screen } = await desk.start()
const sweeps = await import('../../../renderer/workspace/sweeps')
screen.scores.subscribe(() => undefined)

/** What opening a text gives, in an engine of its own. */
const opened = new Map<string, { readonly document: GraphDocument; readonly weights: string; readonly scores: string }>()
function open(text: string): { readonly document: GraphDocument; readonly weights: string; readonly scores: string } {
  const known = opened.get(text)
  if (known) return known
  const { document, errors } = parseDocument(text, registry)
  if (!document) throw new Error(`what was saved does not open: ${JSON.stringify(errors)}\n${text}`)
  const waiting: (() => void)[] = []
  const session = new Session(registry, { now: () => 0, soon: (task) => void waiting.push(task), later: () => () => undefined })
  const messages: Message[] = []
  session.message$.subscribe((message) => messages.push(message))
  session.send({ kind: 'watch', add: [{ kind: 'scores' }], drop: [] })
  session.send({ kind: 'load', revision: 1, document, fresh: true })
  for (let task = waiting.shift(); task; task = waiting.shift()) task()
  const scores = messages
    .flatMap((message) => (message.kind === 'frame' ? ((message.seen.get(keyOf({ kind: 'scores' })) as Seen<'scores'> | undefined) ?? []) : []))
    .at(-1)
  const found = {
    document: withPlaces(document),
    weights: JSON.stringify(ask(session, { kind: 'checkpoint' })?.weights ?? {}),
    scores: JSON.stringify(scores?.parts),
  }
  opened.set(text, found)
  return found
}

/** A document without its trained state, as text. */
function drawn(document: GraphDocument): string {
  const { weights: _, fitted: __, extensions: { [LEARNED]: ___, ...extensions } = {}, ...rest } = document
  return serializeDocument({ ...rest, ...(Object.keys(extensions).length > 0 ? { extensions } : {}) })
}

const allKinds = Object.keys(kinds) as (keyof typeof kinds)[]

const stateOf = (tab: Tab) => tab.documents.store.getState()
const statusOf = (tab: Tab) => tab.engine.store.getState().state.status

/** The files of a run in one sequence. */
let run: { readonly document: GraphDocument; readonly weights: NonNullable<GraphDocument['weights']> } | undefined

const steps: Readonly<Record<string, Step>> = {
  play: ({ engine }) => void (statusOf({ engine } as Tab) !== 'running' && engine.play()),
  pause: ({ engine }) => engine.pause(),
  step: ({ engine }) => engine.step(),
  anew: ({ engine }) => engine.reset(),
  redraw: ({ engine, documents }, random) => engine.redraw([pick(random, [...Object.keys(documents.store.getState().document.edges), 'h'])]),
  write: ({ engine, documents }, random) => {
    const name = pick(random, Object.keys(documents.store.getState().document.edges))
    if (name === undefined || statusOf({ engine } as Tab) === 'running') return
    void engine.write(name, Uint32Array.of(0), { kind: 'set', value: pick(random, [0.25, -1]) })
    void engine.endWriting()
  },
  goOn: ({ engine }, random) => engine.goOn(Math.floor(random() * 4)),
  takeEpoch: ({ engine }, random) => engine.takeEpoch(Math.floor(random() * 4)),
  again: ({ engine }) => void engine.runAgain(() => undefined),
  keep: async ({ engine, documents }) => {
    if (statusOf({ engine } as Tab) === 'running') return
    const { document } = documents.store.getState()
    const { weights } = { weights: undefined, ...(await answered(engine.ask({ kind: 'weights-after', epoch: null })).catch(() => undefined)) }
    if (weights) run = { document, weights }
  },
  // The network of a kept run and its weights, in whatever document is on screen.
  take: ({ engine }) => {
    const { document, weights } = { ...run }
    if (document && weights) void engine.takeWeights((draft) => restoreComputation(draft, document), weights)
  },
  undo: ({ documents }) => documents.undo(),
  redo: ({ documents }) => documents.redo(),
  edit: (tab, random) => pick(random, Object.values(edits))(tab, random),
  change: ({ documents }, random) => {
    const [name, change] = pick(random, Object.entries(furtherEdits))
    documents.edit(name, (draft) => void change(draft, random))
  },
  // What is changed by hand in a run, or looked at, is not the document.
  poke: ({ engine, documents }, random) => {
    const edge = pick(random, Object.keys(documents.store.getState().document.edges))
    if (edge !== undefined) engine.moment.setState(withPoke({ kind: 'cut', edge, first: 0, end: null }))
  },
  follow: ({ engine }) => engine.moment.setState(follow),
  lookBack: ({ engine }, random) => engine.moment.setState(toEpoch(pick(random, [0, 1, 2]))),
}
/** How often each comes up; the first recorded failures were drawn from these. */
const firstSteps: readonly (keyof typeof steps)[] = [
  'play',
  'play',
  'play',
  'pause',
  'pause',
  'step',
  'anew',
  'redraw',
  'write',
  'undo',
  'undo',
  'undo',
  'redo',
  'edit',
  'edit',
  'edit',
  'edit',
]
const often: readonly (keyof typeof steps)[] = [
  ...firstSteps,
  'goOn',
  'takeEpoch',
  'again',
  'keep',
  'keep',
  'take',
  'take',
  ...(Array(8).fill('change') as 'change'[]),
  'poke',
  'follow',
  'lookBack',
]

let counted = 0
function place(text: string, example: boolean): Tab {
  const name = `d${counted++}.unfold`
  const { document, errors } = parseDocument(text, registry)
  if (!document) throw new Error(JSON.stringify(errors))
  if (!example) desk.disk.set(`/${name}`, text)
  else desk.disk.set(name, text)
  return tabs.openTab(document, example ? { path: null, name, example: name } : { path: `/${name}`, name })
}

/** The origin of a tab's document. */
const sourceOf = (tab: Tab): string => {
  const { path, example } = stateOf(tab).origin
  return desk.disk.get(path ?? example!)!
}

/** Whether an idle tab differs from its file, determined without its own `unsaved`; undefined if that is not known. */
async function differs(tab: Tab): Promise<boolean | undefined> {
  const file = open(sourceOf(tab))
  if (drawn(file.document) !== drawn(stateOf(tab).document)) return true
  if (['running', 'blocked', 'empty'].includes(statusOf(tab))) return undefined
  const standing = answered(tab.engine.ask({ kind: 'checkpoint' }))
  await settle()
  return JSON.stringify((await standing)?.weights ?? {}) !== file.weights
}

/** The scores of the tab on screen. */
const scoresShown = (): string => JSON.stringify(screen.scores.getState()?.parts)

async function pause(tab: Tab): Promise<void> {
  tab.engine.pause()
  await settle()
}

/** Saves, and holds that opening the file gives what is on screen. */
async function save(tab: Tab, after: string): Promise<void> {
  desk.where = `/s${counted++}.unfold`
  // What learns on while it is being saved has learned more than the file holds.
  const stands = statusOf(tab) !== 'running'
  const saving = files.save(false, tab)
  await settle()
  expect(await saving, after).toBe(true)
  expect(drawn(open(sourceOf(tab)).document), `${after}: the drawing`).toBe(drawn(stateOf(tab).document))
  await settle()
  if (!stands || statusOf(tab) === 'running') return
  expect(stateOf(tab).unsaved, `${after}: just saved`).toBe(false)
  if (statusOf(tab) === 'blocked' || statusOf(tab) === 'empty') return
  tabs.showTab(tab)
  await settle()
  const file = open(sourceOf(tab))
  // What is poked or looked at from before is not what is saved.
  tab.engine.moment.setState(follow)
  await settle()
  expect(scoresShown(), `${after}: scores of what was saved`).toBe(file.scores)
  expect(await differs(tab), `${after}: weights of what was saved`).toBe(false)
}

async function sequence(seed: number, names: readonly (keyof typeof kinds)[] = allKinds, drawnSteps = often): Promise<void> {
  const random = createRandom(seed)
  run = undefined
  const kind = pick(random, names)
  const done: string[] = [`seed ${seed}, ${kind}`]
  let tab = place(serializeDocument(kinds[kind]()), random() < 0.3)
  let other = place(serializeDocument(kinds[pick(random, names)]()), random() < 0.3)
  await settle()
  for (let n = 0; n < STEPS; n++) {
    const chance = random()
    const actions = (): string => done.join(', ')
    if (chance < 0.07) {
      done.push('save')
      await save(tab, actions())
    } else if (chance < 0.12) {
      done.push('close')
      await settle()
      desk.answer = pick(random, ['save', 'discard', 'cancel'])
      desk.where = `/s${counted++}.unfold`
      const differed = await differs(tab)
      const asks = desk.asked.length
      const marked = stateOf(tab).unsaved
      const closing = files.closeTab(tab)
      await settle()
      const gone = await closing
      expect(desk.asked.length > asks, `${actions()}: asked`).toBe(marked)
      if (differed) expect(marked, `${actions()}: asked of what differs`).toBe(true)
      expect(gone).toBe(!marked || desk.answer !== 'cancel')
      if (gone) {
        tab = place(sourceOf(tab), false)
        await settle()
      }
    } else if (chance < 0.18) {
      done.push('switch')
      ;[tab, other] = [other, tab]
      tabs.showTab(tab)
      await settle(3)
    } else {
      const name = pick(random, drawnSteps)
      done.push(name)
      steps[name]!(tab, random)
      // Sometimes the next step comes before the engine has received this one.
      if (random() < 0.8) await settle(name === 'play' ? Math.floor(random() * 8) : 12)
    }
    await settle(statusOf(tab) === 'running' ? 2 : 12)
    const differed = await differs(tab)
    if (differed !== undefined) expect(stateOf(tab).unsaved, `${actions()}: the mark`).toBe(differed)
  }
  for (const left of [tab, other]) {
    await pause(left)
    await save(left, `${done.join(', ')}, at last`)
    await settle()
    tabs.removeTab(left)
  }
}

describe('a document and its file', () => {
  it(`${SEQUENCES} sequences of ${STEPS} steps: saved documents open with the scores on screen, and every difference is marked and asked about (from seed ${SEED})`, async () => {
    for (let seed = SEED; seed < SEED + SEQUENCES; seed++) await sequence(seed)
  }, 600_000)

  it('after undo into the middle of an epoch with another seed, saves that state', async () => {
    // Found by the search above: the reported weights were those before they were initialized again.
    await sequence(70290, firstKinds, firstSteps)
  })
})

describe('saving', () => {
  it('keeps the text of a hand-written file, and asks once about all remaining documents', async () => {
    const text = serializeDocument(kinds.bptt()).replaceAll('\n', '\r\n').replace('0.01}', '1.0e-2}')
    const [one, two] = [place(text, false), place(text, false)]
    await settle()
    for (const tab of [one, two]) {
      // As it is when the program opens a file.
      keepText(tab.documents, text)
      tab.documents.edit('label', (draft) => commands.setLabel(draft, 'h', 'hidden'))
    }
    await settle()
    const asks = desk.asked.length
    desk.answer = 'save-all'
    const closing = files.closeTabs([one, two])
    await settle()
    await closing
    expect(desk.asked.length - asks, 'once for both').toBe(1)
    for (const { path } of [one, two].map((tab) => stateOf(tab).origin)) {
      const written = desk.disk.get(path!)!
      expect(written).toContain('"learningRate": 1.0e-2}')
      expect(written).toContain('"label": "hidden"')
      expect(written.replaceAll('\r\n', ''), 'line ends').not.toContain('\n')
    }
  })

  it('is offered before closing if a sweep has runs that would be deleted with the document', async () => {
    for (const example of [true, false]) {
      const tab = place(serializeDocument(kinds.bptt()), example)
      await settle()
      tabs.showTab(tab)
      await sweeps.startSweep()
      // Beside a file they stay.
      expect(stateOf(tab).unsaved).toBe(example)
      desk.answer = 'save'
      desk.where = `/s${counted++}.unfold`
      const asks = desk.asked.length
      const closing = files.closeTab(tab)
      await settle()
      expect(await closing).toBe(true)
      expect(desk.asked.length - asks).toBe(Number(example))
    }
  })

  it('gives a sweep the current weights, as in a saved file, if its runs start from them', async () => {
    const tab = place(serializeDocument(kinds.bptt()), false)
    await settle()
    tabs.showTab(tab)
    tab.engine.play()
    await settle(6)
    await pause(tab)
    const begun = async (start: 'new' | 'stored'): Promise<GraphDocument> => {
      sweeps.changeDraft({ start }, tab.id)
      await Promise.all([sweeps.startSweep(), settle()])
      return JSON.parse(desk.swept.at(-1)!) as GraphDocument
    }
    const [anew, stored] = [await begun('new'), await begun('stored')]
    expect(Object.keys(anew)).not.toContain('weights')
    await save(tab, 'after a sweep')
    expect(stored).toEqual(JSON.parse(sourceOf(tab)))
    expect(Object.keys(stored)).toContain('weights')
  })

  it('is completed before closing, which then asks nothing', async () => {
    const tab = place(serializeDocument(kinds.bptt()), false)
    await settle()
    tab.documents.edit('label', (draft) => commands.setLabel(draft, 'h', 'hidden'))
    await settle()
    const asks = desk.asked.length
    desk.answer = 'cancel'
    const saving = files.save(false, tab)
    const closing = files.closeTab(tab)
    await settle()
    expect(await saving).toBe(true)
    expect(await closing).toBe(true)
    expect(desk.asked.length).toBe(asks)
    expect(sourceOf(tab)).toContain('"label": "hidden"')
  })

  it('is refused, with the reason, if the text would be too long to open', async () => {
    const tab = place(serializeDocument(kinds.bptt()), false)
    await settle()
    const most = limits.documentText
    Object.assign(limits, { documentText: sourceOf(tab).length - 10 })
    expect(await files.save(false, tab).finally(() => Object.assign(limits, { documentText: most }))).toBe(false)
    expect(useDialogs.getState().request).toMatchObject({ kind: 'failure', title: 'shell.failed.save', reason: expect.stringContaining('MiB') })
    dismiss()
    expect(await files.save(false, tab)).toBe(true)
    tabs.removeTab(tab)
  })

  it('is refused, with the reason, if weights are not finite', async () => {
    const tab = place(serializeDocument(kinds.bptt()), false)
    await settle()
    tab.engine.step()
    await settle()
    const weights = { W_hy: { shape: [1, 2], data: [1, NaN] } }
    vi.spyOn(tab.engine, 'ask').mockReturnValue(of({ answer: { weights, identity: 'x', fitted: undefined, epoch: 0 } }) as never)
    const before = sourceOf(tab)
    const saving = files.save(false, tab)
    const request = await vi.waitFor(() => {
      const { request } = useDialogs.getState()
      if (request?.kind !== 'without-weights') throw new Error('nobody was asked')
      return request
    })
    expect(request.problem.code).toBe('not-finite')
    request.answer('cancel')
    expect(await saving).toBe(false)
    expect(sourceOf(tab)).toBe(before)
    tabs.removeTab(tab)
  })
})
