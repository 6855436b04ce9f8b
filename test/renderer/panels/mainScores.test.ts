import type { TFunction } from 'i18next'
import { describe, expect, it } from 'vitest'
import type { NumberScore, PartScore } from '../../../engine/learn/evaluate/measures/scores'
import { resources } from '../../../renderer/languages'
import { comparedPart, mainScores } from '../../../renderer/panels/run/measures'

const t = ((key: string) => resources.en[key] ?? key) as unknown as TFunction
const numbers = (rmse: number | null, column = 'y'): NumberScore => ({
  kind: 'numbers',
  column,
  steps: 9,
  rmse,
  mae: 1,
  nrmse: 1,
  nmse: 1,
  r2: 0,
  lastValue: 1,
  skill: 0,
})
const part = (outputs: PartScore['outputs'], more: Partial<PartScore> = {}): PartScore => ({ loss: 1, outputs: outputs!, ...more })
const texts = (...[scores]: Parameters<typeof mainScores>[0][]): string[] => mainScores(scores!, (output) => output.toUpperCase(), t).map(({ text }) => text)

describe('the main score of a run', () => {
  it('uses the measure that fits each output', () => {
    expect(
      texts({
        train: part({
          y: { columns: [numbers(0.5)] },
          z: { columns: [{ kind: 'classes', column: 'z', steps: 9, accuracy: 0.75, balancedAccuracy: 0.5, f1: 0.5, count: 3, confusion: null }] },
        }),
      }),
    ).toEqual(['RMSE 0.5000', 'Accuracy 75.0%'])
  })

  it('is the task’s own where there is one', () => {
    expect(texts({ test: part({ y: { columns: [numbers(0.5)] } }, { task: { measure: 'legal', value: 0.5, solved: 256, of: 512 } }) })).toEqual([
      'Strings solved 256/512',
    ])
  })

  it('uses a part that is not trained on, and names it', () => {
    const [train, validation, test] = [1, 2, 3].map((rmse) => part({ y: { columns: [numbers(rmse, 'level')] } })) as [PartScore, PartScore, PartScore]
    expect(comparedPart({ train, validation, test })).toBe('validation')
    expect(comparedPart({ train, test })).toBe('test')
    expect(comparedPart({})).toBeUndefined()
    const [score] = mainScores({ train, validation, test }, (output) => output.toUpperCase(), t)
    expect(score!.text).toBe('RMSE 2.000')
    expect(score!.tip).toContain('Y: level, Validation')
  })

  it('has no number if the measure has none', () => {
    expect(texts({ train: part({ y: { columns: [numbers(null)] } }) })).toEqual(['RMSE –'])
    expect(texts({})).toEqual([])
  })
})
