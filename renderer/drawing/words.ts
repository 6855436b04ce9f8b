import { nodeOf } from '../../engine/document/ends'
import { format } from '../../engine/base/messages/format'
import type { Problem, Repair } from '../../engine/base/problem'
import type { GraphDocument } from '../../engine/document/types'
import { texts } from '../../nodes'
import type { NodeText } from '../../nodes/text'
import tablesEn from '../languages/en/tables.json'
import tablesJa from '../languages/ja/tables.json'
import { labelOf, sizesOf } from '../document/selectors'
import type { Objection } from './rules'

export type Language = 'en' | 'ja'

export const languageOf = (tag: string): Language => (tag.startsWith('ja') ? 'ja' : 'en')

/** Sentences in a row, with a space between them where the language has one. */
export const inSentences = (language: Language, ...texts: readonly (string | false | null | undefined)[]): string =>
  texts.filter(Boolean).join(language === 'ja' ? '' : ' ')

export const nodeText = (language: Language, type: string): NodeText | undefined => texts[language][type]

/** The parts of a table's form, under the names of the dialog's fields, for use in messages. */
const tableFields = (words: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    ['encoding', 'separator', 'decimal', 'thousands', 'header', 'missing', 'dates', 'footer'].map((key) => [`key-${key}`, words[`tables.read.${key}`]!]),
  )
const fields = { en: tableFields(tablesEn), ja: tableFields(tablesJa) }

/** A problem as text. */
export const problemText = (language: Language, { key, values }: Pick<Problem, 'key' | 'values'>): string =>
  format(language, key, { ...fields[language], ...values })

export interface Phrase {
  readonly key: string
  readonly values: Readonly<Record<string, string | number>>
}

/** The label of a repair's button. */
export function repairPhrase(document: GraphDocument, repair: Repair): Phrase {
  const { kind, ...values } = repair
  const key = `canvas.repair.${kind}`
  switch (repair.kind) {
    case 'set-projection': {
      const edge = document.edges[repair.edge]
      const sizes = sizesOf(document)
      const from = edge && sizes[nodeOf(edge.from)]
      const to = edge && sizes[nodeOf(edge.to)]
      return { key, values: { from: from ?? '?', to: to ?? '?' } }
    }
    case 'set-size':
      return { key, values: { node: labelOf(document, repair.node), size: repair.size } }
    case 'set-ablation':
      return {
        key: repair.ablation === undefined ? 'canvas.repair.set-ablation' : 'canvas.repair.set-ablation-muted',
        values: { node: labelOf(document, repair.node) },
      }
    case 'set-columns':
      return { key, values: { node: labelOf(document, repair.node), columns: repair.columns.join(', ') } }
    case 'drop-setting':
      return { key, values: { setting: repair.path.split('/').slice(2).join('.') } }
    case 'set-encoding':
    case 'squared-error':
      return { key, values: { node: labelOf(document, repair.node) } }
    default:
      return { key, values: values as Phrase['values'] }
  }
}

/** Why a wire would not fit, as a phrase. */
export function objectionPhrase(document: GraphDocument, objection: Objection): Phrase {
  switch (objection.key) {
    case 'canvas.reason.loop': {
      const names = objection.loop.map((id) => labelOf(document, id))
      return { key: objection.key, values: { loop: [...names, names[0]!].join(' → ') } }
    }
    case 'canvas.reason.size':
      return { key: objection.key, values: { from: objection.from, to: objection.to } }
    case 'canvas.reason.twice':
      return { key: objection.key, values: { edge: objection.edge } }
  }
}

const RAISED: Readonly<Record<string, string>> = {
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
  '-': '⁻',
}

/** The exponent of z in a delay: negative, or positive if time runs backward. For typesetting that can raise it. */
export const delayPower = (delay: number, backward: boolean): string => `${backward ? '+' : '−'}${delay}`

/** The delay operator z⁻¹ as text; z⁺¹ if time runs backward. */
export const delaySign = (delay: number, backward: boolean): string => `z${backward ? '⁺' : '⁻'}${[...String(delay)].map((c) => RAISED[c] ?? c).join('')}`
