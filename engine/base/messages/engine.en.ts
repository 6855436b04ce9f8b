/** Messages about failures of the engine itself, in English. */
export const engineEn = {
  'engine-threw':
    'The engine failed: {reason}. The document is unchanged. Save it and try again; if the engine fails again, make the network or its data smaller.',
  'engine-load': 'The engine could not load this document for training: {reason}. Undo the last edit, or make the network or its data smaller.',
  'engine-ended': 'The engine ended unexpectedly: {reason}. The document is unchanged.',
  'engine-ended-again':
    'The engine ended unexpectedly {count} times within a minute: {reason}. It starts again when you edit the document, or press Play or “Restart the engine”.',
  'signals-not-finite': 'Expected finite values, got {got} at {port}, step {step} of sequence {sequence}. Use smaller weights, or train with clipping.',
  'forecast-not-finite':
    'The forecast of {node} is {got} at its step {step}: fed with its own outputs, the network grows without bound. Forecast fewer steps, or train a network whose outputs stay bounded.',
  'sequence-none': 'The data has no sequence. Give it more rows, or change the split.',
  'table-dropped': 'The table is no longer there. Choose it again.',
  'analyst-ended': 'The analysis ended unexpectedly: {reason}. Training continues, and the analysis starts again.',
  'analyst-ended-often':
    'The analysis ended unexpectedly {count} times within a minute: {reason}. Training continues; the analysis starts again after an edit.',
  'engine-closed': 'The document was closed before the engine answered.',
  'engine-silent': 'The engine has not answered for {seconds} s: it is still busy. Wait, or continue without its answer.',
  'engine-checkpoint-large':
    'This network has too many weights ({size} MiB, at most {limit}) to keep its training in the history or for recovery. Save it now and then: undo does not restore what it has learned.',
  'engine-reading': 'The engine cannot answer until “{path}” is read. Wait, or stop the reading.',
} as const
