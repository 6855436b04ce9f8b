import { describe, expect, it } from 'vitest'
import type { GraphDocument, TrainingSpec } from '../../engine/document/types'
import { Session } from '../../engine/run/session'
import { registry } from '../../nodes'
import { draw } from '../documents'
import { shown, watchAll } from './watching'

type Shown = ReturnType<typeof shown>

const value = (t: number): number => Math.fround(Math.sin(t * 0.7))

/** A network with a memory that is trained step by step on one sequence, whose input is known at every step. */
const online = (training: TrainingSpec, length = 150): GraphDocument =>
  draw(
    { x: { type: 'input', size: 1 }, h: { type: 'layer', size: 3 }, c: { type: 'context' }, y: { type: 'output', size: 1 } },
    { U: 'x → h', copy: 'h → c', R: 'c → h', W: 'h → y' },
    {
      training: { epochs: 2, ...training },
      data: { kind: 'inline', sequences: [{ x: Array.from({ length }, (_, t) => [value(t)]), y: Array.from({ length }, (_, t) => [value(t + 1)]) }] },
    },
  )

/** Frames of a run on a screen that accepts those for which `takes` is true. Only the pauses between updates take time. */
function watch(document: GraphDocument, updatesAFrame: number, takes: (frame: number) => boolean = () => true): Shown[] {
  const waiting: (() => void)[] = []
  let now = 0
  const session = new Session(registry, {
    now: () => now,
    soon: (next) => void waiting.push(next),
    later: (_, next) => {
      waiting.push(() => {
        now += 34 / updatesAFrame
        next()
      })
      return () => undefined
    },
  })
  const frames: Shown[] = []
  session.message$.subscribe((message) => {
    if (message.kind !== 'frame') return
    frames.push(shown(message))
    if (takes(frames.length)) session.send({ kind: 'drawn', frame: message.frame })
  })
  watchAll(session, document)
  session.send({ kind: 'load', revision: 1, document, fresh: true })
  session.send({ kind: 'speed', updatesPerSecond: 1000 })
  session.send({ kind: 'play' })
  for (let next = waiting.shift(); next; next = waiting.shift()) next()
  return frames
}

const inputs = ({ signals: { x } }: Shown): number[] => [...x!.values]
const steps = (first: number, end: number): number[] => Array.from({ length: end - first }, (_, i) => value(first + i))

describe('a network that is trained at every step', () => {
  it.each([
    ['BPTT(1; 1)', { algorithm: { kind: 'bptt', horizon: 1, every: 1 } }],
    ['BPTT(5; 1)', { algorithm: { kind: 'bptt', horizon: 5, every: 1 } }],
    ['RTRL', { algorithm: { kind: 'rtrl', every: 1 } }],
  ] as [string, TrainingSpec][])('shows its last 64 steps, one after the other: %s', (_, training) => {
    const frames = watch(online(training), 1)
    expect(frames.length).toBeGreaterThan(100)
    let before: Shown | undefined
    for (const frame of frames) {
      const { step, signals } = frame
      expect(signals.x!.steps).toBe(Math.min(64, step + 1))
      expect(signals.x!.room).toBe(64)
      expect(inputs(frame)).toEqual(steps(step + 1 - signals.x!.steps, step + 1))
      // The value of the layer at a step does not change later on.
      if (before && before.step + 1 === step && before.signals.h!.steps === 64)
        expect([...signals.h!.values.slice(0, -3)]).toEqual([...before.signals.h!.values.slice(3)])
      before = frame
    }
  })

  it('restarts the trail after steps without watchers', () => {
    const frames = watch(online({ algorithm: { kind: 'bptt', horizon: 1, every: 1 }, epochs: 40 }), 7, (frame) => frame % 5 !== 0)
    for (const frame of frames) expect(inputs(frame)).toEqual(steps(frame.step + 1 - frame.signals.x!.steps, frame.step + 1))
  })

  it('learns the same with and without watchers', () => {
    const document = online({ algorithm: { kind: 'rtrl', every: 1 } })
    const last = (takes: (frame: number) => boolean): Shown['norms'] => watch(document, 3, takes).at(-1)!.norms
    expect(last(() => true)).toEqual(last((frame) => frame < 3))
  })
})

it('a node shows a whole short sequence', () => {
  const frames = watch(online({}, 10), 1)
  for (const {
    signals: { x },
  } of frames)
    expect(x!.room).toBe(10)
})
