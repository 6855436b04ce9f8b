import { Subject, ignoreElements, map } from 'rxjs'
import { TestScheduler } from 'rxjs/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { problem } from '../../../engine/base/problem'
import { failureOf } from '../../../engine/run/careful'
import type { GraphDocument } from '../../../engine/document/types'
import type { SessionCommand, FrameMessage, Message } from '../../../engine/run/protocol'
import { keyOf, type Query, type Scores, type Signal } from '../../../engine/run/streams'
import { createDocumentStore, type DocumentState } from '../../../renderer/editing/store'
import { EngineClient } from '../../../renderer/worker/client'
import { EngineFailure, answerOf } from '../../../renderer/worker/failure'
import { Watching } from '../../../renderer/worker/watching'
import type { DocumentTables, TableFound } from '../../../renderer/workspace/documentTables'
import { nowAndThen } from '../../../renderer/workspace/engineLife'
import { Loading, type Load } from '../../../renderer/workspace/loading'
import { elman } from '../../documents'

const marbles = (test: Parameters<TestScheduler['run']>[0]): void => void new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test)

describe('an edit', () => {
  /** The states of a document that is widened repeatedly, from its store. */
  function edits(count: number): DocumentState[] {
    const documents = createDocumentStore()
    documents.open(elman(), { path: null, name: '' })
    const states = [documents.store.getState()]
    for (let size = 2; size < count + 2; size++) {
      documents.edit('edit', (draft) => {
        draft.nodes.h!.size = size
      })
      documents.endGesture()
      states.push(documents.store.getState())
    }
    return states
  }
  const sizeIn = ({ state }: Load<string>): number => (state.document.nodes.h as { size: number }).size

  function loading(find: (document: GraphDocument) => unknown) {
    const given = new Subject<Load<string>>()
    const replayed = new Subject<string>()
    const tables = { find } as unknown as DocumentTables
    return {
      given,
      replayed,
      loading: new Loading<string>(
        tables,
        () => undefined,
        (load) => given.next(load),
        (replay) => replayed.next(replay),
      ),
    }
  }

  it('while a table is read replaces the pending one', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const [opened, two, three] = edits(2)
      const reading = cold<TableFound>('---(t|)', { t: { table: 1 } })
      const { given, loading: ours } = loading(() => reading)
      hot('a-b-----c', { a: opened!, b: two!, c: three! }).subscribe((state) =>
        state === opened ? ours.load(state) : ours.follow(state, state === two ? opened! : two!),
      )
      expectObservable(given.pipe(map((load) => [sizeIn(load), load.fresh, load.found.table]))).toBe('-----b-----c', { b: [2, true, 1], c: [3, false, 1] })
      expectSubscriptions(reading.subscriptions).toBe(['^-!', '--^--!', '--------^--!'])
    }))

  it('that does not change the computation is not sent to the engine', () =>
    marbles(({ hot, cold, expectObservable }) => {
      const [opened, two] = edits(1)
      const looks: DocumentState = {
        ...two!,
        revision: two!.revision + 1,
        document: { ...two!.document, nodes: structuredClone(two!.document.nodes), view: {} },
      }
      const { given, loading: ours } = loading(() => cold<TableFound>('(t|)', { t: {} }))
      hot('a-b-c', { a: opened!, b: two!, c: looks }).subscribe((state) =>
        state === opened ? ours.load(state) : ours.follow(state, state === two ? opened! : two!),
      )
      expectObservable(given.pipe(map(sizeIn))).toBe('a-b', { a: (opened!.document.nodes.h as { size: number }).size, b: 2 })
    }))

  it('that is undone during training is undone before the learned weights are restored', () =>
    marbles(({ hot, cold, expectObservable }) => {
      const [opened, two] = edits(1)
      const { given, replayed, loading: ours } = loading(() => cold<TableFound>('--(t|)', { t: {} }))
      const undone: DocumentState = { ...opened!, revision: two!.revision + 1, past: [] }
      const trained: DocumentState = { ...undone, past: [...undone.past] }
      hot('a---b---u-l----l', { a: 'open', b: 'edit', u: 'undo', l: 'learned' }).subscribe((what) => {
        if (what === 'open') ours.load(opened!)
        if (what === 'edit') ours.follow(two!, opened!)
        if (what === 'undo') {
          ours.travel(undefined)
          ours.follow(undone, two!)
        }
        if (what === 'learned') {
          ours.travel('run 1')
          ours.follow(trained, undone)
        }
      })
      // The first time beside the edit; the second time no request is pending.
      expectObservable(given.pipe(map(({ back, replays }) => [back, replays]))).toBe('--a---b---u', { a: [false, []], b: [false, []], u: [true, ['run 1']] })
      expectObservable(replayed).toBe('---------------l', { l: 'run 1' })
    }))
})

/** A worker that sends the messages of the test. */
class Mute {
  static last: Mute
  readonly sent: SessionCommand[] = []
  onmessage: ((event: { data: Message }) => void) | undefined
  onerror: ((event: { message: string; preventDefault(): void }) => void) | undefined

  constructor() {
    Mute.last = this
  }

  postMessage(command: SessionCommand): void {
    this.sent.push(command)
  }

  terminate(): void {
    /* it has no thread */
  }
  say = (data: Message): void => this.onmessage?.({ data })
  die = (): void => this.onerror?.({ message: 'out of memory', preventDefault: () => undefined })
}

describe('a question', () => {
  beforeEach(() => vi.stubGlobal('Worker', Mute))
  afterEach(() => vi.unstubAllGlobals())

  const answer = (request: number): Message => ({ kind: 'answer', of: 'costs', request, answer: { sequences: 1, longest: 2, limit: 3, costs: [] } })

  it('reports progress, then the answer', () =>
    marbles(({ hot, expectObservable }) => {
      const client = new EngineClient().start()
      hot<Message>('--p-a', { p: { kind: 'progress', request: 1, done: 0.5 }, a: answer(1) }).subscribe(Mute.last.say)
      expectObservable(client.ask({ kind: 'costs' })).toBe('--p-(a|)', { p: { done: 0.5 }, a: { answer: { sequences: 1, longest: 2, limit: 3, costs: [] } } })
    }))

  it('is cancelled without subscribers', () => {
    const client = new EngineClient().start()
    marbles(({ expectObservable }) => expectObservable(client.ask({ kind: 'gradient-check' }), '^--!').toBe('----'))
    expect(Mute.last.sent).toEqual([
      { kind: 'ask', request: 1, question: { kind: 'gradient-check' } },
      { kind: 'cancel', request: 1 },
    ])
  })

  it('fails when the tab is closed', () =>
    marbles(({ hot, expectObservable }) => {
      const client = new EngineClient().start()
      const closed = new EngineFailure(problem('engine-failed', 'engine-closed', {}))
      hot('---c').subscribe(() => client.close())
      expectObservable(client.ask({ kind: 'weights' })).toBe('---#', undefined, closed)
      expectObservable(client.ask({ kind: 'checkpoint' })).toBe('---#', undefined, closed)
      expectObservable(client.death$).toBe('---|')
    }))

  it('fails when the worker dies, and the next worker answers the next one', () =>
    marbles(({ hot, expectObservable }) => {
      const client = new EngineClient().start()
      const ended = failureOf('engine-ended', 'out of memory')
      hot('---d').subscribe(() => Mute.last.die())
      client.death$.subscribe(() => client.start())
      hot('-----a', { a: answer(2) }).subscribe((message) => Mute.last.say(message))
      expectObservable(client.death$).toBe('---d', { d: ended })
      expectObservable(client.ask({ kind: 'weights' })).toBe('---#', undefined, new EngineFailure(ended))
      expectObservable(answerOf(client.ask({ kind: 'costs' })), '----^').toBe('-----(a|)', { a: { sequences: 1, longest: 2, limit: 3, costs: [] } })
    }))
})

describe('checkpoints during training', () => {
  it('are requested every 20 s, and less often if the answer takes long', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const answer = cold<number>('400ms (a|)', { a: 1 })
      expectObservable(nowAndThen(hot<boolean>('a 5s a', { a: true }), () => answer).pipe(ignoreElements()), '^ 69s !').toBe('')
      // It may take one hundredth of the time.
      expectSubscriptions(answer.subscriptions).toBe(['20s ^ 399ms !', '60400ms ^ 399ms !'])
    }))

  it('are not requested while training is paused, and again after a failure', () =>
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const answer = cold<number>('#')
      const running = hot<boolean>('a 9999ms b 999ms a 45s b', { a: true, b: false })
      expectObservable(nowAndThen(running, () => answer).pipe(ignoreElements()), '^ 99s !').toBe('')
      expectSubscriptions(answer.subscriptions).toBe(['31s (^!)', '51s (^!)'])
    }))
})

describe('a watched stream', () => {
  const signal: Query<'signal'> = { kind: 'signal', port: 'h' }
  const scores: Query<'scores'> = { kind: 'scores' }
  const at = (step: number): Signal => ({ units: 1, steps: 1, room: 64, values: Float32Array.of(0), step })
  const frame = (number: number, ...seen: [Query, Signal | Scores][]): FrameMessage => ({
    kind: 'frame',
    frame: number,
    seen: new Map(seen.map(([query, value]) => [keyOf(query), value])),
  })
  const add = (...queries: Query[]): SessionCommand => ({ kind: 'watch', add: queries, drop: [] })
  const drop = (...queries: Query[]): SessionCommand => ({ kind: 'watch', add: [], drop: queries })

  it('is requested once for two subscribers, and stopped without subscribers', () =>
    marbles(({ hot, expectObservable }) => {
      const sent = new Subject<SessionCommand>()
      const watching = new Watching((command) => sent.next(command))
      hot('--f---g---h', { f: [frame(1, [signal, at(1)])], g: [frame(2, [signal, at(2)])], h: [frame(3, [signal, at(3)])] }).subscribe((frames) =>
        watching.show(frames),
      )
      expectObservable(sent).toBe('a-f---g-d-h', {
        a: add(signal),
        f: { kind: 'drawn', frame: 1 },
        g: { kind: 'drawn', frame: 2 },
        d: drop(signal),
        h: { kind: 'drawn', frame: 3 },
      })
      expectObservable(watching.watch(signal), '^------!').toBe('--f---g', { f: at(1), g: at(2) })
      // The second one sees at once what there is.
      expectObservable(watching.watch(signal), '----^---!').toBe('----f-g', { f: at(1), g: at(2) })
    }))

  it('delivers only the newest of several frames between two repaints', () =>
    marbles(({ hot, expectObservable }) => {
      const watching = new Watching(() => undefined)
      const found: Scores = { epoch: 3, parts: {} }
      hot('-f', { f: [frame(1, [signal, at(1)], [scores, found]), frame(2, [signal, at(2)])] }).subscribe((frames) => watching.show(frames))
      expectObservable(watching.watch(signal)).toBe('-s', { s: at(2) })
      expectObservable(watching.watch(scores)).toBe('-s', { s: found })
    }))

  it('is requested again from a restarted engine, and is undefined for another document', () =>
    marbles(({ hot, expectObservable }) => {
      const sent = new Subject<SessionCommand>()
      const watching = new Watching((command) => sent.next(command))
      hot('--f-o-b', { f: 'frame', o: 'other document', b: 'begin' }).subscribe((what) => {
        if (what === 'frame') watching.show([frame(1, [signal, at(1)])])
        else if (what === 'begin') watching.begin()
        else watching.forget()
      })
      expectObservable(sent).toBe('a-f---a', { a: add(signal), f: { kind: 'drawn', frame: 1 } })
      expectObservable(watching.watch(signal)).toBe('--f-u', { f: at(1), u: undefined })
    }))
})
