import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../engine/base/problem'
import { parseDocument } from '../../../engine/document/parse'
import { serializeDocument } from '../../../engine/document/serialize'
import type { GraphDocument } from '../../../engine/document/types'
import { pack, type Checkpoint } from '../../../engine/learn/train/checkpoint'
import { finish } from '../../../engine/base/resumable'
import { registry } from '../../../nodes'
import { journalText } from '../../../renderer/workspace/journalText'
import { readingEntry, type ReadEntry } from '../../../renderer/workspace/keptDocument'
import { createDocumentStore } from '../../../renderer/editing/store'
import { createRandom } from '../editing/random'

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000)
const COUNT = Number(process.env.COUNT ?? 3_000)

const checkpoint = (epoch: number, ...weights: number[]): Checkpoint => ({
  format: 'unfold-checkpoint',
  version: 1,
  epoch,
  epochs: 100,
  updates: epoch * 10,
  stale: 0,
  stopped: false,
  weights: { W_xh: pack(weights) },
  optimizer: [pack([0, 0])],
  schedule: pack([0, Infinity, 0]),
  learner: [],
  streams: { shuffle: pack([1, 2, 3, 4, 0]) },
})

/** A document with edits made and undone, a run, weights, and further training. */
function kept(): { text: string; weights: string; learned: string } {
  let now = 1000
  const store = createDocumentStore(() => (now += 10))
  store.open(
    {
      format: 'unfold-graph',
      version: 1,
      nodes: { x: { type: 'input', size: 2 }, h: { type: 'layer', size: 1 } },
      edges: { W_xh: { from: 'x', to: 'h', kind: 'dense' } },
      weights: { W_xh: { shape: [1, 2], data: [0.5, -0.5] } },
    },
    { path: '/there/mine.unfold', name: 'mine.unfold' },
  )
  store.edit('a', (draft) => {
    draft.name = 'first'
  })
  store.record('run.edit.train', { before: null, after: { checkpoint: checkpoint(3, 1, 2) } })
  store.edit('b', (draft) => {
    draft.nodes.c = { type: 'context', size: 1 }
  })
  store.edit('c', (draft) => {
    draft.name = 'second'
  })
  store.undo()
  const all = store.keep(Infinity)
  return {
    text: finish(journalText(all)),
    weights: JSON.stringify(all.document.weights),
    learned: JSON.stringify({ at: now + 1000, running: true, checkpoint: checkpoint(9, 3, 4) }),
  }
}

const readEntry = (texts: Parameters<typeof readingEntry>[0]): ReadEntry | readonly Problem[] => finish(readingEntry(texts))
const isRead = (read: ReturnType<typeof readEntry>): read is ReadEntry => 'kept' in read

/** Every step of what was read leads to a document; none throws. */
function walk(read: ReadEntry): GraphDocument {
  const store = createDocumentStore()
  store.restore(read.kept)
  const { past, future } = store.store.getState()
  past.forEach(() => store.undo())
  const first = parseDocument(serializeDocument(store.store.getState().document), registry)
  expect(first.errors).toEqual([])
  for (let i = 0; i < past.length + future.length; i++) store.redo()
  const last = parseDocument(serializeDocument(store.store.getState().document), registry)
  expect(last.errors).toEqual([])
  return read.kept.document
}

const change = (
  text: string,
  how: (value: Record<string, unknown> & { past: Record<string, unknown>[]; document: { nodes: Record<string, unknown> } }) => void,
): string => {
  const value = JSON.parse(text) as Parameters<typeof how>[0]
  how(value)
  return JSON.stringify(value)
}

describe('a document in the journal', () => {
  it('is restored with its weights and history; later learning is a step', () => {
    const read = readEntry(kept())
    if (!isRead(read)) throw new Error('not read')
    expect(read.without).toEqual([])
    expect(walk(read).weights?.W_xh?.data).toEqual([0.5, -0.5])
    expect(read.kept.past.map(({ label }) => label)).toEqual(['a', 'run.edit.train', 'b', 'run.edit.train'])
    expect(read.kept.past.at(-1)!.learned).toMatchObject({ before: { checkpoint: { epoch: 3 } }, after: { checkpoint: { epoch: 9 } } })
    expect(read.kept.future).toHaveLength(1)
    // The state in the file is four steps back, one of which is the training.
    expect(read.kept.saved).toBe(4)
  })

  it('adds no step if nothing was learned since', () => {
    const read = readEntry({ ...kept(), learned: JSON.stringify({ at: 2000, running: false, checkpoint: checkpoint(3, 1, 2) }) })
    if (!isRead(read)) throw new Error('not read')
    expect(read.kept.past).toHaveLength(3)
    expect(read.kept.saved).toBe(3)
  })

  it.each<[string, (entry: ReturnType<typeof kept>) => Partial<ReturnType<typeof kept>>, readonly string[]]>([
    [
      'history: null in it',
      ({ text }) => ({
        text: change(text, (value) => {
          value.past = [null as never]
        }),
      }),
      ['history'],
    ],
    [
      'history: no list',
      ({ text }) => ({
        text: change(text, (value) => {
          value.past = {} as never
        }),
      }),
      ['history'],
    ],
    [
      'history: a patch that leads nowhere',
      ({ text }) => ({
        text: change(text, (value) => {
          value.past[2]!.inverse = [{ op: 'remove', path: ['nodes', 'no', 'such', 'place'] }]
        }),
      }),
      ['history'],
    ],
    [
      'history: a patch to a document that is none',
      ({ text }) => ({
        text: change(text, (value) => {
          value.past[2]!.inverse = [{ op: 'replace', path: ['nodes'], value: 7 }]
        }),
      }),
      ['history'],
    ],
    [
      'history: a path to what all objects share',
      ({ text }) => ({
        text: change(text, (value) => {
          value.past[2]!.orders = [{ path: ['__proto__'], before: ['x'], after: ['y'] }]
        }),
      }),
      ['history'],
    ],
    [
      'history: weights that are not finite',
      ({ text }) => ({
        text: change(text, (value) => {
          value.past[1]!.learned = { before: null, after: { checkpoint: checkpoint(3, NaN, 2) } }
        }),
      }),
      ['history'],
    ],
    [
      'history: a checkpoint of another shape',
      ({ text }) => ({
        text: change(text, (value) => {
          value.past[1]!.learned = { before: null, after: { checkpoint: { format: 'unfold-checkpoint' } } }
        }),
      }),
      ['history'],
    ],
    ['weights: cut', ({ weights }) => ({ weights: weights.slice(0, 20) }), ['weights']],
    ['weights: another shape', () => ({ weights: '{"W_xh":{"shape":[1,2],"data":[1]}}' }), ['weights']],
    ['learned: cut', ({ learned }) => ({ learned: learned.slice(0, 50) }), ['learned']],
    ['learned: not finite', () => ({ learned: JSON.stringify({ at: 2000, running: true, checkpoint: checkpoint(9, Infinity, 4) }) }), ['learned']],
    [
      'learned: no state of random numbers',
      () => ({ learned: JSON.stringify({ at: 2000, running: true, checkpoint: { ...checkpoint(9, 1, 4), streams: { shuffle: pack([1]) } } }) }),
      ['learned'],
    ],
  ])('comes back without what cannot be read: %s', (_what, spoil, without) => {
    const entry = kept()
    const read = readEntry({ ...entry, ...spoil(entry) })
    if (!isRead(read)) throw new Error('not read')
    expect(read.without).toEqual(without)
    walk(read)
  })

  it.each<[string, (text: string) => string, string | undefined]>([
    ['no JSON', (text) => text.slice(0, 100), undefined],
    ['null', () => 'null', undefined],
    ['nested without end', () => `{"document":${'['.repeat(1e5)}${']'.repeat(1e5)}}`, undefined],
    [
      'more nodes than there may be',
      (text) =>
        change(text, (value) => {
          value.document.nodes = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`n${i}`, { type: 'layer', size: 1 }]))
        }),
      'nodes-too-many',
    ],
  ])('says what is wrong with one that is none: %s', (_what, spoil, key) => {
    const entry = kept()
    const read = readEntry({ ...entry, text: spoil(entry.text) })
    if (isRead(read)) throw new Error('read')
    expect(read[0]?.key).toBe(key)
  })

  it(`damaged in ${COUNT} ways is read as far as it is valid, or refused (SEED=${SEED})`, () => {
    const random = createRandom(SEED)
    const at = (length: number): number => Math.floor(random() * length)
    const values = [null, [], {}, '', 'x'.repeat(2000), -1, 1e308, true, [null], { __proto__: null }, '__proto__']
    /** Replaces one part of a value by another. */
    const spoil = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null || random() < 0.1) return values[at(values.length)]
      const keys = Object.keys(value)
      if (keys.length === 0) return values[at(values.length)]
      const key = keys[at(keys.length)]!
      if (Array.isArray(value)) return value.map((one: unknown, i) => (String(i) === key ? spoil(one) : one))
      const entries = Object.entries(value)
      if (random() < 0.1) return Object.fromEntries(entries.filter(([name]) => name !== key))
      return Object.fromEntries(entries.map(([name, one]) => [name, name === key ? spoil(one) : one]))
    }
    const mutate = (text: string): string => {
      const roll = random()
      if (roll < 0.6) return JSON.stringify(spoil(JSON.parse(text)))
      if (roll < 0.75) return text.slice(0, at(text.length))
      const place = at(text.length)
      const put = roll < 0.9 ? String.fromCharCode(32 + at(95)) : text.slice(at(text.length)).slice(0, 40)
      return text.slice(0, place) + put + text.slice(place + 1)
    }
    const entry = kept()
    const counts = { read: 0, refused: 0, less: 0 }
    for (let i = 0; i < COUNT; i++) {
      const part = (['text', 'text', 'weights', 'learned'] as const)[at(4)]!
      const read = readEntry({ ...entry, [part]: mutate(entry[part]) })
      if (isRead(read)) {
        counts.read++
        if (read.without.length > 0) counts.less++
        walk(read)
      } else counts.refused++
    }
    expect(counts.read).toBeGreaterThan(COUNT / 6)
    expect(counts.less).toBeGreaterThan(COUNT / 15)
    expect(counts.refused).toBeGreaterThan(COUNT / 15)
  }, 300_000)
})
