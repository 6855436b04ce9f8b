import type { scoresEn } from './scores.en'

/** Scores, in Japanese. */
export const scoresJa: Record<keyof typeof scoresEn, string> = {
  'score-numbers': 'RMSE {rmse}  MAE {mae}  NRMSE {nrmse}  NMSE {nmse}  決定係数 R² {r2}',
  'score-last': '直前の値をそのまま予測とした場合：RMSE {lastValue}、それに対するスキル {skill}',
  'score-classes': '正解率 {accuracy}  バランス正解率 {balancedAccuracy}  F1 {f1} （{steps} ステップ、{count} クラス）',
  'score-confusion': '行は目標値、列は予測値',
  'score-more': 'ほか {count} 列',
  'score-none': '{measures}：なし（{reason}）',
  'task-legal': '解けた文字列：{of} 本中 {solved} 本',
  'task-within': 'すべての誤差が {tolerance} 未満の系列：{of} 本中 {solved} 本',
  'task-whole': 'すべてのステップで正しい系列：{of} 本中 {solved} 本',
  'task-memory-capacity': '記憶容量：{value}',
  'task-nrmse-84': '84 ステップ先の NRMSE₈₄: {value}',
  'task-third-step': '次のビットが分かるステップの誤差と分からないステップの誤差の比：{value}',
  'reason-targets-none': '評価するステップに目標値がありません',
  'reason-targets-one': '目標値が一つしかありません',
  'reason-targets-constant': 'この部分の目標値がすべて等しいためです',
  'reason-series-constant': '全部分の目標値が等しいためです',
  'reason-last-none': '直前の目標値を持つステップがありません',
  'reason-last-exact': 'どの目標値も直前の値と等しいためです',
  'reason-not-finite': 'ネットワークの値が有限ではありません',
  'reason-positives-none': '目標値にも予測値にも 1 がありません',
  'reason-classes-over': 'クラスが {limit} を超えています',
}
