import { describe, expect, it } from 'vitest'
import { limits } from '../../engine/document/limits'
import type { GraphDocument } from '../../engine/document/types'
import type { Poke } from '../../engine/analyze/poke'
import type { Message, SessionCommand } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { keyOf, type Query, type Seen, type StreamKind } from '../../engine/run/streams'
import { registry } from '../../nodes'
import { elman } from '../documents'
import { AnalystsHere } from './analyst-host'
import { ask } from './ask'
import { Stage } from './stage'

const flow: Query<'flow'> = { kind: 'flow', part: 'train', sequence: 0, step: null, lags: 8 }
const hidden: Query<'signal'> = { kind: 'signal', port: 'h' }

/** A session with a clock that the test advances. */
class Played {
  private now = 0
  private soon: (() => void)[] = []
  private timers: { readonly at: number; readonly task: () => void }[] = []
  private readonly pace = {
    now: () => (this.now += 0.1),
    soon: (task: () => void) => void this.soon.push(task),
    later: (milliseconds: number, task: () => void) => {
      const timer = { at: this.now + milliseconds, task }
      this.timers.push(timer)
      return () => void (this.timers = this.timers.filter((other) => other !== timer))
    },
  }
  private readonly messages: Message[] = []
  readonly analysts = new AnalystsHere(this.pace, (frame) => {
    this.messages.push(frame)
    this.analysts.drawn(frame.frame)
  })
  readonly session = new Session(registry, this.pace, undefined, this.analysts)

  constructor(document: GraphDocument) {
    this.session.message$.subscribe((message) => {
      this.messages.push(message)
      if (message.kind === 'frame') this.session.send({ kind: 'drawn', frame: message.frame })
    })
    this.send({ kind: 'load', revision: 1, document, fresh: true })
  }

  send(command: SessionCommand): void {
    this.session.send(command)
    this.pass(50)
  }

  /** Advances the clock by milliseconds. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds
    while (this.now < end) {
      const [task] = this.soon
      const timer = this.timers.find(({ at }) => at <= this.now)
      if (timer) {
        this.timers = this.timers.filter((other) => other !== timer)
        timer.task()
      } else if (task) {
        this.soon.shift()
        task()
      } else this.now++
    }
  }

  seen<K extends StreamKind>(query: Query<K>): Seen<K> | undefined {
    const key = keyOf(query as Query)
    for (const message of this.messages.toReversed()) if (message.kind === 'frame' && message.seen.has(key)) return message.seen.get(key) as Seen<K>
    return undefined
  }
}

const watch = (...add: Query[]): SessionCommand => ({ kind: 'watch', add, drop: [] })
const drop = (...queries: Query[]): SessionCommand => ({ kind: 'watch', add: [], drop: queries })

describe('an analyst', () => {
  const document = elman({ epochs: 4, shuffle: true }, 3)

  it('shows the same bits as analyses in the thread of training', () => {
    const queries: Query[] = [
      hidden as Query,
      { kind: 'moment' },
      { kind: 'sequences', part: 'train' },
      { kind: 'predictions' },
      { kind: 'norms' },
      { kind: 'scores' },
      { kind: 'parameter', name: 'W_ch' },
      flow as Query,
      { kind: 'dynamics', part: 'train', sequence: 'worst', step: 4, axes: 'components' },
      { kind: 'unrolled', part: 'train', sequence: 0, first: 0, steps: 6, step: 5 },
      { kind: 'units' },
    ]
    const pokes: Poke[] = [{ kind: 'noise', port: 'h.out', deviation: 0.3, seed: 7, first: 2, end: null }]
    const [apart, together] = [true, false].map((apart) => {
      const stage = new Stage(document, { apart })
      const found: unknown[] = []
      const take = (): void => void found.push(queries.map((query) => stage.seen(query)))
      stage.send(watch(...queries))
      stage.train()
      take()
      stage.send({ kind: 'hold', at: { part: 'train', sequence: 'worst', step: 3 } })
      take()
      stage.send({ kind: 'poke', pokes })
      take()
      stage.send({ kind: 'poke', pokes: [] })
      stage.send({ kind: 'look', epoch: 2 })
      take()
      found.push(stage.ask({ kind: 'fixed-points', part: 'train', sequence: 0, input: 'zero', starts: 4, seed: 1 }), stage.ask({ kind: 'gradient-check' }))
      stage.send({ kind: 'look', epoch: null })
      stage.send({ kind: 'hold', at: null })
      take()
      stage.train()
      take()
      return { found, started: stage.analysts.started, checkpoint: stage.checkpoint() }
    })
    expect([apart!.started, together!.started]).toEqual([1, 0])
    expect(apart!.found).toEqual(together!.found)
    expect(apart!.checkpoint).toEqual(together!.checkpoint)
  })

  it('is started by the first query that takes a copy, and ended half a minute after the last one', () => {
    const played = new Played(document)
    played.send(watch(hidden as Query, { kind: 'norms' }, { kind: 'scores' }))
    expect(played.analysts.started).toBe(0)
    played.send(watch(flow as Query))
    expect(played.seen(flow)).toMatchObject({ epoch: 0, length: 7 })
    played.send(drop(flow as Query))
    played.pass(20_000)
    expect(played.analysts.running).toBe(1)
    played.pass(20_000)
    expect(played.analysts.running).toBe(0)
    played.send({ kind: 'hold', at: { part: 'train', sequence: 2, step: 3 } })
    expect(played.analysts).toMatchObject({ started: 2, running: 1 })
    expect(played.seen(hidden)).toMatchObject({ at: 3 })
  })

  it('follows training at its own pace', () => {
    const played = new Played({ ...document, training: { ...document.training, epochs: 1_000_000 } })
    played.send(watch(flow as Query))
    played.send({ kind: 'play' })
    const epochs = new Set<number>()
    for (let i = 0; i < 50 && epochs.size < 3; i++) {
      played.pass(200)
      epochs.add((played.seen(flow) as { epoch: number }).epoch)
    }
    expect(epochs.size).toBe(3)
    played.send({ kind: 'pause' })
    played.pass(1_000)
    const { epoch } = ask({ send: (command) => played.send(command), message$: played.session.message$ }, { kind: 'weights' })
    expect(played.seen(flow)).toMatchObject({ epoch })
  })

  it('that ends unexpectedly is reported and replaced, but not endlessly', () => {
    const played = new Played(document)
    played.send({ kind: 'step' })
    played.send({ kind: 'hold', at: { part: 'train', sequence: 2, step: 3 } })
    played.send(watch(flow as Query, hidden as Query))
    const before = [played.seen(flow), played.seen(hidden)]
    for (let i = 0; i < 2; i++) {
      played.analysts.crash('a failure of the test')
      expect(played.seen(flow)).toMatchObject({ problem: { key: 'analyst-ended', values: { reason: 'a failure of the test' } } })
      played.pass(100)
      expect(played.analysts.running).toBe(1)
      expect([played.seen(flow), played.seen(hidden)]).toEqual(before)
    }
    played.analysts.crash('a failure of the test')
    played.send({ kind: 'step' })
    expect(played.analysts).toMatchObject({ started: 3, running: 0 })
    expect(played.seen(flow)).toMatchObject({ problem: { key: 'analyst-ended-often' } })
    played.send({ kind: 'load', revision: 2, document: { ...document, training: { ...document.training, seed: 9 } }, fresh: false })
    expect(played.analysts).toMatchObject({ started: 4, running: 1 })
  })

  it('counts towards the limit of memory as analyses beside training do', () => {
    const limit = limits.memory
    try {
      for (const apart of [true, false]) {
        const stage = new Stage(document, { apart })
        ;(limits as { memory: number }).memory = 200_000
        expect(stage.look(flow)).toMatchObject({ problem: { key: 'memory-over-copy' } })
        ;(limits as { memory: number }).memory = limit
      }
    } finally {
      ;(limits as { memory: number }).memory = limit
    }
  })
})
