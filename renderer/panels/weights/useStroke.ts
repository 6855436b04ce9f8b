import { useLayoutEffect, useMemo, useRef } from 'react'
import { cancelWriting, endWriting, writeWeights } from '../../app/engine'
import { applied, brushed, type Cell, type Grid } from './cells'
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

/** Painting over weights: each that the brush passes over is changed once a stroke, and seen changed at once. */
export function useStroke(found: Found, grid: Grid, paint: () => void): Stroke {
  const latest = useRef({ found, grid, paint })
  useLayoutEffect(() => {
    latest.current = { found, grid, paint }
  }, [found, grid, paint])
  return useMemo((): Stroke => {
    let last: Cell | undefined
    let done = new Set<number>()
    const go = (from: Cell, cell: Cell): void => {
      last = cell
      const hand = useHand.getState()
      const change = changeOf(hand.operation, hand)
      const { found: { name, values }, grid: cells, paint: draw } = latest.current
      const fresh = [...brushed(from, cell, hand.size, cells)].filter((index) => !done.has(index))
      if (fresh.length === 0) return
      for (const index of fresh) {
        done.add(index)
        values[index] = applied(values[index]!, change)
      }
      draw()
      void writeWeights(name, Uint32Array.from(fresh), change)
    }
    return {
      going: () => last !== undefined,
      begin(cell) {
        done = new Set()
        useHand.setState({ name: latest.current.found.name, range: { anchor: cell, head: cell } })
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
  }, [])
}
