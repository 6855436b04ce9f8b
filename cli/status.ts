/** Exit statuses besides 0, as documented in `unfold --help` and the README. */

/** The document or its data is wrong, or training stopped at a number that is not finite. */
export const WRONG = 1
/** Wrong usage, or a file or standard output that cannot be read or written. */
export const USAGE = 2
/** A signal that asks a command to end: sent by Ctrl+C, a scheduler, or a terminal that is closed. */
export type Signal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'
/** Stopped by a signal after saving what was learned to `--out`. As in shells: 128 plus the signal's number. */
export const STOPPED: Readonly<Record<Signal, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }
/** The reader of standard output has ended, and there was nothing else to write. */
export const UNREAD = 141
