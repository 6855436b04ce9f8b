import { expect, it } from 'vitest'
import { stream } from '../../engine/base/random'
import { AWAITED, Budget, WATCHED } from '../../engine/run/budget'

/** A budget on a clock that the test advances. */
function open(share?: number) {
  let now = 0
  const budget = new Budget({ now: () => now, soon: () => undefined, later: () => () => undefined }, share)
  const pass = (milliseconds: number): void => void (now += milliseconds)
  return { budget, pass, now: () => now }
}

it('opens again when enough time has passed for the share to cover the work', () => {
  const { budget, pass } = open(0.1)
  expect(budget.open).toBe(true)
  expect(budget.spend(() => pass(10))).toBe(10)
  pass(99)
  expect(budget.open).toBe(false)
  pass(1.001)
  expect(budget.open).toBe(true)
})

it('has a larger share only until a first result', () => {
  const { budget, pass } = open()
  budget.awaited = true
  budget.spend(() => pass(10))
  pass(10 / AWAITED + 0.001)
  expect(budget.open).toBe(true)
  budget.spend(() => pass(10))
  pass(10)
  budget.awaited = false
  pass(10 / AWAITED)
  expect(budget.open).toBe(false)
  pass(10 / WATCHED)
  expect(budget.open).toBe(true)
})

it('does not accumulate unused time, and does not delay what the user has just requested', () => {
  const { budget, pass } = open(0.1)
  pass(1e6)
  budget.spend(() => pass(20))
  expect(budget.open).toBe(false)
  budget.take(1e6)
  budget.forgive()
  expect(budget.open).toBe(true)
})

it('work with and without permission takes at most the share together, except for one piece', () => {
  const seed = 12
  const random = stream(seed, 'budget')
  const { budget, pass, now } = open()
  let longest = 0
  for (let i = 0; i < 20_000; i++) {
    pass(random.uniform() * 20)
    // A frame keeps a distance of its own: half of the share.
    if (i % 10 === 0) budget.take(random.uniform() * 3)
    if (!budget.open) continue
    const piece = random.uniform() * 40
    longest = Math.max(longest, piece)
    budget.spend(() => pass(piece))
  }
  expect(budget.spent, `seed ${seed}`).toBeLessThanOrEqual(WATCHED * now() + longest + 3)
  expect(budget.spent, `seed ${seed}`).toBeGreaterThan(0.9 * WATCHED * now())
})
