import type { engineEn } from './engine.en'

/** Messages about failures of the engine itself, in Japanese. */
export const engineJa: Record<keyof typeof engineEn, string> = {
  'engine-threw':
    'エンジンがこの処理に失敗しました：{reason}。文書はそのままです。保存してからやり直し、再び失敗するならネットワークかデータを小さくしてください。',
  'engine-load': 'この文書を学習できる状態にできませんでした：{reason}。直前の編集を元に戻すか、ネットワークかデータを小さくしてください。',
  'engine-ended': 'エンジンが予期せず終了しました：{reason}。文書はそのままです。',
  'engine-ended-again':
    'エンジンが 1 分以内に {count} 回、予期せず終了しました：{reason}。文書を編集するか、「再生」または「エンジンを再起動」を押すまで、起動しません。',
  'signals-not-finite':
    '値は有限のはずですが、系列 {sequence} のステップ {step} で {port} が {got} です。重みを小さくするか、勾配をクリッピングして学習してください。',
  'forecast-not-finite':
    '{node} の予測がステップ {step} で {got} になりました。自分の出力を入力にすると、値が際限なく大きくなるためです。予測のステップを減らすか、出力が有界なネットワークを学習してください。',
  'sequence-none': 'データに系列がありません。行を増やすか、分割を変えてください。',
  'table-dropped': '表はもうありません。選び直してください。',
  'analyst-ended': '分析が予期せず終了しました：{reason}。学習は続いています。分析はもう一度始まります。',
  'analyst-ended-often': '分析が 1 分以内に {count} 回、予期せず終了しました：{reason}。学習は続いています。分析は編集のあとに再び始まります。',
  'engine-closed': 'エンジンが答える前に文書が閉じられました。',
  'engine-silent': 'エンジンが {seconds} 秒間応答していません。まだ処理中です。待つか、その内容なしで続けてください。',
  'engine-checkpoint-large':
    'このネットワークは重みが多すぎるため（{size} MiB、上限 {limit} MiB）、学習の履歴にも、予期しない終了への備えにも残せません。ときどき保存してください。元に戻しても学習した内容は戻りません。',
  'engine-reading': '「{path}」を読み終えるまでエンジンは答えられません。待つか、読み込みを中止してください。',
}
