/** Messages about networks that run and learn on rows as they come. */
export const streamEn = {
  'stream-forward-time':
    '{nodes} run backward in time and need rows that have not come yet, so the network cannot run on rows as they come. Set their direction to forward.',
  'stream-scaling':
    'Expected the document to store the scaling of column “{column}” of {node} under “fitted”, got none. Train it once on a table (unfold train FILE --out FILE), or set the normalization of the data to none.',
  'stream-categories':
    'Expected the document to store the categories of column “{column}” of {node} under “fitted”, got none. Train it once on a table that has all of them (unfold train FILE --out FILE).',
  'stream-readout':
    'The algorithm is a readout, which is solved from whole passes over the data, so it cannot learn from rows as they come. Choose RTRL or BPTT(h; h′), or run without learning.',
  'stream-horizon':
    'The algorithm is BPTT over whole sequences, and rows that keep coming have no end. Give it a horizon (BPTT(h; h′)), choose RTRL, give the data a “sequenceLength”, or run without learning.',
  'stream-whole-data':
    'The optimizer {optimizer} needs the gradient of all data before each update, so it cannot learn from rows as they come. Choose another one, such as sgd or adam.',
  'stream-curvature':
    'The optimizer {optimizer} cannot learn from rows as they come: it keeps matrices over a whole training. Choose another one, such as sgd or adam.',
  'stream-columns': 'Expected a header with the columns {missing}, got {columns}. Add these columns to the rows.',
  'stream-column-twice': 'Expected one column “{column}” in the header, got more than one ({columns}). Rename the others.',
  'stream-row-long': 'Line {line} is too long, and was skipped. Check that it ends where the row does.',
  'stream-row-cells': 'Line {line} has {got} {got|cell|cells} instead of {expected}, and was skipped.',
  'stream-row-quotes': 'Line {line} has a quote that is not closed, and was skipped.',
  'stream-row-json': 'Line {line} is not a JSON object, and was skipped.',
  'stream-row-missing': 'Line {line} has no value in column “{column}”, and was skipped.',
  'stream-row-number': 'Line {line} has {got} in column “{column}” instead of a number, and was skipped.',
  'stream-row-category': 'Line {line} has {got} in column “{column}”, which is none of the categories that the network was trained on, and was skipped.',
  'stream-row-probability': 'Line {line} has the target {got} for {node}, which is not a probability from 0 to 1, and was skipped.',
  'stream-gap': 'Rows are missing before line {line}: {to} follows {from}.',
  'stream-late': 'Line {line} is late: its time is {to}, but that of the row before it is {from}. It was used as the next step.',
  'stream-one-by-one': 'Sequences are learned one at a time, in the order in which they come; {settings} of the training settings has no effect here.',
  'live-nothing': 'The network cannot run on rows: correct the problems of the document first.',
  'live-file-anew': 'The file was replaced or cut. It is read from its beginning.',
  'live-categories': 'The built-in sources give numbers, but column “{column}” of {node} has categories. Follow a file.',
} as const
