import type { Observable } from 'rxjs'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerers } from '../../../engine/run/answers'
import { postSafely } from '../../../engine/run/careful'
import type { SessionCommand, Message } from '../../../engine/run/protocol'
import type { Question, QuestionKind, Reply } from '../../../engine/run/questions'
import { Session } from '../../../engine/run/session'
import { Preparation } from '../../../engine/run/work'
import { registry } from '../../../nodes'
import { createEngine } from '../../../renderer/workspace/createEngine'
import type { Engine } from '../../../renderer/workspace/openEngine'
import { AT_MOST } from '../../../renderer/workspace/engineLife'
import { prepared } from '../../../renderer/workspace/newest'
import { useDialogs } from '../../../renderer/workspace/dialogStore'
import { createDocumentStore, type DocumentStore } from '../../../renderer/editing/store'
import { EngineClient } from '../../../renderer/worker/client'
import { EngineFailure, answered } from '../../../renderer/worker/failure'
import { elman } from '../../documents'

type Task = () => void

/** A worker with the real engine that fails on request. */
class Faulty {
  static all: Faulty[] = []
  static get last(): Faulty {
    return Faulty.all.at(-1)!
  }
  onmessage: ((event: { data: unknown }) => void) | undefined
  onerror: ((event: { message: string | undefined; preventDefault(): void }) => void) | undefined
  onmessageerror: Task | undefined
  readonly received: SessionCommand[] = []
  /** Whether it is busy: it handles commands when that ends. */
  silent = false
  private readonly waiting: SessionCommand[] = []
  /** Answers to this question cannot be transferred. */
  stuck: QuestionKind | undefined
  private ended = false
  private time = 0
  private readonly tasks: Task[] = []
  private readonly session: Session

  constructor() {
    Faulty.all.push(this)
    this.session = new Session(registry, { now: () => this.time++, soon: (task) => void this.tasks.push(task), later: () => () => undefined })
    this.session.message$.subscribe((message) => this.emit(message))
  }

  private emit(message: Message): void {
    postSafely(message, (sent) => {
      if (sent.kind === 'answer' && sent.of === this.stuck) throw new Error('could not be cloned')
      queueMicrotask(() => {
        if (!this.ended) this.onmessage?.({ data: sent })
      })
    })
  }

  postMessage(command: SessionCommand): void {
    this.received.push(command)
    if (this.ended) return
    if (this.silent) this.waiting.push(command)
    else this.handle(command)
  }

  private handle(command: SessionCommand): void {
    queueMicrotask(() => {
      try {
        this.session.send(command)
      } catch (error) {
        this.fail((error as Error).message)
      }
    })
  }

  /** Ends being busy. */
  listen(): void {
    this.silent = false
    for (const command of this.waiting.splice(0)) this.handle(command)
  }

  terminate(): void {
    this.ended = true
  }

  fail(message: string | undefined): void {
    if (!this.ended) this.onerror?.({ message, preventDefault: () => undefined })
  }

  /** Trains for so many slices. */
  work(slices: number): void {
    for (let i = 0; i < slices; i++) this.tasks.shift()?.()
  }
}

/** The engine fails at a question. */
const throwing = (kind: QuestionKind): unknown =>
  vi.spyOn(answerers, kind).mockImplementation(() => {
    throw new Error(`no ${kind}`)
  })
const turn = (): Promise<void> => vi.advanceTimersByTimeAsync(1).then(() => undefined)

beforeEach(() => {
  vi.useFakeTimers()
  Faulty.all = []
  vi.stubGlobal('Worker', Faulty)
  vi.stubGlobal('requestAnimationFrame', (task: Task) => setTimeout(task, 0))
  useDialogs.setState({ request: undefined })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

const reasonOf = (question: Observable<Reply<unknown>>): Promise<string> =>
  answered(question).then(
    () => 'answered',
    (error: unknown) => (error instanceof EngineFailure ? error.problem.key : String(error)),
  )

describe('a question to the engine', () => {
  it('fails with the reason if the engine throws, and the next one is answered', async () => {
    const client = new EngineClient().start()
    throwing('costs')
    const [failed, other] = [answered(client.ask({ kind: 'costs' })).catch((error: unknown) => error), reasonOf(client.ask({ kind: 'weights' }))]
    await turn()
    expect(await failed).toMatchObject({ problem: { code: 'engine-failed', key: 'engine-threw', values: { reason: 'no costs' } } })
    expect(await other).toBe('answered')
  })

  it('fails with a reason also where the browser gives none, because the code of the engine is missing', async () => {
    const client = new EngineClient().start()
    const failed = answered(client.ask({ kind: 'weights' })).catch((error: unknown) => error)
    Faulty.last.fail(undefined)
    expect(await failed).toMatchObject({ problem: { key: 'engine-ended', values: { reason: 'its code could not be loaded' } } })
  })

  it.each(['weights', 'checkpoint', 'export', 'gradient-check', 'preview', 'costs', 'write'] as const)(
    '%s, whose answer cannot be transferred, fails',
    async (kind) => {
      const client = new EngineClient().start()
      Faulty.last.stuck = kind
      const asks = {
        weights: {},
        checkpoint: {},
        export: { format: 'numpy' },
        costs: {},
        'gradient-check': { seed: 0 },
        preview: { first: 0, rows: 1, course: null },
        write: { name: 'x', indices: Uint32Array.of(0), change: { kind: 'set', value: 0 } },
      } as const
      const reason = reasonOf(client.ask({ kind, ...asks[kind] } as Question))
      await turn()
      expect(await reason).toBe('engine-threw')
    },
  )

  it('fails when the document is closed, before or after it was asked', async () => {
    const client = new EngineClient().start()
    Faulty.last.silent = true
    const open = [
      reasonOf(client.ask({ kind: 'weights' })),
      reasonOf(client.ask({ kind: 'table-piece', table: 1, bytes: new Uint8Array(1) })),
      reasonOf(client.ask({ kind: 'table-end', table: 1 })),
    ]
    client.close()
    expect(await Promise.all(open)).toEqual(['engine-closed', 'engine-closed', 'engine-closed'])
    expect(await reasonOf(client.ask({ kind: 'weights' }))).toBe('engine-closed')
  })

  it('fails before the worker was started', async () => {
    expect(await reasonOf(new EngineClient().ask({ kind: 'weights' }))).toBe('engine-ended')
    expect(Faulty.all).toEqual([])
  })

  it('fails when the worker throws, cannot be understood, or is no longer there', async () => {
    const granted: Task[] = []
    vi.stubGlobal('navigator', { locks: { request: (_name: string, _options: object, task: Task) => new Promise(() => granted.push(task)) } })
    for (const end of [
      () => Faulty.last.fail('out of memory'),
      () => Faulty.last.onmessageerror?.(),
      () => {
        Faulty.last.onmessage?.({ data: { kind: 'alive', lock: 'engine 1' } })
        granted.at(-1)!()
      },
    ]) {
      const client = new EngineClient().start()
      Faulty.last.silent = true
      const deaths: string[] = []
      client.death$.subscribe(({ key }) => deaths.push(key))
      const open = reasonOf(client.ask({ kind: 'weights' }))
      end()
      expect(await open).toBe('engine-ended')
      expect(deaths).toEqual(['engine-ended'])
      // A question asked now fails at once; a new worker answers the next one.
      expect(await reasonOf(client.ask({ kind: 'weights' }))).toBe('engine-ended')
      client.start()
      const again = reasonOf(client.ask({ kind: 'weights' }))
      await turn()
      expect(await again).toBe('answered')
    }
  })
})

describe('an engine', () => {
  let documents: DocumentStore
  let engine: Engine
  beforeEach(async () => {
    documents = createDocumentStore()
    documents.open(elman({ epochs: 100_000 }), { path: '/elman.unfold', name: 'elman.unfold' })
    engine = createEngine(documents)
    engine.start()
    await turn()
  })
  afterEach(() => engine.end())
  const status = (): string => engine.store.getState().state.status

  it('that ends during training is reported and restarted with the last known weights, without training', async () => {
    engine.play()
    await turn()
    Faulty.last.work(200)
    await vi.advanceTimersByTimeAsync(AT_MOST + 1)
    Faulty.last.work(200)
    await turn()
    const { epoch } = engine.store.getState().state
    const first = Faulty.last
    first.fail('out of memory')
    await turn()
    expect(Faulty.all).toHaveLength(2)
    const { trouble, state, compiled } = engine.store.getState()
    expect(trouble).toMatchObject({ problem: { key: 'engine-ended', values: { reason: 'out of memory' } }, over: false, ended: { epoch } })
    const known = trouble!.ended!.known!
    expect(known).toBeGreaterThan(0)
    expect(known).toBeLessThanOrEqual(epoch)
    expect(state).toMatchObject({ status: 'paused', epoch: known })
    expect(compiled?.errors).toEqual([])
    expect(engine.store.getState().reports.every((report) => report.epoch <= known)).toBe(true)
    // What it had learned is a step of history.
    expect(documents.store.getState().past.at(-1)?.learned?.after?.checkpoint.epoch).toBe(known)
    engine.play()
    await turn()
    expect(status()).toBe('running')
  })

  it('that ends repeatedly is not restarted until the user asks for it or edits the document', async () => {
    for (let i = 0; i < 3; i++) {
      Faulty.last.fail('broken')
      await turn()
    }
    expect(Faulty.all).toHaveLength(3)
    expect(engine.store.getState()).toMatchObject({ trouble: { over: true, problem: { key: 'engine-ended-again' } }, state: { status: 'blocked' } })
    expect(await reasonOf(engine.ask({ kind: 'weights' }))).toBe('engine-ended')
    documents.edit('edit', (draft) => {
      draft.nodes.h!.size = 5
    })
    await turn()
    expect(Faulty.all).toHaveLength(4)
    expect(status()).toBe('ready')
    Faulty.last.fail('broken')
    await turn()
    expect(Faulty.all).toHaveLength(4)
    engine.startAgain()
    await turn()
    expect(status()).toBe('ready')
    expect(engine.store.getState().trouble).toBeUndefined()
  })

  it('that has ended does not give its weights to the next document', async () => {
    engine.play()
    await turn()
    Faulty.last.work(50)
    await vi.advanceTimersByTimeAsync(AT_MOST + 1)
    for (let i = 0; i < 3; i++) {
      Faulty.last.fail('broken')
      await turn()
    }
    expect(engine.store.getState().trouble).toMatchObject({ over: true, ended: { known: expect.any(Number) as number } })
    documents.open(elman(), { path: '/other.unfold', name: 'other.unfold' })
    await turn()
    expect(engine.store.getState()).toMatchObject({ state: { status: 'ready', epoch: 0 }, reports: [], runs: [] })
    expect(Faulty.last.received.filter(({ kind }) => kind === 'restore')).toEqual([])
  })

  it('reports a document that it could not load, and accepts the next edit', async () => {
    const compiling = vi.spyOn(Preparation.prototype, 'of').mockImplementation(() => {
      throw new Error('no load')
    })
    documents.edit('edit', (draft) => {
      draft.nodes.h!.size = 5
    })
    await turn()
    expect(engine.store.getState().compiled?.errors).toMatchObject([{ code: 'engine-failed', key: 'engine-load' }])
    expect(status()).toBe('blocked')
    compiling.mockRestore()
    documents.edit('edit', (draft) => {
      draft.nodes.h!.size = 6
    })
    await turn()
    expect(engine.store.getState().compiled?.errors).toEqual([])
    expect(Faulty.all).toHaveLength(1)
  })

  describe('an engine whose weights are requested', () => {
    const tab = (): Parameters<typeof prepared>[0] => ({ id: 'a', documents, engine })
    const question = async (): Promise<Extract<NonNullable<ReturnType<typeof useDialogs.getState>['request']>, { kind: 'without-weights' }>> => {
      await vi.advanceTimersByTimeAsync(12_000)
      const { request } = useDialogs.getState()
      if (request?.kind !== 'without-weights') throw new Error('nobody was asked')
      return request
    }
    beforeEach(async () => {
      engine.play()
      await turn()
      Faulty.last.work(50)
      engine.pause()
      await turn()
    })

    it('that is busy makes the app ask the user; waiting returns the weights once it answers', async () => {
      Faulty.last.silent = true
      const saved = prepared(tab()).then((ready) => ready?.document)
      const asked = await question()
      expect(asked.problem.key).toBe('engine-silent')
      // However long it takes, it is asked once.
      asked.answer('wait')
      const again = await question()
      again.answer('wait')
      Faulty.last.listen()
      await turn()
      expect(Object.keys((await saved)!.weights!)).toContain('W_xh')
      expect(Faulty.last.received.filter((command) => command.kind === 'ask' && command.question.kind === 'weights')).toHaveLength(1)
      expect(useDialogs.getState().request).toBeUndefined()
    })

    it('that does not answer can be restarted from the last known state', async () => {
      Faulty.last.silent = true
      const saved = prepared(tab()).then((ready) => ready?.document)
      ;(await question()).answer('restart')
      await turn()
      expect(Object.keys((await saved)!.weights!)).toContain('W_xh')
      expect(engine.store.getState().trouble?.problem.values.reason).toContain('did not answer')
    })

    it('that fails to deliver them is saved without them only if the user agrees', async () => {
      throwing('weights')
      const without = prepared(tab()).then((ready) => ready?.document)
      const first = await question()
      expect(first.problem.key).toBe('engine-threw')
      first.answer('without')
      expect((await without)!.weights).toBeUndefined()
      const cancelled = prepared(tab()).then((ready) => ready?.document)
      void (await question()).answer('cancel')
      expect(await cancelled).toBeUndefined()
      // If another dialog replaces it, no file is written.
      const displaced = prepared(tab()).then((ready) => ready?.document)
      await question()
      useDialogs.setState({ request: { kind: 'about' } })
      expect(await displaced).toBeUndefined()
    })

    it('that has ended returns the last known ones, without a question', async () => {
      Faulty.last.fail('out of memory')
      await turn()
      const saved = prepared(tab()).then((ready) => ready?.document)
      await turn()
      expect(Object.keys((await saved)!.weights!)).toContain('W_xh')
    })
  })
})
