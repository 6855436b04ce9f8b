import { describe, expect, it } from 'vitest'
import type { GraphDocument } from '../../engine/document/types'
import type { Message, RunReport } from '../../engine/run/protocol'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { draw, elman } from '../documents'
import { ask } from './ask'
import { shown, watchAll } from './watching'

const reportsOf = (messages: readonly Message[]): RunReport[] => messages.flatMap((message) => (message.kind === 'reports' ? message.reports : []))

/** A session whose clock advances by `tick` milliseconds at each read, run until it has nothing left to do. */
function run(document: GraphDocument, asked: (session: Session) => void, tick = 5): Message[] {
  const waiting: (() => void)[] = []
  let now = 0
  const session = new Session(registry, { now: () => (now += tick), soon: (next) => void waiting.push(next), later: () => () => undefined })
  const messages: Message[] = []
  session.message$.subscribe((message) => {
    messages.push(message)
    if (message.kind === 'frame') session.send({ kind: 'drawn', frame: message.frame })
  })
  watchAll(session, document)
  session.send({ kind: 'load', revision: 1, document, fresh: true })
  asked(session)
  for (let next = waiting.shift(); next; next = waiting.shift()) next()
  return messages
}

describe('a run that has ended', () => {
  it.each([2, 5, 8, 11])('shows the whole last sequence (clock %i)', (tick) => {
    const messages = run(elman({ epochs: 3, batchSize: 1 }), (session) => session.send({ kind: 'play' }), tick)
    const frames = messages.filter((message) => message.kind === 'frame')
    expect(messages.filter((message) => message.kind === 'state').at(-1)!.status).toBe('done')
    const { step, signals } = shown(frames.at(-1)!)
    expect(signals.h!.steps).toBe(step + 1)
    expect([5, 7, 12]).toContain(step + 1)
  })
})

describe('signals of a node with several out ports', () => {
  it('are those of each port: a gate’s output and opening, a cell’s output and state', () => {
    const document = draw(
      { x: { type: 'input', size: 2 }, g: { type: 'gate', size: 2 }, c: { type: 'cell', size: 2 }, y: { type: 'output', size: 1 } },
      { U: 'x → g.control', s: 'x → g.signal', add: 'g → c', W: 'c → y' },
      { training: { epochs: 1, batchSize: 1 }, data: elman().data },
    )
    const messages = run(document, (session) => session.send({ kind: 'play' }))
    const { g, 'g.gate': gate, c, 'c.state': state, x } = shown(messages.filter((message) => message.kind === 'frame').at(-1)!).signals
    expect(g!.values).toHaveLength(x!.values.length)
    g!.values.forEach((value, i) => {
      expect(gate!.values[i]).toBeGreaterThan(0)
      expect(gate!.values[i]).toBeLessThan(1)
      expect(value).toBeCloseTo(gate!.values[i]! * x!.values[i]!, 5)
      expect(c!.values[i]).toBeCloseTo(Math.tanh(state!.values[i]!), 5)
    })
  })
})

describe('watching training', () => {
  it('leaves the engine at least 95 % of its time, however long posting a frame takes', () => {
    const waiting: (() => void)[] = []
    let now = 0
    const session = new Session(registry, { now: () => (now += 0.5), soon: (next) => void waiting.push(next), later: () => () => undefined })
    let frames = 0
    session.message$.subscribe((message) => {
      if (message.kind !== 'frame') return
      frames++
      now += 6
      session.send({ kind: 'drawn', frame: message.frame })
    })
    const document = elman({ epochs: 1_000_000, batchSize: 1 })
    watchAll(session, document)
    session.send({ kind: 'load', revision: 1, document, fresh: true })
    session.send({ kind: 'play' })
    const [begun, first] = [now, frames]
    for (const passed = (): number => now - begun; passed() < 20_000; ) waiting.shift()!()
    expect(frames - first).toBeGreaterThan(20)
    expect((6 * (frames - first)) / (now - begun)).toBeLessThan(0.05)
  })

  it('with only scores watched, as in hidden tabs, sends them only when they change', () => {
    const waiting: (() => void)[] = []
    let now = 0
    const session = new Session(registry, { now: () => (now += 0.5), soon: (next) => void waiting.push(next), later: () => () => undefined })
    const found: boolean[] = []
    session.message$.subscribe((message) => {
      if (message.kind !== 'frame') return
      found.push(message.seen.size > 0)
      session.send({ kind: 'drawn', frame: message.frame })
    })
    session.send({ kind: 'load', revision: 1, document: reber(1_000_000), fresh: true })
    session.send({ kind: 'watch', add: [{ kind: 'scores' }], drop: [] })
    session.send({ kind: 'play' })
    const begun = found.length
    const start = now
    for (const passed = (): number => now - start; passed() < 20_000; ) waiting.shift()!()
    expect(found.slice(begun).length).toBeGreaterThan(3)
    expect(found.slice(begun).every(Boolean)).toBe(true)
  })
})

const reber = (epochs = 40): GraphDocument =>
  draw(
    { x: { type: 'input', size: 7 }, y: { type: 'output', size: 7, activation: 'softmax', loss: 'cross-entropy' } },
    { W: 'x → y' },
    { data: { kind: 'task', task: 'embedded-reber', options: { train: 12, validation: 3, test: 5 }, seed: 1 }, training: { epochs } },
  )

describe('the sequences shown during training', () => {
  const messages = run(reber(), (session) => session.send({ kind: 'play' }), 11)
  const frames = messages.filter((message) => message.kind === 'frame').map(shown)

  it('are the first test sequence, class by class', () => {
    const [pattern] = frames.findLast(({ predictions }) => predictions)!.predictions!
    if (pattern?.kind !== 'pattern') throw new Error('no pattern')
    expect(pattern).toMatchObject({ output: 'y', units: 7, part: 'test' })
    expect(pattern.names).toHaveLength(7)
    for (let s = 0; s < pattern.steps; s++) {
      const step = pattern.prediction.subarray(s * 7, (s + 1) * 7)
      expect(step.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5)
      expect([...pattern.target.subarray(s * 7, (s + 1) * 7)].filter((v) => v === 1)).toHaveLength(1)
    }
  })

  it('have scores of the current weights', () => {
    const losses = frames.flatMap(({ scores }) => (scores?.parts.test ? [scores.parts.test.loss] : []))
    expect(losses.length).toBeGreaterThan(3)
    expect(losses.at(-1)).toBeLessThan(losses[0]!)
    expect(frames.flatMap(({ scores }) => (scores ? [scores.epoch] : [])).at(-1)).toBe(40)
  })
})

describe('scores of a long series', () => {
  const steps = 20_000
  const document: GraphDocument = draw(
    { h: { type: 'layer', size: 3 }, c: { type: 'context', initial: 0.5 }, y: { type: 'output', size: 1 } },
    { copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' },
    {
      training: { epochs: 2, algorithm: { kind: 'bptt', horizon: 100, every: 100 } },
      data: { kind: 'task', task: 'sine', options: { length: steps }, seed: 1 },
    },
  )

  it('are computed in pieces, with the bits of those computed at once', () => {
    const messages: Message[] = []
    let pieces = 0
    const waiting: (() => void)[] = []
    let now = 0
    const session = new Session(registry, { now: () => (now += 20), soon: (next) => void waiting.push(next), later: () => () => undefined })
    session.message$.subscribe((m) => {
      messages.push(m)
      if (m.kind === 'frame') session.send({ kind: 'drawn', frame: m.frame })
    })
    watchAll(session, document)
    session.send({ kind: 'load', revision: 1, document, fresh: true })
    session.send({ kind: 'play' })
    const reports = (): number => reportsOf(messages).length
    while (reports() < 1) {
      waiting.shift()!()
      pieces++
    }
    // 512 steps a piece, after the updates on the training part.
    const updates = messages.findLast((m) => m.kind === 'state')!.update
    expect(updates).toBeLessThan(steps / 100)
    expect(pieces - updates).toBeGreaterThan(steps / 600)
    // During the evaluation after the second epoch.
    for (let n = 0; n < pieces - steps / 1200; n++) waiting.shift()!()
    expect(reports()).toBe(1)
    const before = messages.length
    session.send({ kind: 'pause' })
    expect(messages.slice(before).find((m) => m.kind === 'state')).toMatchObject({ status: 'paused', epoch: 1 })
    expect(messages.slice(before).some((m) => m.kind === 'frame' && shown(m).scores)).toBe(false)
    while (waiting.length > 0) waiting.shift()!()
    const paused = messages
      .filter((m) => m.kind === 'frame')
      .map(shown)
      .findLast(({ scores }) => scores !== undefined)
    session.send({ kind: 'play' })
    while (waiting.length > 0) waiting.shift()!()
    const report = reportsOf(messages).at(-1)!
    expect(report.epoch).toBe(2)
    expect(paused).toMatchObject({ scores: { parts: report.parts } })
    const slow = run(document, (other) => other.send({ kind: 'play' }), 0)
    expect(reportsOf(slow).at(-1)).toEqual(report)
  })
})

describe('an edit', () => {
  const nodes = { x: { type: 'input', columns: ['u'] }, h: { type: 'layer', size: 3 }, c: { type: 'context' }, y: { type: 'output', columns: ['y'] } }
  const edges = { W_xh: 'x → h', copy: 'h → c', W_ch: 'c → h', W_hy: 'h → y' }
  const narma = { kind: 'task', task: 'narma-10', options: { length: 300 }, seed: 1 } as const
  const before = draw(nodes, edges, { data: narma, training: { epochs: 3 } })
  const edits: Record<string, GraphDocument> = {
    'of training': { ...before, training: { epochs: 3, optimizer: { kind: 'sgd', learningRate: 0.1 } } },
    'of a layer': draw({ ...nodes, h: { type: 'layer', size: 5 } }, edges, { data: narma, training: { epochs: 3 } }),
    'of columns': draw({ ...nodes, x: { type: 'input', columns: ['y'] } }, edges, { data: narma, training: { epochs: 3 } }),
    'of a window': draw({ ...nodes, x: { type: 'input', columns: ['u'], window: { past: 2, future: 0 } } }, edges, { data: narma, training: { epochs: 3 } }),
    'of how far ahead': draw({ ...nodes, y: { type: 'output', columns: ['y'], ahead: 3 } }, edges, { data: narma, training: { epochs: 3 } }),
    'of the seed of the data': { ...before, data: { ...narma, seed: 2 } },
    'of the length of the data': { ...before, data: { ...narma, options: { length: 200 } } },
  }
  const trained = (...documents: GraphDocument[]): unknown => {
    const messages: Message[] = []
    const session = new Session(registry, { now: () => 0, soon: () => undefined, later: () => () => undefined })
    session.message$.subscribe((m) => void messages.push(m))
    documents.forEach((document, i) => session.send({ kind: 'load', revision: i, document, fresh: i === 0 }))
    session.send({ kind: 'reset' })
    for (let i = 0; i < 6; i++) session.send({ kind: 'step' })
    const weights = ask(session, { kind: 'weights' })
    const compiled = messages.findLast((m) => m.kind === 'compiled')!
    expect(compiled.errors).toEqual([])
    return [compiled.warnings, compiled.sizes, reportsOf(messages).at(-1), weights]
  }

  it.each(Object.entries(edits))('%s works with the data that opening the document would give', (_, after) => {
    const found = trained(before, after)
    expect(found).toEqual(trained(after))
    expect(found).not.toEqual(trained(before))
    // Through a drawing that does not compile.
    expect(trained(before, draw(nodes, { copy: 'h → c' }, { data: narma, training: { epochs: 3 } }), after)).toEqual(found)
    expect(trained(before, after, before)).toEqual(trained(before))
  })
})

describe('fused multiply-add', () => {
  it('is used from then on if the machine has it, and learned weights stay', () => {
    const messages: Message[] = []
    const session = new Session(registry, { now: () => 0, soon: () => undefined, later: () => () => undefined })
    session.message$.subscribe((m) => void messages.push(m))
    const last = <K extends Message['kind']>(kind: K) => messages.findLast((m): m is Extract<Message, { kind: K }> => m.kind === kind)!
    session.send({ kind: 'load', revision: 1, document: elman({ epochs: 5 }), fresh: true })
    for (let i = 0; i < 9; i++) session.send({ kind: 'step' })
    const [before, state] = [ask(session, { kind: 'weights' }), last('state')]
    expect(state.fastMath.used).toBe(false)
    for (const on of [true, false]) {
      session.send({ kind: 'fast-math', on })
      expect(last('state')).toMatchObject({
        fastMath: { used: on && state.fastMath.available },
        epoch: state.epoch,
        update: state.update,
        status: state.status,
      })
      expect(ask(session, { kind: 'weights' }).weights).toEqual(before.weights)
    }
    session.send({ kind: 'step' })
    expect(last('state').update).toBe(state.update + 1)
  })
})

describe('the shown part of a long series', () => {
  const narma = draw(
    { x: { type: 'input', size: 1 }, y: { type: 'output', size: 1 } },
    { W: 'x → y' },
    { data: { kind: 'task', task: 'narma-10', options: { length: 2000 }, seed: 1 }, training: { epochs: 1, washout: 100 } },
  )
  const messages = run(narma, (session) => session.send({ kind: 'play' }))
  const trace = messages
    .filter((message) => message.kind === 'frame')
    .map(shown)
    .findLast(({ predictions }) => predictions)!.predictions![0]!
  if (trace.kind !== 'course') throw new Error('no course')

  it('has no prediction during the washout', () => {
    expect(trace.prediction.findIndex((v) => Number.isFinite(v))).toBe(100)
  })

  it('has each step around the start of the scored part, besides the whole', () => {
    const { labels, parts, target, prediction } = trace.close!
    expect(labels.length).toBe(240)
    expect(new Set(Array.from(labels.subarray(1), (label, k) => label - labels[k]!))).toEqual(new Set([1]))
    expect(parts.at(-1)).toMatchObject({ part: 'test', first: 60, end: 240 })
    const at = trace.labels.indexOf(labels[100]!)
    expect([target[100], prediction[100]]).toEqual([trace.target[at], trace.prediction[at]])
  })
})

describe('the preview of the data', () => {
  it('divides the sequences of a task as the task does', () => {
    run(reber(), (session) => {
      const { split } = ask(session, { kind: 'preview', first: 0, rows: 1, course: null })
      expect(split).toEqual({ unit: 'sequences', total: 20, ends: [12, 15, 20] })
    })
  })
})

describe('muting a node while its network trains', () => {
  it('keeps its weights, trains the rest, and continues from them when it is restored', () => {
    const whole = elman({ epochs: 4 })
    const muted: GraphDocument = { ...whole, nodes: { ...whole.nodes, c: { ...whole.nodes.c!, ablation: 'muted' } } }
    const found: Readonly<Record<string, unknown>>[] = []
    const messages = run(whole, (session) => {
      const look = (): unknown => found.push(ask(session, { kind: 'weights' }).weights!)
      session.send({ kind: 'step' })
      session.send({ kind: 'step' })
      look()
      session.send({ kind: 'load', revision: 2, document: muted, fresh: false })
      look()
      session.send({ kind: 'step' })
      look()
      session.send({ kind: 'load', revision: 3, document: whole, fresh: false })
      look()
    })
    const [before, at, after, back] = found
    expect(at).toEqual(before)
    expect(after!.W_ch).toEqual(before!.W_ch)
    expect(after!.W_hy).not.toEqual(before!.W_hy)
    expect(back).toEqual(after)
    expect(messages.filter((one) => one.kind === 'compiled').map(({ dropped, errors }) => [dropped, errors])).toEqual([
      [[], []],
      [[], []],
      [[], []],
    ])
  })
})

describe('a step', () => {
  it('is refused with a message if no step of any sequence counts', () => {
    const messages = run(elman({ washout: 12, epochs: 1_000_000_000 }), (session) => session.send({ kind: 'step' }))
    expect(messages.find((message) => message.kind === 'compiled')!.errors.map(({ key }) => key)).toEqual(['training-washed-out'])
    expect(messages.filter((message) => message.kind === 'state').at(-1)!.status).toBe('blocked')
  })

  it('is refused once if no wire leads to the output', () => {
    const document = elman()
    delete document.edges.W_hy
    const { errors, warnings } = run(document, (session) => session.send({ kind: 'step' })).find((message) => message.kind === 'compiled')!
    expect([...errors, ...warnings].filter(({ nodes }) => nodes.includes('y')).map(({ key }) => key)).toEqual(['outputs-unwired'])
  })

  it('makes one update, also past the end of an epoch and if some sequences have no targets', () => {
    const messages = run(elman({ washout: 7, epochs: 1_000_000_000 }), (session) => {
      for (let i = 0; i < 5; i++) session.send({ kind: 'step' })
    })
    // Two of the four sequences are longer than the washout.
    expect(messages.filter((message) => message.kind === 'state').at(-1)).toMatchObject({ status: 'paused', update: 5, epoch: 2 })
  })
})
