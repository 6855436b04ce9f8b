import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './launch'

/** Writes the LSTM example into a folder, with fewer epochs and with so many sequences in its training and test parts; returns its path. */
export function shortLstm(folder: string, epochs: number, sequences: number): string {
  const file = join(folder, 'lstm.unfold')
  const document = JSON.parse(readFileSync(join(root, 'examples', 'lstm-reber.unfold'), 'utf8'))
  document.training.epochs = epochs
  document.data.options = { train: sequences, validation: 0, test: sequences }
  writeFileSync(file, JSON.stringify(document))
  return file
}
