import { cliJa } from './cli.ja'
import { dataJa } from './data.ja'
import { documentJa } from './document.ja'
import { engineJa } from './engine.ja'
import type { MessageKey } from './en'
import { networkJa } from './network.ja'
import { settingsJa } from './settings.ja'
import { scoresJa } from './scores.ja'
import { tableJa } from './table.ja'

/** What the engine says to people, in Japanese. */
export const ja: Record<MessageKey, string> = { ...cliJa, ...dataJa, ...documentJa, ...engineJa, ...networkJa, ...settingsJa, ...scoresJa, ...tableJa }
