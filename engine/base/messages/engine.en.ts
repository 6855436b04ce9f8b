/** What the engine says of its own failures, in English. */
export const engineEn = {
  'engine-threw': 'The engine failed at this: {reason}. The document is as it was. Save it and try again; if it fails again, make the network or its data smaller.',
  'engine-load': 'This document could not be made ready for training: {reason}. Undo the last edit, or make the network or its data smaller.',
  'engine-ended': 'The engine has ended unexpectedly: {reason}. The document is as it was.',
  'engine-ended-again': 'The engine has ended unexpectedly {count} times within a minute: {reason}. It is not started again until you edit the document or press “Start the engine again”.',
  'engine-closed': 'The document was closed before the engine had answered.',
  'engine-silent': 'The engine has not answered for {seconds} s: it is still at work. Wait, or go on without what it knows.',
  'engine-checkpoint-large': 'This network has too many weights for steps of history while it trains, and for being kept where the program ends unexpectedly: {size} MiB, at most {limit}. Save it now and then; undoing does not bring back what it has learned.',
  'engine-reading': 'The engine cannot answer before “{path}” has been read. Wait, or stop the reading.',
} as const
