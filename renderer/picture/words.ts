import { declaredTexts } from '../languages/declared'
import ablationEn from '../languages/en/ablation.json'
import en from '../languages/en/canvas.json'
import choicesEn from '../languages/en/choices.json'
import ablationJa from '../languages/ja/ablation.json'
import ja from '../languages/ja/canvas.json'
import choicesJa from '../languages/ja/choices.json'
import type { Translate } from '../drawing/fact'
import type { Language } from '../drawing/words'

const tables: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { ...declaredTexts('en'), ...choicesEn, ...ablationEn, ...en },
  ja: { ...declaredTexts('ja'), ...choicesJa, ...ablationJa, ...ja },
}

/** Translates the canvas's texts without i18next, for use in the terminal. */
export function canvasWords(language: Language): Translate {
  const table = tables[language]
  return (key, values = {}) => {
    const plural = values.count === undefined ? key : `${key}_${language === 'en' && values.count === 1 ? 'one' : 'other'}`
    const text = table[key] ?? table[plural] ?? String(values.defaultValue ?? key)
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}
