import { describe, expect, it } from 'vitest'
import { sequencesOf } from './sequencesOf'

describe('evidence accumulation', () => {
  const spikes = (row: Record<string, number>, group: string): number =>
    Object.keys(row).reduce((sum, name) => sum + (name.startsWith(group) ? row[name]! : 0), 0)

  it('has the side with most cues as its target after a delay, and only cued inputs spike', () => {
    for (const { rows } of sequencesOf('evidence', { cues: 5, cue: 4, delay: 9, recall: 3, units: 3, spikeRate: 1, train: 30, test: 0 })) {
      expect(rows).toHaveLength(5 * 6 + 9 + 3)
      let lead = 0
      rows.forEach((row, t) => {
        const sides = [spikes(row, 'left'), spikes(row, 'right')]
        expect(sides.toSorted()).toEqual(t < 30 && t % 6 >= 2 ? [0, 3] : [0, 0])
        lead += sides[1]! - sides[0]!
        expect(spikes(row, 'recall')).toBe(t >= 39 ? 3 : 0)
        expect(row['turn-right']).toEqual(t >= 39 ? Number(lead > 0) : NaN)
        expect(row['turn-left']).toEqual(t >= 39 ? Number(lead < 0) : NaN)
      })
    }
  })
})
