import { describe, expect, it } from 'vitest'
import { slowly } from '../../../renderer/controls/slowly'
import { finish } from '../../../engine/base/resumable'

function* counting(to: number, done: number[]): Generator<void, number> {
  for (let i = 1; i <= to; i++) {
    yield
    done.push(i)
  }
  return to
}

describe('work in slices', () => {
  it('has the same result in one task and in slices', async () => {
    const [one, other]: [number[], number[]] = [[], []]
    expect(finish(counting(5, one))).toBe(5)
    expect(await slowly(counting(5, other))).toBe(5)
    expect(other).toEqual(one)
  })

  it('yields to waiting tasks before it begins, and stops if cancelled', async () => {
    const done: number[] = []
    const abort = new AbortController()
    const work = slowly(counting(5, done), abort.signal)
    expect(done).toEqual([])
    abort.abort()
    expect(await work).toBeUndefined()
    expect(done).toEqual([])
  })
})
