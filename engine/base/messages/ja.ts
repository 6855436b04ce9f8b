import { archiveJa } from './archive.ja'
import { cliJa } from './cli.ja'
import { dataJa } from './data.ja'
import { documentJa } from './document.ja'
import { engineJa } from './engine.ja'
import { importJa } from './import.ja'
import type { MessageKey } from './en'
import { networkJa } from './network.ja'
import { settingsJa } from './settings.ja'
import { scoresJa } from './scores.ja'
import { streamJa } from './stream.ja'
import { sweepJa } from './sweep.ja'
import { tableJa } from './table.ja'

/** The engine's messages to users, in Japanese. */
export const ja: Record<MessageKey, string> = {
  ...archiveJa,
  ...cliJa,
  ...dataJa,
  ...documentJa,
  ...engineJa,
  ...importJa,
  ...networkJa,
  ...settingsJa,
  ...scoresJa,
  ...sweepJa,
  ...streamJa,
  ...tableJa,
}
