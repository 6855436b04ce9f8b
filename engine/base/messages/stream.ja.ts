import type { streamEn } from './stream.en'

/** 届いた行で動作し学習するネットワークに関するメッセージ。 */
export const streamJa: Record<keyof typeof streamEn, string> = {
  'stream-forward-time':
    '{nodes} は時間を逆向きに進み、まだ届いていない行を必要とするため、このネットワークを届いた行で動かすことはできません。向きを順方向にしてください。',
  'stream-scaling':
    '{node} の列「{column}」のスケーリングが文書の "fitted" にありません。一度、表で学習させるか（unfold train FILE --out FILE）、データの正規化を none にしてください。',
  'stream-categories':
    '{node} の列「{column}」のカテゴリーが文書の "fitted" にありません。すべてのカテゴリーを含む表で一度学習させてください（unfold train FILE --out FILE）。',
  'stream-readout':
    'アルゴリズムが読み出し層です。データ全体から重みを求めるため、届いた行で学習することはできません。BPTT(h; h′)、または RTRL を選ぶか、学習なしで動かしてください。',
  'stream-horizon':
    'アルゴリズムが系列全体の BPTT ですが、届き続ける行には終わりがありません。範囲を指定する（BPTT(h; h′)）、RTRL を選ぶ、データに "sequenceLength" を与える、学習せずに実行する、のいずれかを行ってください。',
  'stream-whole-data':
    '最適化手法 {optimizer} は更新のたびに全データの勾配を必要とするため、届いた行で学習することはできません。sgd や adam などを選んでください。',
  'stream-curvature': '最適化手法 {optimizer} は学習全体にわたって行列を保つため、届いた行で学習することはできません。sgd や adam などを選んでください。',
  'stream-columns': 'ヘッダーに列 {missing} が必要ですが、{columns} しかありません。行にこれらの列を加えてください。',
  'stream-column-twice': 'ヘッダーの列「{column}」は一つのはずですが、複数あります（{columns}）。他の列の名前を変えてください。',
  'stream-row-long': '{line} 行目は長すぎるため、飛ばしました。行の終わりで改行されているか確認してください。',
  'stream-row-cells': '{line} 行目のセルは {expected} 個のはずですが {got} 個なので、飛ばしました。',
  'stream-row-quotes': '{line} 行目の引用符が閉じていないため、飛ばしました。',
  'stream-row-json': '{line} 行目は JSON オブジェクトではないため、飛ばしました。',
  'stream-row-missing': '{line} 行目の列「{column}」に値がないため、飛ばしました。',
  'stream-row-number': '{line} 行目の列「{column}」は数値のはずですが {got} なので、飛ばしました。',
  'stream-row-category': '{line} 行目の列「{column}」の {got} は、ネットワークが訓練されたカテゴリーにないため、飛ばしました。',
  'stream-row-probability': '{line} 行目の {node} の目標値 {got} は 0 から 1 の確率ではないため、飛ばしました。',
  'stream-gap': '{line} 行目の前で行が抜けています。{from} の次が {to} です。',
  'stream-late': '{line} 行目は遅れて届きました。前の行は {from}、この行は {to} です。次のステップとして扱いました。',
  'stream-one-by-one': '系列は届いた順に一つずつ学習します。学習の設定の {settings} はここでは効果がありません。',
  'live-nothing': '行で動かせるものがありません。まず文書の問題を直してください。',
  'live-file-anew': 'ファイルが置き換えられたか短くなりました。先頭から読みます。',
  'live-categories': '組み込みのデータ源は数値を出しますが、{node} の列「{column}」はカテゴリーです。ファイルを追ってください。',
}
