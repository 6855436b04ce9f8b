import { archiveEn } from './archive.en'
import { cliEn } from './cli.en'
import { dataEn } from './data.en'
import { documentEn } from './document.en'
import { engineEn } from './engine.en'
import { importEn } from './import.en'
import { networkEn } from './network.en'
import { settingsEn } from './settings.en'
import { scoresEn } from './scores.en'
import { streamEn } from './stream.en'
import { sweepEn } from './sweep.en'
import { tableEn } from './table.en'

/**
 * The engine's messages to users, in English; `ja.ts` has the same keys.
 * Form: expected X, got Y; names things by id; ends with the cure.
 */
export const en = {
  ...archiveEn,
  ...cliEn,
  ...dataEn,
  ...documentEn,
  ...engineEn,
  ...importEn,
  ...networkEn,
  ...settingsEn,
  ...scoresEn,
  ...sweepEn,
  ...streamEn,
  ...tableEn,
} as const

export type MessageKey = keyof typeof en
