import { useLayoutEffect, useState } from 'react'
import { cancelWriting, endWriting, writeWeights } from '../../workspace/engine'
import { applied, at, brushed, type Cell, type Grid } from './cells'
import { changeOf, useHand } from './hand'
import type { Found } from './Matrix'

export interface Stroke {
  going(): boolean
  begin(cell: Cell): void
  to(cell: Cell): void
  /** What was painted is one step of history. */
  end(): void
  /** What was painted is as it was. */
  cancel(): void
}

interface Painted {
  readonly found: Found
  readonly grid: Grid
  readonly paint: () => void
}

function makeStroke(): Stroke & { look(painted: Painted): void } {
  let on: Painted | undefined
  let last: Cell | undefined
  let done = new Set<number>()
  const go = (from: Cell, cell: Cell): void => {
    if (!on) return
    last = cell
    const hand = useHand.getState()
    const change = changeOf(hand.operation, hand)
    const { found: { name, values }, grid, paint } = on
    const fresh = [...brushed(from, cell, hand.size, grid)].filter((index) => !done.has(index))
    if (fresh.length === 0) return
    for (const index of fresh) {
      done.add(index)
      values[index] = applied(values[index]!, change)
    }
    paint()
    void writeWeights(name, Uint32Array.from(fresh), change)
  }
  return {
    look(painted) {
      on = painted
    },
    going: () => last !== undefined,
    begin(cell) {
      done = new Set()
      if (on) useHand.setState({ name: on.found.name, range: at(cell) })
      go(cell, cell)
    },
    to(cell) {
      if (last) go(last, cell)
    },
    end() {
      last = undefined
      void endWriting()
    },
    cancel() {
      if (!last) return
      last = undefined
      void cancelWriting()
    },
  }
}

/** Painting over weights: each that the brush passes over is changed once a stroke, and seen changed at once. */
export function useStroke(found: Found, grid: Grid, paint: () => void): Stroke {
  const [stroke] = useState(makeStroke)
  useLayoutEffect(() => stroke.look({ found, grid, paint }), [stroke, found, grid, paint])
  return stroke
}
