import type { Pieces } from '../engine/base/resumable'
import { ProgressBar, type Terminal } from './terminal'

/** Milliseconds between two updates of the bar. */
const BETWEEN = 100

/** Runs work piece by piece, with a progress bar on standard error if that is a screen. */
export function withProgress<R>(terminal: Terminal, label: string, pieces: Pieces<R>): R {
  const bar = new ProgressBar(terminal)
  let drawn = Date.now()
  for (;;) {
    const { value, done } = pieces.next()
    if (done) {
      bar.clear()
      return value
    }
    if (!terminal.live || Date.now() - drawn < BETWEEN) continue
    drawn = Date.now()
    bar.draw(value, `${label} ${Math.floor(100 * value)} %`)
  }
}
