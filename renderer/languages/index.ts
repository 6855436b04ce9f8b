import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { tasks } from '../../engine/data/tasks'
import { activations } from '../../engine/kinds/activations'
import ablationEn from './en/ablation.json'
import accessEn from './en/access.json'
import canvasEn from './en/canvas.json'
import choicesEn from './en/choices.json'
import dataEn from './en/data.json'
import engineEn from './en/engine.json'
import equationsEn from './en/equations.json'
import exportEn from './en/export.json'
import groupsEn from './en/groups.json'
import inspectorEn from './en/inspector.json'
import insightEn from './en/insight.json'
import keymapEn from './en/keymap.json'
import limitsEn from './en/limits.json'
import linksEn from './en/links.json'
import looksEn from './en/looks.json'
import notesEn from './en/notes.json'
import outlineEn from './en/outline.json'
import panelsEn from './en/panels.json'
import runsEn from './en/runs.json'
import settingsEn from './en/settings.json'
import shellEn from './en/shell.json'
import tablesEn from './en/tables.json'
import filesEn from './en/files.json'
import tabsEn from './en/tabs.json'
import theoryEn from './en/theory.json'
import timeEn from './en/time.json'
import tourEn from './en/tour.json'
import welcomeEn from './en/welcome.json'
import wiringEn from './en/wiring.json'
import ablationJa from './ja/ablation.json'
import accessJa from './ja/access.json'
import canvasJa from './ja/canvas.json'
import choicesJa from './ja/choices.json'
import dataJa from './ja/data.json'
import engineJa from './ja/engine.json'
import equationsJa from './ja/equations.json'
import exportJa from './ja/export.json'
import groupsJa from './ja/groups.json'
import inspectorJa from './ja/inspector.json'
import insightJa from './ja/insight.json'
import keymapJa from './ja/keymap.json'
import limitsJa from './ja/limits.json'
import linksJa from './ja/links.json'
import looksJa from './ja/looks.json'
import notesJa from './ja/notes.json'
import outlineJa from './ja/outline.json'
import panelsJa from './ja/panels.json'
import runsJa from './ja/runs.json'
import settingsJa from './ja/settings.json'
import shellJa from './ja/shell.json'
import tablesJa from './ja/tables.json'
import filesJa from './ja/files.json'
import tabsJa from './ja/tabs.json'
import theoryJa from './ja/theory.json'
import timeJa from './ja/time.json'
import tourJa from './ja/tour.json'
import welcomeJa from './ja/welcome.json'
import wiringJa from './ja/wiring.json'

export const languages = ['en', 'ja'] as const
export type Language = (typeof languages)[number]

/** The name of each language in that language. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ja: '日本語' }

/** Texts that activations and tasks define in their own folders. */
function broughtAlong(language: Language): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const [name, { label }] of Object.entries(activations)) texts[`inspector.choice.${name}`] = label[language]
  for (const [task, { text }] of Object.entries(tasks)) {
    const { name, about, options = {} } = text[language]
    texts[`inspector.task.${task}`] = name
    texts[`task.${task}.about`] = about
    for (const [option, label] of Object.entries(options)) texts[`inspector.option.${option}`] = label
  }
  return texts
}

export const resources: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    ...ablationEn,
    ...accessEn,
    ...canvasEn,
    ...choicesEn,
    ...broughtAlong('en'),
    ...dataEn,
    ...engineEn,
    ...equationsEn,
    ...exportEn,
    ...groupsEn,
    ...inspectorEn,
    ...insightEn,
    ...keymapEn,
    ...limitsEn,
    ...linksEn,
    ...looksEn,
    ...notesEn,
    ...outlineEn,
    ...panelsEn,
    ...runsEn,
    ...settingsEn,
    ...shellEn,
    ...tablesEn,
    ...filesEn,
    ...tabsEn,
    ...theoryEn,
    ...timeEn,
    ...tourEn,
    ...welcomeEn,
    ...wiringEn,
  },
  ja: {
    ...ablationJa,
    ...accessJa,
    ...canvasJa,
    ...choicesJa,
    ...broughtAlong('ja'),
    ...dataJa,
    ...engineJa,
    ...equationsJa,
    ...exportJa,
    ...groupsJa,
    ...inspectorJa,
    ...insightJa,
    ...keymapJa,
    ...limitsJa,
    ...linksJa,
    ...looksJa,
    ...notesJa,
    ...outlineJa,
    ...panelsJa,
    ...runsJa,
    ...settingsJa,
    ...shellJa,
    ...tablesJa,
    ...filesJa,
    ...tabsJa,
    ...theoryJa,
    ...timeJa,
    ...tourJa,
    ...welcomeJa,
    ...wiringJa,
  },
}

/** Starts i18next with flat keys: dots in a key have no meaning. */
export async function startLanguages(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: Object.fromEntries(languages.map((l) => [l, { translation: resources[l] }])),
    keySeparator: false,
    nsSeparator: false,
    returnNull: false,
    // React escapes text itself.
    interpolation: { escapeValue: false },
  })
}
