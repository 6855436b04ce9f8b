import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { Sequence } from '../../engine/data/types'
import { loss, everyRow } from '../../engine/learn/loss'
import { draw, elman, modelOf } from '../documents'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const STEPS = 100_000
const WINDOW = 50

const gated = draw(
  {
    x: { type: 'input', size: 2 }, y: { type: 'output', size: 1 }, h: { type: 'context', delay: 2, decay: 0.5 },
    i: { type: 'gate', size: 3 }, f: { type: 'gate', size: 3 }, c: { type: 'cell', size: 3 }, r: { type: 'reservoir', size: 8, leak: 0.5 },
  },
  {
    xi: 'x → i.control', xf: 'x → f.control', hi: 'h → i.control', write: { from: 'x', to: 'i.signal', kind: 'dense' },
    keep: 'f → c.forget', add: 'i → c.in', copy: 'c → h', xr: 'x → r', ry: 'r → y', cy: 'c → y',
  },
)

function long(length: number): Sequence {
  return {
    length, inputs: { x: Float64Array.from({ length: 2 * length }, (_, i) => Math.sin(i)) },
    targets: { y: { values: Float64Array.from({ length }, (_, i) => Math.cos(i)), present: new Uint8Array(length).fill(1) } },
  }
}

describe('the heap', () => {
  it.each([['Elman', elman({}, 4)], ['gates, a cell and a reservoir', gated]])('stays flat over 100,000 steps: %s', (_, document) => {
    const model = modelOf({ ...document, training: { precision: 'float32' } })
    const program = model.bind({ steps: 4 * WINDOW, sequences: 1, keep: WINDOW, adjoints: true })
    program.refresh()
    const pages = (): number => model.arena.memory.buffer.byteLength
    const sequence = long(STEPS)
    const run = (): void => {
      program.begin([sequence])
      for (let t = 0; t < STEPS; t += WINDOW) {
        const first = program.advance(WINDOW)
        program.clearAdjoints(first, first + WINDOW)
        loss(program, first, first + WINDOW, everyRow, true)
        program.backward(first, first + WINDOW)
      }
    }
    // Until the compiler has settled.
    run()
    run()
    const memory = pages()
    // What was allocated and not yet collected: were it 8 bytes a step, 800,000 in every run. What the compiler and the
    // test runner allocate beside it is in some runs alone.
    const grown = [1, 2, 3].map(() => {
      collect()
      const before = process.memoryUsage().heapUsed
      run()
      return process.memoryUsage().heapUsed - before
    })
    expect(pages()).toBe(memory)
    expect(Math.min(...grown)).toBeLessThan(8 * STEPS)
  })
})
