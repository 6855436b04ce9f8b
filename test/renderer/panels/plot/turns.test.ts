import { describe, expect, test } from 'vitest'
import { DrawingTurns } from '../../../../renderer/panels/plot/turns'

const FRAME = 16

/** A screen whose clock moves by its frames and by drawing, and plots that want to draw in every frame. */
function screenOf(plots: number, milliseconds: number) {
  let [now, drawing] = [0, 0]
  let frames: (() => void)[] = []
  const turns = new DrawingTurns({ frame: (draw) => frames.push(draw), now: () => now })
  const drawn = Array.from({ length: plots }, () => 0)
  const draws = drawn.map((_, i) => () => {
    drawn[i]!++
    now += milliseconds
    drawing += milliseconds
  })
  const run = (count: number): void => {
    for (let k = 0; k < count; k++) {
      for (const draw of draws) turns.ask(draw)
      const due = frames
      frames = []
      const begun = now
      for (const frame of due) frame()
      now = Math.max(now, begun + FRAME)
    }
  }
  return { turns, draws, drawn, run, share: () => drawing / now }
}

describe('plots that have new data in every frame', () => {
  test('draw in every second frame if they are few', () => {
    const { drawn, run } = screenOf(2, 1)
    run(600)
    expect(drawn).toEqual([300, 300])
  })

  test('draw in turn if they are many, all about equally often, and leave most of the time to others', () => {
    const { drawn, run, share } = screenOf(20, 3)
    run(2400)
    expect(Math.min(...drawn)).toBeGreaterThan(0.9 * Math.max(...drawn))
    expect(Math.min(...drawn)).toBeGreaterThan(50)
    expect(share()).toBeLessThan(0.21)
  })

  test('all draw at once after a rest, so that they follow a gesture', () => {
    const { drawn, run } = screenOf(20, 2)
    run(1)
    expect(drawn.every((count) => count === 1)).toBe(true)
  })

  test('do not draw after they are gone, and draw on if one fails', () => {
    const { turns, draws, drawn, run } = screenOf(2, 1)
    turns.ask(draws[0]!)
    turns.cancel(draws[0]!)
    const failing = (): never => {
      throw new Error('lost')
    }
    turns.ask(failing)
    expect(() => run(1)).toThrow('lost')
    expect(drawn).toEqual([0, 0])
    run(3)
    expect(drawn).toEqual([1, 1])
  })
})
