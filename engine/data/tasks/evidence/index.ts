import { stream } from '../../../base/random'
import { object, positive, whole } from '../../../contract/schema'
import { Sequences, noTarget, oneHot, total } from '../sequences'
import { countOption, defineTask } from '../task'
import en from './text.en.json'
import ja from './text.ja.json'

const groups = ['left', 'right', 'recall', 'noise']
const inputs = (units: number): string[] => groups.flatMap((group) => Array.from({ length: units }, (_, i) => `${group}${i + 1}`))
const outputs = ['turn-left', 'turn-right']

/**
 * Evidence accumulation with spikes: `cues` cues, each on the left or the right, then a delay, then a recall signal. During
 * recall the target is the side that had more cues; with equally many, the sequence's likely side. The task draws that
 * side for each sequence, and puts each cue on it with probability 0.7.
 *
 * The inputs are four groups of `units` units. Each cue lasts `cue` steps, after half as many steps without a cue, in
 * which the units of its side spike with probability `spikeRate` per step. The units of `recall` do so during the last
 * `recall` steps. The units of `noise` spike throughout, with a quarter of that probability.
 *
 * Bellec et al. 2020, *A solution to the learning dilemma for recurrent networks of spiking neurons*, Nature
 * Communications 11:3625, after Morcos & Harvey 2016. In the original, a step is 1 ms: 7 cues of 100 steps after 50
 * steps without, a delay of 1,050, 150 steps of recall, ten units per group, `spikeRate` 0.04 (values from NEST's tutorial
 * on their program).
 */
export const evidence = defineTask({
  source: 'Bellec et al. 2020, A solution to the learning dilemma for recurrent networks of spiking neurons, Nature Communications 11:3625',
  text: { en, ja },
  measure: { kind: 'whole' },
  inputs: ({ units }) => inputs(units),
  outputs,
  options: object({
    cues: whole(1, { max: 1_000, default: 7 }),
    cue: whole(1, { max: 1_000, default: 10 }),
    delay: whole(1, { max: 100_000, default: 105 }),
    recall: whole(1, { max: 1_000, default: 15 }),
    units: whole(1, { max: 100, default: 10 }),
    spikeRate: positive({ max: 1, default: 0.4 }),
    train: countOption(100),
    validation: countOption(0),
    test: countOption(50),
  }),
  cells: ({ cues, cue, delay, recall, units, ...counts }) => (cues * (cue + (cue >> 1)) + delay + recall) * total(counts) * (4 * units + 2),
  make({ cues, cue, delay, recall, units, spikeRate, ...counts }, seed) {
    const random = stream(seed, 'evidence')
    const sequences = new Sequences([...inputs(units), ...outputs])
    const period = cue + (cue >> 1)
    const spikes = (probability: number): number[] => Array.from({ length: units }, () => (random.uniform() < probability ? 1 : 0))
    for (let i = 0; i < total(counts); i++) {
      const likely = random.integer(2)
      const sides = Array.from({ length: cues }, () => (random.uniform() < 0.7 ? likely : 1 - likely))
      const right = sides.reduce((sum, side) => sum + side, 0)
      const target = 2 * right > cues ? 1 : 2 * right < cues ? 0 : likely
      const asked = cues * period + delay
      for (let t = 0; t < asked + recall; t++) {
        const side = t < cues * period && t % period >= cue >> 1 ? sides[Math.floor(t / period)] : undefined
        sequences.step(
          ...spikes(side === 0 ? spikeRate : 0),
          ...spikes(side === 1 ? spikeRate : 0),
          ...spikes(t >= asked ? spikeRate : 0),
          ...spikes(spikeRate / 4),
          ...(t < asked ? noTarget(2) : oneHot(2, target)),
        )
      }
      sequences.end()
    }
    return sequences.finish(counts)
  },
})
