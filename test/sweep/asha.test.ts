import { describe, expect, it } from 'vitest'
import { Halving, rungsOf, type Job } from '../../engine/sweep/asha'
import { drawn, readVariation } from '../../engine/sweep/plan'

describe('successive halving', () => {
  it('compares after least · ηᵏ epochs, and trains to the end from the last rung', () => {
    expect(rungsOf(81, 3, 3)).toEqual([3, 9, 27, 81])
    expect(rungsOf(100, 1, 4)).toEqual([1, 4, 16, 64, 100])
    expect(rungsOf(5, 8, 3)).toEqual([5])
  })

  it('promotes one of η at each rung, the highest first, before it starts another run', () => {
    const halving = new Halving(3, 3)
    const fresh = [1, 2, 3, 4, 5, 6, 7, 8, 9]
    const next = (): Job | undefined => halving.next(() => fresh.shift())
    /** Loss of a run, the same at every rung: run 7 is the best. */
    const loss = ({ run }: Job): number => (run === 4 ? Number.NaN : Math.abs(run - 7))
    const jobs: string[] = []
    for (let job = next(); job; job = next()) {
      jobs.push(`${job.run}:${job.rung}`)
      halving.report(job, loss(job))
    }
    // Of three runs, the best is promoted at once, though better ones follow; the fourth, whose loss is NaN, never is.
    expect(jobs.join(' ')).toBe('1:0 2:0 3:0 3:1 4:0 5:0 5:1 6:0 6:1 6:2 7:0 7:1 7:2 8:0 9:0 8:1')
  })

  it('comes close to the best of many with a fraction of the epochs, with workers that end in any order', () => {
    const rungs = rungsOf(81, 1, 3)
    const halving = new Halving(rungs.length, 3)
    const fresh = Array.from({ length: 81 }, (_, i) => i)
    /** The final loss of a run, and its course. */
    const goal = (run: number): number => ((run * 37) % 81) / 81
    let spent = 0
    const reached = new Map<number, number>()
    const going: Job[] = []
    for (;;) {
      const job = going.length < 4 ? halving.next(() => fresh.shift()) : undefined
      if (job) {
        going.push(job)
        continue
      }
      const [over] = going.splice((spent * 7) % Math.max(1, going.length), 1)
      if (!over) break
      const epochs = rungs[over.rung]!
      spent += epochs - (reached.get(over.run) ?? 0)
      reached.set(over.run, epochs)
      halving.report(over, goal(over.run) + 0.02 / epochs)
    }
    const whole = [...reached].filter(([, epochs]) => epochs === 81).map(([run]) => goal(run))
    expect(Math.min(...whole)).toBeLessThan(0.05)
    expect(spent).toBeLessThan((81 * 81) / 5)
    expect(reached.size).toBe(81)
  })

  it('continues after a rung that an earlier program has completed', () => {
    const halving = new Halving(2, 2)
    for (const run of [1, 2]) halving.report({ run, rung: 0 }, run)
    halving.promote({ run: 1, rung: 0 })
    expect(halving.next(() => undefined)).toBeUndefined()
    for (const run of [3, 4]) halving.report({ run, rung: 0 }, -run)
    expect(halving.next(() => undefined)).toEqual({ run: 4, rung: 1 })
  })
})

describe('a random search', () => {
  const vary = ['nodes.h.size=4..64', 'training.optimizer.learningRate=log 0.0001..0.1', 'nodes.h.activation=tanh,relu'].map(
    (text) => readVariation(text, true)!,
  )

  it('draws whole numbers, numbers by their logarithms and texts, each combination with every seed', () => {
    const runs = drawn({ vary, seeds: [1, 2] }, 50, 7)
    if ('problem' in runs) throw new Error(runs.problem.message)
    expect(runs).toHaveLength(100)
    const rates = runs.map((run) => run['training.optimizer.learningRate'] as number)
    for (const run of runs) expect(Number.isInteger(run['nodes.h.size'])).toBe(true)
    expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.0001)
    expect(Math.max(...rates)).toBeLessThan(0.1)
    // By logarithms, about half are below the geometric mean of the ends.
    expect(rates.filter((rate) => rate < Math.sqrt(0.0001 * 0.1)).length).toBeGreaterThan(20)
    expect(new Set(runs.map((run) => run['nodes.h.activation']))).toEqual(new Set(['tanh', 'relu']))
  })

  it('draws the same again; larger draws begin with those, and none occurs twice', () => {
    expect(drawn({ vary, seeds: [] }, 5, 7)).toEqual((drawn({ vary, seeds: [] }, 9, 7) as object[]).slice(0, 5))
    expect(drawn({ vary, seeds: [] }, 5, 8)).not.toEqual(drawn({ vary, seeds: [] }, 5, 7))
    expect(drawn({ vary: [{ path: 'nodes.h.size', values: [1, 2, 3] }], seeds: [] }, 50, 7)).toHaveLength(3)
  })
})

it('with few runs, trains the best to its end', () => {
  const halving = new Halving(3, 3)
  for (const [run, loss] of [
    [1, 3],
    [2, 1],
  ] as const)
    halving.report({ run, rung: 0 }, loss)
  expect(halving.next(() => undefined)).toBeUndefined()
  expect(halving.last()).toEqual({ run: 2, rung: 1 })
  halving.report({ run: 2, rung: 1 }, 0.5)
  expect(halving.last()).toEqual({ run: 2, rung: 2 })
})
