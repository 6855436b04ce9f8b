import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SessionCommand, Message } from '../../../engine/run/protocol'
import { Session } from '../../../engine/run/session'
import { registry } from '../../../nodes'
import { createEngine } from '../../../renderer/workspace/createEngine'
import type { Engine } from '../../../renderer/workspace/openEngine'
import { createDocumentStore, emptyDocument } from '../../../renderer/editing/store'
import { elman } from '../../documents'

/** A worker whose answers arrive when the test says so, as on a busy machine. */
class Slow {
  static last: Slow
  onmessage: ((event: { data: Message }) => void) | undefined
  private readonly pending: Message[] = []
  private readonly session = new Session(registry, { now: () => 0, soon: () => undefined, later: () => () => undefined })

  constructor() {
    Slow.last = this
    this.session.message$.subscribe((message) => this.pending.push(message))
  }

  readonly sent: SessionCommand[] = []

  postMessage(command: SessionCommand): void {
    this.sent.push(command)
    this.session.send(command)
  }

  terminate(): void {
    this.pending.length = 0
  }

  /** Delivers the messages sent so far, up to the first of the kind `until`. */
  arrive(until?: Message['kind']): void {
    for (let message = this.pending.shift(); message; message = this.pending.shift()) {
      this.onmessage?.({ data: message })
      if (message.kind === until) return
    }
  }
}

let engine: Engine
const documents = createDocumentStore()
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

beforeEach(async () => {
  vi.stubGlobal('Worker', Slow)
  vi.stubGlobal('requestAnimationFrame', (task: () => void) => setTimeout(task, 0))
  documents.open(emptyDocument, { path: null, name: 'Untitled' })
  engine = createEngine(documents)
  engine.start()
  await turn()
})
afterEach(() => {
  engine.end()
  vi.unstubAllGlobals()
})

describe('a document whose data are being read', () => {
  /** Opens a document with a table; resolves, once the table is being read, to a function that lets reading end. */
  async function reading(): Promise<() => void> {
    let read: (rows: string | null) => void = () => undefined
    const pieces = [`v\n${'1\n2\n'.repeat(30)}`, null]
    vi.stubGlobal('window', {
      unfold: {
        openData: () => Promise.resolve({ ok: true, file: 1, size: 122 }),
        nextPiece: () =>
          new Promise((resolve) => {
            const rows = pieces.shift() ?? null
            if (rows === null) return resolve({ ok: true, bytes: null })
            read = () => resolve({ ok: true, bytes: new TextEncoder().encode(rows) })
          }),
        closeData: () => Promise.resolve(),
      },
    })
    documents.open(
      {
        ...elman(),
        nodes: { x: { type: 'input', columns: ['v'] }, y: { type: 'output', columns: ['v'], ahead: 1 } },
        edges: { W: { from: 'x', to: 'y' } },
        data: { kind: 'file', path: 'v.csv' },
        training: { algorithm: { kind: 'bptt', horizon: 4 } },
      },
      { path: '/there/a.unfold', name: 'a' },
    )
    await vi.waitFor(() => expect(engine.store.getState().reading).toBeDefined())
    return () => read('')
  }

  it('delays questions about its weights: no failure is reported while a table is being read', async () => {
    const end = await reading()
    let answer: unknown = 'none yet'
    void engine.caughtUp().then((problem) => (answer = problem))
    await turn()
    expect(answer).toBe('none yet')
    end()
    await vi.waitFor(() => {
      Slow.last.arrive()
      expect(answer).toBeUndefined()
    })
  })

  it('runs live once the table has been read, instead of blaming the document', async () => {
    const end = await reading()
    let problems: unknown = 'none yet'
    void engine.live({ source: 'sine', learn: false, rowsPerSecond: 100 }).then((found) => (problems = found))
    await turn()
    Slow.last.arrive()
    await turn()
    expect(problems).toBe('none yet')
    end()
    await vi.waitFor(() => {
      Slow.last.arrive()
      expect(problems).toEqual([])
    })
  })
})

describe('a document that replaces another', () => {
  it('never shows problems of the previous document', async () => {
    documents.open(elman(), { path: null, name: 'Elman' })
    await turn()
    // The worker's messages on the empty document arrive only now.
    Slow.last.arrive('compiled')
    expect(engine.store.getState().compiled).toBeUndefined()
    Slow.last.arrive()
    expect(engine.store.getState().compiled).toMatchObject({ errors: [], revision: documents.store.getState().revision })
    expect(engine.store.getState().state.status).toBe('ready')
  })

  it('shows its own problems, and those of its edits', async () => {
    Slow.last.arrive()
    expect(engine.store.getState().compiled?.errors).toMatchObject([{ code: 'output-missing' }])
    documents.open(elman(), { path: null, name: 'Elman' })
    await turn()
    documents.edit('edit', (draft) => void delete draft.edges.W_hy)
    await turn()
    Slow.last.arrive()
    const { compiled } = engine.store.getState()
    expect(compiled?.revision).toBe(documents.store.getState().revision)
  })
})

describe('an edit of stored weights', () => {
  const loads = () => Slow.last.sent.flatMap((command) => (command.kind === 'load' ? [command.restored ?? []] : []))

  it('reaches the engine with the names of the weights, also when it is undone', async () => {
    const shape = [8, 2]
    documents.open({ ...elman(), weights: { W_xh: { shape, data: Array<number>(16).fill(0.5) } } }, { path: null, name: 'Elman' })
    await turn()
    const before = loads().length
    documents.edit('canvas.edit.repair', (draft) => {
      delete draft.weights!.W_xh
    })
    await turn()
    documents.undo()
    await turn()
    expect(loads().slice(before)).toEqual([['W_xh'], ['W_xh']])
  })

  it('reaches the engine also if the scaling of columns must be fitted again', async () => {
    documents.open({ ...elman(), fitted: { columns: {} } }, { path: null, name: 'Elman' })
    await turn()
    const before = loads().length
    documents.edit('canvas.edit.repair', (draft) => {
      delete draft.fitted
    })
    await turn()
    expect(loads().slice(before)).toEqual([[]])
  })
})
