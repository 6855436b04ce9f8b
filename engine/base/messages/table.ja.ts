import type { tableEn } from './table.en'

export const tableJa: Record<keyof typeof tableEn, string> = {
  'table-encoding-others':
    '{path} の {line} 行目から UTF-8 でないバイトがあるため、最も合う {encoding} として読みました。{others} の可能性もあります。文字化けしていれば別の「{key-encoding}」を選んでください。',
  'table-encoding':
    '{path} の {line} 行目から UTF-8 でないバイトがあるため、最も合う {encoding} として読みました。文字化けしていれば別の「{key-encoding}」を選んでください。',
  'table-separator': '{path} は「{separator}」を区切りとして読みましたが、「{other}」でも表になります。そちらであれば「{key-separator}」を選んでください。',
  'table-header-none':
    '{path} の {line} 行目は名前ではなく値のようです。すべての行をデータとし、列を「column 1」「column 2」…と呼びます。名前であればこの行を「{key-header}」に選んでください。',
  'table-header-numbers':
    '{path} の {line} 行目は連続する数値なので名前として読みましたが、値かもしれません。名前がなければ「{key-header}」を 0 にしてください。',
  'table-header-comment':
    '{path} の {line} 行目はコメントのように始まりますが、列名と読みました。コメントであれば、「{key-header}」を 0 とするか、別の行を選んでください。',
  'table-header-repeats': '{path} の {line} 行目は名前として読みましたが、その語が下の行にもあります。データであれば「{key-header}」を 0 にしてください。',
  'table-header-above':
    '{path} の {line} 行目より上は読み飛ばします（文字のある行：{count}）。表がもっと前から始まるなら、その行を「{key-header}」に選んでください。',
  'table-header-short':
    '{path} の {line} 行目は、名前が行のセルより一つ少なくなっています。行の名前の見出しが省かれたものとして、最初の列を「{name}」と呼びます。別の列の名前が抜けているなら、その行を直してください。',
  'table-header-again': '{path} の見出しが {line} 行目にもう一度あり、そこは飛ばします（そのような行：{count}）。',
  'table-comments': '{path} の行の間にあるコメントは読み飛ばします（{count} 行、最初は {line} 行目）。',
  'table-units': '{path} の {line} 行目は単位なので読み飛ばします。',
  'table-decimal-ambiguous':
    '{path} の {line} 行目、列「{column}」の「{got}」は {read} と読みましたが、{otherwise} かもしれません。「{key-decimal}」と「{key-thousands}」を選んで決めてください。',
  'table-decimal-mixed':
    '{path} の小数点は「{decimal}」として読みましたが、{line} 行目、列「{column}」の「{got}」は別の記号です。「{key-decimal}」を選ぶか、セルを直してください。',
  'table-quote-literal': '{path} の {line} 行目でセルの先頭にある引用符が閉じられていないため、文字として読みました。文字列の始まりであれば閉じてください。',
  'table-quote-lines': '{path} の {line} 行目からの引用符付きセルは複数の行とセルにまたがります。引用符が文字であれば二重にしてください。',
  'table-strays':
    '{path} の列「{column}」は数値ですが、{count} 個のセルは数値ではありません。最初は{place}の {got} です。直すか、その語を「{key-missing}」に加えるか、列をカテゴリーとしてください。',
  'table-strays-date':
    '{path} の列「{column}」は日付ですが、{count} 個のセルは日付ではありません。最初は{place}の {got} です。直すか、その語を「{key-missing}」に加えてください。',
  'table-too-large': '{path} の列「{column}」、{place}の {got} は数値として大きすぎます。セルを直すか、列の単位を変えてください。',
  'table-near-numbers':
    '{path} の列「{column}」は文字列としましたが、多くのセルは数値か、数値に似ています。数値として読めない最初のセルは{place}の {got} です。数値は 1234.5 の形で書くか、列をカテゴリーとしてください。',
  'table-unit': '{path} の列「{column}」の数値に付いた単位「{unit}」（{place}の {got} など）は読み飛ばします。名前であれば、列をカテゴリーとしてください。',
  'table-parentheses': '{path} の列「{column}」、{place}の {got} は、会計の書き方に従って負の数と読みました。そうでなければセルを直してください。',
  'table-exponent': '{path} の列「{column}」、{place}の {got} などは 10 のべき乗をもつ数値として読みました。コードであれば、列をカテゴリーとしてください。',
  'table-padded': '{path} の列「{column}」は、{place}の {got} が 0 で始まりますが、数値として読みました。コードであれば、列をカテゴリーとしてください。',
  'table-sentinel':
    '{path} の列「{column}」、{place}の {got} はほかの数値から大きく離れており、欠測を表すのかもしれません。そうであれば「{key-missing}」に加えてください。',
  'table-stamps-compact': '{path} の列「{column}」の整数（{place}の {got} など）は日付 {read} と読みました。数値であれば、列を数値としてください。',
  'table-stamps-days':
    '{path} の列「{column}」の数値（{place}の {got} など）は、表計算ソフトが数える 1899-12-30 からの日数として {read} と読みました。数値であれば、列を数値としてください。',
  'table-stamps-epoch':
    '{path} の列「{column}」の数値（{place}の {got} など）は、{since} からの時間（単位 {unit}）として {read} と読みました。数値であれば、列を数値としてください。',
  'table-stamps-weeks': '{path} の列「{column}」の整数（{place}の {got} など）は、月曜日に始まる週 {read} と読みました。数値であれば、列を数値としてください。',
  'table-stamps-months': '{path} の列「{column}」の数値（{place}の {got} など）は月 {read} と読みました。数値であれば、列を数値としてください。',
  'table-stamps-maybe':
    '{path} の列「{column}」の数値（{place}の {got} など）は数値と読みましたが、{since} からの時刻（単位 {unit}）とすれば {read} です。時刻であれば、列に「time」などの名前を付けてください。',
  'table-dates-numbers':
    '{path} の列「{column}」は日付のような名前ですが、その数値（{place}の {got} など）は日付として知られていないため、数値と読みました。日付は 2024-12-31 のように書いてください。',
  'table-dates-unread':
    '{path} の列「{column}」は日時のような名前ですが、そのセル（{place}の {got} など）は日時として知られていないため、文字列と読みました。日付は 2024-12-31、時刻は 23:59 のように書いてください。',
  'table-dates-partial':
    '{path} の列「{column}」の文字列（{place}の {got} など）は、年がないか会計年度のため、日付ではなく文字列と読みました。時間軸とするには、日付を 2024-12-31 のように書くか、年を別の列に書いてください。',
  'table-dates-buddhist':
    '{path} の列「{column}」の年は仏暦と読みました。{place}の {got} は {read} です。そうでなければ、日付を 2024-12-31 のように書いてください。',
  'table-dates-early':
    '{path} の列「{column}」の日付（{place}の {got} など）は、グレゴリオ暦の {read} と読みました。ペルシャ暦やイスラム暦などであれば、月の長さが異なるため、換算してください。',
  'table-dates-week': '{path} の列「{column}」、{place}の {got} は、列の名前から週と読みました。{read} に始まります。月であれば、列の名前を変えてください。',
  'table-dates-short': '{path} の列「{column}」、{place}の {got} の二桁の年は {read} のように読みました。前の世紀や別の暦であれば、年を四桁で書いてください。',
  'table-dates-far':
    '{path} の列「{column}」、{place}の {got} はほかの日付から遠く、欠測を表すのかもしれません。そうであれば「{key-missing}」に加えてください。',
  'table-no-day': '{path} の列「{column}」、{place}の {got} は日付のようですが、そのような日や時刻はないため、列を文字列としました。セルを直してください。',
  'table-unzoned':
    '{path} の列「{column}」、{place}の {got} にはほかのセルと違って UTC との差が書かれていないため、UTC として読みました。すべてに書くか、どれにも書かないでください。',
  'table-accents': '{path} の列「{column}」、{place}の {got} は、ほかのセルとは濁点やアクセントの文字の合成が異なりますが、同じ文字列とみなします。',
  'table-dates-day-first':
    '{path} の列「{column}」、{place}の {got} などの日付は、年月日の並びが決まりません。日を先として読みました。先頭が何かを「{key-dates}」で選んでください。',
  'table-dates-month-first':
    '{path} の列「{column}」、{place}の {got} などの日付は、年月日の並びが決まりません。月を先として読みました。先頭が何かを「{key-dates}」で選んでください。',
  'table-dates-year-first':
    '{path} の列「{column}」、{place}の {got} などの日付は、年月日の並びが決まりません。年を先として読みました。先頭が何かを「{key-dates}」で選んでください。',
  'table-dates-back':
    '時間軸は、{place}の {got} で前に戻ります。ネットワークは行をファイルの順に読みます。行を時刻の順に並べ替えてください。時計が戻された所では UTC との差も書いてください。',
  'table-dates-gaps':
    '行の間隔はおもに{usual}ですが、{count} か所で異なります。最初は{place}の {got} です。ネットワークは時刻ではなく行を数えます。欠けた行を補うか、区切って系列として学習してください。',
  'table-counts-falling':
    '列「{column}」は{place}の {got} から減っていきます。新しい行が先にあるかもしれません。ネットワークは行をファイルの順に読むため、時間をさかのぼることになります。並べ替えてください。',
  'table-footer':
    '{path} の最後の {count} 行は、データではなく合計などかもしれません（列「{column}」、{place}の {got}）。いまはデータとして読んでいます。除くなら「{key-footer}」を {count} に、残すなら 0 にしてください。',
  'steps-unknown': '時間軸の列 {columns} のうち「{column}」が {path} にありません。行を数えて表示します。ある列を選んでください。',
  'steps-invalid':
    '{path} の列 {columns} からは時間軸を作れません。一つの列、日付と時刻、または整数の年・月・日…が必要で、欠測があってはなりません。行を数えて表示します。',
  'table-dates-falling':
    '{path} の列「{column}」の日付は{place}の {got} から新しい順に並んでいます。ネットワークは行をファイルの順に読むため、時間をさかのぼることになります。日付の古い順に並べ替えてください。',
  'table-infinite': '{path} の列「{column}」、{place}の {got} は学習できる数値ではないため、同様のセルとともに欠測とみなします。',
  'table-missing-word':
    '{path} の列「{column}」は文字列なので、{place}の {got} をカテゴリーとみなします。欠測を表すのであれば「{key-missing}」に加えてください。',
  'column-why-number': '数値',
  'column-why-percent': '百分率の数値：5 % は 0.05 と読む',
  'column-why-last': '最後の列なので予測の対象にもする',
  'column-why-named': '名前から',
  'column-why-text': 'カテゴリーとして',
  'column-why-counts': '行を等間隔に数える',
  'column-why-dates': '日付',
  'column-why-times': '時刻',
  'column-why-counts-falling': '行ごとに減っていく',
  'column-why-times-unordered': '順に並んでいない時刻',
  'column-why-dates-joined': '{columns} と合わせて時間軸',
  'column-why-dates-second': '二つ目の日付の列',
  'column-why-dates-unordered': '順に並んでいない日付',
  'column-why-dates-falling': '新しい順に並んだ日付',
  'column-why-constant': '変化なし',
  'column-why-missing': '欠測あり：{count}',
  'column-why-empty': '空',
  'column-why-mixed': '数値と並ぶ文字列',
  'column-why-categories': '文字列の種類が多すぎる',
  'column-why-twice': '同名の列あり',
  'column-why-sequence': '複数の行にわたる識別子',
  'column-why-ids': '量ではなく識別子',
  'column-why-strays': '数値（{count} 個のセルを除く）',
  'column-why-large': '大きすぎる数値がある',
  'column-why-near': '読めない数値か文字列。選んでください',
  'column-why-strays-target': '名前から。数値でないセル {count} 個を先に直す',
  'column-why-chosen': '自分で選択',
}
