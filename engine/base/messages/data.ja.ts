import type { dataEn } from './data.en'

export const dataJa: Record<keyof typeof dataEn, string> = {
  'data-none': '学習するデータが必要ですが、ありません。文書に inline、file、task いずれかの「data」を加えてください。',
  'data-file-missing': '文書と同じ場所にデータファイル {path} が必要ですが、ありません。そこに置くか、別のファイルを指定してください。',
  'data-file-unread': '{path} は最後まで読み込む必要がありますが、読み込みが中止されました。もう一度読み込むか、別のファイルを指定してください。',
  'data-file-empty': '{path} には表が必要ですが、空のファイルです。中身を入れるか、別のファイルを指定してください。',
  'data-file-header-only': '{path} の見出しの下に行が必要ですが、ありません。中身を入れるか、別のファイルを指定してください。',
  'data-changed': '{path} の内容が文書を作ったときと違います（SHA-256 が一致しません）。ファイルを戻すか、「sha256」を消してください。',
  'data-json': '{path} には JSON が必要ですが、{line} 行 {column} 列に {got} があります。その箇所を直してください。',
  'data-json-shape':
    '{path} にはオブジェクトのリスト、リストのオブジェクト、一行に一つずつのオブジェクト（二行以上）のどれかが必要ですが、{got} があります。いずれかの形にしてください。',
  'data-json-cell': '{path} の列「{column}」には数値、文字列、null のどれかが必要ですが、{place}に {got} があります。表を平らにしてください。',
  'data-json-lengths': '{path} のリストは同じ長さのはずですが、「{column}」は {got}、その前は {expected} です。値のない箇所は null で埋めてください。',
  'data-row-length':
    '{path} の {line} 行目には {expected} 個のセルが必要ですが、{got} 個あります（同様の行は {count} 行）。行を直すか、区切り文字を含むセルを引用符で囲んでください。',
  'data-quotes': '{path} の {line} 行目に余分な引用符があります。引用符は閉じ、セルの中では二重にしてください。',
  'data-row-over': '{path} の行は {limit} MiB までですが、{place}がそれを超えます。開いたままの引用符を閉じてください。',
  'data-encoding':
    '{path} には {encoding} のテキストが必要ですが、{line} 行目にそうでないバイトがあります。UTF-8 で保存するか、文字コード（「encoding」）を選んでください。',
  'data-encoding-unsure':
    '{path} の文字コードを判別できません。{line} 行目に UTF-8 でないバイトがあり、{encoding} かもしれません。文字コード（「encoding」）を選ぶか、UTF-8 で保存してください。',
  'data-no-text': '{path} はテキストのファイルではなく、{got} のようです。UTF-8 の CSV として保存してください。',
  'data-no-table': '{path} は表ではなく、{got} のようです。表を UTF-8 の CSV として保存してください。',
  'data-cut': '{path} は文字の途中で終わっています。途中で切れているようです。ファイルをコピーし直してください。',
  'data-header-beyond': '{path} の {line} 行目に見出しがあるはずですが、それより短いファイルです。もっと前の行を選んでください（「header」）。',
  'data-endless': '{path} は {limit} MiB までですが、それを超えます。短くしてください。',
  'place-line': 'ファイルの {line} 行目',
  'place-row': 'データの {row} 行目',
  'data-columns-over': '{path} の列は {limit} 本までですが、{got} 本あります。列を減らすか、行と列を入れ替えてください。',
  'data-over': '数値は {limit} 個までですが、{path} からは {got} 個になります。行か列を減らすか、窓を小さくしてください。',
  'data-columns-twice': '{path} の列「{column}」は一つのはずですが、{count} 個あります（{positions} 列目）。ファイルで他の列の名前を変えてください。',
  'column-unknown': '{node} には {path} の列（{columns}）が必要ですが、「{column}」とあります。この中から選んでください。',
  'columns-missing': '{node} には {path} の列（{columns}）が必要ですが、指定がありません。少なくとも一つ選んでください。',
  'sequence-column-unknown': '「sequenceColumn」には {path} の列（{columns}）が必要ですが、「{column}」とあります。この中から選んでください。',
  'column-text': '列「{column}」には数値が必要ですが、{place}に {got} があります。セルを直すか、{node} の符号化を one-hot にしてください。',
  'column-number-form':
    '列「{column}」には 1234.5 のような数値が必要ですが、{place}に {got} があります。小数点にはピリオドを使い桁区切りを除くか、{node} の符号化を one-hot にしてください。',
  'column-not-finite': '列「{column}」には有限の数値が必要ですが、{place}に {got} があります。セルを直すか、目標値なら空にしてください。',
  'column-too-far':
    '列「{column}」の数値は正規化しても有限である必要がありますが、{place}は {got} で、訓練データの広がりは {scale} しかありません。「normalize」を none にするか、列の単位を変えてください。',
  'column-too-large': '列「{column}」の平均と広がりは有限のはずですが、数値が大きすぎます。列の単位を変えてください。',
  'column-missing-value':
    '入力 {node} にはすべてのステップの値が必要ですが、列「{column}」の {place}が空です（全部で {count} 個）。埋めるか、その行を除いてください。',
  'column-partly-missing':
    '出力 {node} の列は一つの行の中ですべて埋まるか、すべて空のはずですが、{place}では「{column}」だけが空です。埋めるか、行全体を空にしてください。',
  'column-sequence-missing': 'すべての行に系列の名前が必要ですが、列「{column}」の {place}が空です。埋めてください。',
  'column-category-unknown':
    '列「{column}」には学習済みの {count} 個のカテゴリーが必要ですが、{place}に {got} があります。このデータで学習し直すか、セルを直してください。',
  'column-categories-over': '列「{column}」の異なる値は {limit} 個までですが、それを超えます。数値として使うか、別の列を選んでください。',
  'categories-over': 'カテゴリーの列全体で、異なる値は {limit} 個までですが、列「{column}」を加えるとそれを超えます。数値として使うか、外してください。',
  'size-of-columns': '{node} のユニット数は列と窓から {expected} のはずですが、{got} です。{expected} にするか、消してください。',
  'units-unknown':
    '{node} の列「{column}」は {path} に無く、そのスケーリングが「fitted」に書かれているはずですが、ありません。値はネットワーク内部の数値のまま示します。学習後に文書を保存する（「fitted」が書かれます）か、列を加えてください。',
  'fitted-differs':
    '「fitted」は訓練データから求めた値のはずですが、列「{column}」では異なります（該当 {count} 列）。別の分割（split）か別の正規化（normalize）、または別のデータに合わせたものです。求め直す（train --refit、ウィンドウではここのボタン）か、元に戻してください。',
  'entropy-targets':
    '交差エントロピーには {node} の目標値が 0 から 1 である必要がありますが、系列 {sequence} のステップ {step} の「{column}」は {got} です。線形の活性化関数と二乗誤差を使うか、クラスなら 0 と 1 の列か one-hot 符号化を使ってください。',
  'entropy-constant':
    '{node} の目標値「{column}」は訓練データ全体で {own} のままで、正規化により {got} にずれるため、交差エントロピーは別のクラスを学習してしまいます。「normalize」を none にするか、線形の活性化関数と二乗誤差を使ってください。',
  'entropy-normalized':
    '正規化により「{column}」の {own}（系列 {sequence}、ステップ {step}）が {got} になりますが、交差エントロピーには {node} の目標値が 0 から 1 である必要があります。「normalize」を none にするか、線形の活性化関数と二乗誤差を使ってください。',
  'split-empty': '訓練データに行が必要ですが、{rows} 行のうち 1 行もありません。「split」の最初の割合を上げてください。',
  'targets-none': '少なくとも一つの出力に目標値が必要ですが、ありません。出力に列を指定するか、系列にベクトルを加えてください。',
  'sequences-none': '少なくとも一つの系列が必要ですが、ありません。加えてください。',
  'sequence-id-stray': '系列 {sequence} には入力と出力の id が入りますが、「{id}」があります。消すか、{known} のどれかにしてください。',
  'sequence-input-missing': '系列 {sequence} に入力 {node} のベクトルが必要ですが、ありません。加えてください。',
  'sequence-empty': '系列 {sequence} には少なくとも 1 ステップが必要ですが、ありません。ステップを加えるか、系列を消してください。',
  'sequence-lengths': '系列 {sequence} の {node} は {other} と同じ {expected} ステップのはずですが、{got} です。長さを揃えてください。',
  'sequence-input-null': '系列 {sequence} のステップ {step} には入力 {node} のベクトルが必要ですが、null です。欠けてよいのは目標値だけです。',
  'sequence-component-null':
    '系列 {sequence} のステップ {step} の {node} には数値が必要ですが、成分 {component} が null です。数値を書くか、出力ならステップ全体を null にしてください。',
  'sequence-vector':
    '系列 {sequence} のステップ {step} の {node} にはユニット数と同じ {expected} 個の数値が必要ですが、{got} 個です。ベクトルかユニット数を直してください。',
  'task-over': '課題の数値は多くとも {limit} 個のはずですが、{got} 個になります。系列を減らすか短くしてください。',
  'task-unknown': '課題は {known} のどれかのはずですが、「{task}」とあります。この中から選んでください。',
}
