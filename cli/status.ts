/** Exit statuses besides 0; `unfold --help` and the README tell them. */

/** The document or its data is wrong, or training has stopped at a number that is not finite. */
export const WRONG = 1
/** Wrong usage, or a file or standard output that cannot be read or written. */
export const USAGE = 2
/** Stopped by Ctrl+C; what was learned has been saved where it was to be. As shells tell a signal: 128 and its number. */
export const INTERRUPTED = 130
/** Nobody reads standard output any more, and there was nothing else to write to. */
export const UNREAD = 141
