import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en as nativeEn } from '../../../electron/language/en'
import { ja as nativeJa } from '../../../electron/language/ja'
import { en as messagesEn } from '../../../engine/base/messages/en'
import { ja as messagesJa } from '../../../engine/base/messages/ja'
import { texts } from '../../../nodes'
import { resources } from '../../../renderer/languages'
import { root } from '../../../scripts/setup/paths.mjs'

/** Rejected variants of a term, and the term to use; the table of terms is in docs/terms.md. */
const JAPANESE: readonly (readonly [rejected: RegExp, chosen: string])[] = [
  [/リカレント|再帰網|再帰ネットワーク|回帰型ニューラル/, '再帰型ネットワーク'],
  [/中間層|隠蔽層/, '隠れ層'],
  [/結線/, '配線 (a wire), 結合 (its weights)'],
  [/射影/, '結合'],
  [/密結合/, '全結合'],
  [/ネット入力|正味入力/, '総入力'],
  [/乱数の種|種から/, 'シード'],
  [/教師信号|教師データ|目標(?!値)/, '目標値'],
  [/(訓練|学習|検証|テスト)(の?部分|区間)/, '訓練データ, 検証データ, テストデータ'],
  [/訓練(する|し(?!か)|中)/, '学習'],
  [/モーメンタム/, 'モメンタム'],
  [/再帰最小二乗|逐次最小二乗(?!法)/, '逐次最小二乗法'],
  [/最適化法|オプティマイザ/, '最適化手法'],
  [/早期(停止|打ち切り)/, '早期終了'],
  [/切り詰め/, 'クリッピング'],
  [/ロス(?!ア)/, '損失'],
  [/グラディエント/, '勾配'],
  [/オーバーフィッ|過剰適合/, '過学習'],
  [/閉じた(形|式)/, '閉形式'],
  [/(?<!誤差)逆伝播/, '誤差逆伝播'],
  [/欠損/, '欠測'],
  [/変種/, '方式'],
  [/計算機/, 'コンピューター'],
  [/(パラメータ|メモリ|コンピュータ|インスペクタ|ポインタ|フォルダ|カテゴリ|ユーザ)(?!ー)/, 'with ー at its end'],
  [/ドキュメント/, '文書'],
  [/ノート/, 'メモ'],
  [/リセット(?!ゲート)/, '初期化'],
  [/修復/, '修正'],
  [/差し替え/, 'つなぎ替え'],
  [/取り消/, '元に戻す, キャンセル'],
  [/エルマン|ジョーダン|レーバー/, 'Elman, Jordan, Reber'],
]
const ENGLISH: readonly (readonly [rejected: RegExp, chosen: string])[] = [
  [/\bcan not\b/, 'cannot'],
  [/\banew\b/, 'again'],
  [/\bwrite over\b/i, 'overwrite'],
  [/\btake (it )?out\b/i, 'remove'],
  [/\bplug (it )?elsewhere\b/i, 'reconnect'],
  [/\bran away\b/, 'diverged'],
  [/\bwhoever\b/i, 'a name for who it is'],
  [/\b(is|are) told\b/, 'a verb with its subject'],
  [/\bthe document is as it was\b/i, 'the document is unchanged'],
  [/\bgo(es)? on\b/, 'continue'],
]

type Texts = readonly (readonly [key: string, text: string])[]
const leaves = (value: unknown, path = ''): Texts =>
  typeof value === 'string' ? [[path, value]] : Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, path ? `${path}/${key}` : key))
const found = (all: Texts, terms: readonly (readonly [RegExp, string])[]): string[] =>
  all.flatMap(([key, text]) => terms.filter(([rejected]) => rejected.test(text)).map(([rejected, chosen]) => `${key}: ${rejected.exec(text)![0]} → ${chosen}`))
const all = (...sources: readonly unknown[]): Texts => sources.flatMap((source) => leaves(source))

const windowJa = all(resources.ja, nativeJa, texts.ja)
const KANA = '[\\u3040-\\u30ff\\u4e00-\\u9fff]'
const lines = (name: string): Texts =>
  readFileSync(join(root, name), 'utf8')
    .split('\n')
    .map((line, i) => [`${name}:${i + 1}`, line])
const gallery = readdirSync(join(root, 'examples'))
  .filter((name) => name.endsWith('.unfold'))
  .flatMap((name) => lines(`examples/${name}`))

describe('terms', () => {
  it('name one thing with one word in Japanese', () => {
    expect(found([...windowJa, ...all(messagesJa), ...lines('docs/guide.ja.md'), ...gallery], JAPANESE)).toEqual([])
  })

  it('name one thing with one word in English', () => {
    expect(found([...all(resources.en, nativeEn, texts.en, messagesEn), ...lines('docs/guide.md')], ENGLISH)).toEqual([])
  })

  it('have full-width punctuation in Japanese', () => {
    const half = [new RegExp(`${KANA}\\s?[,;:!?](\\s|${KANA}|$)`), new RegExp(`${KANA}\\.(\\s|$)`), new RegExp(`${KANA}\\s?\\(${KANA}`)]
    expect(windowJa.filter(([, text]) => half.some((pattern) => pattern.test(text))).map(([key, text]) => `${key}: ${text}`)).toEqual([])
  })

  it('are in sentence case in native menus', () => {
    const menus = all(nativeEn).filter(([key]) => /^(menu|dialog\.button)[-.]/.test(key) && key !== 'menu.about')
    expect(menus.length).toBeGreaterThan(30)
    expect(menus.filter(([, text]) => / [A-Z]/.test(text))).toEqual([])
  })

  it('end with an ellipsis character, without a space, if a dialog follows', () => {
    expect(
      [...all(resources.en, nativeEn), ...windowJa]
        .filter(([key, text]) => /(\.\.\.| …)$/.test(text) && !key.startsWith('tables.read.words'))
        .map(([key]) => key),
    ).toEqual([])
  })
})
