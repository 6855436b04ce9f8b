import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { runsToPack } from '../../engine/archive/runs'
import { stateTooLarge } from '../../engine/analyze'
import { readFormula } from '../../engine/contract/formula'
import type { Schema } from '../../engine/contract/schema'
import { Encoder } from '../../engine/data/encode'
import { tableOf } from '../../engine/data/table'
import { faultIn } from '../../engine/document/accept'
import { limits } from '../../engine/document/limits'
import { parseDocument } from '../../engine/document/parse'
import { extractDocument } from '../../engine/document/png'
import type { GraphDocument } from '../../engine/document/types'
import { isFault } from '../../engine/formula/parse'
import type { ImportError } from '../../engine/import/file'
import { readSafetensors } from '../../engine/import/safetensors'
import { torchLayers } from '../../engine/import/torch'
import { Past } from '../../engine/run/past'
import { combinations, readSeeds } from '../../engine/sweep/plan'
import { mark } from '../../electron/answer-runs'
import { exportRequest, menuKeys, path, saveRequest, tabsMessage } from '../../electron/check'
import { registry } from '../../nodes'
import { root } from '../../scripts/setup/paths.mjs'
import { openStore } from '../renderer/editing/stores'

vi.mock('electron', () => ({ dialog: {} }))

type Limit = keyof typeof limits
/** A file of tests that holds a limit, and a line of the test there. */
type Elsewhere = readonly [file: string, line: string]
/** Why a limit has no test of its own. */
type Unheld = string
/** Expects that what is at the limit is accepted, and what is one above it is not. */
type Held = (most: number) => void

/** Bytes of a training state besides its weights. */
const STATE = 1_000
const zeros = (count: number): number[] => Array<number>(count).fill(0)
const many = <T>(count: number, one: T): Record<string, T> => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, one]))
const words = (length: number): string => 'a'.repeat(length)
const base = {
  format: 'unfold-graph',
  version: 1,
  nodes: { x: { type: 'input', size: 1 }, f: { type: 'formula', formula: 'a' } },
  edges: { W: { from: 'x', to: 'f.a', kind: 'dense' } },
}
const errorsOf = (change: object): readonly string[] => parseDocument(JSON.stringify({ ...base, ...change }), registry).errors.map(({ code }) => code)

/** Of a part of a document. */
const document =
  (make: (count: number) => object, code = 'limit-exceeded'): Held =>
  (most) => {
    expect(errorsOf(make(most))).toEqual([])
    expect(errorsOf(make(most + 1))).toEqual([code])
  }
const file = (more: object): object => ({ data: { kind: 'file', path: 'a.csv', ...more } })
const tour = (step: object): object => ({ view: { tour: [step] } })
/** Of a formula. */
const formula =
  (make: (count: number) => string): Held =>
  (most) => {
    expect(isFault(readFormula(make(most)))).toBe(false)
    expect(isFault(readFormula(make(most + 1)))).toBe(true)
  }
/** Of a message from the window. */
const message =
  (schema: Schema, make: (count: number) => unknown): Held =>
  (most) => {
    expect(faultIn(schema, make(most))).toBeUndefined()
    expect(faultIn(schema, make(most + 1))).toBeDefined()
  }
const run = (size: number): { name: string; size: number }[] => [{ name: 'runs/0001/result.json', size }]
const id = '00000000-0000-4000-8000-000000000000'
const inDocuments = (name: string): Elsewhere => ['test/document/limits.test.ts', name]
const inTexts = (name: string): Elsewhere => ['test/renderer/inspector/mathematics.test.tsx', name]
const inArchives: Elsewhere = ['test/archive/zip.test.ts', 'is refused above the limits, before anything is unpacked']

const held: Readonly<Record<Limit, Held | Elsewhere | Unheld>> = {
  textLength: ['test/electron/pieces.test.ts', 'refuses too large files before reading them'],
  documentText: ['test/electron/documents.test.ts', '289 MiB'],
  pictureText: ['test/document/png.test.ts', 'is refused if it would decompress to more than the limit'],
  pictureChunks: (most) => {
    // The header is the first chunk, and the end is the last.
    expect(extractDocument(picture(most - 1))).toMatchObject({ key: 'picture-without-document' })
    expect(extractDocument(picture(most))).toMatchObject({ key: 'png-damaged' })
  },
  archiveFiles: inArchives,
  archiveBytes: inArchives,
  archiveRatio: inArchives,
  bundleRuns: (most) => {
    const packed = runsToPack(new Map(Array.from({ length: most + 1 }, (_, n) => [n + 1, run(1)])))
    expect(packed).toHaveLength(most)
  },
  bundleRunBytes: (most) => {
    expect(
      runsToPack(
        new Map([
          [1, run(most - 1)],
          [2, run(1)],
        ]),
      ),
    ).toHaveLength(2)
    expect(
      runsToPack(
        new Map([
          [1, run(most)],
          [2, run(1)],
        ]),
      ),
    ).toHaveLength(1)
  },
  nesting: ['test/document/parse.test.ts', 'refuses nesting above 64 levels'],
  values: 'a document of so many numbers takes a second to write',
  inlineValues: ['test/document/values.test.ts', 'are bounded in data and in fitted, each by itself'],
  otherValues: ['test/document/values.test.ts', 'are bounded in %s'],
  tensors: inDocuments("'tensors'"),
  tensorValues: ['test/document/values.test.ts', 'are bounded in weights'],
  problems: (most) => {
    expect(errorsOf({ nodes: many(most - 1, { type: 7 }) })).toHaveLength(most - 1)
    expect(errorsOf({ nodes: many(most + 1, { type: 7 }) })).toHaveLength(most)
  },
  nodes: ['test/document/parse.test.ts', 'refuses more than 2,000 nodes and 10,000 edges'],
  edges: ['test/document/parse.test.ts', 'refuses more than 2,000 nodes and 10,000 edges'],
  size: inDocuments("'a number for each unit'"),
  formulaText: formula((count) => `a${' '.repeat(count - 1)}`),
  formulaNodes: formula(
    (count) =>
      `${count % 2 === 0 ? '-' : ''}${Array((count + 1 - ((count + 1) % 2)) / 2)
        .fill('a')
        .join('+')}`,
  ),
  formulaLevels: formula((count) => `${'('.repeat(count)}a${')'.repeat(count)}`),
  parameters: ['test/document/parse.test.ts', 'tensors above 25 million numbers'],
  frozen: document((count) => ({ edges: { W: { ...base.edges.W, frozen: Array(count).fill([0, 0, 1]) } } })),
  memory: ['test/run/copies.test.ts', 'counts what the document stores, as text and as lists'],
  curvature: ['test/learn/curvature.test.ts', "toMatchObject({ code: 'limit-exceeded' })"],
  analysisState: (most) => {
    expect(stateTooLarge({ size: most, parts: [] })).toBeUndefined()
    expect(stateTooLarge({ size: most + 1, parts: [] })).toMatchObject({ code: 'limit-exceeded' })
  },
  forecast: ['test/cli/forecast.test.ts', "'--steps', '70000000'"],
  checkpoint: ['test/run/copies.test.ts', 'limits.checkpoint'],
  past: (most) => {
    expect(kept(1, most / 16 - STATE / 8).tooLarge).toBe(false)
    expect(kept(1, most / 16).tooLarge).toBe(true)
  },
  pastEpochs: (most) => {
    expect(kept(most, 1).epochs).toHaveLength(most)
    expect(kept(most + 1, 1).epochs.length).toBeLessThanOrEqual(most / 2 + 1)
  },
  unrolled: ['test/run/unrolled.test.ts', 'shows fewer steps of a network of many nodes'],
  unrolledSteps: 'it bounds what is shown; nothing is refused',
  id: document((count) => ({ nodes: { ...base.nodes, [words(count)]: { type: 'layer', size: 1 } } }), 'document-invalid'),
  name: inDocuments("'the name'"),
  category: inDocuments("'a category'"),
  dataPath: inDocuments("'the path of the data'"),
  description: inDocuments("'the description'"),
  coordinate: inDocuments("'the place of a node'"),
  groups: inDocuments("'groups'"),
  groupDepth: inDocuments("'groups inside one another'"),
  viewEntries: inDocuments("'places of nodes'"),
  bends: inDocuments("'the bends of a wire'"),
  allBends: inDocuments("'the bends of all wires'"),
  notes: document((count) => ({ view: { notes: many(count, { x: 0, y: 0 }) } })),
  noteText: document((count) => ({ view: { notes: { n: { x: 0, y: 0, text: words(count) } } } })),
  tourSteps: document((count) => ({ view: { tour: Array(count).fill({}) } })),
  tourTitle: document((count) => tour({ title: words(count) })),
  tourText: document((count) => tour({ text: { en: words(count) } })),
  languages: document((count) => tour({ title: many(count, 'a') })),
  shownText: ['test/e2e/hostile.spec.ts', 'the window stays usable with documents at all limits'],
  formulas: inTexts('limits.formulas'),
  formulaLength: inTexts('limits.formulaLength'),
  formulaDepth: inTexts('limits.formulaDepth'),
  tableColumns: inTexts('limits.tableColumns'),
  tableCells: inTexts('limits.tableCells'),
  cells: 'a table of so many cells takes a minute to read',
  columns: ['test/data/reading.test.ts', 'of one endless line of commas is refused before memory is allocated'],
  row: ['test/data/table.test.ts', 'data-row-over'],
  streamLine: ['test/stream/fuzz.test.ts', 'limits.streamLine'],
  head: 'it bounds what is examined; nothing is refused',
  headRecords: 'it bounds what is examined; nothing is refused',
  missingWords: document((count) => file({ missing: Array(count).fill('a') })),
  missingWord: document((count) => file({ missing: [words(count)] })),
  footer: document((count) => file({ footer: count }), 'document-invalid'),
  stepColumns: document((count) => file({ steps: Array(count).fill('a') })),
  categories: document((count) => ({ fitted: { columns: { a: { categories: zeros(count).map((_, i) => String(i)) } } } })),
  allCategories: (most) => {
    expect(fit(most - 3)).toEqual([])
    expect(fit(most - 2)).toEqual(['categories-over'])
  },
  runs: (most) => {
    const seeds = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
    expect(combinations({ vary: [], seeds: seeds(most) })).toHaveLength(most)
    expect(combinations({ vary: [], seeds: seeds(most + 1) })).toMatchObject({ problem: { key: 'sweep-runs' } })
    expect(readSeeds(`1..${most}`)).toHaveLength(most)
    expect(readSeeds(`1..${most + 1}`)).toBeUndefined()
  },
  runTags: message(mark.keys.tags, (count) => Array(count).fill('a')),
  path: message(path, words),
  title: message(saveRequest.keys.suggestedName, words),
  exportBytes: 'so many bytes take longer to make than the tests may',
  exportFiles: message(exportRequest.keys.files, (count) => Array(count).fill({ suffix: '.py', content: '' })),
  pageData: 'so many bytes take longer to make than the tests may',
  exportCells: 'so many cells take longer to compute than the tests may',
  importBytes: 'so many bytes take longer to make than the tests may',
  importHeader: (most) => {
    expect(importing(' '.repeat(most - 2))).not.toBe('import-header-over')
    expect(importing(' '.repeat(most - 1))).toBe('import-header-over')
  },
  importTensors: (most) => {
    const members = (count: number): string => JSON.stringify(many(count, 0)).slice(1, -1)
    expect(importing(members(most))).not.toBe('import-tensors-over')
    expect(importing(members(most + 1))).toBe('import-tensors-over')
  },
  importModules: (most) => {
    const modules = (count: number) => () =>
      torchLayers(new Map(Array.from({ length: count }, (_, i) => [`l${i}.weight`, { shape: [1, 1], values: new Float64Array(1) }])), { nonlinearity: 'tanh' })
    expect(modules(most)).not.toThrow()
    expect(modules(most + 1)).toThrow()
  },
  crossing: ['test/electron/parts.test.ts', 'are bounded: more is refused from the window'],
  openFiles: ['test/electron/pieces.test.ts', 'too many files at once'],
  tabs: message(tabsMessage.keys.order, (count) => Array(count).fill(id)),
  menuKeys: message(menuKeys, (count) => Array(count).fill({ command: 'open', key: null })),
  journalEntry: 'so long a text takes longer to make than the tests may',
  history: (most) => {
    const store = openStore(base as unknown as GraphDocument)
    for (let i = 0; i <= most; i++) store.edit('edit', (draft) => void (draft.name = String(i)))
    expect(store.store.getState().past).toHaveLength(most)
    while (store.store.getState().past.length > 0) store.undo()
    expect(store.store.getState().document.name).toBe('0')
  },
  journalHistory: ['test/renderer/editing/learned.test.ts', 'are restored after a restart if they are small'],
  journalBytes: ['test/electron/journal.test.ts', 'refuses more than its limit'],
}

/** A picture without a document: the header, so many chunks without bytes, and the end. */
function picture(chunks: number): Uint8Array {
  const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0))
  const header = [137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, ...ascii('IHDR'), ...zeros(17)]
  const bytes = new Uint8Array(header.length + 12 * (chunks + 1))
  bytes.set(header)
  const [text, end] = [Uint8Array.from(ascii('teXt')), ascii('IEND')]
  for (let i = 0; i < chunks; i++) bytes.set(text, header.length + 12 * i + 4)
  bytes.set(end, header.length + 12 * chunks + 4)
  return bytes
}

/** The errors of a column of three categories after other columns with so many. */
function fit(others: number): string[] {
  const table = tableOf({ k: [1, 2, 3] })
  const encoder = new Encoder(base as unknown as GraphDocument, { count: 3, order: undefined }, 'none', table)
  ;(encoder as unknown as { count: number }).count = others
  encoder.encode({ id: 'x', output: false, columns: table.columns, oneHot: true, past: 0, future: 0, ahead: 0 })
  return encoder.errors.map(({ key }) => key)
}

/** The training states of so many epochs. */
function kept(epochs: number, numbers: number): Past {
  const past = new Past()
  const weights = new Float64Array(numbers)
  const rest = { epochs, stale: 0, stopped: false, weights, optimizer: [], schedule: new Float64Array(3), learner: [], streams: [] }
  for (let epoch = 0; epoch < epochs; epoch++) past.record(epoch, () => ({ ...rest, epoch, updates: epoch }))
  return past
}

/** The key of the problem of a safetensors file with this inside the braces of its header. */
function importing(header: string): string {
  const bytes = new Uint8Array(8 + header.length + 2)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length + 2), true)
  new TextEncoder().encodeInto(`{${header}}`, bytes.subarray(8))
  try {
    readSafetensors(bytes)
    return ''
  } catch (error) {
    return (error as ImportError).problem.key
  }
}

describe('the limit', () => {
  const rows = Object.entries(held) as [Limit, Held | Elsewhere | Unheld][]

  it('of every kind has a test', () => {
    expect(rows.map(([key]) => key).sort()).toEqual(Object.keys(limits).sort())
  })

  it.each(rows)('%s', (key, how) => {
    if (typeof how === 'function') return how(limits[key])
    if (typeof how === 'string') return expect(how.length).toBeGreaterThan(20)
    const [name, test] = how
    expect(existsSync(join(root, name)), name).toBe(true)
    expect(readFileSync(join(root, name), 'utf8'), `${name} has the test`).toContain(test)
  })
})
