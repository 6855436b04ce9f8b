import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { stream, type RandomStream } from '../../engine/base/random'
import { INVOKE, SEND } from '../../electron/channels'
import { Bundles } from '../../electron/bundles'
import { KeptRuns } from '../../electron/runs'
import { Sweeps } from '../../electron/sweeps'
import { Documents } from '../../electron/documents'
import { answerRenderer, type Services } from '../../electron/ipc'
import { Journal } from '../../electron/journal'
import { RecentDocuments } from '../../electron/recent'

type Handler = (event: unknown, message: unknown) => unknown
/** The handlers that the program registered with Electron, and the choices made in native dialogs. */
const bridge = vi.hoisted(() => ({
  answers: new Map<string, Handler>(),
  listeners: new Map<string, Handler>(),
  dialogs: {} as { open: () => string | null; save: () => string | null; button: () => number },
}))
vi.mock('electron', () => ({
  // A process that ends at once.
  utilityProcess: {
    fork: () => ({
      on: () => undefined,
      once: (_event: string, listener: (code: number) => void) => setImmediate(listener, 1),
      postMessage: () => undefined,
      kill: () => true,
    }),
  },
  Notification: { isSupported: () => false },
  app: { isPackaged: true, getVersion: () => '0' },
  shell: { openPath: () => Promise.resolve('') },
  ipcMain: {
    handle: (channel: string, handler: Handler) => void bridge.answers.set(channel, handler),
    on: (channel: string, handler: Handler) => void bridge.listeners.set(channel, handler),
  },
  dialog: {
    showOpenDialog: () => {
      const path = bridge.dialogs.open()
      return Promise.resolve({ canceled: path === null, filePaths: path === null ? [] : [path] })
    },
    showSaveDialog: () => {
      const path = bridge.dialogs.save()
      return Promise.resolve({ canceled: path === null, filePath: path ?? '' })
    },
    showMessageBox: () => Promise.resolve({ response: bridge.dialogs.button(), checkboxChecked: false }),
  },
}))
vi.stubGlobal('ELECTRON_VERSION', '0')

const COUNT = Number(process.env.COUNT ?? 10_000)
const seed = Number(process.env.SEED ?? 20_260_102)

const folder = mkdtempSync(join(tmpdir(), 'unfold-messages-'))
const at = (...name: readonly string[]): string => join(folder, ...name)
const DOCUMENT = JSON.stringify({ format: 'unfold-graph', version: 1, nodes: { h: { type: 'layer', size: 3 } }, edges: {} })
/** The user's files, and others that may exist. */
const places = ['mine.unfold', 'other.unfold', 'table.csv', 'link.unfold', 'loop.unfold', 'pipe.csv', 'folder.unfold', 'gone.unfold', 'bad.unfold'].map(
  (name) => at('home', name),
)
beforeAll(() => {
  for (const name of ['home', 'settings', 'examples', 'chosen']) mkdirSync(at(name))
  for (const name of ['mine', 'other']) writeFileSync(at('home', `${name}.unfold`), DOCUMENT)
  writeFileSync(at('home', 'table.csv'), 'a,b\n1,2\n3,4\n')
  writeFileSync(at('home', 'bad.unfold'), Uint8Array.of(0xff, 0xfe, 0))
  writeFileSync(at('secret'), 'not to be had')
  writeFileSync(at('examples', 'elman.unfold'), DOCUMENT)
  symlinkSync(at('home', 'mine.unfold'), at('home', 'link.unfold'))
  symlinkSync(at('home', 'loop.unfold'), at('home', 'loop.unfold'))
  mkdirSync(at('home', 'folder.unfold'))
  execFileSync('mkfifo', [at('home', 'pipe.csv')])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const WORDS = [
  '',
  'mine',
  'table.csv',
  '../table.csv',
  '../secret',
  '../../secret',
  '/etc/passwd',
  'en',
  'ja',
  'dark',
  'undo',
  'entry',
  'weights',
  id(1),
  id(2),
  '\0',
  'a\0b',
  'file:///etc/passwd',
  '__proto__',
  'constructor',
  'toString',
  '.py',
  '_test.py',
  '../x.py',
  'CmdOrCtrl+K',
  'a'.repeat(64),
  'x'.repeat(40_000),
  '\ud800',
  '\u202e',
  DOCUMENT,
  ...places,
]
const LEAVES = [
  null,
  undefined,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.5,
  1e300,
  NaN,
  Infinity,
  2 ** 53,
  10n,
  new Date(NaN),
  new Map([['path', 'x']]),
  new Set([1]),
  new Uint8Array(3),
  new ArrayBuffer(8),
  /x/,
  new Error('x'),
]
const KEYS = `
  path ask bundle suggestedName text from data seen print documents name files suffix content file others edited title
  command key id place example picture what order shown weights learned length run source marks mark vary seeds jobs then
  toJSON __proto__
`
  .trim()
  .split(/\s+/)
const pick = <T>(random: RandomStream, list: readonly T[]): T => list[random.integer(list.length)]!
const chance = (random: RandomStream, share: number): boolean => random.uniform() < share

function anything(random: RandomStream, depth = 3): unknown {
  if (depth === 0 || chance(random, 0.4)) return chance(random, 0.6) ? pick(random, WORDS) : pick(random, LEAVES)
  if (chance(random, 0.1)) return Array.from({ length: pick(random, [500, 5_000]) }, () => 'x')
  if (chance(random, 0.3)) return Array.from({ length: random.integer(4) }, () => anything(random, depth - 1))
  if (chance(random, 0.02)) return Array.from({ length: 400 }).reduce((inner) => [inner], 0)
  return Object.fromEntries(KEYS.filter(() => chance(random, 0.3)).map((key) => [key, anything(random, depth - 1)]))
}

/** Names of the runs of a document, and others. */
const SOURCES = ['', 'sweep-1', 'folder-1', '../secret']

/** Valid messages for each channel that takes one. */
function sound(random: RandomStream): Readonly<Record<string, unknown>> {
  const path = pick(random, places)
  const from = { path: chance(random, 0.7) ? path : null }
  return {
    [INVOKE.openRecent]: path,
    [INVOKE.openDropped]: path,
    [INVOKE.look]: path,
    [INVOKE.accept]: { path, print: 'a'.repeat(64) },
    [INVOKE.save]: {
      path: from.path,
      ask: chance(random, 0.5),
      bundle: chance(random, 0.5),
      suggestedName: 'mine',
      text: DOCUMENT,
      from,
      data: pick(random, [null, 'table.csv', '../secret']),
      seen: null,
    },
    [INVOKE.changes]: { documents: places, data: [{ from, data: 'table.csv' }] },
    [INVOKE.export]: {
      name: 'net',
      files: [
        { suffix: '.py', content: 'x' },
        { suffix: '_test.py', content: new Uint8Array(2) },
      ],
    },
    [INVOKE.openData]: { from, data: pick(random, ['table.csv', 'pipe.csv', '../secret', '/etc/passwd', 'folder.unfold']) },
    [INVOKE.nextPiece]: 1 + random.integer(40),
    [INVOKE.closeData]: 1 + random.integer(40),
    [INVOKE.chooseData]: { from },
    [INVOKE.dropData]: { from, path },
    [INVOKE.askToSave]: { name: 'mine', others: random.integer(3) },
    [INVOKE.reopen]: id(random.integer(4)),
    [INVOKE.putAside]: { id: id(random.integer(4)), what: 'learned' },
    [INVOKE.keep]: {
      id: id(random.integer(4)),
      place: from,
      name: 'mine',
      text: pick<unknown>(random, ['mine', { long: random.integer(3), length: 1 }]),
      learned: pick(random, [undefined, null, 'l']),
    },
    [INVOKE.forget]: id(random.integer(4)),
    [INVOKE.sendPart]: { long: random.integer(3), at: random.integer(2), part: pick(random, ['x', DOCUMENT, new Uint8Array(2)]) },
    [INVOKE.fetchPart]: { long: random.integer(3), at: random.integer(2) },
    [INVOKE.listRuns]: { id: id(random.integer(4)), from },
    [INVOKE.keepRun]: {
      id: id(random.integer(4)),
      from,
      run: pick(random, [null, 1 + random.integer(3)]),
      files: { result: pick(random, ['{"state":"done"}', '{', 'null']), log: null, document: DOCUMENT, best: null, trained: null },
    },
    [INVOKE.readRun]: { id: id(random.integer(4)), from, source: pick(random, SOURCES), run: random.integer(3), file: pick(random, ['result', 'log', 'best']) },
    [INVOKE.markRuns]: {
      id: id(random.integer(4)),
      from,
      source: pick(random, SOURCES),
      marks: [{ run: 1 + random.integer(3), mark: { name: 'mine', tags: ['x'], note: '', removed: chance(random, 0.5) } }],
    },
    [INVOKE.settleRuns]: { id: id(random.integer(4)), from },
    [INVOKE.openRuns]: { id: id(random.integer(4)), from },
    [INVOKE.startSweep]: {
      id: id(random.integer(4)),
      from,
      text: DOCUMENT,
      data: pick(random, [null, 'table.csv', '../secret']),
      vary: ['/training/seed=1,2'],
      seeds: '',
      jobs: 1 + random.integer(4),
      source: pick(random, [null, ...SOURCES]),
    },
    [INVOKE.stopSweep]: { id: id(random.integer(4)), source: pick(random, SOURCES) },
    [SEND.closing]: true,
    [SEND.tabs]: { order: [id(1)], shown: id(1) },
    [SEND.documentState]: { edited: true, title: 'mine', path },
    [SEND.language]: 'ja',
    [SEND.theme]: 'dark',
    [SEND.keys]: [{ command: 'save', key: 'CmdOrCtrl+S' }],
    [SEND.editText]: 'undo',
    [SEND.notice]: { title: 'mine', body: 'over' },
  }
}

/** A message with one invalid part. */
function spoilt(random: RandomStream, message: unknown): unknown {
  if (typeof message !== 'object' || message === null || chance(random, 0.2)) return anything(random, 1)
  const copy: Record<string, unknown> = { ...message }
  const key = pick(random, Object.keys(copy))
  copy[key] = chance(random, 0.5) ? spoilt(random, copy[key]) : anything(random, 1)
  return copy
}

const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)].filter((path) => path.startsWith(folder))
    } catch {
      return [] // closed meanwhile
    }
  })

it(`${COUNT} messages of any shape on every channel are answered, refused or ignored, and leave nothing open (SEED=${seed})`, {
  timeout: 600_000,
}, async () => {
  const random = stream(seed, 'messages')
  let navigated: (what: object) => void = () => undefined
  const done = (): void => undefined
  const frame = { url: 'app://unfold/index.html' }
  const webContents = {
    mainFrame: frame,
    on: (_event: string, listener: typeof navigated) => {
      navigated = listener
    },
    undo: done,
    redo: done,
    cut: done,
    copy: done,
    paste: done,
    selectAll: done,
    delete: done,
  }
  const replies: unknown[] = []
  const main = {
    window: { webContents },
    asks: (work: () => unknown) => work(),
    close: done,
    closing: (value: unknown) => replies.push(typeof value === 'boolean'),
    setDocument: ({ edited, title, path }: { edited: unknown; title: unknown; path: unknown }) =>
      replies.push(typeof edited === 'boolean' && typeof title === 'string' && (path === null || typeof path === 'string')),
    setTheme: (value: unknown) => replies.push(['system', 'light', 'dark'].includes(value as string)),
  }
  const recent = new RecentDocuments(at('settings', 'recent.json'), done)
  const documents = new Documents(at('examples'), recent, new Bundles(at('bundles')))
  const journal = new Journal(at('settings', 'journal'), documents.data)
  const runs = new KeptRuns(at('settings', 'runs'), documents)
  const sweeps = new Sweeps(
    'runner',
    runs,
    documents,
    '0',
    () => 'en',
    ({ source }) => replies.push(typeof source === 'string'),
  )
  let saves = 0
  bridge.dialogs = {
    open: () => (chance(random, 0.5) ? null : pick(random, places)),
    save: () => (chance(random, 0.5) ? null : at('chosen', `saved ${saves++ % 20}`)),
    button: () => random.integer(4) - 1,
  }
  vi.spyOn(console, 'error').mockImplementation(done)
  answerRenderer({
    main,
    documents,
    recent,
    journal,
    runs,
    sweeps,
    home: at('home'),
    initial: () => Promise.resolve(null),
    setLanguage: (value: unknown) => replies.push(value === 'en' || value === 'ja'),
    setKeys: (value: readonly { command: unknown; key: unknown }[]) =>
      replies.push(value.every(({ command, key }) => typeof command === 'string' && (key === null || typeof key === 'string'))),
  } as unknown as Services)
  expect([...bridge.answers.keys()].sort()).toEqual(Object.values(INVOKE).sort())
  expect([...bridge.listeners.keys()].sort()).toEqual(Object.values(SEND).sort())
  const ours = { sender: webContents, senderFrame: frame }
  const others = [
    { ...ours, senderFrame: null },
    { ...ours, senderFrame: { url: frame.url } },
    { ...ours, sender: {} },
  ]
  await bridge.answers.get(INVOKE.restore)!(ours, undefined)

  const channels = [...Object.values(INVOKE), ...Object.values(SEND)]
  const answered = new Map<string, number>()
  let refused = 0
  const say = async (n: number): Promise<void> => {
    const channel = pick(random, channels)
    const whole = sound(random)[channel]
    const kind = random.uniform()
    // As it passes the bridge: a copy, without values that cannot be copied.
    const message: unknown = structuredClone(kind < 0.35 ? anything(random) : kind < 0.75 ? spoilt(random, whole) : whole)
    const event = chance(random, 0.02) ? pick(random, others) : ours
    const what = `message ${n} of SEED=${seed} on ${channel}`
    try {
      const handler = bridge.answers.get(channel)
      if (!handler) {
        bridge.listeners.get(channel)!(event, message)
        return
      }
      const answer: unknown = await handler(event, message)
      structuredClone(answer)
      answered.set(channel, (answered.get(channel) ?? 0) + 1)
      if (JSON.stringify(answer)?.includes('not to be had')) throw new Error('a file was read that nobody had chosen')
      const { ok, reason } = (typeof answer === 'object' && answer !== null ? answer : {}) as { ok?: unknown; reason?: unknown }
      if (ok === false) {
        refused++
        if (typeof reason !== 'string' || reason === '') throw new Error('refused without a word')
        if (/\bat .*:\d+:\d+|undefined|\[object/.test(reason)) throw new Error(`refused with ${reason}`)
      } else if (event !== ours) throw new Error('answered to a stranger')
    } catch (error) {
      throw new Error(`${what}: ${error instanceof Error ? error.stack : String(error)}`, { cause: error })
    }
  }
  // Several at once, as a page may send them.
  for (let n = 0; n < COUNT; n += 40) await Promise.all(Array.from({ length: Math.min(40, COUNT - n) }, (_, i) => say(n + i)))

  expect(replies.length).toBeGreaterThan(COUNT / 100)
  expect(replies).not.toContain(false)
  expect([...answered.keys()].sort()).toEqual(Object.values(INVOKE).sort())
  expect(refused).toBeGreaterThan(COUNT / 10)
  await journal.settled()
  await runs.settled()
  navigated({ isMainFrame: true, isSameDocument: false })
  await expect.poll(openFiles, { timeout: 20_000 }).toEqual([])
  // No files were created besides those that the user chose and the program's own.
  expect(readdirSync(folder).sort()).toEqual(['chosen', 'examples', 'home', 'secret', 'settings'])
  expect(readdirSync(at('examples'))).toEqual(['elman.unfold'])
  expect(readFileSync(at('secret'), 'utf8')).toBe('not to be had')
  for (const name of [...readdirSync(at('home')), ...readdirSync(at('chosen'))]) expect(name).not.toMatch(/\.tmp$/)
  // Valid messages are still answered.
  expect(await bridge.answers.get(INVOKE.openDropped)!(ours, at('home', 'mine.unfold'))).toMatchObject({ ok: true })
  expect(await bridge.answers.get(INVOKE.keep)!(ours, { id: id(9), place: { path: null }, name: 'mine', text: 'mine' })).toBeNull()
})
